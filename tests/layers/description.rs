use serde_json::Value as Json;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::visibility::Visibility;

use super::{ask, furnished, layers, read};

/// What a reference leads to.
fn follow<'a>(document: &'a Json, value: &'a Json) -> &'a Json {
    match value["$ref"].as_str() {
        Some(reference) => document.pointer(reference.strip_prefix('#').unwrap()).unwrap(),
        None => value,
    }
}

fn parameters(document: &Json, path: &str) -> Vec<String> {
    let parameters = document["paths"][path]["get"]["parameters"].as_array().unwrap();
    parameters.iter().map(|parameter| follow(document, parameter)["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_description_lists_every_path_and_every_filter() {
    let (house, _) = furnished();
    let api = read(&house, "/wijk/ogc/api");
    assert_eq!(api["openapi"], "3.0.3");
    for layer in layers() {
        let path = format!("/collections/{layer}/items");
        let listed = parameters(&api, &path);
        for name in ["f", "bbox", "bbox-crs", "crs", "datetime", "limit", "after", "before", "q", "function", "tag"] {
            assert!(listed.iter().any(|listed| listed == name), "{path} {name}");
        }
        let kind = Kind::from_plural(layer).unwrap();
        for field in kind.fields() {
            let is_open = field.visibility == Visibility::Everyone;
            assert_eq!(listed.iter().any(|listed| listed == field.name), is_open, "{path} {}", field.name);
        }
        assert!(api["paths"][format!("{path}/{{featureId}}")].is_object());
    }
    assert_eq!(api["components"]["parameters"]["limit"]["schema"]["maximum"], 10_000);
}

#[test]
fn every_reference_of_the_description_leads_somewhere() {
    fn walk(document: &Json, value: &Json, found: &mut usize) {
        match value {
            Json::Object(members) => {
                if let Some(reference) = value["$ref"].as_str().filter(|reference| reference.starts_with('#')) {
                    assert!(document.pointer(&reference[1..]).is_some(), "{reference}");
                    *found += 1;
                }
                members.values().for_each(|member| walk(document, member, found));
            }
            Json::Array(items) => items.iter().for_each(|item| walk(document, item, found)),
            _ => {}
        }
    }
    let (house, _) = furnished();
    let api = read(&house, "/wijk/ogc/api");
    let mut found = 0;
    walk(&api, &api, &mut found);
    assert!(found > 100);
    let ids: Vec<_> = api["paths"].as_object().unwrap().values().map(|path| path["get"]["operationId"].as_str().unwrap()).collect();
    let mut once = ids.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), ids.len(), "each operation has a name of its own");
}

#[test]
fn every_parameter_that_is_listed_is_understood() {
    let (house, _) = furnished();
    let api = read(&house, "/wijk/ogc/api");
    for parameter in api["paths"]["/collections/places/items"]["get"]["parameters"].as_array().unwrap() {
        let parameter = follow(&api, parameter);
        let schema = &parameter["schema"];
        let schema = if schema["type"] == "array" && parameter["name"] != "bbox" { &schema["items"] } else { schema };
        let value = match (parameter["name"].as_str().unwrap(), schema["enum"][0].as_str(), schema["format"].as_str()) {
            ("bbox", ..) => "5,52,6,53",
            ("datetime", ..) => "2026-05-01",
            ("before", ..) => continue,
            (_, Some(choice), _) => choice,
            (_, _, Some("uuid")) => "019c1b0e-9b20-7000-8000-000000000374",
            (_, _, Some("date")) => "2026-05-01",
            _ => match schema["type"].as_str().unwrap() {
                "integer" | "number" => "7",
                "boolean" => "true",
                _ => "x",
            },
        };
        let address = format!("/wijk/ogc/collections/places/items?{}={value}", parameter["name"].as_str().unwrap());
        assert_eq!(ask(&house.anonymous(), &address).status, 200, "{address}");
    }
}

#[test]
fn a_feature_has_the_properties_of_its_schema_in_their_order() {
    let (house, ids) = furnished();
    let schema = read(&house, "/wijk/ogc/collections/places/schema");
    let listed: Vec<_> = schema["properties"]["properties"]["properties"].as_object().unwrap().keys().collect();
    let feature = read(&house, &format!("/wijk/ogc/collections/places/items/{}", ids[2]));
    assert_eq!(feature["properties"].as_object().unwrap().keys().collect::<Vec<_>>(), listed);
}

#[test]
fn the_description_speaks_the_visitors_language() {
    let (house, _) = furnished();
    let title = |language| {
        let answer = ask(&house.anonymous().reading(language), "/wijk/ogc/collections/places");
        let layer: Json = serde_json::from_slice(&answer.bytes).unwrap();
        layer["title"].as_str().unwrap().to_owned()
    };
    assert_eq!([title("nl"), title("en")], ["Plekken", "Places"]);
}
