use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use wijkweb::consent::Audience;
use wijkweb::demo::sister;
use wijkweb::graph::Filter;
use wijkweb::inventory::change::Change;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::moment::Moment;
use wijkweb::inventory::provenance::Actor;
use wijkweb::inventory::record::Record;
use wijkweb::neighbourhood::{BackupPlan, Backups, Beginning, Neighbourhood, Neighbourhoods, Order, Surroundings};
use wijkweb::web::{AppState, Settings, Shared, app};
use wijkweb::words::Language;

use super::stopwatch::{Measured, middle_of};

/// Changes in one order while the community is written.
const IN_ONE_ORDER: usize = 1000;

/// An invented community of so many records, kept in a folder that goes away.
pub(crate) struct Community {
    folder: tempfile::TempDir,
    changes: Vec<Change>,
}

impl Community {
    /// Makes the changes; nothing is written yet.
    pub(crate) fn of(records: u32) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), changes: sister(records).collect() }
    }

    /// Everything people wait for, once or often.
    pub(crate) fn measure(self) -> Vec<Measured> {
        let places: Vec<Record> = self.changes.iter().filter_map(place).take(50).cloned().collect();
        let written = middle_of("write all of it", 1, |_| {
            let (_neighbourhoods, neighbourhood) = open(self.folder.path());
            for changes in self.changes.chunks(IN_ONE_ORDER) {
                neighbourhood.write(order(changes.to_vec())).unwrap();
            }
        });
        let from_journal = middle_of("open it by its journal, and settle it", 1, |_| {
            drop(std::fs::remove_dir_all(self.folder.path().join("settled")));
            drop(open(self.folder.path()));
        });
        let mut opened = None;
        let loaded = middle_of("open it by what is settled", 1, |_| opened = Some(open(self.folder.path())));
        let (neighbourhoods, neighbourhood) = opened.unwrap();
        let mut all = vec![written, from_journal, loaded];
        all.push(middle_of("one write, durable and seen", places.len(), |number| {
            let old = &places[number];
            let edited = Record { version: old.version + 1, ..old.clone() };
            neighbourhood.write(order(vec![Change::Record(edited)])).unwrap();
            assert_eq!(neighbourhood.snapshot().record(old.id).unwrap().version, old.version + 1);
        }));
        all.extend(questions(&neighbourhood));
        all.extend(pages(neighbourhoods, &places[0]));
        all
    }
}

/// Questions to the graph, without a page round them.
fn questions(neighbourhood: &Neighbourhood) -> Vec<Measured> {
    let graph = neighbourhood.snapshot();
    let view = graph.seen_by(Audience::Everyone);
    let words = |text: &str| Filter { text: Some(text.to_owned()), ..Filter::default() };
    let page = |filter: &Filter| drop(view.page(filter, 0, 50));
    let kind = Filter { kinds: vec![Kind::Place], ..Filter::default() };
    vec![
        middle_of("count all assets", 50, |_| drop(std::hint::black_box(view.count_assets()).to_string())),
        middle_of("first page of a kind", 50, |_| page(&kind)),
        middle_of("search: a word", 20, |_| page(&words("tuin"))),
        middle_of("search: a mistyped word", 20, |_| page(&words("fietzenmaker"))),
        middle_of("search: two words", 20, |_| page(&words("koken samen"))),
    ]
}

/// Pages and layers as a visitor gets them, without a network.
fn pages(neighbourhoods: Neighbourhoods, place: &Record) -> Vec<Measured> {
    let cookie = steward(&neighbourhoods);
    let neighbourhoods = Arc::new(neighbourhoods);
    let backups = Arc::new(Backups::by(BackupPlan::by_hand(neighbourhoods.folder().join("backups"))));
    let measures = Arc::default();
    let state = AppState::from(Shared {
        backups,
        measures,
        neighbourhoods,
        jobs: Arc::default(),
        kept: Arc::default(),
        settings: Arc::new(Settings::default()),
    });
    let router = app(state);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let get = |address: &str| runtime.block_on(fetch(&router, address));
    let middle = place.whereabouts.as_ref().unwrap().middle();
    let near = format!("bbox={},{},{},{}", middle.x - 0.004, middle.y - 0.002, middle.x + 0.004, middle.y + 0.002);
    let layer = format!("/wijk/ogc/collections/places/items?limit=1000&{near}");
    let everything = format!("/wijk/ogc/collections/assets/items?{near}");
    let asset = format!("/wijk/assets/{}", place.id);
    let post = |number: usize| runtime.block_on(send(&router, &cookie, &features(number, 1)));
    let post_many = |number: usize| runtime.block_on(send(&router, &cookie, &features(1_000 + number, 200)));
    vec![
        middle_of("page: home", 10, |_| get("/wijk")),
        middle_of("page: list", 10, |_| get("/wijk/assets?kind=place")),
        middle_of("page: list of a search", 10, |_| get("/wijk/assets?q=tuin")),
        middle_of("page: one asset", 10, |_| get(&asset)),
        middle_of("page: map", 10, |_| get("/wijk/map")),
        middle_of("layer: places in a box of 500 by 450 m", 10, |_| get(&layer)),
        middle_of("layer: all assets in that box, kept ready", 10, |_| get(&everything)),
        middle_of("layer: all assets there are", 5, |_| get("/wijk/ogc/collections/assets/items?limit=10000000")),
        middle_of("one new feature over HTTP, durable", 50, post),
        middle_of("200 new features over HTTP, durable", 10, post_many),
    ]
}

/// A browser's cookie that makes it a steward's.
fn steward(neighbourhoods: &Neighbourhoods) -> String {
    let (access, surroundings) = (neighbourhoods.access(), neighbourhoods.surroundings());
    let link = access.invite_to_try(surroundings).unwrap();
    let session = access.try_out(surroundings, link.as_str(), ("Saskia", &neighbourhoods.slugs()), "").unwrap();
    format!("session={}", session.as_str())
}

/// A collection of so many new associations.
fn features(number: usize, many: usize) -> String {
    let feature = |at: usize| {
        format!(
            r#"{{"type":"Feature","geometry":null,"properties":{{"name":"Vereniging {number} {at}","description":"{}"}}}}"#,
            "r".repeat(180)
        )
    };
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, (0..many).map(feature).collect::<Vec<_>>().join(","))
}

async fn send(router: &Router, cookie: &str, body: &str) {
    let request = Request::post("/wijk/ogc/collections/associations/items").header("cookie", cookie);
    let response = router.clone().oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap();
    assert_eq!(response.status(), 201);
}

async fn fetch(router: &Router, address: &str) {
    let request = Request::get(address).header("accept", "text/html").body(Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    assert!(response.status().is_success(), "{} for {address}", response.status());
    response.into_body().collect().await.unwrap();
}

fn open(folder: &Path) -> (Neighbourhoods, Arc<Neighbourhood>) {
    let now = Moment::from_second(1_780_000_000).unwrap();
    let (neighbourhoods, _) = Neighbourhoods::open(folder, Surroundings::fixed(now)).unwrap();
    let slug = "wijk".parse().unwrap();
    let found = neighbourhoods.find(&slug).unwrap();
    let beginning = Beginning {
        name: "Wijk".to_owned(),
        description: String::new(),
        data_source: String::new(),
        language: Language::Dutch,
        particulars: wijkweb::demo::beginning().particulars,
    };
    let neighbourhood = found.unwrap_or_else(|| neighbourhoods.begin(&slug, &beginning).unwrap());
    (neighbourhoods, neighbourhood)
}

fn order(changes: Vec<Change>) -> Order {
    let at = Moment::from_second(1_780_000_000).unwrap();
    Order { changes, by: Actor::operator(), at, delivery: None }
}

fn place(change: &Change) -> Option<&Record> {
    let Change::Record(record) = change else { return None };
    (record.kind == Kind::Place && record.whereabouts.is_some()).then_some(record)
}
