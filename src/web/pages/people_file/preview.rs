use std::path::Path;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use crate::capture::people::{Column, Columns, List};
use crate::capture::say::reason_in_words;
use crate::capture::screen::{category_in_words, warning_in_words};
use crate::capture::sheet::Sheet;
use crate::neighbourhood::people::file::Prepared;
use crate::web::faults::Fault;
use crate::web::fields::faults as fault_box;
use crate::web::frame::Tab;
use crate::web::here::{Here, id_in_address};
use crate::web::pages::people_file::basis::questions;
use crate::web::pages::people_file::write::{Reading, understand};
use crate::web::parts::{Tone, Weight, crumbs, link_button, message, send_button};
use crate::web::paths::{PeopleDeliveryPath, PeopleImportPath, UndoDeliveryPath};
use crate::web::problem::Problem;
use crate::web::snags::snag_list;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// What is understood of a file, with the questions on what it rests; or, where it is not held any more, what became of it.
pub(super) async fn show(path: PeopleDeliveryPath, State(state): State<AppState>, visitor: Visitor) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let id = id_in_address(&path.delivery)?;
    let Some(file) = state.jobs.residents.find(id, here.slug(), here.now()) else { return gone(&here, &path) };
    let sheet = Sheet::default();
    let reading = understand(&here, id, file, &sheet).await?;
    Ok(page(&here, &path, &reading, &sheet, &Step::Begin).into_response())
}

/// How far somebody is with a file.
pub(super) enum Step {
    /// Nothing was stated yet.
    Begin,
    /// Something is wanting.
    Wanting(Vec<Fault>),
    /// All is stated: this would happen.
    Ready,
}

/// The file is not held: it was brought in, and can be taken back, or it was held too long.
fn gone(here: &Here, path: &PeopleDeliveryPath) -> Result<Response, Problem> {
    let (words, id) = (here.words(), id_in_address(&path.delivery)?);
    let delivery = here.view().deliveries().into_iter().find(|delivery| delivery.id == id);
    let title = words.say("people-file-title");
    let again = link_button(Weight::Main, &PeopleImportPath::of(here.slug()).to_string(), words.say("people-file-again"));
    let page = here.frame(&title).tab(Tab::Add).unlisted().page(html! {
        h1 { (title) }
        @match &delivery {
            Some(delivery) => {
                p { (words.say_with("people-file-brought", &[("file", delivery.source.into()), ("n", delivery.records.into())])) }
                (take_back(here, path))
            },
            None => (message(Tone::Tip, words.say("people-file-gone"), html! { p { (words.say("people-file-gone.what")) } (again) })),
        }
    });
    let status = if delivery.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    Ok((status, page).into_response())
}

/// The way to take all of it back.
pub(super) fn take_back(here: &Here, path: &PeopleDeliveryPath) -> Markup {
    let words = here.words();
    let Ok(id) = id_in_address(&path.delivery) else { return html! {} };
    html! {
        h2 { (words.say("import-undo")) }
        p { (words.say("people-file-undo.what")) }
        form method="post" action=(UndoDeliveryPath::of(here.slug(), id)) { (send_button(Weight::Strict, words.say("people-file-undo"))) }
    }
}

pub(super) fn page(here: &Here, path: &PeopleDeliveryPath, reading: &Reading, sheet: &Sheet, step: &Step) -> Markup {
    let words = here.words();
    let title = words.say_with("import-preview", &[("file", reading.name.as_str().into())]);
    let faults = if let Step::Wanting(faults) = step { faults.as_slice() } else { &[] };
    let pairs: Vec<_> = faults.iter().map(|fault| (fault.at.as_str(), fault.text.as_str())).collect();
    let body = match &reading.understood {
        Err(reason) => html! {
            (message(Tone::Error, words.say("import-unreadable"), reason_in_words(words, reason)))
            (link_button(Weight::Main, &PeopleImportPath::of(here.slug()).to_string(), words.say("people-file-again")))
        },
        Ok(prepared) => html! {
            (fault_box(words, &pairs))
            p.soft { (words.say_with("people-file-held", &[("n", prepared.rows.into())])) }
            @if !prepared.columns.tell_names() { (message(Tone::Error, words.say("people-file-no-names"), words.say("people-file-no-names.what"))) }
            @if matches!(step, Step::Ready) { (outcome(here, prepared)) }
            form.stack method="post" action=(path) {
                @if matches!(step, Step::Ready) && !prepared.entrants.is_empty() {
                    button.button type="submit" name="act" value="write" { (words.say_with("people-file-do", &[("n", prepared.entrants.len().into())])) }
                }
                h2 { (words.say("people-file-basis")) }
                p { (words.say("people-file-basis.what")) }
                (questions(here, &prepared.columns, sheet, &reading.source, faults))
                button.button.quiet type="submit" name="act" value="look" { (words.say("people-file-look")) }
            }
            (columns_table(here, &prepared.columns))
            @if !matches!(step, Step::Ready) { (snag_list(words, &of_columns(prepared))) }
        },
    };
    here.frame(&title).tab(Tab::Add).unlisted().page(html! {
        div.narrow {
            (crumbs(words, &[(&PeopleImportPath::of(here.slug()).to_string(), &words.say("people-file-title"))], &title))
            h1 { (title) }
            (body)
        }
    })
}

/// Before it is stated who agreed to what, only what is odd about the columns says something.
fn of_columns(prepared: &Prepared) -> Vec<crate::capture::snag::Snag> {
    prepared.snags.iter().filter(|snag| snag.rows.count() == 0).cloned().collect()
}

/// Who would be kept and who not, with everything odd.
fn outcome(here: &Here, prepared: &Prepared) -> Markup {
    let words = here.words();
    html! {
        h2 { (words.say("people-file-outcome")) }
        ul.counts {
            @for (key, count) in prepared.counts().into_iter().filter(|(key, count)| *count > 0 || *key == "people-file-count-fresh") {
                li { (words.say_with(key, &[("n", count.into())])) }
            }
        }
        (snag_list(words, &prepared.snags))
        (warnings(here, prepared))
    }
}

/// Gentle warnings about what stands in descriptions.
fn warnings(here: &Here, prepared: &Prepared) -> Markup {
    const SHOWN: usize = 100;
    let words = here.words();
    html! {
        @if !prepared.warnings.is_empty() {
            details.snags open {
                summary { (words.say_with("people-file-warnings", &[("n", prepared.warnings.len().into())])) }
                p { (words.say("people-file-warnings.what")) }
                ul {
                    @for warned in prepared.warnings.iter().take(SHOWN) {
                        li {
                            (words.say_with("snag-row", &[("rows", warned.row.to_string().into())])) ": "
                            (warning_in_words(words, &warned.warning)) " " (category_in_words(words, warned.warning.category))
                        }
                    }
                }
                @if prepared.warnings.len() > SHOWN { p { (words.say_with("import-more", &[("n", (prepared.warnings.len() - SHOWN).into())])) } }
            }
        }
    }
}

fn columns_table(here: &Here, columns: &Columns) -> Markup {
    let words = here.words();
    html! {
        h2 { (words.say("import-columns")) }
        div.scrolls tabindex="0" role="region" aria-label=(words.say("import-columns")) {
            table {
                thead { tr { th scope="col" { (words.say("import-column")) } th scope="col" { (words.say("import-becomes")) } } }
                tbody { @for (name, column) in columns.iter() { tr { th scope="row" { (name) } td { (told_by(here, column)) } } } }
            }
        }
    }
}

/// What a column tells, in words.
fn told_by(here: &Here, column: Column) -> String {
    let words = here.words();
    let code = match column {
        Column::Consent(scope) => {
            let scope = words.say(&format!("scope-{}", scope.code()));
            return words.say_with("people-file-is-consent", &[("scope", scope.into())]).into_owned();
        }
        Column::Name | Column::PartOfName(_) => "name",
        Column::Description => "description",
        Column::Contact => "contact",
        Column::Languages => "languages",
        Column::List(List::Talents) => "talents",
        Column::List(List::Teaches) => "teaches",
        Column::List(List::Learns) => "learns",
        Column::List(List::Cares) => "cares",
        Column::List(List::Offers) => "offers",
        Column::List(List::Wishes) => "wishes",
        Column::List(List::Groups) => "groups",
        Column::Street | Column::HouseNumber | Column::Address | Column::Square | Column::Place => "home",
        Column::Precision => "precision",
        Column::Adult => "adult",
        Column::Guardian => "guardian",
        Column::ConsentDay => "day",
        Column::Id => "id",
        Column::Private(_) => "private",
        Column::NotKept => "nothing",
    };
    words.say(&format!("people-file-is-{code}")).into_owned()
}

/// The name of a file without its ending, under which its rows are known again.
pub(super) fn stem(name: &str) -> String {
    Path::new(name).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
