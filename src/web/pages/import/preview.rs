use axum::extract::{RawQuery, State};
use maud::{Markup, html};

use crate::capture::foreign::{Cell, Foreign};
use crate::capture::mapping::{Mapping, Part, Target};
use crate::capture::reason::Reason;
use crate::capture::say::reason_in_words;
use crate::neighbourhood::import::Wishes;
use crate::web::frame::Tab;
use crate::web::here::{Here, id_in_address};
use crate::web::imports::{Upload, upload};
use crate::web::pages::import::hand_in::kind_field;
use crate::web::pages::import::outcome;
use crate::web::pages::import::reading::{Reading, Unreadable, understand, wishes};
use crate::web::parts::{Tone, Weight, message, send_button};
use crate::web::paths::{DeliveryPath, ImportPath};
use crate::web::problem::Problem;
use crate::web::snags::snag_list;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// What a column can tell of where things are, and the keys of the words for it.
const PLACES: [(&str, &str); 5] = [
    ("longitude", "import-place-longitude"),
    ("latitude", "import-place-latitude"),
    ("x", "import-place-x"),
    ("y", "import-place-y"),
    ("geometry", "import-place-geometry"),
];

/// Shows what would happen with a file, or, once it was begun, how far it is and how it ended.
pub(super) async fn show(
    path: DeliveryPath,
    State(state): State<AppState>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let id = id_in_address(&path.delivery)?;
    if let Some(job) = state.jobs.find(id) {
        return Ok(outcome::page(&here, id, &job));
    }
    let Some(upload) = upload(state.neighbourhoods.folder(), here.slug(), id) else { return outcome::page_of_earlier(&here, id) };
    let wishes = wishes(query.as_deref().unwrap_or_default(), &upload);
    let graph = here.neighbourhood.snapshot();
    let (file, corrected) = (upload.clone(), wishes.clone());
    let understood = tokio::task::spawn_blocking(move || understand(&graph, &file, &corrected)).await.map_err(|_| Problem::OurFault)?;
    let action = DeliveryPath::of(here.slug(), id);
    let body = match understood {
        Ok(reading) => understood_page(&here, &reading, &wishes, &action),
        Err(Unreadable::Lost) => return Err(Problem::OurFault),
        Err(Unreadable::File(reason)) => unreadable(&here, &reason),
        Err(Unreadable::Wishes(foreign, reasons)) => ask_again(&here, &foreign, &reasons, &wishes, &action),
    };
    Ok(page(&here, &upload, &body))
}

fn page(here: &Here, upload: &Upload, body: &Markup) -> Markup {
    let title = here.words().say_with("import-preview", &[("file", upload.name.as_str().into())]);
    here.frame(&title).tab(Tab::Add).page(html! { h1 { (title) } (body) })
}

fn unreadable(here: &Here, reason: &Reason) -> Markup {
    let words = here.words();
    html! {
        (message(Tone::Error, words.say("import-unreadable"), reason_in_words(words, reason)))
        p { a href=(ImportPath::of(here.slug())) { (words.say("import-another")) } }
    }
}

/// What was wished does not fit: why, and the same form again.
fn ask_again(here: &Here, foreign: &Foreign, reasons: &[Reason], wishes: &Wishes, action: &DeliveryPath) -> Markup {
    let words = here.words();
    html! {
        @for reason in reasons { (message(Tone::Error, words.say("import-wish-unclear"), reason_in_words(words, reason))) }
        (read_as(here, foreign))
        (corrections(here, foreign, None, wishes, action))
    }
}

fn understood_page(here: &Here, reading: &Reading, wishes: &Wishes, action: &DeliveryPath) -> Markup {
    let (words, plan) = (here.words(), &reading.prepared.plan);
    html! {
        (read_as(here, &reading.foreign))
        (outcome::counts(here, &reading.prepared))
        @if plan.fresh.is_empty() {
            (message(Tone::Tip, words.say("import-nothing-new"), words.say("import-nothing-new.next")))
        } @else {
            form method="post" action=(action) {
                @for (name, value) in pairs(wishes) { input type="hidden" name=(name) value=(value); }
                (send_button(Weight::Main, words.say_with("import-do", &[("n", plan.fresh.len().into())])))
            }
        }
        (snag_list(words, &reading.prepared.snags))
        (outcome::different(here, &plan.different))
        (corrections(here, &reading.foreign, reading.prepared.mappings.first().filter(|_| reading.prepared.mappings.len() == 1), wishes, action))
    }
}

/// In which format, encoding and coordinates the file was read.
fn read_as(here: &Here, foreign: &Foreign) -> Markup {
    let words = here.words();
    let fillings = [
        ("n", foreign.rows.len().into()),
        ("format", foreign.format.name().into()),
        ("encoding", foreign.encoding.into()),
        ("system", foreign.system.map_or_else(|| words.say("import-no-places"), Into::into).into_owned().into()),
    ];
    html! { p.soft { (words.say_with("import-read-as", &fillings)) } }
}

/// The form in which a person corrects what each column is.
fn corrections(here: &Here, foreign: &Foreign, mapping: Option<&Mapping>, wishes: &Wishes, action: &DeliveryPath) -> Markup {
    let words = here.words();
    html! {
        h2 { (words.say("import-columns")) }
        form.stack method="get" action=(action) {
            (kind_field(here, wishes.kind))
            div.field {
                label for="source" { (words.say("import-source")) }
                p.help #source-help { (words.say("import-source.help")) }
                input #source type="text" name="source" value=(wishes.source) aria-describedby="source-help";
            }
            @if let Some(mapping) = mapping { (columns_table(here, foreign, mapping)) }
            (send_button(Weight::Quiet, words.say("import-look-again")))
        }
    }
}

fn columns_table(here: &Here, foreign: &Foreign, mapping: &Mapping) -> Markup {
    let words = here.words();
    html! {
        div.scrolls tabindex="0" role="region" aria-label=(words.say("import-columns")) {
            table {
                thead { tr {
                    th scope="col" { (words.say("import-column")) }
                    th scope="col" { (words.say("import-example")) }
                    th scope="col" { (words.say("import-becomes")) }
                } }
                tbody {
                    @for (at, column) in foreign.columns.iter().enumerate() {
                        tr {
                            th scope="row" id={ "column-" (at) } { (column.name) }
                            td { (example(foreign, at)) }
                            td { (choice(here, &column.name, column.gives_place, mapping, at)) }
                        }
                    }
                }
            }
        }
    }
}

/// The first value of a column.
fn example(foreign: &Foreign, column: usize) -> String {
    let first = foreign.rows.iter().take(200).find_map(|row| row.cell(column)).map(Cell::as_text);
    first.unwrap_or_default().chars().take(80).collect()
}

fn choice(here: &Here, column: &str, gives_place: bool, mapping: &Mapping, at: usize) -> Markup {
    let (words, labels, kind) = (here.words(), here.labels(), mapping.kind);
    let target = mapping.targets.get(at).copied().flatten();
    let now = target.and_then(Target::whole_field);
    let place = target.and_then(Target::place);
    let as_guessed = match target {
        Some(Target::LeftOut | Target::Place(_) | Target::Field(_, Part::Whole)) => None,
        Some(_) => Some(words.say("import-becomes.part")),
        None if gives_place => Some(words.say("import-becomes.place")),
        None => None,
    };
    html! {
        select name="map" aria-labelledby={ "column-" (at) } {
            @if let Some(as_guessed) = &as_guessed { option value="" selected { (as_guessed) } }
            option value={ (column) "=" } selected[as_guessed.is_none() && now.is_none() && place.is_none()] { (words.say("import-becomes.nothing")) }
            @for field in kind.fields() {
                option value={ (column) "=" (field.name) } selected[as_guessed.is_none() && now == Some(field.name)] {
                    (labels.field(kind.code(), field))
                }
            }
            @for (name, key) in PLACES {
                option value={ (column) "=" (name) } selected[place == Some(name)] { (words.say(key)) }
            }
        }
    }
}

/// What was wished, for the next form.
fn pairs(wishes: &Wishes) -> Vec<(&'static str, String)> {
    let kind = wishes.kind.map(|kind| ("kind", kind.code().to_owned()));
    let columns = wishes.columns.iter().map(|column| ("map", column.clone()));
    let identity = wishes.identity.iter().map(|column| ("id", column.clone()));
    kind.into_iter().chain([("source", wishes.source.clone())]).chain(columns).chain(identity).collect()
}
