//! The layer of the published figures about people. It is asked and answered as the others are; what is in it is the same
//! for every visitor.

use std::io::{self, Write};

use axum::response::Response;
use geo::{Coord, Rect};
use maud::{Markup, html};
use serde_json::{Map, Value, json};

use crate::consent::figures::Band;
use crate::formats::About;
use crate::formats::geojson::shape::Bounds;
use crate::formats::talents::{Figure, PROPERTIES};
use crate::inventory::id::Id;
use crate::inventory::whereabouts::Whereabouts;
use crate::web::here::{Here, id_in_address};
use crate::web::ogc::answer::{Answer, GEOJSON, HTML, JSON};
use crate::web::ogc::call::{Call, Form};
use crate::web::ogc::extent::{CRS84, rounded};
use crate::web::ogc::items::Turns;
use crate::web::ogc::layer::{Layer, link};
use crate::web::ogc::page::{self, Level};
use crate::web::ogc::parameters;
use crate::web::ogc::question::{Cursor, cursor, limit};
use crate::web::ogc::space_and_time::{boxes, is_spoken, period};
use crate::web::paths::{OgcItemPath, TalentsPath};
use crate::web::problem::Problem;
use crate::web::talents::{self, Published};
use crate::words::fold;

/// The parameter by which a group is asked for, and its value for all people.
pub(super) const GROUP: &str = "group";
const PEOPLE: &str = "people";

/// The features of the layer.
pub(super) async fn items(here: &Here, call: &Call) -> Result<Response, Problem> {
    let form = call.form()?;
    let published = talents::figures(here).await?;
    let asked = asked(call, &published)?;
    let (cursor, limit) = (cursor(call)?, limit(call, Layer::Talents, form)?);
    let (from, to) = match cursor {
        Cursor::Start => (0, limit),
        Cursor::After(id) => {
            let from = asked.partition_point(|figure| figure.id <= id);
            (from, from.saturating_add(limit))
        }
        Cursor::Before(id) => {
            let to = asked.partition_point(|figure| figure.id < id);
            (to.saturating_sub(limit), to)
        }
    };
    let to = to.min(asked.len());
    let shown = asked.get(from..to).unwrap_or_default();
    let (first, last) = (shown.first().map(|figure| figure.id), shown.last().map(|figure| figure.id));
    let turns = Turns::of(here, call, Layer::Talents, (first.filter(|_| from > 0), last.filter(|_| to < asked.len())));
    let answer = match form {
        Form::Html => Answer::page(page::page(here, &Level::Items(Layer::Talents), &table(here, shown, asked.len(), &turns))),
        Form::Json => {
            let mut body = Vec::new();
            write(here, shown, asked.len(), &turns, &mut body).map_err(|_| Problem::OurFault)?;
            let now = here.now();
            Answer::bytes(GEOJSON, body).with_tail(format!(",\"timeStamp\":\"{now}\"}}").into_bytes())
        }
    };
    Ok(answer.respond(&call.headers))
}

/// The figures that meet the question.
fn asked<'a>(call: &Call, published: &'a Published) -> Result<Vec<&'a Figure>, Problem> {
    call.known(&parameters::names(Layer::Talents, call.visitor.audience))?;
    for name in ["bbox-crs", "crs"] {
        if call.one(name)?.is_some_and(|crs| !is_spoken(crs)) {
            return Err(call.unclear("layers-fault-crs", &[("name", name.into())]));
        }
    }
    let within = call.one("bbox")?.map(boxes).transpose().map_err(|key| call.unclear(key, &[]))?;
    let during = call.one("datetime")?.map(period).transpose().map_err(|key| call.unclear(key, &[]))?;
    let text = call.one("q")?.map(fold).filter(|text| !text.trim().is_empty());
    let group = call.one(GROUP)?.filter(|group| !group.is_empty());
    // Figures have no functions or tags, so that none has the one asked for.
    let is_of_another = call.parameters.iter().any(|(name, value)| matches!(name.as_str(), "function" | "tag") && !value.is_empty());
    let day_fits = |figure: &Figure| {
        during
            .as_ref()
            .is_none_or(|during| during.from.is_none_or(|from| figure.made >= from) && during.to.is_none_or(|to| figure.made <= to))
    };
    let lies_there = |figure: &Figure| {
        within
            .as_ref()
            .is_none_or(|boxes| figure.whereabouts.as_ref().is_some_and(|surface| boxes.iter().any(|bounds| surface.touches(*bounds))))
    };
    let fits = |figure: &&Figure| {
        !is_of_another
            && day_fits(figure)
            && lies_there(figure)
            && group.is_none_or(|group| figure.group().unwrap_or(PEOPLE) == group)
            && text.as_ref().is_none_or(|text| fold(&figure.label).contains(text.trim()))
    };
    Ok(published.figures.iter().filter(fits).collect())
}

fn write(here: &Here, shown: &[&Figure], matched: usize, turns: &Turns, out: &mut Vec<u8>) -> io::Result<()> {
    out.write_all(b"{\"type\":\"FeatureCollection\"")?;
    About::of(here.view(), Layer::Talents.id().to_owned()).partial().members(out)?;
    let links = Value::Array(turns.links(&Layer::Talents.title(here.labels())));
    // Said always, whether anything is withheld or not.
    write!(out, ",\"withheld\":\"yes\",\"numberMatched\":{matched},\"numberReturned\":{},\"links\":{links},\"features\":[", shown.len())?;
    let mut bounds = Bounds::default();
    for (at, figure) in shown.iter().enumerate() {
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        figure.feature("", out)?;
        if let Some(surface) = &figure.whereabouts {
            bounds.add(surface.geometry());
        }
    }
    write!(out, "\n]{}", bounds.member())
}

/// One figure.
pub(super) async fn item(here: &Here, call: &Call, id: &str) -> Result<Response, Problem> {
    let form = call.only_form()?;
    let id: Id = id_in_address(id)?;
    let published = talents::figures(here).await?;
    let figure = published.figures.iter().find(|figure| figure.id == id).ok_or(Problem::NotFound)?;
    let answer = match form {
        Form::Html => Answer::page(page::page(here, &Level::Item(Layer::Talents, figure.label.clone()), &one(here, figure))),
        Form::Json => {
            let own = call.absolute(OgcItemPath::of(here.slug(), Layer::Talents.id(), id));
            let links = json!([
                link(&format!("{own}?f=json"), "self", GEOJSON, &figure.label),
                link(&format!("{own}?f=html"), "alternate", HTML, &figure.label),
                link(&call.absolute(Layer::Talents.address(here.slug())), "collection", JSON, &Layer::Talents.title(here.labels())),
            ]);
            let mut written = Vec::new();
            figure.feature(&format!(",\"links\":{links}"), &mut written).map_err(|_| Problem::OurFault)?;
            Answer::bytes(GEOJSON, written)
        }
    };
    Ok(answer.respond(&call.headers))
}

fn one(here: &Here, figure: &Figure) -> Markup {
    let words = here.words();
    html! {
        dl.facts {
            div { dt { (words.say("talents-what")) } dd { (figure.label) } }
            div { dt { (words.say("talents-how-many")) } dd { (figure.band.code()) } }
            @if let Some(square) = figure.square { div { dt { (words.say("talents-square")) } dd { (square) } } }
            div { dt { (words.say("talents-date")) } dd { (figure.made) } }
        }
        p { a href=(TalentsPath::of(here.slug())) { (words.say("talents-title")) } }
        p { a href={ (OgcItemPath::of(here.slug(), Layer::Talents.id(), figure.id)) "?f=json" } rel="alternate" { "GeoJSON" } }
    }
}

fn table(here: &Here, shown: &[&Figure], matched: usize, turns: &Turns) -> Markup {
    let words = here.words();
    html! {
        p { (words.say_with("layers-count", &[("n", matched.into())])) " " a href=(turns.json) rel="alternate" { "GeoJSON" } }
        @if shown.is_empty() { p { (words.say("layers-none")) } } @else {
            div.scrolls tabindex="0" role="region" aria-label=(Layer::Talents.title(here.labels())) {
                table {
                    thead {
                        tr { @for key in ["talents-what", "talents-how-many", "talents-square", "talents-date"] { th scope="col" { (words.say(key)) } } }
                    }
                    tbody {
                        @for figure in shown {
                            tr {
                                th scope="row" { a href=(OgcItemPath::of(here.slug(), Layer::Talents.id(), figure.id)) { (figure.label) } }
                                td { (figure.band.code()) }
                                td { @if let Some(square) = figure.square { (square) } }
                                td { (figure.made) }
                            }
                        }
                    }
                }
            }
        }
        nav.pager aria-label=(words.say("parts-pager")) {
            @if let Some(href) = &turns.previous { a.button.quiet href=(href) rel="prev" { (words.say("parts-previous")) } }
            @if let Some(href) = &turns.next { a.button.quiet href=(href) rel="next" { (words.say("parts-next")) } }
        }
    }
}

/// Where and when the figures are.
pub(super) fn extent(published: &Published) -> Value {
    let bounds = published.figures.iter().filter_map(|figure| figure.whereabouts.as_ref()).map(Whereabouts::bounds);
    let around = |one: Rect<f64>, other: Rect<f64>| {
        let least = Coord { x: one.min().x.min(other.min().x), y: one.min().y.min(other.min().y) };
        let most = Coord { x: one.max().x.max(other.max().x), y: one.max().y.max(other.max().y) };
        Rect::new(least, most)
    };
    let mut extent = json!({});
    if let Some(bounds) = bounds.reduce(around) {
        let corners = [bounds.min().x, bounds.min().y, bounds.max().x, bounds.max().y];
        extent["spatial"] = json!({ "bbox": [corners.map(rounded)], "crs": CRS84 });
    }
    let made = published.made.map(|made| made.day().to_string());
    let ends = [made.as_ref().map(|day| format!("{day}T00:00:00Z")), made.as_ref().map(|day| format!("{day}T23:59:59Z"))];
    extent["temporal"] = json!({ "interval": [ends], "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian" });
    extent
}

/// The schema of the properties.
pub(super) fn properties() -> Map<String, Value> {
    let mut properties = Map::from_iter([("kind".to_owned(), json!({ "type": "string", "enum": [Layer::Talents.id()] }))]);
    for (name, kind) in PROPERTIES {
        properties.insert(name.to_owned(), json!({ "type": [kind, "null"] }));
    }
    properties.insert("band".to_owned(), json!({ "type": "string", "enum": Band::ALL.map(Band::code) }));
    properties
}
