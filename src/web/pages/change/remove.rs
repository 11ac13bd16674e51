use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::consent::DisclosedTie;
use crate::inventory::change::{Change, Removal};
use crate::neighbourhood::{Order, Refusal};
use crate::web::done::done;
use crate::web::filled::Filled;
use crate::web::frame::Tab;
use crate::web::here::{Here, id_in_address};
use crate::web::pages::change::asked_at;
use crate::web::pages::change::subject::{Subject, Target, sentence, there};
use crate::web::parts::{Tone, Weight, crumbs, link_button, message, send_button};
use crate::web::paths::{AssetsPath, EndAssetPath, EndTiePath, RemoveAssetPath, RemoveTiePath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

pub(super) async fn ask_asset(path: RemoveAssetPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let subject = there(&here, Target::Record(id_in_address(&path.id)?))?;
    Ok(page(&here, &subject, "", None))
}

pub(super) async fn ask_tie(
    path: RemoveTiePath,
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let subject = there(&here, Target::Tie(id_in_address(&path.id)?))?;
    Ok(page(&here, &subject, &asked_at(query.as_deref()), None))
}

pub(super) async fn asset(
    path: RemoveAssetPath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    remove(&state, &path.slug, visitor, Target::Record(id_in_address(&path.id)?), &sheet).await
}

pub(super) async fn tie(
    path: RemoveTiePath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    remove(&state, &path.slug, visitor, Target::Tie(id_in_address(&path.id)?), &sheet).await
}

/// Asks before it takes away, and names everything that goes along.
fn page(here: &Here, subject: &Subject, at: &str, trouble: Option<&str>) -> Markup {
    let words = here.words();
    let (name, back) = (subject.name(here), subject.page(here, at));
    let title = words.say_with("remove-title", &[("name", name.as_str().into())]);
    let (action, end) = match subject.target() {
        Target::Record(id) => (RemoveAssetPath::of(here.slug(), id).to_string(), EndAssetPath::of(here.slug(), id).to_string()),
        Target::Tie(id) => (RemoveTiePath::of(here.slug(), id).to_string(), format!("{}?at={at}", EndTiePath::of(here.slug(), id))),
    };
    let along = along(here, subject);
    let body = html! {
        (crumbs(words, &[(&back, &name)], &words.say("remove-crumb")))
        div.page-head { h1 { (title) } }
        @if let Some(trouble) = trouble { (message(Tone::Error, words.say(trouble), html! {})) }
        p { (words.say("remove-what")) " " a href=(end) { (words.say("remove-end-instead")) } }
        @if !subject.is_tie() {
            @if along.is_empty() { p { (words.say("remove-alone")) } }
            @else {
                (message(Tone::Warning, words.say_with("remove-along", &[("n", along.len().into())]), html! {
                    ul.lost { @for (_, what) in &along { li { (what) } } }
                }))
            }
        }
        form method="post" action=(action) {
            input type="hidden" name="seen" value=(subject.mark());
            input type="hidden" name="at" value=(at);
            input type="hidden" name="along" value=(told(&along));
            div.row {
                (send_button(Weight::Strict, words.say("remove-do")))
                (link_button(Weight::Quiet, &back, words.say("remove-not")))
            }
        }
    };
    here.frame(&title).tab(Tab::List).page(body)
}

/// What goes with it, as ids and in words: its ties, and what was joined to it.
fn along(here: &Here, subject: &Subject) -> Vec<(String, String)> {
    let Subject::Record(record) = subject else { return Vec::new() };
    let ties = here.view().ties_of(record.id).into_iter().filter_map(DisclosedTie::tie);
    let ties = ties.map(|tie| (tie.id.to_string(), sentence(here, tie)));
    let joined = here.view().joined_to(record.id).map(|joined| {
        let name = [("name", here.labels().name(joined).into())];
        (joined.id().to_string(), here.words().say_with("remove-joined", &name).into_owned())
    });
    ties.chain(joined).collect()
}

fn told(along: &[(String, String)]) -> String {
    along.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>().join(",")
}

async fn remove(state: &AppState, slug: &str, visitor: Visitor, target: Target, sheet: &Sheet) -> Result<Response, Problem> {
    let here = state.here(slug, visitor).await?;
    let list = AssetsPath::of(here.slug()).to_string();
    let Some(now) = target.now(&here) else {
        // A second click, or somebody else.
        let was_there = target.past(&here).await.pop().ok_or(Problem::NotFound)?;
        let back = if was_there.is_tie() { was_there.page(&here, sheet.one("at")) } else { list };
        return Ok(done(&back, "gone-already", None));
    };
    let again = |status: StatusCode, trouble: &str| {
        let page = page(&here, &now, sheet.one("at"), Some(trouble));
        Ok((status, page).into_response())
    };
    if now.mark() != sheet.one("seen") || told(&along(&here, &now)) != sheet.one("along") {
        return again(StatusCode::CONFLICT, "remove-overtaken");
    }
    let at = state.neighbourhoods.surroundings().now();
    let changes = vec![Change::Remove(Removal { id: target.id(), version: now.version() })];
    let order = Order { changes, by: here.visitor.actor(), at, delivery: None };
    match here.neighbourhood.write_async(order).await {
        Ok(seq) if now.is_tie() => Ok(done(&now.page(&here, sheet.one("at")), "tie-removed", Some(seq))),
        Ok(seq) => Ok(done(&list, "removed", Some(seq))),
        Err(Refusal::Broken(_)) => again(StatusCode::CONFLICT, "remove-overtaken"),
        Err(Refusal::NotKept(_)) => again(StatusCode::INSUFFICIENT_STORAGE, "problem-not-kept.next"),
        Err(refusal) => Err(refusal.into()),
    }
}
