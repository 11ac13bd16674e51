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

/// Whether the program lives.
#[derive(Debug, Clone, Copy, Deserialize, TypedPath)]
#[typed_path("/healthz")]
pub struct HealthPath;

/// Whether it can do its work.
#[derive(Debug, Clone, Copy, Deserialize, TypedPath)]
#[typed_path("/readyz")]
pub struct ReadyPath;

/// How much of it there is.
#[derive(Debug, Clone, Copy, Deserialize, TypedPath)]
#[typed_path("/metrics")]
pub struct MetricsPath;

addresses! {
    /// A neighbourhood's home.
    HomePath "/{slug}" {}
    /// Its map.
    MapPath "/{slug}/map" {}
    /// The list of its assets; posting adds one.
    AssetsPath "/{slug}/assets" {}
    /// Changing many records at once.
    ManyPath "/{slug}/many" {}
    /// The form for a new asset.
    NewAssetPath "/{slug}/assets/new" {}
    /// One record with its ties.
    AssetPath "/{slug}/assets/{id}" { id: Id }
    /// Changing a record.
    EditAssetPath "/{slug}/assets/{id}/edit" { id: Id }
    /// A record's last day.
    EndAssetPath "/{slug}/assets/{id}/end" { id: Id }
    /// Taking a record away that was entered by mistake.
    RemoveAssetPath "/{slug}/assets/{id}/remove" { id: Id }
    /// Joining a record to another that is the same.
    MergePath "/{slug}/assets/{id}/merge" { id: Id }
    /// Taking a record apart again from the one it was joined to.
    ApartPath "/{slug}/assets/{id}/apart" { id: Id }
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
    /// Changing a tie.
    EditTiePath "/{slug}/ties/{id}/edit" { id: Id }
    /// A tie's last day.
    EndTiePath "/{slug}/ties/{id}/end" { id: Id }
    /// Taking a tie away that was entered by mistake.
    RemoveTiePath "/{slug}/ties/{id}/remove" { id: Id }
    /// What this is and who sees what.
    AboutPath "/{slug}/about" {}
    /// The map, to be shown in a frame on another site.
    EmbedMapPath "/{slug}/embed/map" {}
    /// The list, to be shown in a frame on another site.
    EmbedListPath "/{slug}/embed/list" {}
    /// The neighbourhood's own particulars; posting changes them.
    SettingsPath "/{slug}/settings" {}
    /// Closing the neighbourhood down, or handing it over; posting closes it.
    ClosePath "/{slug}/close" {}
    /// Everything that was ever kept in it, as a file; posting hands it out.
    ArchivePath "/{slug}/archive" {}
    /// A neighbourhood that was closed; posting opens it again.
    ClosedPath "/{slug}/closed" {}
    /// Bringing in a file.
    ImportPath "/{slug}/import" {}
    /// One file that was handed in: preview, progress and report.
    DeliveryPath "/{slug}/import/{delivery}" { delivery: Id }
    /// Taking a whole import back.
    UndoDeliveryPath "/{slug}/import/{delivery}/undo" { delivery: Id }
    /// What happened to a record, from the last change to the first.
    HistoryPath "/{slug}/assets/{id}/history" { id: Id }
    /// Bringing a record or a field back to what it was in a version; posting does it.
    RestorePath "/{slug}/assets/{id}/history/{version}/restore" { id: Id, version: u32 }
    /// What happened in the neighbourhood, the last first.
    ChangesPath "/{slug}/changes" {}
    /// What is new since one was here last.
    NewsPath "/{slug}/new" {}
    /// Undoing one change; posting does it.
    UndoChangePath "/{slug}/changes/{seq}/undo" { seq: u64 }
    /// Likely duplicates, for a person to decide.
    QuestionsPath "/{slug}/questions" {}
    /// One likely duplicate; posting decides it.
    QuestionPath "/{slug}/questions/{id}" { id: Id }
    /// All vocabularies.
    VocabulariesPath "/{slug}/vocabularies" {}
    /// The words of one; posting adds one.
    VocabularyPath "/{slug}/vocabularies/{scheme}" { scheme: &str }
    /// The form for a new word.
    NewWordPath "/{slug}/vocabularies/{scheme}/new" { scheme: &str }
    /// The words of one, as a file.
    VocabularyExportPath "/{slug}/vocabularies/{scheme}/export" { scheme: &str }
    /// Bringing in a file with words.
    VocabularyImportPath "/{slug}/vocabularies/{scheme}/import" { scheme: &str }
    /// One file with words that was handed in; posting writes it.
    VocabularyDeliveryPath "/{slug}/vocabularies/{scheme}/import/{delivery}" { scheme: &str, delivery: Id }
    /// One word, with what uses it.
    WordPath "/{slug}/vocabularies/{scheme}/words/{code}" { scheme: &str, code: &str }
    /// The form to change a word; posting changes it.
    EditWordPath "/{slug}/vocabularies/{scheme}/words/{code}/edit" { scheme: &str, code: &str }
    /// Merging a word into another.
    MergeWordPath "/{slug}/vocabularies/{scheme}/words/{code}/merge" { scheme: &str, code: &str }
    /// Posting retires a word, offers it again, or takes it away.
    EndWordPath "/{slug}/vocabularies/{scheme}/words/{code}/end" { scheme: &str, code: &str }
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

impl MergePath {
    /// The two side by side; the first one stays.
    pub fn with(slug: &Slug, kept: Id, other: Id) -> String {
        format!("{}?other={other}", Self::of(slug, kept))
    }
}

impl AssetsPath {
    /// The list with one kind chosen.
    pub fn with_kind(slug: &Slug, kind: Kind) -> String {
        format!("{}?kind={}", Self::of(slug), kind.code())
    }
}
