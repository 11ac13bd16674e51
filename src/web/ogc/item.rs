use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use serde_json::Value;

use crate::consent::Disclosed;
use crate::formats::geojson::write::Properties;
use crate::web::here::{Here, id_in_address};
use crate::web::ogc::answer::{Answer, GEOJSON, HTML, JSON};
use crate::web::ogc::call::{Call, Form};
use crate::web::ogc::items_page::position;
use crate::web::ogc::layer::{Layer, link};
use crate::web::ogc::page::{self, Level};
use crate::web::ogc::talents;
use crate::web::paths::{AssetPath, OgcItemPath};
use crate::web::problem::Problem;
use crate::web::show::plainly;
use crate::web::state::AppState;

/// One feature.
pub(super) async fn item(path: OgcItemPath, State(state): State<AppState>, call: Call) -> Result<Response, Problem> {
    let here = state.here(&path.slug, call.visitor.clone()).await?;
    let layer = Layer::named(&path.collection)?;
    if layer == Layer::Talents {
        return talents::item(&here, &call, &path.id).await;
    }
    let form = call.only_form()?;
    let record =
        here.view().record(id_in_address(&path.id)?).filter(|record| layer.kinds().contains(&record.kind())).ok_or(Problem::NotFound)?;
    let answer = match form {
        Form::Html => Answer::page(page::page(&here, &Level::Item(layer, record.name().to_owned()), &body(&here, layer, record))),
        Form::Json => {
            let mut written = Vec::new();
            let members = format!(",\"links\":{}", Value::Array(links(&here, &call, layer, record)));
            Properties::of(record.kind(), here.view().audience()).feature(record, &members, &mut written).map_err(|error| {
                tracing::error!(%error, "a feature could not be written");
                Problem::OurFault
            })?;
            Answer::bytes(GEOJSON, written)
        }
    };
    Ok(answer.respond(&call.headers))
}

fn links(here: &Here, call: &Call, layer: Layer, record: Disclosed<'_>) -> Vec<Value> {
    let own = call.absolute(OgcItemPath::of(here.slug(), layer.id(), record.id()));
    vec![
        link(&format!("{own}?f=json"), "self", GEOJSON, record.name()),
        link(&format!("{own}?f=html"), "alternate", HTML, record.name()),
        link(&call.absolute(layer.address(here.slug())), "collection", JSON, &layer.title(here.labels())),
    ]
}

fn body(here: &Here, layer: Layer, record: Disclosed<'_>) -> Markup {
    let (words, labels) = (here.words(), here.labels());
    html! {
        dl.facts {
            @for (field, value) in record.filled().filter(|(field, _)| field.name != "name") {
                div { dt { (labels.field(layer.owner(), field)) } dd { (plainly(labels, field, value)) } }
            }
            @if record.whereabouts().is_some() { div { dt { (words.say("layers-where")) } dd { (position(record)) } } }
        }
        p { a href=(AssetPath::of(here.slug(), record.id())) { (words.say("layers-record")) } }
        p { a href={ (OgcItemPath::of(here.slug(), layer.id(), record.id())) "?f=json" } rel="alternate" { "GeoJSON" } }
    }
}
