use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use serde_json::{Map, Value, json};

use crate::web::here::Here;
use crate::web::ogc::answer::{Answer, OPENAPI};
use crate::web::ogc::call::{Call, Form};
use crate::web::ogc::layer::Layer;
use crate::web::ogc::openapi_parts::{components, group_filter, operation, parameter, property_filter};
use crate::web::ogc::page::{self, Level};
use crate::web::ogc::parameters;
use crate::web::ogc::talents::GROUP;
use crate::web::paths::{OgcApiPath, OgcItemsPath, OgcPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;

/// The description of the layers for programs (OpenAPI 3.0), made from the tables of the kinds' fields.
pub(super) async fn api(path: OgcApiPath, State(state): State<AppState>, call: Call) -> Result<Response, Problem> {
    let here = state.here(&path.slug, call.visitor.clone()).await?;
    let answer = match call.only_form()? {
        Form::Html => Answer::page(page::page(&here, &Level::Api, &body(&here))),
        Form::Json => Answer::json(OPENAPI, &document(&here, &call)),
    };
    Ok(answer.respond(&call.headers))
}

fn document(here: &Here, call: &Call) -> Value {
    let words = here.words();
    let title = words.say_with("layers-title", &[("name", here.name().into())]);
    let tags: Vec<_> = Layer::all().map(|layer| json!({ "name": layer.id(), "description": layer.description(here.labels()) })).collect();
    json!({
        "openapi": "3.0.3",
        "info": { "title": title, "description": words.say("layers-about"), "version": env!("CARGO_PKG_VERSION") },
        "servers": [{ "url": call.absolute(OgcPath::of(here.slug())) }],
        "tags": tags,
        "paths": paths(here),
        "components": components(here),
    })
}

fn paths(here: &Here) -> Map<String, Value> {
    let words = here.words();
    let form = &[parameter("f")];
    let mut paths = Map::new();
    let mut path = |path: String, operation: Value| drop(paths.insert(path, json!({ "get": operation })));
    path("/".to_owned(), operation("landing", None, form, "Landing", &words.say("layers")));
    path("/api".to_owned(), operation("api", None, form, "Api", &words.say("layers-api")));
    path("/conformance".to_owned(), operation("conformance", None, form, "Conformance", &words.say("layers-conformance")));
    path("/collections".to_owned(), operation("collections", None, form, "Collections", &words.say("layers")));
    for layer in Layer::all() {
        let (id, title) = (layer.id(), layer.title(here.labels()));
        let under = format!("/collections/{id}");
        let items = parameters::GENERAL.into_iter().map(|(name, _)| parameter(name)).chain(
            parameters::filters(layer, here.visitor.audience).map(|field| property_filter(field, &layer.label(field, here.labels()))),
        );
        let items = items.chain((layer == Layer::Talents).then(|| group_filter(words)));
        path(under.clone(), operation(&format!("{id}.collection"), Some(id), form, "Collection", &title));
        path(format!("{under}/schema"), operation(&format!("{id}.schema"), Some(id), form, "Schema", &title));
        path(
            format!("{under}/items"),
            operation(&format!("{id}.items"), Some(id), &items.collect::<Vec<_>>(), &format!("{id}-features"), &title),
        );
        let item = [parameter("featureId"), parameter("f")];
        path(format!("{under}/items/{{featureId}}"), operation(&format!("{id}.item"), Some(id), &item, &format!("{id}-feature"), &title));
    }
    paths
}

fn body(here: &Here) -> Markup {
    let words = here.words();
    html! {
        p { a href={ (OgcApiPath::of(here.slug())) "?f=json" } { "OpenAPI 3.0 (JSON)" } }
        p { (words.say("layers-parameters")) }
        dl.facts {
            @for (name, key) in parameters::GENERAL { div { dt { code { (name) } } dd { (words.say(key)) } } }
        }
        @for layer in Layer::all() {
            h2 { (layer.title(here.labels())) }
            p { a href=(OgcItemsPath::of(here.slug(), layer.id())) { code { (OgcItemsPath::of(here.slug(), layer.id())) } } }
            p {
                @for (at, field) in parameters::filters(layer, here.visitor.audience).enumerate() {
                    @if at > 0 { ", " }
                    code { (field.name) } " (" (layer.label(field, here.labels())) ")"
                }
                @if layer == Layer::Talents { code { (GROUP) } " (" (words.say("layers-parameter-group")) ")" }
            }
        }
    }
}
