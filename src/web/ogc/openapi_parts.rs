use serde_json::{Map, Value, json};

use crate::inventory::field::Field;
use crate::web::here::Here;
use crate::web::ogc::answer::{GEOJSON, HTML, JSON, OPENAPI, SCHEMA};
use crate::web::ogc::extent::CRS84;
use crate::web::ogc::layer::Layer;
use crate::web::ogc::parameters::{self, LARGEST_LIMIT, REPEATABLE, USUAL_LIMIT};
use crate::web::ogc::schema;
use crate::web::ogc::talents::GROUP;
use crate::words::Words;

/// A reference to one of the general parameters.
pub(super) fn parameter(name: &str) -> Value {
    json!({ "$ref": format!("#/components/parameters/{name}") })
}

/// A filter by a field. Several values ask for one of them.
pub(super) fn property_filter(field: &Field, label: &str) -> Value {
    let one = schema::of_filter(field);
    let schema = if REPEATABLE.contains(&field.name) { json!({ "type": "array", "items": one }) } else { one };
    query(field.name, label, &schema)
}

/// The filter of the figures by a group of skills.
pub(super) fn group_filter(words: Words) -> Value {
    query(GROUP, &words.say("layers-parameter-group"), &json!({ "type": "string" }))
}

/// What can be asked of an address, and what is answered.
pub(super) fn operation(id: &str, tag: Option<&str>, parameters: &[Value], response: &str, summary: &str) -> Value {
    let mut operation = json!({
        "operationId": id,
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": { "$ref": format!("#/components/responses/{response}") },
            "400": { "$ref": "#/components/responses/Unclear" },
            "404": { "$ref": "#/components/responses/NotFound" },
            "500": { "$ref": "#/components/responses/OurFault" },
        },
    });
    if let Some(tag) = tag {
        operation["tags"] = json!([tag]);
    }
    operation
}

/// Parameters, answers and schemas that the paths refer to.
pub(super) fn components(here: &Here) -> Value {
    let words = here.words();
    let mut schemas = Map::new();
    let mut responses = general_responses(words);
    for layer in Layer::all() {
        let (id, title) = (layer.id(), layer.title(here.labels()));
        schemas.insert(format!("{id}-feature"), schema::feature(layer, here));
        let one = json!({ "$ref": format!("#/components/schemas/{id}-feature") });
        responses.insert(format!("{id}-feature"), answer(&title, GEOJSON, &one));
        responses.insert(format!("{id}-features"), answer(&title, GEOJSON, &collection_of(&one)));
    }
    json!({ "parameters": general_parameters(words), "responses": responses, "schemas": schemas })
}

fn collection_of(feature: &Value) -> Value {
    json!({
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": { "type": "string", "enum": ["FeatureCollection"] },
            "features": { "type": "array", "items": feature },
            "links": { "type": "array", "items": { "type": "object", "required": ["href"], "properties": {
                "href": { "type": "string" }, "rel": { "type": "string" }, "type": { "type": "string" }, "title": { "type": "string" },
            } } },
            "numberMatched": { "type": "integer", "minimum": 0 },
            "numberReturned": { "type": "integer", "minimum": 0 },
            "timeStamp": { "type": "string", "format": "date-time" },
        },
    })
}

fn general_responses(words: Words) -> Map<String, Value> {
    let object = json!({ "type": "object" });
    let mut responses = Map::new();
    for (name, media_type) in
        [("Landing", JSON), ("Api", OPENAPI), ("Conformance", JSON), ("Collections", JSON), ("Collection", JSON), ("Schema", SCHEMA)]
    {
        responses.insert(name.to_owned(), answer(name, media_type, &object));
    }
    for (name, key) in
        [("Unclear", "layers-answer-unclear"), ("NotFound", "layers-answer-not-found"), ("OurFault", "layers-answer-our-fault")]
    {
        responses.insert(name.to_owned(), answer(&words.say(key), "application/problem+json", &object));
    }
    responses
}

fn answer(description: &str, media_type: &str, schema: &Value) -> Value {
    json!({ "description": description, "content": { media_type: { "schema": schema }, HTML: { "schema": { "type": "string" } } } })
}

fn general_parameters(words: Words) -> Map<String, Value> {
    let mut all = Map::new();
    for (name, key) in parameters::GENERAL {
        all.insert(name.to_owned(), query(name, &words.say(key), &schema_of(name)));
    }
    let feature = json!({
        "name": "featureId", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" },
        "description": words.say("layers-parameter-feature"),
    });
    all.insert("featureId".to_owned(), feature);
    all
}

fn query(name: &str, description: &str, schema: &Value) -> Value {
    // A box is one value with commas; what may be repeated is repeated.
    let explode = name != "bbox";
    json!({
        "name": name, "in": "query", "required": false, "description": description,
        "style": "form", "explode": explode, "schema": schema,
    })
}

fn schema_of(parameter: &str) -> Value {
    match parameter {
        "f" => json!({ "type": "string", "enum": ["json", "html"] }),
        "bbox" => {
            json!({ "type": "array", "oneOf": [{ "minItems": 4, "maxItems": 4 }, { "minItems": 6, "maxItems": 6 }], "items": { "type": "number" } })
        }
        "bbox-crs" | "crs" => json!({ "type": "string", "format": "uri", "enum": [CRS84], "default": CRS84 }),
        "limit" => json!({ "type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": USUAL_LIMIT }),
        "after" | "before" => json!({ "type": "string", "format": "uuid" }),
        "function" | "tag" => json!({ "type": "array", "items": { "type": "string" } }),
        _ => json!({ "type": "string" }),
    }
}
