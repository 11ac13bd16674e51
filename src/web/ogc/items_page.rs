use maud::{Markup, html};

use crate::consent::Disclosed;
use crate::formats::geojson::shape::degrees;
use crate::inventory::field::Field;
use crate::web::here::Here;
use crate::web::ogc::items::Turns;
use crate::web::ogc::layer::Layer;
use crate::web::ogc::page::{self, Level};
use crate::web::ogc::question::Page;
use crate::web::paths::OgcItemPath;
use crate::web::show::plainly;

/// A page of features as a table for people.
pub(super) fn page(here: &Here, layer: Layer, page: &Page<'_>, turns: &Turns) -> Markup {
    let words = here.words();
    // Columns in which nothing stands on this page are left out.
    let is_used = |field: &&Field| field.name != "name" && page.records.iter().any(|record| record.value(field.name).is_some());
    let fields: Vec<_> = layer.fields(here.visitor.audience).filter(is_used).collect();
    let body = html! {
        p { (words.say_with("layers-count", &[("n", page.matched.into())])) " " a href=(turns.json) rel="alternate" { "GeoJSON" } }
        @if page.records.is_empty() {
            p { (words.say("layers-none")) }
        } @else {
            div.scrolls tabindex="0" role="region" aria-label=(layer.title(here.labels())) {
                table {
                    thead {
                        tr {
                            th scope="col" { (words.say("field-name")) }
                            @for field in &fields { th scope="col" { (here.labels().field(layer.owner(), field)) } }
                            th scope="col" { (words.say("layers-where")) }
                        }
                    }
                    tbody { @for record in &page.records { (row(here, layer, &fields, *record)) } }
                }
            }
        }
        nav.pager aria-label=(words.say("parts-pager")) {
            @if let Some(href) = &turns.previous { a.button.quiet href=(href) rel="prev" { (words.say("parts-previous")) } }
            @if let Some(href) = &turns.next { a.button.quiet href=(href) rel="next" { (words.say("parts-next")) } }
        }
    };
    page::page(here, &Level::Items(layer), &body)
}

fn row(here: &Here, layer: Layer, fields: &[&Field], record: Disclosed<'_>) -> Markup {
    html! {
        tr {
            th scope="row" { a href=(OgcItemPath::of(here.slug(), layer.id(), record.id())) { (record.name()) } }
            @for field in fields {
                td { @if let Some(value) = record.value(field.name) { (plainly(here.labels(), field, value)) } }
            }
            td { (position(record)) }
        }
    }
}

/// Longitude and latitude of a point on or in it.
pub(super) fn position(record: Disclosed<'_>) -> String {
    let middle = record.whereabouts().map(crate::inventory::whereabouts::Whereabouts::middle);
    middle.map(|at| format!("{}, {}", degrees(at.x), degrees(at.y))).unwrap_or_default()
}
