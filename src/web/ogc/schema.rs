use axum::extract::State;
use axum::response::Response;
use serde_json::{Map, Value, json};

use crate::consent::Audience;
use crate::inventory::field::{Field, Official, Shape};
use crate::inventory::kind::Kind;
use crate::web::here::Here;
use crate::web::ogc::answer::{Answer, SCHEMA};
use crate::web::ogc::call::Call;
use crate::web::ogc::layer::Layer;
use crate::web::ogc::talents;
use crate::web::paths::OgcSchemaPath;
use crate::web::problem::Problem;
use crate::web::state::AppState;

/// What a feature looks like, for programs that make a table of it.
pub(super) async fn schema(path: OgcSchemaPath, State(state): State<AppState>, call: Call) -> Result<Response, Problem> {
    let here = state.here(&path.slug, call.visitor.clone()).await?;
    let layer = Layer::named(&path.collection)?;
    call.only_form()?;
    let mut schema = feature(layer, &here);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["$id"] = json!(call.absolute(OgcSchemaPath::of(here.slug(), layer.id())));
    Ok(Answer::json(SCHEMA, &schema).respond(&call.headers))
}

/// The schema of a layer's features.
pub(super) fn feature(layer: Layer, here: &Here) -> Value {
    json!({
        "title": layer.title(here.labels()),
        "description": layer.description(here.labels()),
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": { "type": "string", "enum": ["Feature"] },
            "id": { "type": "string", "format": "uuid" },
            "geometry": { "$ref": "https://geojson.org/schema/Geometry.json" },
            "properties": { "type": "object", "properties": properties(layer, here) },
        },
    })
}

/// The properties of a layer's features, in their order.
fn properties(layer: Layer, here: &Here) -> Map<String, Value> {
    if layer == Layer::Talents {
        return talents::properties();
    }
    let audience = here.visitor.audience;
    let mut properties = Map::new();
    properties
        .insert("kind".to_owned(), json!({ "type": "string", "enum": layer.kinds().into_iter().map(Kind::code).collect::<Vec<_>>() }));
    for field in layer.fields(audience) {
        let mut schema = of_field(field);
        schema["title"] = json!(layer.label(field, here.labels()));
        properties.insert(field.name.to_owned(), schema);
    }
    for name in ["valid_from", "valid_to"] {
        properties.insert(name.to_owned(), json!({ "type": "string", "format": "date" }));
    }
    for name in ["source", "source_id"].into_iter().chain((audience >= Audience::Stewards).then_some("visibility")) {
        properties.insert(name.to_owned(), json!({ "type": "string" }));
    }
    properties
}

/// The schema of what a field holds.
fn of_field(field: &Field) -> Value {
    match field.shape {
        Shape::Line(most) | Shape::Prose(most) => json!({ "type": "string", "maxLength": most }),
        Shape::Link => json!({ "type": "string", "format": "uri" }),
        Shape::Whole(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Shape::Decimal(least, most) => json!({ "type": "number", "minimum": least, "maximum": most }),
        Shape::Cents(..) => json!({ "type": "number", "multipleOf": 0.01 }),
        Shape::YesNo => json!({ "type": "boolean" }),
        Shape::Day => json!({ "type": "string", "format": "date" }),
        Shape::Choice(choices) => json!({ "type": "string", "enum": choices }),
        Shape::Choices(choices) => json!({ "type": "array", "items": { "type": "string", "enum": choices } }),
        Shape::Term(_) | Shape::OwnTerm => json!({ "type": "string" }),
        Shape::Terms(_) | Shape::Tags | Shape::Pictures | Shape::Entries => json!({ "type": "array", "items": { "type": "string" } }),
        Shape::Code(official) => json!({ "type": "string", "pattern": pattern(official) }),
    }
}

/// The schema of a value to filter by: one value, also where a field holds several.
pub(super) fn of_filter(field: &Field) -> Value {
    match field.shape {
        Shape::Whole(..) => json!({ "type": "integer" }),
        Shape::Decimal(..) | Shape::Cents(..) => json!({ "type": "number" }),
        Shape::YesNo | Shape::Day | Shape::Choice(_) => of_field(field),
        Shape::Choices(choices) => json!({ "type": "string", "enum": choices }),
        _ => json!({ "type": "string" }),
    }
}

fn pattern(official: Official) -> &'static str {
    match official {
        Official::Cbs => "^(GM[0-9A-Z]{4}|WK[0-9A-Z]{6}|BU[0-9A-Z]{8})$",
        Official::Bag => "^[0-9]{16}$",
        Official::Postcode => "^[1-9][0-9]{3}[A-Z]{2}$",
        Official::Kvk => "^[0-9]{8}$",
    }
}
