use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;

use crate::inventory::change::{Change, Removal};
use crate::neighbourhood::vocabulary::{retired, revived};
use crate::neighbourhood::{Order, Refusal, rule_in_words};
use crate::web::filled::Filled;
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::pages::vocabulary::{crumbs, record_of, word_of};
use crate::web::parts::{Tone, Weight, link_button, message};
use crate::web::paths::{EndWordPath, VocabularyPath, WordPath};
use crate::web::problem::Problem;
use crate::web::saved::saved_at;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// Retires a word, offers it again, or takes it away where nothing uses it.
pub(super) async fn end(
    path: EndWordPath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let word = record_of(&here, &path.scheme, &path.code)?;
    let (by, now) = (here.visitor.actor(), state.neighbourhoods.surroundings().now());
    // A button on a page of before does not act on what came after.
    let version: u32 = sheet.one("version").parse().unwrap_or(0);
    let seen = crate::inventory::record::Record { version, ..word.clone() };
    let (change, done) = match sheet.one("act") {
        "retire" => (Change::Record(retired(&seen, here.today, &by, now)), "retired"),
        "revive" => (Change::Record(revived(&seen, here.today, &by, now)), "revived"),
        "remove" => (Change::Remove(Removal { id: word.id, version }), "removed"),
        _ => return Err(Problem::Unclear(here.words().say("word-act-unclear").into_owned())),
    };
    let order = Order { changes: vec![change], by, at: now, delivery: None };
    match here.neighbourhood.write_async(order).await {
        Ok(seq) => {
            let vocabulary = || VocabularyPath::of(here.slug(), &path.scheme).to_string();
            let word = || WordPath::of(here.slug(), &path.scheme, &path.code).to_string();
            let page = if done == "removed" { vocabulary() } else { word() };
            Ok(Redirect::to(&saved_at(page, done, Some(seq))).into_response())
        }
        Err(Refusal::Broken(broken)) => {
            let why = broken.first().map(|one| rule_in_words(here.words(), &one.rule)).unwrap_or_default();
            refused(&here, &path, &why)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

fn refused(here: &Here, path: &EndWordPath, why: &str) -> Result<Response, Problem> {
    let (words, name) = (here.words(), here.labels().name(word_of(here, &path.scheme, &path.code)?));
    let title = words.say("word-not-done");
    let page = here.frame(&title).tab(Tab::List).page(html! {
        (crumbs(here, &path.scheme, name))
        h1 { (name) }
        (message(Tone::Error, &title, html! { p { (why) } }))
        (link_button(Weight::Main, &WordPath::of(here.slug(), &path.scheme, &path.code).to_string(), words.say("word-back")))
    });
    Ok((StatusCode::CONFLICT, page).into_response())
}
