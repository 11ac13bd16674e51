//! New features from a program (OGC API - Features part 4, "create"): one feature, or a collection of them, which is
//! written whole or not at all. An id that the program minted makes that sending twice does no harm.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::capture::form::{read_fields, read_validity};
use crate::capture::number::DecimalMark;
use crate::capture::sheet::Sheet;
use crate::formats::geojson::geometry;
use crate::formats::geojson::write::OWN_PROPERTIES;
use crate::formats::json::Json;
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::provenance::{Origin, Provenance, Source, Stamp};
use crate::inventory::record::Record;
use crate::inventory::slug::Slug;
use crate::inventory::whereabouts::Whereabouts;
use crate::neighbourhood::{Broken, Order, Refusal, Rule, Surroundings, rule_in_words};
use crate::web::faults::Fault;
use crate::web::ogc::layer::Layer;
use crate::web::paths::{OgcItemPath, OgcItemsPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::Words;

/// Most features in one request.
const MOST: usize = 10_000;

/// Keeps new features. It answers when they are on the disk.
pub(super) async fn create(path: OgcItemsPath, State(state): State<AppState>, visitor: Visitor, body: Bytes) -> Result<Response, Problem> {
    let neighbourhood = state.neighbourhood(&path.slug, &visitor).await?;
    let (layer, words) = (Layer::named(&path.collection)?, visitor.words);
    let document: Json =
        serde_json::from_slice(&body).map_err(|error| unclear(words, "layers-create-no-json", "why", &error.to_string()))?;
    let surroundings = state.neighbourhoods.surroundings();
    let stamp = Stamp { by: visitor.actor(), at: surroundings.now() };
    let features = features(&document)
        .filter(|features| features.len() <= MOST)
        .ok_or_else(|| unclear(words, "layers-create-no-features", "most", &MOST.to_string()))?;
    let records = described(words, layer, features, surroundings, &stamp)?;
    let ids: Vec<Id> = records.iter().map(|record| record.id).collect();
    let slug = neighbourhood.slug();
    match neighbourhood.write_async(order(records, &stamp)).await {
        Ok(_) => Ok(created(slug, layer, &document, &ids)),
        // The same request came before.
        Err(Refusal::Broken(broken)) if broken.iter().all(|one| one.rule == Rule::Overtaken) => {
            let now = neighbourhood.snapshot();
            let is_kept = |record: &Record| {
                now.record(record.id).is_some_and(|known| Record { provenance: known.provenance.clone(), ..record.clone() } == *known)
            };
            let said = described(words, layer, features, surroundings, &stamp)?;
            if said.iter().all(is_kept) { Ok(created(slug, layer, &document, &ids)) } else { Err(Problem::Overtaken) }
        }
        Err(Refusal::Broken(broken)) => {
            let first = broken.first().map(|Broken { at, rule, .. }| in_feature(words, *at, &rule_in_words(words, rule)));
            Err(first.unwrap_or(Problem::OurFault))
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// The features in a document: itself, or those of its collection.
fn features(document: &Json) -> Option<&[Json]> {
    match document.member("type").and_then(Json::as_text)? {
        "Feature" => Some(std::slice::from_ref(document)),
        "FeatureCollection" => document.member("features")?.as_list().filter(|features| !features.is_empty()),
        _ => None,
    }
}

/// The records that the features describe.
fn described(words: Words, layer: Layer, features: &[Json], surroundings: &Surroundings, stamp: &Stamp) -> Result<Vec<Record>, Problem> {
    let mut records = Vec::with_capacity(features.len());
    for (at, feature) in features.iter().enumerate() {
        records.push(record(words, layer, feature, surroundings, stamp).map_err(|why| in_feature(words, at, &why))?);
    }
    Ok(records)
}

fn order(records: Vec<Record>, stamp: &Stamp) -> Order {
    Order { changes: records.into_iter().map(Change::Record).collect(), by: stamp.by.clone(), at: stamp.at, delivery: None }
}

/// One is answered with its address, several with their ids.
fn created(slug: &Slug, layer: Layer, document: &Json, ids: &[Id]) -> Response {
    let address = |id: Id| OgcItemPath::of(slug, layer.id(), id).to_string();
    match ids {
        [id] if document.member("features").is_none() => {
            let mut response = StatusCode::CREATED.into_response();
            if let Ok(location) = HeaderValue::from_str(&address(*id)) {
                response.headers_mut().insert(LOCATION, location);
            }
            response
        }
        ids => {
            let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
            (StatusCode::CREATED, axum::Json(json!({ "created": ids }))).into_response()
        }
    }
}

/// The record that a feature describes, or why it cannot be kept.
fn record(words: Words, layer: Layer, feature: &Json, surroundings: &Surroundings, stamp: &Stamp) -> Result<Record, String> {
    let none = Vec::new();
    let properties = match feature.member("properties") {
        Some(Json::Object(members)) => members,
        _ => &none,
    };
    let text = |name: &str| properties.iter().find(|(own, _)| own == name).and_then(|(_, value)| value.as_text());
    let kind = match layer {
        Layer::Of(kind) => text("kind").is_none_or(|said| said == kind.code()).then_some(kind),
        Layer::Assets => text("kind").and_then(|said| said.parse().ok()).filter(|kind| layer.kinds().contains(kind)),
        Layer::Talents => None,
    };
    let kind: Kind = kind.filter(|kind| kind.is_open_to_entry()).ok_or_else(|| words.say("layers-create-kind").into_owned())?;
    let mut answers = Vec::with_capacity(properties.len());
    for (name, value) in properties {
        if kind.field(name).is_none() && !OWN_PROPERTIES.contains(&name.as_str()) {
            return Err(words.say_with("layers-create-unknown", &[("name", name.as_str().into())]).into_owned());
        }
        answer(name, value, &mut answers);
    }
    let sheet = Sheet::new(answers);
    let (values, of_fields) = read_fields(kind.fields(), &sheet, DecimalMark::Point);
    let (validity, of_validity) = read_validity(&sheet);
    if let Some(fault) = of_fields.iter().chain(&of_validity).next() {
        return Err(format!("{}: {}", fault.field, Fault::of_answer(words, fault).text));
    }
    let visibility = crate::web::pages::visibility_on(&sheet, kind.declaration().visibility);
    let visibility = visibility.ok_or_else(|| format!("visibility: {}", words.say("form-wrong-choice")))?;
    let id = match feature.member("id") {
        None | Some(Json::Null) => surroundings.mint(),
        Some(id) => id.as_text().and_then(|id| id.parse().ok()).ok_or_else(|| words.say("layers-create-id").into_owned())?,
    };
    let source = text("source").zip(text("source_id"));
    let source = source.map(|(name, external_id)| Source { name: name.to_owned(), external_id: external_id.to_owned() });
    let origin = if source.is_some() { Origin::Import } else { Origin::Desk };
    let provenance = Provenance { source, ..Provenance::new(stamp, origin) };
    let whereabouts = whereabouts(words, feature)?;
    Ok(Record { id, kind, version: 1, visibility, validity, provenance, whereabouts, values, likely_same_as: None, merged_into: None })
}

/// A property as somebody would fill it in on a form.
fn answer(name: &str, value: &Json, answers: &mut Vec<(String, String)>) {
    match value {
        Json::Null | Json::Object(_) => {}
        Json::Text(text) => answers.push((name.to_owned(), text.clone())),
        Json::YesNo(yes) => answers.push((name.to_owned(), if *yes { "yes" } else { "no" }.to_owned())),
        Json::Number(number) => answers.push((name.to_owned(), number.to_string())),
        Json::List(items) => {
            let said = items.iter().filter_map(Json::as_text);
            // Words of a vocabulary are several answers, free words one with commas.
            if name == "tags" {
                answers.push((name.to_owned(), said.collect::<Vec<_>>().join(",")));
            } else {
                answers.extend(said.map(|word| (name.to_owned(), word.to_owned())));
            }
        }
    }
}

fn whereabouts(words: Words, feature: &Json) -> Result<Option<Whereabouts>, String> {
    let Some(shape) = feature.member("geometry").filter(|shape| **shape != Json::Null) else { return Ok(None) };
    let unsound = || words.say("layers-create-geometry").into_owned();
    let shape = geometry::read(shape, &mut Vec::new()).map_err(|_| unsound())?;
    Whereabouts::new(shape).map(Some).map_err(|_| unsound())
}

fn in_feature(words: Words, at: usize, why: &str) -> Problem {
    let said = words.say_with("layers-create-in", &[("n", (at + 1).into()), ("why", why.to_owned().into())]);
    Problem::Unclear(said.into_owned())
}

fn unclear(words: Words, key: &str, name: &'static str, value: &str) -> Problem {
    Problem::Unclear(words.say_with(key, &[(name, value.to_owned().into())]).into_owned())
}
