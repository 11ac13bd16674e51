use std::borrow::Cow;

use serde_json::{Value, json};

use crate::consent::Audience;
use crate::inventory::field::Field;
use crate::inventory::kind::{Kind, Role};
use crate::inventory::slug::Slug;
use crate::web::here::Here;
use crate::web::labels::Labels;
use crate::web::ogc::answer::{GEOJSON, HTML, JSON, SCHEMA};
use crate::web::ogc::call::Call;
use crate::web::paths::{OgcCollectionPath, OgcItemsPath, OgcSchemaPath};
use crate::web::problem::Problem;

/// One layer: the records of one kind. There is no layer of persons, nor a way to make one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layer(Kind);

impl Layer {
    /// All layers, in the order of the kinds' declaration.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        Kind::ALL.iter().copied().filter_map(Self::of)
    }

    /// The layer of a kind, if it has one.
    pub(super) fn of(kind: Kind) -> Option<Self> {
        match kind.role() {
            Role::Asset | Role::Setting | Role::Backdrop | Role::Vocabulary => Some(Self(kind)),
            Role::Person | Role::Profile => None,
        }
    }

    /// The layer with this name in addresses.
    pub(super) fn named(id: &str) -> Result<Self, Problem> {
        Kind::from_plural(id).and_then(Self::of).ok_or(Problem::NotFound)
    }

    /// The kind of its records.
    pub(super) fn kind(self) -> Kind {
        self.0
    }

    /// Its name in addresses.
    pub(super) fn id(self) -> &'static str {
        self.0.plural()
    }

    /// What people call its records.
    pub(super) fn title(self, labels: Labels<'_>) -> Cow<'static, str> {
        labels.many(self.0)
    }

    /// What its records are.
    pub(super) fn description(self, labels: Labels<'_>) -> Cow<'static, str> {
        labels.what(self.0)
    }

    /// The fields this audience may see, in the order of their declaration.
    pub(super) fn fields(self, audience: Audience) -> impl Iterator<Item = &'static Field> {
        audience.fields_of(self.0)
    }

    /// What people call a field, with its unit.
    pub(super) fn label(self, field: &Field, labels: Labels<'_>) -> String {
        let label = labels.field(self.0.code(), field);
        if field.unit.is_empty() { label.into_owned() } else { format!("{label} ({})", field.unit) }
    }

    /// Its address.
    pub(super) fn address(self, slug: &Slug) -> OgcCollectionPath {
        OgcCollectionPath::of(slug, self.id())
    }

    /// The links of its description.
    pub(super) fn links(self, call: &Call, here: &Here) -> Vec<Value> {
        let (title, slug) = (self.title(here.labels()), here.slug());
        let own = call.absolute(self.address(slug));
        let items = call.absolute(OgcItemsPath::of(slug, self.id()));
        let schema = call.absolute(OgcSchemaPath::of(slug, self.id()));
        vec![
            link(&format!("{own}?f=json"), "self", JSON, &title),
            link(&format!("{own}?f=html"), "alternate", HTML, &title),
            link(&items, "items", GEOJSON, &title),
            link(&format!("{items}?f=html"), "items", HTML, &title),
            link(&schema, "describedBy", SCHEMA, &title),
        ]
    }
}

/// A link as OGC API documents have it.
pub(super) fn link(href: &str, rel: &str, media_type: &str, title: &str) -> Value {
    json!({ "href": href, "rel": rel, "type": media_type, "title": title })
}
