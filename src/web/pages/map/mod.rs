//! The map: what is where. The page holds the filters and what the script needs to know; the script in `static/map` loads
//! the layers of the OGC API. It knows nothing of what lies in them.

mod filters;
mod holder;
mod tiles;

use crate::web::doors::Doors;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use crate::inventory::kind::{Kind, Role};
use crate::web::files;
use crate::web::filter::AssetQuery;
use crate::web::frame::Tab;
use crate::web::here::{Here, id_in_address};
use crate::web::parts::icon;
use crate::web::paths::{AssetsPath, MapPath};
use crate::web::problem::Problem;
use crate::web::security;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::Words;

use tiles::Tiles;

pub(super) use holder::extent;
pub(super) use tiles::host_of_tiles;

/// Not more records than this are read to draw the page; above it all functions are offered instead of those that occur.
const MOST_READ: usize = 20_000;

pub(super) fn router() -> Router<AppState> {
    Router::new().show(show)
}

/// What is where?
async fn show(path: MapPath, State(state): State<AppState>, visitor: Visitor, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let words = here.words();
    let title = words.say_with("map-title", &[("name", here.name().into())]);
    let list = AssetsPath::of(here.slug());
    let twin = html! { p { (words.say("map-without-script")) " " a href=(list) { (words.say("map-list")) } } };
    let drawn = Drawn::of(&here, query.as_deref(), &title, &twin);
    let mut response = here.frame(&title).tab(Tab::Map).wide().head(head()).page(drawn.body).into_response();
    if let Some(policy) = drawn.tile_host.and_then(|host| HeaderValue::from_str(&security::policy_with_images_from(&host)).ok()) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// A map as it stands on a page, whatever stands round it.
pub(super) struct Drawn {
    /// The map with its filters and the list of what is in view.
    pub(super) body: Markup,
    /// The host of outside tiles, for the content policy.
    pub(super) tile_host: Option<String>,
}

impl Drawn {
    /// The map for this question; `twin` stands in its place where there is no script.
    pub(super) fn of(here: &Here, query: Option<&str>, title: &str, twin: &Markup) -> Self {
        // What the map does not understand it passes over: a link to it always shows the neighbourhood.
        let (asked, _) = AssetQuery::read(query, here.view());
        let chosen = query.and_then(|query| form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "asset"));
        let chosen = chosen.and_then(|(_, id)| here.view().record(id_in_address(&id).ok()?));
        let has_talents = query.is_some_and(|query| form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "talents"));
        let tiles = Tiles::of(here);
        let functions = filters::functions(here, &asked);
        let body = html! {
            div.map-page {
                div.map-side {
                    a.skip href="#map" { (here.words().say("map-skip")) }
                    h1 { (title) }
                    noscript { (twin) }
                    (filters::form(here, &asked, &functions, has_talents))
                }
                div.map-frame {
                    (holder::holder(here, &functions, chosen, tiles.as_ref()))
                    (tools(here.words()))
                }
                (in_view(here, &asked))
            }
        };
        Self { body, tile_host: tiles.map(|tiles| tiles.host) }
    }
}

/// The styles and scripts of a map.
pub(super) fn head() -> Markup {
    const CLUSTERS: &str = "node_modules/leaflet.markercluster/dist/";
    html! {
        link rel="stylesheet" href=(files::leaflet("leaflet.css"));
        link rel="stylesheet" href=(files::address(&format!("{CLUSTERS}MarkerCluster.css")));
        link rel="stylesheet" href=(files::address("css/map.css"));
        script defer src=(files::leaflet("leaflet.js")) {}
        script defer src=(files::address(&format!("{CLUSTERS}leaflet.markercluster.js"))) {}
        script type="module" src=(files::address("map/main.js")) {}
    }
}

/// The kinds that have a layer to toggle.
fn kinds_on_map() -> impl Iterator<Item = Kind> {
    Kind::with_role(Role::Asset).filter(|kind| kind.declaration().located)
}

fn tools(words: Words) -> Markup {
    html! {
        div.map-tools {
            button.button type="button" data-map-around { (icon("locate")) (words.say("map-around")) }
            button.button type="button" data-map-fit { (icon("fit")) (words.say("map-fit")) }
            p.map-said role="status" data-map-around-status hidden {}
        }
        div.message.warning.map-trouble role="alert" data-map-trouble hidden {
            (icon("warning"))
            div {
                strong { (words.say("map-trouble")) }
                p { (words.say("map-trouble.next")) }
                button.button.quiet type="button" data-map-retry { (words.say("map-trouble.again")) }
            }
        }
    }
}

fn in_view(here: &Here, asked: &AssetQuery) -> Markup {
    let words = here.words();
    html! {
        section.map-list data-map-list aria-labelledby="in-view" {
            h2 #in-view { (words.say("map-in-view")) }
            p role="status" data-count {}
            p { a data-list-link rel="noopener" href=(asked.at(&AssetsPath::of(here.slug()).to_string())) { (words.say("map-list")) } }
            p.soft.small data-note hidden {}
            ul.assets data-rows {}
        }
    }
}
