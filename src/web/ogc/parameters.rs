use crate::consent::Audience;
use crate::inventory::field::Field;
use crate::web::ogc::layer::Layer;
use crate::web::ogc::talents::GROUP;

/// Features on a page where nothing is said.
pub(super) const USUAL_LIMIT: usize = 1000;

/// Features on a page for people where nothing is said.
pub(super) const USUAL_LIMIT_FOR_PEOPLE: usize = 100;

/// Most features on a page; who asks for more gets these.
pub(super) const LARGEST_LIMIT: usize = 10_000;

/// The same where features are sent as they are kept, without holding them all.
pub(super) const LARGEST_LIMIT_OF_ALL: usize = 10_000_000;

/// Parameters of `items` that are not fields, each with the key of the text that explains it.
pub(super) const GENERAL: [(&str, &str); 11] = [
    ("f", "layers-parameter-f"),
    ("bbox", "layers-parameter-bbox"),
    ("bbox-crs", "layers-parameter-bbox-crs"),
    ("crs", "layers-parameter-crs"),
    ("datetime", "layers-parameter-datetime"),
    ("limit", "layers-parameter-limit"),
    ("after", "layers-parameter-after"),
    ("before", "layers-parameter-before"),
    ("q", "layers-parameter-q"),
    ("function", "layers-parameter-function"),
    ("tag", "layers-parameter-tag"),
];

/// Parameters that may be given more than once: one of the values has to fit.
pub(super) const REPEATABLE: [&str; 4] = ["function", "functions", "tag", "tags"];

/// The fields that this audience may filter a layer by.
pub(super) fn filters(layer: Layer, audience: Audience) -> impl Iterator<Item = &'static Field> {
    layer.fields(audience).filter(|field| GENERAL.iter().all(|(name, _)| *name != field.name))
}

/// The names of all parameters of a layer's items.
pub(super) fn names(layer: Layer, audience: Audience) -> Vec<&'static str> {
    let group = (layer == Layer::Talents).then_some(GROUP);
    GENERAL.into_iter().map(|(name, _)| name).chain(filters(layer, audience).map(|field| field.name)).chain(group).collect()
}
