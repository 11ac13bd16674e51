//! Every address of the site as a type: first argument of its handler, and `href` of every link to it.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::access::Right;
use crate::consent::Disclosed;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::slug::Slug;
use crate::web::doors::{Place, Posted, Shown};

/// What an address asks for.
macro_rules! rights {
    ($name:ident look $look:ident, post $post:ident) => {
        rights! { $name look $look }
        rights! { $name post $post }
    };
    ($name:ident look $look:ident) => {
        impl Shown for $name {
            const TO_LOOK: Right = Right::$look;
        }
    };
    ($name:ident post $post:ident) => {
        impl Posted for $name {
            const TO_POST: Right = Right::$post;
        }
    };
}

/// The line of the site map for an address.
macro_rules! place {
    ($name:ident look $look:ident, post $post:ident) => {
        Place { pattern: $name::PATH, to_look: Some(Right::$look), to_post: Some(Right::$post) }
    };
    ($name:ident look $look:ident) => {
        Place { pattern: $name::PATH, to_look: Some(Right::$look), to_post: None }
    };
    ($name:ident post $post:ident) => {
        Place { pattern: $name::PATH, to_look: None, to_post: Some(Right::$post) }
    };
}

/// Declares addresses of the whole site: `Name "/path" { parts } rights;`.
macro_rules! addresses_of_all {
    ($($(#[$doc:meta])* $name:ident $path:literal { $($part:ident),* } $($way:ident $right:ident),+;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Deserialize, TypedPath)]
            #[typed_path($path)]
            pub struct $name {
                $(#[doc = "Part of the address."] pub $part: String,)*
            }

            impl $name {
                /// The address.
                pub fn at($($part: &str),*) -> Self {
                    Self { $($part: $part.to_owned()),* }
                }
            }

            rights! { $name $($way $right),+ }
        )*

        /// The addresses of the whole site, with their rights.
        static OF_ALL: &[Place] = &[$(place! { $name $($way $right),+ }),*];
    };
}

/// Declares addresses under a neighbourhood: `Name "/path" { more parts } rights;`.
macro_rules! addresses {
    ($($(#[$doc:meta])* $name:ident $path:literal { $($part:ident: $of:ty),* } $($way:ident $right:ident),+;)*) => {
        $(
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

            rights! { $name $($way $right),+ }
        )*

        /// The addresses under a neighbourhood, with their rights.
        static OF_A_NEIGHBOURHOOD: &[Place] = &[$(place! { $name $($way $right),+ }),*];
    };
}

/// Every address of the site with the rights it asks for: the site map.
pub fn places() -> impl Iterator<Item = &'static Place> {
    OF_ALL.iter().chain(OF_A_NEIGHBOURHOOD)
}

addresses_of_all! {
    /// All neighbourhoods.
    NeighbourhoodsPath "/" {} look Look;
    /// Beginning a neighbourhood; posting begins it.
    BeginPath "/begin" {} look Begin, post Begin;
    /// Changes the language of the pages.
    LanguagePath "/language/{code}" { code } look ComeIn;
    /// Signing in with a password.
    SignInPath "/sign-in" {} look ComeIn, post ComeIn;
    /// The second step of signing in.
    SecondStepPath "/sign-in/code" {} post ComeIn;
    /// Signing out.
    SignOutPath "/sign-out" {} post ComeIn;
    /// One link that lets somebody in, once.
    InvitationPath "/invitation/{token}" { token } look ComeIn, post ComeIn;
    /// One's own account.
    AccountPath "/account" {} look OwnAccount, post OwnAccount;
    /// Turning the second step of signing in on.
    OwnSecondStepPath "/account/second-step" {} look OwnAccount, post OwnAccount;
    /// Whether the program lives.
    HealthPath "/healthz" {} look Look;
    /// Whether it can do its work.
    ReadyPath "/readyz" {} look Watch;
    /// How much of it there is.
    MetricsPath "/metrics" {} look Watch;
}

addresses! {
    /// A neighbourhood's home.
    HomePath "/{slug}" {} look Look;
    /// Its map.
    MapPath "/{slug}/map" {} look Look;
    /// The list of its assets; posting adds one.
    AssetsPath "/{slug}/assets" {} look Look, post Add;
    /// Changing many records at once.
    ManyPath "/{slug}/many" {} look Many, post Many;
    /// The form for a new asset.
    NewAssetPath "/{slug}/assets/new" {} look Add;
    /// One record with its ties.
    AssetPath "/{slug}/assets/{id}" { id: Id } look Look;
    /// Changing a record.
    EditAssetPath "/{slug}/assets/{id}/edit" { id: Id } look Change, post Change;
    /// A record's last day.
    EndAssetPath "/{slug}/assets/{id}/end" { id: Id } look Change, post Change;
    /// Taking a record away that was entered by mistake.
    RemoveAssetPath "/{slug}/assets/{id}/remove" { id: Id } look Remove, post Remove;
    /// Joining a record to another that is the same.
    MergePath "/{slug}/assets/{id}/merge" { id: Id } look Join, post Join;
    /// Taking a record apart again from the one it was joined to.
    ApartPath "/{slug}/assets/{id}/apart" { id: Id } look Join, post Join;
    /// The form for a new tie of a record.
    NewTiePath "/{slug}/assets/{id}/ties/new" { id: Id } look Add;
    /// The photos of a record; posting adds some.
    PhotosPath "/{slug}/assets/{id}/photos" { id: Id } look Add, post Add;
    /// One photo, to be changed or taken away by posting.
    PhotoPath "/{slug}/photos/{id}" { id: Id } look Change, post Change;
    /// The picture of a photo, in one of its sizes.
    PhotoFilePath "/{slug}/photos/{id}/{size}" { id: Id, size: &str } look Look;
    /// The residents who agreed to be found; posting enters one.
    PeoplePath "/{slug}/people" {} look Look, post People;
    /// The conversation with a resident, to be written down.
    NewPersonPath "/{slug}/people/new" {} look People;
    /// One resident, as they agreed to be seen.
    PersonPath "/{slug}/people/{id}" { id: Id } look Look;
    /// Changing what a resident told.
    EditPersonPath "/{slug}/people/{id}/edit" { id: Id } look People, post People;
    /// Posting adds a tie.
    TiesPath "/{slug}/ties" {} post Add;
    /// Changing a tie.
    EditTiePath "/{slug}/ties/{id}/edit" { id: Id } look Change, post Change;
    /// A tie's last day.
    EndTiePath "/{slug}/ties/{id}/end" { id: Id } look Change, post Change;
    /// Taking a tie away that was entered by mistake.
    RemoveTiePath "/{slug}/ties/{id}/remove" { id: Id } look Remove, post Remove;
    /// What this is and who sees what.
    AboutPath "/{slug}/about" {} look Look;
    /// The map, to be shown in a frame on another site.
    EmbedMapPath "/{slug}/embed/map" {} look Look;
    /// The list, to be shown in a frame on another site.
    EmbedListPath "/{slug}/embed/list" {} look Look;
    /// The neighbourhood's own particulars; posting changes them.
    SettingsPath "/{slug}/settings" {} look Settings, post Settings;
    /// What is kept about people, why, for how long, and what they can ask.
    PrivacyPath "/{slug}/privacy" {} look Look;
    /// A document on that for whoever is responsible, to be completed and printed.
    DocumentPath "/{slug}/privacy/{document}" { document: &str } look Settings;
    /// Closing the neighbourhood down, or handing it over; posting closes it.
    ClosePath "/{slug}/close" {} look Close, post Close;
    /// Everything that was ever kept in it, as a file; posting hands it out.
    ArchivePath "/{slug}/archive" {} post Close;
    /// A neighbourhood that was closed; posting opens it again.
    ClosedPath "/{slug}/closed" {} look Close, post Close;
    /// Bringing in a file.
    ImportPath "/{slug}/import" {} look Import, post Import;
    /// One file that was handed in: preview, progress and report.
    DeliveryPath "/{slug}/import/{delivery}" { delivery: Id } look Import, post Import;
    /// Taking a whole import back.
    UndoDeliveryPath "/{slug}/import/{delivery}/undo" { delivery: Id } post Import;
    /// What happened to a record, from the last change to the first.
    HistoryPath "/{slug}/assets/{id}/history" { id: Id } look History;
    /// Bringing a record or a field back to what it was in a version; posting does it.
    RestorePath "/{slug}/assets/{id}/history/{version}/restore" { id: Id, version: u32 } post History;
    /// What happened in the neighbourhood, the last first.
    ChangesPath "/{slug}/changes" {} look History;
    /// What is new since one was here last.
    NewsPath "/{slug}/new" {} look Look;
    /// Undoing one change; posting does it.
    UndoChangePath "/{slug}/changes/{seq}/undo" { seq: u64 } post Undo;
    /// Likely duplicates, for a person to decide.
    QuestionsPath "/{slug}/questions" {} look Join;
    /// One likely duplicate; posting decides it.
    QuestionPath "/{slug}/questions/{id}" { id: Id } look Join, post Join;
    /// All vocabularies.
    VocabulariesPath "/{slug}/vocabularies" {} look Look;
    /// The words of one; posting adds one.
    VocabularyPath "/{slug}/vocabularies/{scheme}" { scheme: &str } look Look, post Words;
    /// The form for a new word.
    NewWordPath "/{slug}/vocabularies/{scheme}/new" { scheme: &str } look Words;
    /// The words of one, as a file.
    VocabularyExportPath "/{slug}/vocabularies/{scheme}/export" { scheme: &str } look Look;
    /// Bringing in a file with words.
    VocabularyImportPath "/{slug}/vocabularies/{scheme}/import" { scheme: &str } look Words, post Words;
    /// One file with words that was handed in; posting writes it.
    VocabularyDeliveryPath "/{slug}/vocabularies/{scheme}/import/{delivery}" { scheme: &str, delivery: Id } look Words, post Words;
    /// One word, with what uses it.
    WordPath "/{slug}/vocabularies/{scheme}/words/{code}" { scheme: &str, code: &str } look Look;
    /// The form to change a word; posting changes it.
    EditWordPath "/{slug}/vocabularies/{scheme}/words/{code}/edit" { scheme: &str, code: &str } look Words, post Words;
    /// Merging a word into another.
    MergeWordPath "/{slug}/vocabularies/{scheme}/words/{code}/merge" { scheme: &str, code: &str } look Words, post Words;
    /// Posting retires a word, offers it again, or takes it away.
    EndWordPath "/{slug}/vocabularies/{scheme}/words/{code}/end" { scheme: &str, code: &str } post Words;
    /// What one sees, as a file.
    ExportPath "/{slug}/export/{format}" { format: &str } look Look;
    /// A last look at what its steward said, and opening it; posting opens or hides it.
    BeginNeighbourhoodPath "/{slug}/begin" {} look Settings, post Settings;
    /// One step of beginning it; posting keeps the answers.
    BeginStepPath "/{slug}/begin/{step}" { step: &str } look Settings, post Settings;
    /// Who may do what.
    RightsPath "/{slug}/rights" {} look Look;
    /// The team; posting invites somebody, or withdraws that.
    TeamPath "/{slug}/team" {} look Team, post Team;
    /// One member of the team; posting changes what they are.
    MemberPath "/{slug}/team/{account}" { account: Id } look Team, post Team;
    /// What was done with accounts and keys.
    LogPath "/{slug}/log" {} look Log;
    /// Residents with a card, and those who ask for one; posting makes a card.
    ResidentsPath "/{slug}/residents" {} look Residents, post Residents;
    /// One resident with a card; posting replaces or ends it, or begins to act for them.
    ResidentPath "/{slug}/residents/{account}" { account: Id } look Residents, post Residents;
    /// Posting answers a resident who asks for a card.
    RequestPath "/{slug}/requests/{request}" { request: Id } post Residents;
    /// Posting ends acting for a resident.
    HelpingPath "/{slug}/helping" {} post OwnAccount;
    /// Making a browser one's own with a card.
    CardPath "/{slug}/card" {} look ComeIn, post ComeIn;
    /// Asking for a card.
    JoinPath "/{slug}/join" {} look ComeIn, post ComeIn;
    /// All that is kept about the visitor; posting hides them, shows them again, or says that it is still right.
    MePath "/{slug}/me" {} look OwnPage, post OwnPage;
    /// Posting says yes or no to being kept and shown.
    MeConsentPath "/{slug}/me/consent" {} post OwnPage;
    /// All that is kept about the visitor, as a file.
    MeDataPath "/{slug}/me/data/{format}" { format: &str } look OwnPage;
    /// What erasing does; posting erases.
    MeErasePath "/{slug}/me/erase" {} look OwnPage, post OwnPage;
    /// Taking along what residents can and want, without names; posting registers it and hands it out.
    PeopleExportPath "/{slug}/people/export" {} look TakeAlong, post TakeAlong;
    /// All that was ever taken along of residents.
    PeopleExportsPath "/{slug}/people/exports" {} look TakeAlong;
    /// What the team promised; posting notes something.
    FollowUpsPath "/{slug}/follow-ups" {} look FollowUps, post FollowUps;
    /// Posting says that something promised is done, or gives it to another.
    FollowUpPath "/{slug}/follow-ups/{id}" { id: Id } post FollowUps;
    /// Bringing in a file with residents.
    PeopleImportPath "/{slug}/people/import" {} look Import, post Import;
    /// One file with residents: what is understood of it, and on what it rests that they agreed; posting writes it.
    PeopleDeliveryPath "/{slug}/people/import/{delivery}" { delivery: Id } look Import, post Import;
    /// What a person agrees to, told to a builder; posting writes it down.
    PersonConsentPath "/{slug}/people/{id}/consent" { id: Id } look People, post People;
    /// Posting shows a builder how to reach a person, and writes down that they looked.
    PersonContactPath "/{slug}/people/{id}/contact" { id: Id } post People;
    /// Who may be the same person; posting makes one of two.
    PersonSamePath "/{slug}/people/{id}/same" { id: Id } look Join, post Join;
    /// What erasing a person does; posting erases, as they asked a builder.
    PersonErasePath "/{slug}/people/{id}/erase" { id: Id } look People, post People;
    /// What people can do together, in figures; posting makes new figures.
    TalentsPath "/{slug}/talents" {} look Look, post Settings;
    /// The same as a file.
    TalentsFilePath "/{slug}/talents/{format}" { format: &str } look Look;
    /// Landing page of the OGC API.
    OgcPath "/{slug}/ogc" {} look Look;
    /// The landing page, as some programs write it.
    OgcSlashPath "/{slug}/ogc/" {} look Look;
    /// Its OpenAPI document.
    OgcApiPath "/{slug}/ogc/api" {} look Look;
    /// The conformance classes it meets.
    OgcConformancePath "/{slug}/ogc/conformance" {} look Look;
    /// Its layers.
    OgcCollectionsPath "/{slug}/ogc/collections" {} look Look;
    /// One layer.
    OgcCollectionPath "/{slug}/ogc/collections/{collection}" { collection: &str } look Look;
    /// What a feature of a layer looks like, as JSON Schema.
    OgcSchemaPath "/{slug}/ogc/collections/{collection}/schema" { collection: &str } look Look;
    /// The features of a layer.
    OgcItemsPath "/{slug}/ogc/collections/{collection}/items" { collection: &str } look Look, post Import;
    /// One feature.
    OgcItemPath "/{slug}/ogc/collections/{collection}/items/{id}" { collection: &str, id: Id } look Look;
}

impl MergePath {
    /// The two side by side; the first one stays.
    pub fn with(slug: &Slug, kept: Id, other: Id) -> String {
        format!("{}?other={other}", Self::of(slug, kept))
    }
}

/// The page of a record: residents have one of their own.
pub(crate) fn page_of(slug: &Slug, record: Disclosed<'_>) -> String {
    match record.kind() {
        Kind::Person => PersonPath::of(slug, record.id()).to_string(),
        _ => AssetPath::of(slug, record.id()).to_string(),
    }
}

impl AssetsPath {
    /// The list with one kind chosen.
    pub fn with_kind(slug: &Slug, kind: Kind) -> String {
        format!("{}?kind={}", Self::of(slug), kind.code())
    }
}
