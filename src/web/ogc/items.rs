use std::io::{self, Write};

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use crate::consent::Audience;
use crate::formats::About;
use crate::formats::geojson::shape::Bounds;
use crate::formats::geojson::write::{Properties, brief_feature};
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::web::here::Here;
use crate::web::ogc::answer::{Answer, GEOJSON, HTML, JSON};
use crate::web::ogc::call::{Call, Form};
use crate::web::ogc::layer::{Layer, link};
use crate::web::ogc::question::{Page, Question};
use crate::web::ogc::{items_page, stream, talents};
use crate::web::paths::OgcItemsPath;
use crate::web::problem::Problem;
use crate::web::state::AppState;

/// The features of a layer.
pub(super) async fn items(path: OgcItemsPath, State(state): State<AppState>, call: Call) -> Result<Response, Problem> {
    let here = state.here(&path.slug, call.visitor.clone()).await?;
    let layer = Layer::named(&path.collection)?;
    if layer == Layer::Talents {
        return talents::items(&here, &call).await;
    }
    let form = call.form()?;
    let question = Question::read(&call, layer, form)?;
    let now = state.neighbourhoods.surroundings().now();
    let answered = if is_kept(&here, layer, form) && question.onwards().is_some_and(|(filter, ..)| stream::is_soon_made(&here, filter)) {
        answer(&here, &call, layer, form, &question, now)
    } else {
        // Thousands of features take longer than other visitors should wait for this thread.
        let answered = tokio::task::spawn_blocking(move || answer(&here, &call, layer, form, &question, now)).await;
        answered.map_err(|_| Problem::OurFault)?
    };
    answered.map_err(|error| {
        tracing::error!(%error, "a layer could not be written");
        Problem::OurFault
    })
}

/// What is asked for is kept as everyone sees it.
fn is_kept(here: &Here, layer: Layer, form: Form) -> bool {
    (layer, form, here.view().audience()) == (Layer::Assets, Form::Json, Audience::Everyone)
}

fn answer(here: &Here, call: &Call, layer: Layer, form: Form, question: &Question, now: Moment) -> io::Result<Response> {
    if let (true, Some((filter, after, most))) = (is_kept(here, layer, form), question.onwards()) {
        return stream::answer(here, call, filter, after, most, now);
    }
    let page = question.page(here.view());
    let turns = Turns::of(here, call, layer, (page.previous, page.next));
    let answer = match form {
        Form::Html => Answer::page(items_page::page(here, layer, &page, &turns)),
        Form::Json => {
            let mut body = Vec::with_capacity(512 + page.records.len() * 512);
            write(here, layer, &page, &turns, &mut body)?;
            Answer::bytes(GEOJSON, body).with_tail(format!(",\"timeStamp\":\"{now}\"}}").into_bytes())
        }
    };
    Ok(answer.respond(&call.headers))
}

/// Writes the collection, but for its time stamp and its last brace.
fn write(here: &Here, layer: Layer, page: &Page<'_>, turns: &Turns, out: &mut Vec<u8>) -> io::Result<()> {
    out.write_all(b"{\"type\":\"FeatureCollection\"")?;
    About::of(here.view(), layer.id().to_owned()).members(out)?;
    let links = Value::Array(turns.links(&layer.title(here.labels())));
    write!(out, ",\"numberMatched\":{},\"numberReturned\":{},\"links\":{links},\"features\":[", page.matched, page.records.len())?;
    let properties = match layer {
        Layer::Of(kind) => Some(Properties::of(kind, here.view().audience())),
        Layer::Assets | Layer::Talents => None,
    };
    let mut bounds = Bounds::default();
    for (at, record) in page.records.iter().enumerate() {
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        match &properties {
            Some(properties) => properties.feature(*record, "", out)?,
            None => brief_feature(*record, out)?,
        }
        if let Some(place) = record.whereabouts() {
            bounds.add(place.geometry());
        }
    }
    write!(out, "\n]{}", bounds.member())
}

/// The ways from a page of features to others.
pub(super) struct Turns {
    own: String,
    /// The same page for people.
    html: String,
    /// The same page for programs.
    pub(super) json: String,
    pub(super) next: Option<String>,
    pub(super) previous: Option<String>,
    collection: String,
}

impl Turns {
    pub(super) fn of(here: &Here, call: &Call, layer: Layer, (previous, next): (Option<Id>, Option<Id>)) -> Self {
        let items = call.absolute(OgcItemsPath::of(here.slug(), layer.id()));
        let in_form = |form: Form| format!("{items}{}", call.query(&["f"], &[("f", form.code())]));
        let from = |name: &str, id: Id| format!("{items}{}", call.query(&["after", "before"], &[(name, &id.to_string())]));
        Self {
            own: format!("{items}{}", call.query(&[], &[])),
            html: in_form(Form::Html),
            json: in_form(Form::Json),
            next: next.map(|id| from("after", id)),
            previous: previous.map(|id| from("before", id)),
            collection: call.absolute(layer.address(here.slug())),
        }
    }

    pub(super) fn links(&self, title: &str) -> Vec<Value> {
        let turn = |href: &Option<String>, rel: &str| href.as_ref().map(|href| json!({ "href": href, "rel": rel, "type": GEOJSON }));
        let mut links = vec![
            link(&self.own, "self", GEOJSON, title),
            link(&self.html, "alternate", HTML, title),
            link(&self.collection, "collection", JSON, title),
        ];
        links.extend(turn(&self.next, "next"));
        links.extend(turn(&self.previous, "prev"));
        links
    }
}
