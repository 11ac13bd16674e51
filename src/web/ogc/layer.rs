use std::borrow::Cow;

use serde_json::{Value, json};

use crate::consent::Audience;
use crate::graph::View;
use crate::inventory::field::Field;
use crate::inventory::kind::{Kind, Role};
use crate::inventory::kinds::SHARED_FIELDS;
use crate::inventory::slug::Slug;
use crate::web::here::Here;
use crate::web::labels::Labels;
use crate::web::ogc::answer::{GEOJSON, HTML, JSON, SCHEMA};
use crate::web::ogc::call::Call;
use crate::web::paths::{OgcCollectionPath, OgcItemsPath, OgcSchemaPath};
use crate::web::problem::Problem;

/// One layer: the records of one kind, or all assets together. There is no layer of persons, nor a way to make one;
/// photos are shown with what they depict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    /// Every kind of asset beside each other, each feature with what is filled in.
    Assets,
    /// The records of one kind, all with the same properties.
    Of(Kind),
    /// The published figures about people, which are no records.
    Talents,
}

impl Layer {
    /// All layers, in the order of the kinds' declaration.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        std::iter::once(Self::Assets).chain(Kind::ALL.iter().copied().filter_map(Self::of)).chain([Self::Talents])
    }

    /// The layer of a kind, if it has one.
    pub(super) fn of(kind: Kind) -> Option<Self> {
        match kind.role() {
            Role::Asset | Role::Setting | Role::Backdrop | Role::Vocabulary | Role::Person => Some(Self::Of(kind)),
            Role::Task | Role::Evidence | Role::Profile | Role::Illustration => None,
        }
    }

    /// The layer with this name in addresses.
    pub(super) fn named(id: &str) -> Result<Self, Problem> {
        match [Self::Assets, Self::Talents].into_iter().find(|layer| layer.id() == id) {
            Some(layer) => Ok(layer),
            None => Kind::from_plural(id).and_then(Self::of).ok_or(Problem::NotFound),
        }
    }

    /// The kinds of its records.
    pub(super) fn kinds(self) -> Vec<Kind> {
        match self {
            Self::Assets => Kind::with_role(Role::Asset).collect(),
            Self::Of(kind) => vec![kind],
            Self::Talents => Vec::new(),
        }
    }

    /// How many records it has in a view.
    pub(super) fn count(self, view: View<'_>) -> usize {
        self.kinds().into_iter().map(|kind| view.count(kind)).sum()
    }

    /// Whose words its fields have.
    pub(super) fn owner(self) -> &'static str {
        match self {
            Self::Assets | Self::Talents => "asset",
            Self::Of(kind) => kind.code(),
        }
    }

    /// Its name in addresses.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Assets => "assets",
            Self::Of(kind) => kind.plural(),
            Self::Talents => "talents",
        }
    }

    /// What people call its records.
    pub(super) fn title(self, labels: Labels<'_>) -> Cow<'static, str> {
        match self {
            Self::Assets => labels.words.say("layers-assets"),
            Self::Talents => labels.words.say("layers-talents"),
            Self::Of(kind) => labels.many(kind),
        }
    }

    /// What its records are.
    pub(super) fn description(self, labels: Labels<'_>) -> Cow<'static, str> {
        match self {
            Self::Assets => labels.words.say("layers-assets.what"),
            Self::Talents => labels.words.say("layers-talents.what"),
            Self::Of(kind) => labels.what(kind),
        }
    }

    /// The fields this audience may see, in the order of their declaration; of all assets those that every kind has.
    pub(super) fn fields(self, audience: Audience) -> impl Iterator<Item = &'static Field> {
        let (kind, is_shared_only) = match self {
            Self::Assets | Self::Talents => (Kind::Place, true),
            Self::Of(kind) => (kind, false),
        };
        let is_of_figures = self == Self::Talents;
        audience
            .fields_of(kind)
            .filter(move |field| !is_of_figures && (!is_shared_only || SHARED_FIELDS.iter().any(|one| one.name == field.name)))
    }

    /// What people call a field, with its unit.
    pub(super) fn label(self, field: &Field, labels: Labels<'_>) -> String {
        let label = labels.field(self.owner(), field);
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
