use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum_extra::routing::RouterExt;
use maud::{Markup, html};
use serde_json::json;

use crate::consent::Disclosed;
use crate::graph::View;
use crate::inventory::kind::{Kind, Role};
use crate::web::fields::Choice;
use crate::web::files;
use crate::web::frame::Tab;
use crate::web::here::{Here, id_in_address};
use crate::web::parts::{icon, kind_icon};
use crate::web::paths::{AssetsPath, MapPath, OgcCollectionsPath};
use crate::web::problem::Problem;
use crate::web::security;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::Words;

/// Texts that the script says, each under `map-` in the language files; `%n` and `%name` are filled in by the script.
const TEXTS: &[&str] = &[
    "open",
    "here",
    "close",
    "cluster",
    "in-view-one",
    "in-view-many",
    "none",
    "missing",
    "first-rows",
    "to-map",
    "to-map-short",
    "filters-one",
    "filters-many",
    "around-asking",
    "around-found",
    "around-far",
    "around-refused",
    "around-unknown",
    "around-cannot",
    "nameless",
    "area",
    "metres",
    "kilometres",
    "zoom-in",
    "zoom-out",
];

/// Not more records than this are read to draw the page; above it all functions are offered instead of those that occur.
const MOST_READ: usize = 20_000;

pub(super) fn router() -> Router<AppState> {
    Router::new().typed_get(show)
}

/// What is where?
async fn show(path: MapPath, State(state): State<AppState>, visitor: Visitor, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let words = here.words();
    let asked = Asked::read(query.as_deref().unwrap_or_default());
    let tiles = Tiles::of(&here);
    let title = words.say_with("map-title", &[("name", here.name().into())]);
    let page = here.frame(&title).tab(Tab::Map).wide().head(head()).page(html! {
        div.map-page {
            div.map-side {
                h1 { (&title) }
                noscript { p { (words.say("map-without-script")) " " a href=(AssetsPath::of(here.slug())) { (words.say("map-list")) } } }
                (filters(&here, &asked))
            }
            div.map-frame {
                (holder(&here, &asked, tiles.as_ref()))
                (tools(words))
            }
            (in_view(&here, &asked))
        }
    });
    let mut response = page.into_response();
    if let Some(policy) = tiles.and_then(|tiles| HeaderValue::from_str(&security::policy_with_images_from(&tiles.host)).ok()) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// The questions in the address: the same as the list's, and the asset whose popup is asked for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Asked {
    text: String,
    kinds: Vec<String>,
    functions: Vec<String>,
    asset: Option<String>,
}

impl Asked {
    fn read(query: &str) -> Self {
        let mut asked = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "q" => asked.text = value.into_owned(),
                "kind" => asked.kinds.push(value.into_owned()),
                "function" => asked.functions.push(value.into_owned()),
                "asset" => asked.asset = Some(value.into_owned()),
                _ => {}
            }
        }
        asked
    }

    /// What of it the list understands, as a query string with its question mark.
    fn shared(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !self.text.is_empty() {
            query.append_pair("q", &self.text);
        }
        query.extend_pairs(self.kinds.iter().map(|kind| ("kind", kind)));
        query.extend_pairs(self.functions.iter().map(|function| ("function", function)));
        let query = query.finish();
        if query.is_empty() { query } else { format!("?{query}") }
    }
}

/// Images from outside under the map, which a steward may turn on.
struct Tiles {
    url: String,
    attribution: String,
    host: String,
}

impl Tiles {
    fn of(here: &Here) -> Option<Self> {
        let profile = here.view().profile()?;
        let url = profile.text("tile_url")?.to_owned();
        let host = host_of_tiles(&url)?;
        Some(Self { url, attribution: profile.text("tile_attribution").unwrap_or_default().to_owned(), host })
    }
}

/// The host for the content policy; nothing but a plain host over HTTPS is let through, for it stands in a header.
fn host_of_tiles(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://")?;
    let host = rest.split_once('/')?.0;
    // Leaflet's `{s}` stands for one of several names in front.
    let host = host.strip_prefix("{s}.").map_or_else(|| host.to_owned(), |rest| format!("*.{rest}"));
    let plain = host.strip_prefix("*.").unwrap_or(&host);
    let fits = !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':'));
    fits.then(|| format!("https://{host}"))
}

fn head() -> Markup {
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

fn holder(here: &Here, asked: &Asked, tiles: Option<&Tiles>) -> Markup {
    let (words, view) = (here.words(), here.view());
    let kinds: Vec<_> = kinds_on_map()
        .map(|kind| {
            json!({
                "code": kind.code(), "collection": kind.plural(), "one": here.labels().kind(kind), "icon": kind_icon(kind.code()),
                "hasFunctions": kind.field("functions").is_some(),
            })
        })
        .collect();
    let functions: BTreeMap<_, _> = functions(here, asked).into_iter().collect();
    let texts: BTreeMap<_, _> = TEXTS.iter().map(|key| (*key, words.say(&format!("map-{key}")))).collect();
    let extent = extent(view).map(|[west, south, east, north]| json!([west, south, east, north]).to_string());
    let asset = asked.asset.as_deref().and_then(|id| view.record(id_in_address(id).ok()?)).filter(|record| record.whereabouts().is_some());
    let source = view.profile().and_then(|profile| profile.text("data_source")).map_or_else(|| here.name().to_owned(), str::to_owned);
    html! {
        div #map role="region" aria-label=(words.say("map-region"))
            data-collections=(OgcCollectionsPath::of(here.slug())) data-assets=(AssetsPath::of(here.slug()))
            data-icons=(files::address("drawings/icons.svg"))
            data-kinds=(json!(kinds)) data-functions=(json!(functions)) data-texts=(json!(texts))
            data-extent=[extent] data-attribution=(source)
            data-asset=[asset.map(|record| record.id().to_string())] data-asset-collection=[asset.map(|record| record.kind().plural())]
            data-tiles=[tiles.map(|tiles| &tiles.url)] data-tiles-attribution=[tiles.map(|tiles| &tiles.attribution)] {}
    }
}

/// The box where the assets are, in degrees: west, south, east, north. A few that lie far off, rightly or by a slip, do not
/// stretch it. Where there are no assets, the box of all there is.
fn extent(view: View<'_>) -> Option<[f64; 4]> {
    let middles = kinds_on_map().flat_map(|kind| view.of_kind(kind)).filter_map(Disclosed::whereabouts).take(MOST_READ);
    let (mut longitudes, mut latitudes): (Vec<_>, Vec<_>) = middles.map(|place| (place.middle().x, place.middle().y)).unzip();
    let whole = || view.extent().map(|bounds| [bounds.min().x, bounds.min().y, bounds.max().x, bounds.max().y]);
    match (most_of(&mut longitudes), most_of(&mut latitudes)) {
        (Some((west, east)), Some((south, north))) => Some([west, south, east, north]),
        _ => whole(),
    }
}

/// From where to where nearly all numbers lie: without the outermost fiftieth at both ends.
fn most_of(numbers: &mut [f64]) -> Option<(f64, f64)> {
    numbers.sort_unstable_by(f64::total_cmp);
    let left_out = numbers.len() / 50;
    Some((*numbers.get(left_out)?, *numbers.get(numbers.len() - 1 - left_out)?))
}

/// The place functions to choose from, with their words, in the order of the words.
fn functions(here: &Here, asked: &Asked) -> Vec<(String, String)> {
    let view = here.view();
    let with_functions = || Kind::with_role(Role::Asset).filter(|kind| kind.field("functions").is_some());
    let mut codes: Vec<String> = asked.functions.clone();
    if with_functions().map(|kind| view.count(kind)).sum::<usize>() <= MOST_READ {
        codes.extend(with_functions().flat_map(|kind| view.of_kind(kind)).flat_map(|record| record.codes("functions").to_vec()));
    } else {
        codes.extend(view.terms("place_function").filter_map(|term| term.text("code").map(str::to_owned)));
    }
    codes.sort_unstable();
    codes.dedup();
    let mut named: Vec<_> = codes.into_iter().map(|code| (here.labels().term("place_function", &code).into_owned(), code)).collect();
    named.sort_by_cached_key(|(label, _)| crate::words::fold(label));
    named.into_iter().map(|(label, code)| (code, label)).collect()
}

fn filters(here: &Here, asked: &Asked) -> Markup {
    let words = here.words();
    let is_chosen = |kind: Kind| asked.kinds.is_empty() || asked.kinds.iter().any(|code| code == kind.code());
    // Without script the form leads to the list, which answers the same questions.
    html! {
        form data-map-filters action=(AssetsPath::of(here.slug())) autocomplete="off" {
            div.search role="search" {
                label.unseen for="q" { (words.say("map-search")) }
                input type="search" id="q" name="q" value=(asked.text) placeholder=(words.say("map-search"));
                button.button type="submit" { (icon("search")) span.unseen { (words.say("map-search.do")) } }
            }
            details data-map-drawer {
                summary { (words.say("map-filters")) " " span.filter-count data-filter-count {} }
                fieldset {
                    legend { (words.say("map-kinds")) }
                    div.choices {
                        @for kind in kinds_on_map() {
                            (Choice { value: kind.code(), label: &here.labels().many(kind), is_chosen: is_chosen(kind), kind: Some(kind.code()), count: None }
                                .draw("checkbox", "kind"))
                        }
                    }
                }
                (function_filters(here, asked))
                fieldset {
                    legend { (words.say("map-ground")) }
                    label.choice { input type="checkbox" checked data-map-areas; span { (words.say("map-areas")) } }
                }
                button.button.quiet type="button" data-filter-clear { (words.say("map-clear")) }
            }
        }
    }
}

fn function_filters(here: &Here, asked: &Asked) -> Markup {
    let functions = functions(here, asked);
    html! {
        @if !functions.is_empty() {
            fieldset {
                legend { (here.words().say("map-functions")) }
                div.choices {
                    @for (code, label) in &functions {
                        (Choice { value: code, label, is_chosen: asked.functions.contains(code), kind: None, count: None }.draw("checkbox", "function"))
                    }
                }
            }
        }
    }
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

fn in_view(here: &Here, asked: &Asked) -> Markup {
    let words = here.words();
    html! {
        section.map-list data-map-list aria-labelledby="in-view" {
            h2 #in-view { (words.say("map-in-view")) }
            p role="status" data-count {}
            p { a data-list-link href={ (AssetsPath::of(here.slug())) (asked.shared()) } { (words.say("map-list")) } }
            p.soft.small data-note hidden {}
            ul.assets data-rows {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_hands_its_questions_to_the_list() {
        let asked = Asked::read("q=tuin+%26+huis&kind=place&kind=thing&function=meeting&asset=x&other=1");
        assert_eq!(asked.shared(), "?q=tuin+%26+huis&kind=place&kind=thing&function=meeting");
        assert_eq!(Asked::read("").shared(), "");
    }

    #[test]
    fn one_asset_far_away_does_not_shrink_the_neighbourhood() {
        let mut numbers: Vec<f64> = (0..100).map(|n| 5.0 + f64::from(n) / 1000.0).collect();
        numbers.push(4000.0);
        assert!(most_of(&mut numbers).unwrap().1 < 5.2);
        assert_eq!(most_of(&mut [3.0]), Some((3.0, 3.0)));
        assert_eq!(most_of(&mut []), None);
    }

    #[test]
    fn only_a_plain_host_reaches_the_policy() {
        assert_eq!(host_of_tiles("https://tile.example.org/{z}/{x}/{y}.png").as_deref(), Some("https://tile.example.org"));
        assert_eq!(host_of_tiles("https://{s}.tile.example.org/{z}/{x}/{y}.png").as_deref(), Some("https://*.tile.example.org"));
        for url in ["http://plain.example/x", "https://a b/x", "https://a;script-src */x", "https://'self'/x", "https:///x", "tile"] {
            assert_eq!(host_of_tiles(url), None, "{url}");
        }
    }
}
