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
use crate::web::ogc::talents::extent;
use crate::web::paths::{OgcCollectionPath, OgcCollectionsPath, OgcItemsPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::talents::{self, Published};

/// All layers.
pub(super) async fn collections(path: OgcCollectionsPath, State(state): State<AppState>, call: Call) -> Result<Response, Problem> {
    let here = state.here(&path.slug, call.visitor.clone()).await?;
    let form = call.only_form()?;
    let published = talents::figures(&here).await?;
    let answer = match form {
        Form::Html => Answer::page(page::page(&here, &Level::Layers, &list(&here, &published))),
        Form::Json => Answer::json(JSON, &all(&here, &call, &published)),
    };
    Ok(answer.respond(&call.headers))
}

/// One layer.
pub(super) async fn collection(path: OgcCollectionPath, State(state): State<AppState>, call: Call) -> Result<Response, Problem> {
    let here = state.here(&path.slug, call.visitor.clone()).await?;
    let layer = Layer::named(&path.collection)?;
    let form = call.only_form()?;
    let published = talents::figures(&here).await?;
    let answer = match form {
        Form::Html => Answer::page(page::page(&here, &Level::Layer(layer), &one(&here, layer, &published))),
        Form::Json => Answer::json(JSON, &describe(&here, &call, layer, &published)),
    };
    Ok(answer.respond(&call.headers))
}

fn all(here: &Here, call: &Call, published: &Published) -> Value {
    let title = here.words().say_with("layers-title", &[("name", here.name().into())]);
    let own = call.absolute(OgcCollectionsPath::of(here.slug()));
    json!({
        "links": [
            link(&format!("{own}?f=json"), "self", JSON, &title),
            link(&format!("{own}?f=html"), "alternate", HTML, &title),
        ],
        "collections": Layer::all().map(|layer| describe(here, call, layer, published)).collect::<Vec<_>>(),
    })
}

fn describe(here: &Here, call: &Call, layer: Layer, published: &Published) -> Value {
    let extent = match layer {
        Layer::Talents => extent(published),
        _ => Extent::of(here.view(), &layer.kinds()).json(),
    };
    json!({
        "id": layer.id(),
        "title": layer.title(here.labels()),
        "description": layer.description(here.labels()),
        "links": layer.links(call, here),
        "extent": extent,
        "itemType": "feature",
        "crs": [CRS84],
        "storageCrs": CRS84,
    })
}

/// The layers as a list for people.
pub(super) fn list(here: &Here, published: &Published) -> Markup {
    let words = here.words();
    html! {
        ul.plain {
            @for layer in Layer::all() {
                li {
                    a href=(layer.address(here.slug())) { (layer.title(here.labels())) } " "
                    (words.say_with("layers-count", &[("n", count(here, layer, published).into())]))
                    p { (layer.description(here.labels())) }
                }
            }
        }
    }
}

/// How many features a layer has.
fn count(here: &Here, layer: Layer, published: &Published) -> usize {
    if layer == Layer::Talents { published.figures.len() } else { layer.count(here.view()) }
}

fn one(here: &Here, layer: Layer, published: &Published) -> Markup {
    let words = here.words();
    let items = OgcItemsPath::of(here.slug(), layer.id());
    html! {
        p { (layer.description(here.labels())) }
        p { a href=(items) { (words.say_with("layers-count", &[("n", count(here, layer, published).into())])) } }
        h2 { (words.say("layers-fields")) }
        dl.facts {
            @for field in layer.fields(here.visitor.audience) {
                div { dt { (layer.label(field, here.labels())) } dd { code { (field.name) } } }
            }
        }
    }
}
