//! Every address of the site as a type: first argument of its handler, and `href` of every link to it.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::slug::Slug;

/// Declares addresses under a neighbourhood: `Name "/path" { more parts }`.
macro_rules! addresses {
    ($($(#[$doc:meta])* $name:ident $path:literal { $($part:ident: $of:ty),* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Deserialize, TypedPath)]
        #[typed_path($path)]
        pub struct $name {
            /// Short name of the neighbourhood.
            pub slug: String,
            $(#[doc = "Part of the address."] pub $part: String,)*
        }

        impl $name {
            /// The address in this neighbourhood.
            pub fn of(slug: &Slug, $($part: $of),*) -> Self {
                Self { slug: slug.to_string(), $($part: $part.to_string()),* }
            }
        }
    )*};
}

/// All neighbourhoods.
#[derive(Debug, Clone, Copy, Deserialize, TypedPath)]
#[typed_path("/")]
pub struct NeighbourhoodsPath;

/// Changes the language of the pages.
#[derive(Debug, Clone, Deserialize, TypedPath)]
#[typed_path("/language/{code}")]
pub struct LanguagePath {
    /// `nl` or `en`.
    pub code: String,
}

/// The one-time link that makes a browser a steward's.
#[derive(Debug, Clone, Deserialize, TypedPath)]
#[typed_path("/steward/{token}")]
pub struct StewardPath {
    /// The secret of the link.
    pub token: String,
}

/// Stops being a steward in this browser.
#[derive(Debug, Clone, Copy, Deserialize, TypedPath)]
#[typed_path("/steward")]
pub struct StewardLeavePath;

addresses! {
    /// A neighbourhood's home.
    HomePath "/{slug}" {}
    /// Its map.
    MapPath "/{slug}/map" {}
    /// The list of its assets; posting adds one.
    AssetsPath "/{slug}/assets" {}
    /// The form for a new asset.
    NewAssetPath "/{slug}/assets/new" {}
    /// One record with its ties.
    AssetPath "/{slug}/assets/{id}" { id: Id }
    /// The form for a new tie of a record.
    NewTiePath "/{slug}/assets/{id}/ties/new" { id: Id }
    /// The photos of a record; posting adds some.
    PhotosPath "/{slug}/assets/{id}/photos" { id: Id }
    /// One photo, to be changed or taken away by posting.
    PhotoPath "/{slug}/photos/{id}" { id: Id }
    /// The picture of a photo, in one of its sizes.
    PhotoFilePath "/{slug}/photos/{id}/{size}" { id: Id, size: &str }
    /// Posting adds a tie.
    TiesPath "/{slug}/ties" {}
    /// What this is and who sees what.
    AboutPath "/{slug}/about" {}
    /// The neighbourhood's own particulars; posting changes them.
    SettingsPath "/{slug}/settings" {}
    /// Bringing in a file.
    ImportPath "/{slug}/import" {}
    /// One file that was handed in: preview, progress and report.
    DeliveryPath "/{slug}/import/{delivery}" { delivery: Id }
    /// Taking a whole import back.
    UndoDeliveryPath "/{slug}/import/{delivery}/undo" { delivery: Id }
    /// Undoing one change; posting does it.
    UndoChangePath "/{slug}/changes/{seq}/undo" { seq: u64 }
    /// Likely duplicates, for a person to decide.
    QuestionsPath "/{slug}/questions" {}
    /// One likely duplicate; posting decides it.
    QuestionPath "/{slug}/questions/{id}" { id: Id }
    /// What one sees, as a file.
    ExportPath "/{slug}/export/{format}" { format: &str }
    /// Landing page of the OGC API.
    OgcPath "/{slug}/ogc" {}
    /// The landing page, as some programs write it.
    OgcSlashPath "/{slug}/ogc/" {}
    /// Its OpenAPI document.
    OgcApiPath "/{slug}/ogc/api" {}
    /// The conformance classes it meets.
    OgcConformancePath "/{slug}/ogc/conformance" {}
    /// Its layers.
    OgcCollectionsPath "/{slug}/ogc/collections" {}
    /// One layer.
    OgcCollectionPath "/{slug}/ogc/collections/{collection}" { collection: &str }
    /// What a feature of a layer looks like, as JSON Schema.
    OgcSchemaPath "/{slug}/ogc/collections/{collection}/schema" { collection: &str }
    /// The features of a layer.
    OgcItemsPath "/{slug}/ogc/collections/{collection}/items" { collection: &str }
    /// One feature.
    OgcItemPath "/{slug}/ogc/collections/{collection}/items/{id}" { collection: &str, id: Id }
}

impl AssetsPath {
    /// The list with one kind chosen.
    pub fn with_kind(slug: &Slug, kind: Kind) -> String {
        format!("{}?kind={}", Self::of(slug), kind.code())
    }
}
