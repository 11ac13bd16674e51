use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::inventory::change::Change;
use crate::inventory::record::Record;
use crate::neighbourhood::vocabulary::changed;
use crate::neighbourhood::{Order, Refusal, Rule};
use crate::web::faults::Fault;
use crate::web::filled::Filled;
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::pages::vocabulary::conflict;
use crate::web::pages::vocabulary::form::{Form, typed};
use crate::web::pages::vocabulary::read::read;
use crate::web::pages::vocabulary::{crumbs, record_of, word_of};
use crate::web::paths::{EditWordPath, WordPath};
use crate::web::problem::Problem;
use crate::web::saved::saved_at;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// The form to change a word.
pub(super) async fn ask(path: EditWordPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let word = record_of(&here, &path.scheme, &path.code)?;
    page(&here, &path, word, &typed(word, &here), &[], &html! {})
}

fn page(here: &Here, path: &EditWordPath, word: &Record, sheet: &Sheet, faults: &[Fault], above: &Markup) -> Result<Markup, Problem> {
    let name = here.labels().name(word_of(here, &path.scheme, &path.code)?);
    let title = here.words().say_with("word-edit-title", &[("word", name.to_owned().into())]);
    let back = WordPath::of(here.slug(), &path.scheme, &path.code).to_string();
    let form = Form { here, scheme: &path.scheme, kind: word.kind, sheet, faults };
    Ok(here.frame(&title).tab(Tab::List).page(html! {
        (crumbs(here, &path.scheme, name))
        div.page-head { h1 { (title) } p.soft { (here.words().say("word-edit-title.code")) " " code { (path.code) } } }
        (above)
        (form.draw(&path.to_string(), &["version"], &back))
    }))
}

/// Keeps the changed word, or shows the form again with what is wrong and all that was typed. Over a version that was not
/// seen nothing is written: both texts are shown.
pub(super) async fn keep(
    path: EditWordPath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor.clone()).await?;
    let word = record_of(&here, &path.scheme, &path.code)?;
    let again = |status: StatusCode, faults: &[Fault]| Ok((status, page(&here, &path, word, &sheet, faults, &html! {})?).into_response());
    let seen: u32 = sheet.one("version").parse().unwrap_or(0);
    if seen != word.version {
        return overtaken(&here, &path, word, &sheet);
    }
    let values = match read(&here, (&path.scheme, word.kind), &sheet, &word.values, Some(&path.code)) {
        Ok(values) => values,
        Err(faults) => return again(StatusCode::UNPROCESSABLE_ENTITY, &faults),
    };
    let done = |seq| Redirect::to(&saved_at(WordPath::of(here.slug(), &path.scheme, &path.code), "changed", seq)).into_response();
    if values == word.values {
        return Ok(done(None));
    }
    let (by, now) = (here.visitor.actor(), state.neighbourhoods.surroundings().now());
    let change = Change::Record(changed(word, values, &by, now));
    let order = Order { changes: vec![change], by, at: now, delivery: None };
    match here.neighbourhood.write_async(order).await {
        Ok(seq) => Ok(done(Some(seq))),
        Err(Refusal::Broken(broken)) if broken.iter().any(|one| one.rule == Rule::Overtaken) => {
            let here = state.here(&path.slug, visitor).await?;
            overtaken(&here, &path, record_of(&here, &path.scheme, &path.code)?, &sheet)
        }
        Err(Refusal::Broken(broken)) => {
            let faults: Vec<_> = broken.iter().map(|one| Fault::of_rule(here.words(), &one.rule, "label_nl")).collect();
            again(StatusCode::UNPROCESSABLE_ENTITY, &faults)
        }
        Err(Refusal::NotKept(_)) => {
            again(StatusCode::INSUFFICIENT_STORAGE, &[Fault::new(here.words(), "label_nl", "problem-not-kept.next")])
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// Both texts side by side, and the form with what was typed; sent again, it is written over the version now seen.
fn overtaken(here: &Here, path: &EditWordPath, word: &Record, sheet: &Sheet) -> Result<Response, Problem> {
    let both = conflict::both(here, word, sheet);
    let sheet = sheet.clone().with("version", &word.version.to_string());
    Ok((StatusCode::CONFLICT, page(here, path, word, &sheet, &[], &both)?).into_response())
}
