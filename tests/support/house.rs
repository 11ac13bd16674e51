use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use wijkweb::access::{Access, Hardness, Newcomer, Role, Token, Way};
use wijkweb::inventory::change::Change;
use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::moment::Moment;
use wijkweb::inventory::provenance::{Actor, Origin, Provenance, Validity};
use wijkweb::inventory::record::Record;
use wijkweb::inventory::slug::Slug;
use wijkweb::inventory::tie::Tie;
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::values::Values;
use wijkweb::inventory::visibility::Visibility;
use wijkweb::inventory::whereabouts::Whereabouts;
use wijkweb::neighbourhood::{BackupPlan, Backups, Beginning, Neighbourhood, Neighbourhoods, Order, Refusal, Surroundings};
use wijkweb::web::{AppState, Settings, Shared, app};
use wijkweb::words::Language;

use super::Visitor;

/// Wednesday 15 November 2023, the day on which all tests take place.
const NOW: i64 = 1_700_050_000;

/// What everybody of the team signs in with.
pub(crate) const PASSWORD: &str = "drie fietsen en een kar";

/// A data folder with one neighbourhood, `wijk`, and the site that serves it.
pub(crate) struct House {
    pub(crate) state: AppState,
    pub(crate) neighbourhood: Arc<Neighbourhood>,
    app: Router,
    runtime: Runtime,
    folder: TempDir,
    /// Seconds that went by since the test began.
    gone_by: Arc<AtomicU64>,
}

impl House {
    /// A neighbourhood that has only its name and the starter vocabularies.
    pub(crate) fn empty() -> Self {
        Self::begun_on(Moment::from_second(NOW).unwrap())
    }

    /// The same, where the neighbourhood was begun at this moment.
    pub(crate) fn begun_on(begun: Moment) -> Self {
        Self::begun(begun, true)
    }

    /// A neighbourhood of which nobody said yet who answers for it.
    pub(crate) fn unopened() -> Self {
        Self::begun(Moment::from_second(NOW).unwrap(), false)
    }

    fn begun(begun: Moment, is_open: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let now = Moment::from_second(NOW).unwrap();
        let gone_by = Arc::new(AtomicU64::new(0));
        let clock = |from: Moment| {
            let gone_by = Arc::clone(&gone_by);
            Surroundings::by_clock(move || from.after(Duration::from_secs(gone_by.load(Ordering::Relaxed))))
        };
        let (neighbourhoods, _) = Neighbourhoods::open_with(folder.path(), clock(begun), Hardness::least()).unwrap();
        let beginning = Beginning {
            name: "De Wijk".to_owned(),
            description: "Een wijk om te proberen.".to_owned(),
            data_source: String::new(),
            language: Language::Dutch,
            particulars: if is_open { particulars() } else { Values::default() },
        };
        let mut neighbourhood = neighbourhoods.begin(&Self::slug(), &beginning).unwrap();
        let mut neighbourhoods = neighbourhoods;
        if begun != now {
            drop((neighbourhood, neighbourhoods));
            (neighbourhoods, _) = Neighbourhoods::open_with(folder.path(), clock(now), Hardness::least()).unwrap();
            neighbourhood = neighbourhoods.find(&Self::slug()).unwrap().unwrap();
        }
        let plan = BackupPlan::by_hand(folder.path().join("backups"));
        let state = AppState::from(Shared {
            neighbourhoods: Arc::new(neighbourhoods),
            jobs: Arc::default(),
            kept: Arc::default(),
            settings: Arc::new(Settings::default()),
            backups: Arc::new(Backups::by(plan)),
            measures: Arc::default(),
        });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { app: app(state.clone()), state, neighbourhood, runtime, folder, gone_by }
    }

    /// Lets time go by.
    pub(crate) fn pass(&self, time: Duration) {
        self.gone_by.fetch_add(time.as_secs(), Ordering::Relaxed);
    }

    /// Where everything is kept.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The short name of the neighbourhood.
    pub(crate) fn slug() -> Slug {
        "wijk".parse().unwrap()
    }

    /// Somebody of whom nothing is known, who reads Dutch.
    pub(crate) fn anonymous(&self) -> Visitor<'_> {
        Visitor::new(self)
    }

    /// Somebody who looks after the neighbourhood, and may begin others.
    pub(crate) fn steward(&self) -> Visitor<'_> {
        self.browser_of(&self.steward_token())
    }

    /// What the browser of a steward holds.
    pub(crate) fn steward_token(&self) -> Token {
        let link = self.access().invite_to_try(self.surroundings()).unwrap();
        self.access().try_out(self.surroundings(), link.as_str(), ("Saskia", &[Self::slug()]), "").unwrap()
    }

    /// A community builder.
    pub(crate) fn builder(&self) -> Visitor<'_> {
        self.browser_of(&self.member(&Self::slug(), Role::Builder, ("Fatma", "fatma")))
    }

    /// Takes somebody into the team, by what they are called and what they sign in with; their password is [`PASSWORD`].
    pub(crate) fn member(&self, slug: &Slug, role: Role, (name, sign_in): (&str, &str)) -> Token {
        let link = self.access().invite(self.surroundings(), slug, role, "", None).unwrap();
        let new = Newcomer { name, sign_in, password: PASSWORD };
        self.access().join(self.surroundings(), link.as_str(), &new, &[], "").unwrap()
    }

    /// Whose browser holds this.
    pub(crate) fn whose(&self, token: &Token) -> Id {
        self.access().signed(token.as_str(), self.surroundings().now()).unwrap().account.id
    }

    /// A resident with a card.
    pub(crate) fn neighbour(&self) -> Visitor<'_> {
        let (id, _) = self.access().make_card(self.surroundings(), (&Self::slug(), "Mien"), None).unwrap();
        self.browser_of(&self.access().begin_session(self.surroundings(), id, Way::Card, "").unwrap())
    }

    /// Whoever has the browser with this session.
    pub(crate) fn browser_of(&self, token: &Token) -> Visitor<'_> {
        let mut visitor = self.anonymous();
        visitor.keep_cookie(format!("session={}", token.as_str()));
        visitor
    }

    /// All neighbourhoods of the data folder.
    pub(crate) fn neighbourhoods(&self) -> &Neighbourhoods {
        &self.state.neighbourhoods
    }

    /// Who may come in.
    pub(crate) fn access(&self) -> &Access {
        self.state.neighbourhoods.access()
    }

    /// Keeps a record and tells its id.
    pub(crate) fn add(&self, record: Record) -> Id {
        let id = record.id;
        self.write(vec![Change::Record(record)]).unwrap();
        id
    }

    /// Keeps a tie and tells its id.
    pub(crate) fn join(&self, tie: Tie) -> Id {
        let id = tie.id;
        self.write(vec![Change::Tie(tie)]).unwrap();
        id
    }

    /// Lets this site show the map and the list, as a steward does on the page of settings.
    pub(crate) fn let_be_framed_by(&self, site: &str) {
        let graph = self.neighbourhood.snapshot();
        let mut profile = Record::clone(graph.records().find(|record| record.kind == Kind::Neighbourhood).unwrap());
        profile.values.set("embed_sites", Value::Text(site.to_owned()));
        profile.version += 1;
        self.add(profile);
    }

    /// Writes changes as the operator.
    pub(crate) fn write(&self, changes: Vec<Change>) -> Result<(), Refusal> {
        let at = self.surroundings().now();
        self.neighbourhood.write(Order { changes, by: Actor::operator(), at, delivery: None }).map(drop)
    }

    /// The clock and randomness of the house.
    pub(crate) fn surroundings(&self) -> &Surroundings {
        self.state.neighbourhoods.surroundings()
    }

    pub(super) fn app(&self) -> Router {
        self.app.clone()
    }

    pub(super) fn runtime(&self) -> &Runtime {
        &self.runtime
    }
}

/// All that a neighbourhood must say about itself before others see it, and that it is open.
pub(crate) fn particulars() -> Values {
    let text = |text: &str| Value::Text(text.to_owned());
    let codes = |codes: &[&str]| Value::Codes(codes.iter().map(ToString::to_string).collect());
    [
        ("controller", text("Stichting De Wijk")),
        ("controller_kind", codes(&["foundation"])),
        ("contact_name", text("De secretaris")),
        ("contact_reach", text("secretaris@wijk.example")),
        ("purposes", codes(&["assets", "contacts", "stories", "talents", "addresses"])),
        ("area_text", text("Van de brug tot het park.")),
        ("page_languages", codes(&["nl", "en"])),
        ("open_since", Value::Day(Moment::from_second(NOW).unwrap().day())),
    ]
    .into_iter()
    .collect()
}

/// A new record of this kind with these values, at a point if one is given (longitude, latitude).
pub(crate) fn record(house: &House, kind: Kind, values: &[(&'static str, Value)], at: Option<(f64, f64)>) -> Record {
    Record {
        id: house.surroundings().mint(),
        kind,
        version: 1,
        visibility: kind.declaration().visibility,
        validity: Validity::default(),
        provenance: provenance(house),
        whereabouts: at.map(|(longitude, latitude)| Whereabouts::point(longitude, latitude).unwrap()),
        values: values.iter().cloned().collect(),
        likely_same_as: None,
        merged_into: None,
    }
}

/// A new tie of this kind between these two, for everyone to see.
pub(crate) fn tie(house: &House, kind: TieKind, from: Id, to: Id) -> Tie {
    Tie {
        id: house.surroundings().mint(),
        kind,
        from,
        to,
        version: 1,
        visibility: Visibility::Everyone,
        validity: Validity::default(),
        provenance: provenance(house),
        values: Values::default(),
    }
}

fn provenance(house: &House) -> Provenance {
    let now = house.surroundings().now();
    Provenance { created: now, updated: now, by: Actor::operator(), origin: Origin::Desk, source: None, delivery: None }
}
