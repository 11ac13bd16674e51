use crate::capture::called::plain;
use crate::capture::foreign::Foreign;
use crate::capture::people::private::Private;
use crate::consent::Scope;

/// What a column of a list of residents tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// What somebody is called.
    Name,
    /// A part of that: first name, what stands between, last name.
    PartOfName(u8),
    /// In their own words.
    Description,
    /// How to reach them.
    Contact,
    /// Languages they speak.
    Languages,
    /// What they can, want or belong to; several with `|` or `;` between them.
    List(List),
    /// The street they live in.
    Street,
    /// The number of their door.
    HouseNumber,
    /// Street and number together.
    Address,
    /// The code of the square of 100 m they live in.
    Square,
    /// How precisely it may be told where they live.
    Precision,
    /// They are sixteen or older.
    Adult,
    /// Somebody decides for them: a parent or guardian.
    Guardian,
    /// What they agreed to.
    Consent(Scope),
    /// On which day.
    ConsentDay,
    /// What tells one row from another.
    Id,
    /// Where they live was read from it.
    Place,
    /// It is not kept of anybody.
    Private(Private),
    /// No field takes it.
    NotKept,
}

/// What a column with several words in a cell tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// What they can.
    Talents,
    /// What they can and would teach.
    Teaches,
    /// What they want to learn.
    Learns,
    /// What they care about.
    Cares,
    /// What they offer.
    Offers,
    /// What they are looking for.
    Wishes,
    /// Groups they are a member of.
    Groups,
}

/// Plain names of columns, in both languages.
const NAMES: [(Column, &[&str]); 23] = [
    (
        Column::Name,
        &[
            "name",
            "naam",
            "roepnaam",
            "displayname",
            "weergavenaam",
            "volledigenaam",
            "fullname",
            "bewoner",
            "resident",
            "persoon",
            "person",
        ],
    ),
    (Column::PartOfName(0), &["voornaam", "firstname", "givenname"]),
    (Column::PartOfName(1), &["tussenvoegsel", "tussenvoegsels", "infix", "middlename"]),
    (Column::PartOfName(2), &["achternaam", "lastname", "surname", "familyname"]),
    (
        Column::Description,
        &[
            "description",
            "omschrijving",
            "beschrijving",
            "toelichting",
            "overmij",
            "about",
            "aboutme",
            "verhaal",
            "opmerking",
            "opmerkingen",
            "notes",
            "note",
            "notitie",
        ],
    ),
    (
        Column::Contact,
        &[
            "contact",
            "contactgegevens",
            "bereikbaar",
            "reach",
            "telefoon",
            "telefoonnummer",
            "tel",
            "phone",
            "phonenumber",
            "mobiel",
            "mobile",
            "email",
            "mail",
            "emailadres",
            "emailaddress",
        ],
    ),
    (Column::Languages, &["languages", "language", "talen", "taal", "spreekt", "speaks"]),
    (
        Column::List(List::Talents),
        &[
            "talent",
            "talents",
            "talenten",
            "kan",
            "can",
            "gaven",
            "gifts",
            "gift",
            "skills",
            "skill",
            "vaardigheid",
            "vaardigheden",
            "hastalent",
            "goedin",
            "goodat",
        ],
    ),
    (
        Column::List(List::Teaches),
        &[
            "teach",
            "teaches",
            "leertaan",
            "lerenaan",
            "aanleren",
            "kanleren",
            "wiluitleggen",
            "legtuit",
            "canteach",
            "kanuitleggen",
            "wilaanleren",
            "wouldteach",
        ],
    ),
    (Column::List(List::Learns), &["wanttolearn", "wantstolearn", "learn", "learns", "willeren", "leren", "leerwens", "leerwensen"]),
    (
        Column::List(List::Cares),
        &[
            "caresabout",
            "cares",
            "geeftom",
            "themas",
            "thema",
            "themes",
            "theme",
            "warmvoor",
            "looptwarmvoor",
            "moved",
            "interesses",
            "interests",
            "interesse",
        ],
    ),
    (Column::List(List::Offers), &["offer", "offers", "biedt", "biedtaan", "aanbod", "bieden"]),
    (
        Column::List(List::Wishes),
        &["wish", "wishes", "wishesfor", "zoekt", "zoek", "wens", "wensen", "gezocht", "looksfor", "lookingfor", "needs"],
    ),
    (
        Column::List(List::Groups),
        &[
            "memberof",
            "member",
            "membership",
            "memberships",
            "lidvan",
            "lid",
            "vereniging",
            "verenigingen",
            "association",
            "associations",
            "groep",
            "groepen",
            "club",
            "clubs",
            "group",
            "groups",
        ],
    ),
    (Column::Street, &["street", "straat", "straatnaam", "streetname"]),
    (Column::HouseNumber, &["huisnummer", "housenumber", "nummer", "housenr", "huisnr", "nr", "number"]),
    (Column::Address, &["adres", "address", "woonadres", "homeaddress"]),
    (
        Column::Square,
        &[
            "square",
            "vierkant",
            "vak",
            "vakje",
            "cbsvierkant",
            "cbssquare",
            "vierkant100",
            "vierkant100m",
            "cell",
            "cel",
            "crs28992res100m",
        ],
    ),
    (Column::Precision, &["locationprecision", "precision", "precisie", "hoeprecies", "plekprecisie", "locatieprecisie", "howprecise"]),
    (
        Column::Adult,
        &["adult16", "adult", "16plus", "16", "zestienplus", "zestien", "sixteen", "16ofouder", "16orolder", "zestienofouder", "is16"],
    ),
    (
        Column::Guardian,
        &[
            "guardian",
            "voogd",
            "ouder",
            "ouderofvoogd",
            "parent",
            "parentorguardian",
            "toestemmingouder",
            "guardianagreed",
            "wettelijkvertegenwoordiger",
        ],
    ),
    (
        Column::ConsentDay,
        &[
            "consentdate",
            "consentday",
            "toestemmingdatum",
            "toestemmingsdatum",
            "datumtoestemming",
            "gevraagdop",
            "akkoordop",
            "agreedon",
            "askedon",
            "consentgiven",
        ],
    ),
    (Column::Id, &["id", "externalid", "sourceid", "uuid", "kenmerk", "reference", "rijid"]),
];

/// What stands before what somebody agrees to.
const AGREES: [&str; 8] = ["toestemmingvoor", "toestemming", "consentto", "consent", "akkoordmet", "akkoord", "agreesto", "agreed"];

/// What somebody can agree to, as columns call it after one of [`AGREES`].
const SCOPES: [(Scope, &[&str]); 7] = [
    (Scope::Store, &["bewaren", "opslaan", "vastleggen", "keep", "tobekept", "storage"]),
    (
        Scope::ShowNeighbours,
        &[
            "tonenburen",
            "tonenbewoners",
            "tonenaanbewoners",
            "tonenaanburen",
            "latenzienaanbewoners",
            "latenzienaanburen",
            "buren",
            "bewoners",
            "neighbours",
            "neighbors",
        ],
    ),
    (
        Scope::ShowPublic,
        &["openbaar", "tonenopenbaar", "tonenaaniedereen", "toneniedereen", "latenzienaaniedereen", "iedereen", "public", "everyone"],
    ),
    (Scope::ContactIntro, &["kennismaking", "kennismaken", "introductie", "introduction", "intro", "contact"]),
    (Scope::Relations, &["relaties", "bewarenwieelkaarkennen", "wieelkaarkennen", "kennen", "connections"]),
    (Scope::WorkshopExport, &["bijeenkomst", "meenemennaareenbijeenkomst", "meenemen", "workshop", "export"]),
    (Scope::Statistics, &["meetellen", "meetellenincijfers", "cijfers", "statistiek", "statistieken", "figures", "counted"]),
];

/// What each column of a list of residents tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Columns(Vec<(String, Column)>);

impl Columns {
    /// Tells it by the names of the columns.
    pub fn of(foreign: &Foreign) -> Self {
        let column = |column: &crate::capture::foreign::Column| if column.gives_place { Column::Place } else { by_name(&column.name) };
        Self(foreign.columns.iter().map(|of_file| (of_file.name.clone(), column(of_file))).collect())
    }

    /// All of them, in the order of the file: what the file calls them, and what they tell.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Column)> {
        self.0.iter().map(|(name, column)| (name.as_str(), *column))
    }

    /// The positions of the columns that tell this.
    pub fn telling(&self, wanted: Column) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().filter(move |(_, (_, column))| *column == wanted).map(|(at, _)| at)
    }

    /// What the file calls a column.
    pub fn name(&self, at: usize) -> &str {
        self.0.get(at).map_or("", |(name, _)| name)
    }

    /// Some column tells what people agreed to.
    pub fn tell_consent(&self) -> bool {
        self.iter().any(|(_, column)| matches!(column, Column::Consent(_)))
    }

    /// Some column tells what people are called.
    pub fn tell_names(&self) -> bool {
        self.iter().any(|(_, column)| matches!(column, Column::Name | Column::PartOfName(_)))
    }
}

fn by_name(name: &str) -> Column {
    let plain = plain(name);
    if let Some(scope) = scope_of(&plain) {
        return Column::Consent(scope);
    }
    let known = |plain: &str| NAMES.iter().find(|(_, names)| names.contains(&plain)).map(|(column, _)| *column);
    // `talent 1`, `talent 2`.
    let unnumbered = plain.trim_end_matches(|c: char| c.is_ascii_digit());
    let listed = || known(unnumbered).filter(|column| matches!(column, Column::List(_) | Column::Contact | Column::Languages));
    let private = || Private::of(&plain).map(Column::Private);
    known(&plain).or_else(listed).or_else(private).unwrap_or(Column::NotKept)
}

/// What somebody agrees to by a column of this name.
fn scope_of(plain: &str) -> Option<Scope> {
    let is_code = |scope: &Scope| scope.code().replace('_', "") == plain;
    if let Some(scope) = Scope::ALL.into_iter().find(is_code) {
        return Some(scope);
    }
    let about = AGREES.iter().find_map(|before| plain.strip_prefix(before).or_else(|| plain.strip_suffix(before)))?;
    let named = SCOPES.iter().find(|(_, names)| names.contains(&about)).map(|(scope, _)| *scope);
    named.or_else(|| Scope::ALL.into_iter().find(|scope| scope.code().replace('_', "") == about))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_in_both_languages() {
        for (name, column) in [
            ("Naam", Column::Name),
            ("first name", Column::PartOfName(0)),
            ("E-mail", Column::Contact),
            ("Talent 2", Column::List(List::Talents)),
            ("wil leren", Column::List(List::Learns)),
            ("lid van", Column::List(List::Groups)),
            ("16+", Column::Adult),
            ("toestemming_bewaren", Column::Consent(Scope::Store)),
            ("store", Column::Consent(Scope::Store)),
            ("Toestemming: laten zien aan bewoners", Column::Consent(Scope::ShowNeighbours)),
            ("consent_show_public", Column::Consent(Scope::ShowPublic)),
            ("meetellen akkoord", Column::Consent(Scope::Statistics)),
            ("toestemmingsdatum", Column::ConsentDay),
            ("lievelingskleur", Column::NotKept),
        ] {
            assert_eq!(by_name(name), column, "{name}");
        }
    }

    #[test]
    fn what_is_nobodys_business_is_seen_by_its_name() {
        for (name, private) in [
            ("BSN", Private::CitizenNumber),
            ("bsn-nummer", Private::CitizenNumber),
            ("Geboortedatum", Private::Birth),
            ("date of birth", Private::Birth),
            ("age", Private::Birth),
            ("Geslacht", Private::Gender),
            ("m/v", Private::Gender),
            ("religie", Private::Special),
            ("nationaliteit", Private::Special),
            ("geboorteland", Private::Special),
            ("politieke partij", Private::Special),
            ("politiecontact", Private::Police),
            ("inkomen per maand", Private::Money),
            ("IBAN", Private::Document),
            ("aantal kinderen", Private::Family),
        ] {
            assert_eq!(by_name(name), Column::Private(private), "{name}");
        }
        for harmless in ["agenda", "sextant", "rasp", "racefiets", "manager"] {
            assert_eq!(by_name(harmless), Column::NotKept, "{harmless}");
        }
    }
}
