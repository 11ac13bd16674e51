use axum::extract::State;
use axum::response::Response;
use maud::html;
use serde_json::json;

use crate::web::here::Here;
use crate::web::ogc::answer::{Answer, HTML, JSON, OPENAPI};
use crate::web::ogc::call::{Call, Form};
use crate::web::ogc::layer::link;
use crate::web::ogc::{collections, page};
use crate::web::paths::{OgcApiPath, OgcCollectionsPath, OgcConformancePath, OgcPath, OgcSlashPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::talents;

/// The classes of OGC API - Features that are met.
pub(super) const CONFORMANCE: [&str; 4] = [
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
];

pub(super) async fn landing(path: OgcPath, State(state): State<AppState>, call: Call) -> Result<Response, Problem> {
    let here = state.here(&path.slug, call.visitor.clone()).await?;
    land(&here, &call).await
}

pub(super) async fn landing_with_slash(path: OgcSlashPath, State(state): State<AppState>, call: Call) -> Result<Response, Problem> {
    let here = state.here(&path.slug, call.visitor.clone()).await?;
    land(&here, &call).await
}

async fn land(here: &Here, call: &Call) -> Result<Response, Problem> {
    let (words, slug) = (here.words(), here.slug());
    let title = words.say_with("layers-title", &[("name", here.name().into())]);
    let about = words.say("layers-about");
    let own = call.absolute(OgcPath::of(slug));
    let [api, classes, layers] =
        [call.absolute(OgcApiPath::of(slug)), call.absolute(OgcConformancePath::of(slug)), call.absolute(OgcCollectionsPath::of(slug))];
    let form = call.only_form()?;
    let published = talents::figures(here).await?;
    let answer = match form {
        Form::Html => {
            let body = html! {
                p { (about) }
                p { a href=(OgcPath::of(slug)) { code { (own) } } }
                (collections::list(here, &published))
                p { a href={ (OgcApiPath::of(slug)) "?f=html" } { (words.say("layers-api")) } }
                p { a href={ (OgcConformancePath::of(slug)) "?f=html" } { (words.say("layers-conformance")) } }
            };
            Answer::page(page::page(here, &page::Level::Landing, &body))
        }
        Form::Json => Answer::json(
            JSON,
            &json!({
                "title": title,
                "description": about,
                "links": [
                    link(&format!("{own}?f=json"), "self", JSON, &title),
                    link(&format!("{own}?f=html"), "alternate", HTML, &title),
                    link(&format!("{api}?f=json"), "service-desc", OPENAPI, &words.say("layers-api")),
                    link(&format!("{api}?f=html"), "service-doc", HTML, &words.say("layers-api")),
                    link(&classes, "conformance", JSON, &words.say("layers-conformance")),
                    link(&layers, "data", JSON, &words.say("layers")),
                ],
            }),
        ),
    };
    let answer = answer.with_link(&format!("{api}?f=json"), "service-desc", OPENAPI).with_link(&layers, "data", JSON);
    Ok(answer.respond(&call.headers))
}

pub(super) async fn conformance(path: OgcConformancePath, State(state): State<AppState>, call: Call) -> Result<Response, Problem> {
    let here = state.here(&path.slug, call.visitor.clone()).await?;
    let answer = match call.only_form()? {
        Form::Html => {
            let body = html! { ul { @for class in CONFORMANCE { li { code { (class) } } } } };
            Answer::page(page::page(&here, &page::Level::Conformance, &body))
        }
        Form::Json => Answer::json(JSON, &json!({ "conformsTo": CONFORMANCE })),
    };
    Ok(answer.respond(&call.headers))
}
