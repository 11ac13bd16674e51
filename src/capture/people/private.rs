use crate::capture::reason::Reason;

/// What a column tells that is not kept of anybody, whoever agrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Private {
    /// A citizen service number (BSN): only the state may (UAVG art. 46).
    CitizenNumber,
    /// The number of a document, an account or a card.
    Document,
    /// A day of birth or an age: that somebody is sixteen or older is enough.
    Birth,
    /// Man, woman or other.
    Gender,
    /// Health, belief, opinion, origin, love: special categories (GDPR art. 9).
    Special,
    /// Income, debts and benefits.
    Money,
    /// Police and courts (GDPR art. 10).
    Police,
    /// Who lives together, marriage, children.
    Family,
}

/// What plain names of columns begin with, or are.
const NAMES: [(Private, &[&str]); 8] = [
    (Private::CitizenNumber, &["bsn", "burgerservice", "sofi", "citizenservice", "socialsecurity", "ssn", "nationalid"]),
    (
        Private::Document,
        &[
            "iban",
            "rekening",
            "bankaccount",
            "bankrek",
            "paspoort",
            "passport",
            "identiteits",
            "idkaart",
            "idnummer",
            "idbewijs",
            "rijbewijs",
            "kenteken",
            "creditcard",
            "documentn",
        ],
    ),
    (
        Private::Birth,
        &["geboort", "gebdat", "gebjaar", "birth", "dateofbirth", "dob", "leeftijd", "age", "ages", "ageyears", "ageinyears", "agegroup"],
    ),
    (Private::Gender, &["geslacht", "gender", "sex", "sexe", "mv", "mvx", "manvrouw", "aanhef", "salutation", "pronoun", "voornaamwoord"]),
    (
        Private::Special,
        &[
            "religi",
            "geloof",
            "godsdienst",
            "kerkgenootschap",
            "faith",
            "belief",
            "levensbeschouw",
            "nationalit",
            "etni",
            "ethnic",
            "afkomst",
            "herkomst",
            "migratie",
            "origin",
            "race",
            "ras",
            "huidskleur",
            "countryofbirth",
            "geboorteland",
            "politiek",
            "politic",
            "partij",
            "vakbond",
            "union",
            "tradeunion",
            "gezondheid",
            "health",
            "medisch",
            "medical",
            "ziekte",
            "illness",
            "disease",
            "diagnos",
            "handicap",
            "beperking",
            "disabil",
            "medicatie",
            "medication",
            "allerg",
            "seksue",
            "sexual",
            "orientation",
            "geaardheid",
            "dieet",
            "diet",
            "verblijfsstatus",
            "residencestatus",
        ],
    ),
    (
        Private::Money,
        &["inkomen", "income", "salaris", "salary", "uitkering", "benefit", "bijstand", "schuld", "debt", "minima", "vermogen", "toeslag"],
    ),
    (Private::Police, &["politie", "police", "straf", "criminal", "veroordel", "convict", "justitie", "overlast", "detentie"]),
    (
        Private::Family,
        &[
            "burgerlijkestaat",
            "marital",
            "gehuwd",
            "married",
            "partner",
            "kinderen",
            "children",
            "aantalkinderen",
            "gezin",
            "huishouden",
            "household",
        ],
    ),
];

/// Beginnings that are only that when they are the whole name: many harmless words begin with them.
const WHOLE: [&str; 10] = ["age", "ages", "sex", "sexe", "mv", "mvx", "ras", "race", "sofi", "dob"];

impl Private {
    /// What a column of this name, in small letters and digits, tells.
    pub(super) fn of(plain: &str) -> Option<Self> {
        let is_it = |name: &&str| if WHOLE.contains(name) { plain == *name } else { plain.starts_with(*name) || plain.ends_with(*name) };
        // Politics is not the police, and the longer word is meant.
        let found = NAMES
            .iter()
            .filter_map(|(private, names)| Some((names.iter().filter(|name| is_it(name)).map(|name| name.len()).max()?, *private)));
        found.max_by_key(|(length, _)| *length).map(|(_, private)| private)
    }

    /// Why it is not kept.
    pub fn reason(self) -> Reason {
        match self {
            Self::CitizenNumber => Reason::PrivateCitizenNumber,
            Self::Document => Reason::PrivateDocument,
            Self::Birth => Reason::PrivateBirth,
            Self::Gender => Reason::PrivateGender,
            Self::Special => Reason::PrivateSpecial,
            Self::Money => Reason::PrivateMoney,
            Self::Police => Reason::PrivatePolice,
            Self::Family => Reason::PrivateFamily,
        }
    }
}
