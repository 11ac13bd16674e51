use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use serde_json::{Value, json};

use crate::web::here::Here;
use crate::web::ogc::answer::{Answer, HTML, JSON};
use crate::web::ogc::call::{Call, Form};
use crate::web::ogc::extent::{CRS84, Extent};
use crate::web::ogc::layer::{Layer, link};
use crate::web::ogc::page::{self, Level};
use crate::web::paths::{OgcCollectionPath, OgcCollectionsPath, OgcItemsPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;

/// All layers.
pub(super) async fn collections(path: OgcCollectionsPath, State(state): State<AppState>, call: Call) -> Result<Response, Problem> {
    let here = state.here(&path.slug, call.visitor.clone()).await?;
    let answer = match call.only_form()? {
        Form::Html => Answer::page(page::page(&here, &Level::Layers, &list(&here))),
        Form::Json => Answer::json(JSON, &all(&here, &call)),
    };
    Ok(answer.respond(&call.headers))
}

/// One layer.
pub(super) async fn collection(path: OgcCollectionPath, State(state): State<AppState>, call: Call) -> Result<Response, Problem> {
    let here = state.here(&path.slug, call.visitor.clone()).await?;
    let layer = Layer::named(&path.collection)?;
    let answer = match call.only_form()? {
        Form::Html => Answer::page(page::page(&here, &Level::Layer(layer), &one(&here, layer))),
        Form::Json => Answer::json(JSON, &describe(&here, &call, layer)),
    };
    Ok(answer.respond(&call.headers))
}

fn all(here: &Here, call: &Call) -> Value {
    let title = here.words().say_with("layers-title", &[("name", here.name().into())]);
    let own = call.absolute(OgcCollectionsPath::of(here.slug()));
    json!({
        "links": [
            link(&format!("{own}?f=json"), "self", JSON, &title),
            link(&format!("{own}?f=html"), "alternate", HTML, &title),
        ],
        "collections": Layer::all().map(|layer| describe(here, call, layer)).collect::<Vec<_>>(),
    })
}

fn describe(here: &Here, call: &Call, layer: Layer) -> Value {
    json!({
        "id": layer.id(),
        "title": layer.title(here.labels()),
        "description": layer.description(here.labels()),
        "links": layer.links(call, here),
        "extent": Extent::of(here.view(), &layer.kinds()).json(),
        "itemType": "feature",
        "crs": [CRS84],
        "storageCrs": CRS84,
    })
}

/// The layers as a list for people.
pub(super) fn list(here: &Here) -> Markup {
    let words = here.words();
    html! {
        ul.plain {
            @for layer in Layer::all() {
                li {
                    a href=(layer.address(here.slug())) { (layer.title(here.labels())) } " "
                    (words.say_with("layers-count", &[("n", layer.count(here.view()).into())]))
                    p { (layer.description(here.labels())) }
                }
            }
        }
    }
}

fn one(here: &Here, layer: Layer) -> Markup {
    let words = here.words();
    let items = OgcItemsPath::of(here.slug(), layer.id());
    html! {
        p { (layer.description(here.labels())) }
        p { a href=(items) { (words.say_with("layers-count", &[("n", layer.count(here.view()).into())])) } }
        h2 { (words.say("layers-fields")) }
        dl.facts {
            @for field in layer.fields(here.visitor.audience) {
                div { dt { (layer.label(field, here.labels())) } dd { code { (field.name) } } }
            }
        }
    }
}
