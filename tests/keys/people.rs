use std::time::Duration;

use wijkweb::access::{Newcomer, Reach, Right, Role, Token, Way};
use wijkweb::consent::Scope;
use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::slug::Slug;
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::value::Value;
use wijkweb::web::doors::Place;

use crate::own::somebody;
use crate::support::{House, PASSWORD, Visitor, record, tie};

/// Who somebody can be for the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Person {
    /// Of whom nothing is known.
    Nobody,
    /// With a card.
    Neighbour,
    /// Of the team.
    Builder,
    /// Of the team, with leave to see the homes.
    DoorBuilder,
    /// Of the team, acting for a resident.
    Helper,
    /// Of the team until just now.
    SwitchedOff,
    /// Looks after another neighbourhood, and not this one.
    StewardElsewhere,
    /// Looks after this one.
    Steward,
    /// Came in by the operator's link, and has no neighbourhood yet.
    Beginner,
}

impl Person {
    pub(super) const ALL: [Self; 9] = [
        Self::Nobody,
        Self::Neighbour,
        Self::Builder,
        Self::DoorBuilder,
        Self::Helper,
        Self::SwitchedOff,
        Self::StewardElsewhere,
        Self::Steward,
        Self::Beginner,
    ];

    /// What they are here, as whoever made the house would say it.
    fn role(self) -> Option<Role> {
        match self {
            Self::Nobody | Self::SwitchedOff | Self::StewardElsewhere | Self::Beginner => None,
            Self::Neighbour | Self::Helper => Some(Role::Neighbour),
            Self::Builder | Self::DoorBuilder => Some(Role::Builder),
            Self::Steward => Some(Role::Steward),
        }
    }

    /// Whether the table of rights lets them.
    pub(super) fn may(self, right: Right) -> bool {
        match right.reach() {
            // Who watches is judged by where they ask from: for all others there is nothing.
            Reach::Everyone | Reach::Operator => true,
            Reach::Role(_) if right == Right::OwnAccount => !matches!(self, Self::Nobody | Self::SwitchedOff),
            Reach::Role(least) => self.role().is_some_and(|role| role >= least),
            Reach::Beginner => self == Self::Beginner,
        }
    }
}

/// A house with something of everything in it, and everybody who can be told from others.
pub(super) struct Full {
    pub(super) house: House,
    /// A secret for each person who has one.
    tokens: Vec<(Person, Token)>,
    /// What stands in an address for each of its parts.
    pub(super) parts: Vec<(&'static str, String)>,
}

impl Full {
    pub(super) fn new() -> Self {
        let house = House::empty();
        let text = |text: &str| Value::Text(text.to_owned());
        let garden = house.add(record(&house, Kind::Place, &[("name", text("Tuin"))], Some((4.5, 51.9))));
        let garden_again = house.add(record(&house, Kind::Place, &[("name", text("De tuin"))], Some((4.5, 51.9))));
        let club = house.add(record(&house, Kind::Association, &[("name", text("Tuinclub"))], None));
        let bound = house.join(tie(&house, TieKind::Uses, club, garden));
        let tokens = people(&house);
        let picture = small_picture();
        let hung =
            house.steward().post_files(&format!("/wijk/assets/{garden}/photos"), &[("caption", "Mei")], &[("photo", "a.png", &picture)]);
        assert_eq!(hung.status, 303, "{}", hung.body());
        let photo = house.neighbourhood.snapshot().records().find(|record| record.kind == Kind::Photo).unwrap().id;
        let access = house.access();
        let (resident, _) = access.make_card(house.surroundings(), (&House::slug(), "Ria"), None).unwrap();
        access.invite(house.surroundings(), &House::slug(), Role::Builder, "voor Jan", None).unwrap();
        house.anonymous().post_form("/wijk/join", &[("name", "Els"), ("reach", "Kade 3, na zessen")]);
        let request = access.requests(&House::slug(), house.surroundings().now())[0].id;
        let member = house.whose(&tokens.iter().find(|(person, _)| *person == Person::Builder).unwrap().1);
        let parts = vec![
            ("account", member.to_string()),
            ("resident", resident.to_string()),
            ("request", request.to_string()),
            ("id", garden.to_string()),
            ("tie", bound.to_string()),
            ("photo", photo.to_string()),
            ("question", garden_again.to_string()),
            ("person", somebody(&house, "Kanarie", &[Scope::Store]).to_string()),
        ];
        Self { house, tokens, parts }
    }

    /// The same house after so long a time that everybody has to come in again.
    pub(super) fn renewed(self) -> Self {
        let (access, surroundings) = (self.house.access(), self.house.surroundings());
        let all = access.members(&House::slug());
        let anew = |(person, token): (Person, Token)| {
            let name = NAMES.iter().find(|(of, _)| *of == person).map(|(_, name)| *name);
            let account = name.and_then(|name| access.find_by_name(name)).map(|account| account.id);
            let account = account
                .or_else(|| (person == Person::Neighbour).then(|| all.iter().find(|one| one.name == "Mien")).flatten().map(|one| one.id));
            (person, account.map_or(token, |id| access.begin_session(surroundings, id, Way::Password, "").unwrap()))
        };
        let tokens = self.tokens.iter().cloned().map(anew).collect();
        Self { tokens, ..self }
    }

    /// The browser of somebody.
    pub(super) fn browser(&self, person: Person) -> Visitor<'_> {
        let token = self.tokens.iter().find(|(of, _)| *of == person).map(|(_, token)| token);
        token.map_or_else(|| self.house.anonymous(), |token| self.house.browser_of(token))
    }

    /// An address of this place: of things that are there, or of others that look alike.
    pub(super) fn address(&self, place: &Place, is_there: bool) -> String {
        let part = |name: &str| {
            let found = self.parts.iter().find(|(part, _)| *part == name).map(|(_, id)| id.clone());
            if is_there { found.unwrap() } else { "0190a5b0-0000-7000-8000-00000000abcd".to_owned() }
        };
        let pattern = place.pattern;
        let id = match pattern {
            _ if pattern.contains("/ties/{id}") => part("tie"),
            _ if pattern.contains("/photos/{id}") => part("photo"),
            _ if pattern.contains("/questions/{id}") => part("question"),
            _ if pattern.contains("/people/{id}") => part("person"),
            _ => part("id"),
        };
        let account = if pattern.contains("/residents/") { part("resident") } else { part("account") };
        let pick = |there: &str, nothing: &str| if is_there { there.to_owned() } else { nothing.to_owned() };
        let filled = [
            ("{slug}", "wijk".to_owned()),
            ("{id}", id),
            ("{account}", account),
            ("{request}", part("request")),
            ("{delivery}", part("id")),
            ("{token}", "0".repeat(64)),
            ("{code}", if pattern.starts_with("/language/") { "nl".to_owned() } else { pick("meeting", "niets") }),
            ("{scheme}", pick("place_function", "niets")),
            ("{version}", pick("1", "99")),
            ("{seq}", pick("1", "9999")),
            ("{size}", pick("small.jpg", "niets.jpg")),
            ("{format}", pick("csv", "niets")),
            ("{step}", pick("controller", "niets")),
            ("{document}", pick("register", "niets")),
            ("{collection}", pick("places", "niets")),
        ];
        let address = filled.iter().fold(pattern.to_owned(), |address, (name, text)| address.replace(name, text));
        assert!(!address.contains('{'), "this test does not know how to fill in {pattern}");
        address
    }
}

/// What some of them sign in with.
const NAMES: [(Person, &str); 4] =
    [(Person::Steward, "saskia"), (Person::Builder, "fatma"), (Person::StewardElsewhere, "ella"), (Person::Beginner, "bea")];

/// A picture that is a photo to the program.
pub(super) fn small_picture() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(8, 8, image::Rgb([9, 90, 90])).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Lets everybody in who can be told from others.
fn people(house: &House) -> Vec<(Person, Token)> {
    let (access, surroundings, here) = (house.access(), house.surroundings(), House::slug());
    let elsewhere: Slug = "elders".parse().unwrap();
    let resident = |name: &str| -> Id { access.make_card(surroundings, (&here, name), None).unwrap().0 };
    let steward = house.member(&here, Role::Steward, ("Saskia", "saskia"));
    let steward_id = house.whose(&steward);
    let neighbour = access.begin_session(surroundings, resident("Mien"), Way::Card, "").unwrap();
    let builder = house.member(&here, Role::Builder, ("Fatma", "fatma"));
    let at_doors = house.member(&here, Role::Builder, ("Dorien", "dorien"));
    access.grant(surroundings, &here, house.whose(&at_doors), Duration::from_secs(4 * 3600), steward_id).unwrap();
    let helper = house.member(&here, Role::Builder, ("Henk", "henk"));
    let signed = access.signed(helper.as_str(), surroundings.now()).unwrap();
    access.begin_helping(surroundings, &signed, &here, resident("Truus")).unwrap();
    let gone = house.member(&here, Role::Builder, ("Gone", "gone"));
    access.switch_off(surroundings, &here, house.whose(&gone), Some(steward_id)).unwrap();
    let away = house.member(&elsewhere, Role::Steward, ("Ella", "ella"));
    let link = access.invite_first(surroundings).unwrap();
    let new = Newcomer { name: "Bea", sign_in: "bea", password: PASSWORD };
    let beginner = access.join(surroundings, link.as_str(), &new, &[], "").unwrap();
    vec![
        (Person::Neighbour, neighbour),
        (Person::Builder, builder),
        (Person::DoorBuilder, at_doors),
        (Person::Helper, helper),
        (Person::SwitchedOff, gone),
        (Person::StewardElsewhere, away),
        (Person::Steward, steward),
        (Person::Beginner, beginner),
    ]
}
