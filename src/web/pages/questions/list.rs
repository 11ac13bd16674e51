use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;

use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::pages::questions::{Question, compare};
use crate::web::parts::{Pager, Tone, Weight, crumbs, empty, link_button, message, pager, send_button};
use crate::web::paths::{AssetsPath, MergePath, QuestionPath, QuestionsPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// Questions on a page.
const PER: usize = 10;

/// Which part of the questions is asked for, and what was just decided.
#[derive(Deserialize)]
pub(super) struct Asked {
    page: Option<String>,
    done: Option<String>,
}

/// All open questions, some on a page.
pub(super) async fn list(
    path: QuestionsPath,
    State(state): State<AppState>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let words = here.words();
    let questions: Vec<_> = here.view().questions().map(|(marked, other)| Question { marked, other }).collect();
    let last_page = questions.len().div_ceil(PER).max(1);
    let page = asked.page.and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, last_page);
    let shown: Vec<_> = questions.iter().skip((page - 1) * PER).take(PER).collect();
    let title = words.say("question-title");
    let done = match asked.done.as_deref() {
        Some("different") => Some("done-different"),
        Some("settled") => Some("question-settled"),
        _ => None,
    };
    let body = html! {
        div.page-head { h1 { (title) } p { (words.say("question-what")) } }
        @if let Some(key) = done { (message(Tone::Ok, words.say(key), html! {})) }
        @if shown.is_empty() {
            @let list = link_button(Weight::Main, &AssetsPath::of(here.slug()).to_string(), words.say("list-title"));
            (empty("ok", &words.say("question-none"), &words.say("question-none.text"), list))
        }
        div.stack { @for question in &shown { (one(&here, **question)) } }
        (pages(&here, page, shown.len(), questions.len()))
    };
    Ok(here.frame(&title).tab(Tab::List).page(body))
}

/// One question by itself.
pub(super) fn page(here: &Here, question: Question<'_>) -> Markup {
    let words = here.words();
    let title = words.say("question-title");
    let body = html! {
        (crumbs(words, &[(&QuestionsPath::of(here.slug()).to_string(), &title)], &heading(here, question)))
        h1 { (heading(here, question)) }
        (answers(here, question))
    };
    here.frame(&title).tab(Tab::List).page(body)
}

fn heading(here: &Here, question: Question<'_>) -> String {
    let (labels, words) = (here.labels(), here.words());
    let names = [("one", labels.name(question.older()).into()), ("other", labels.name(question.newer()).into())];
    words.say_with("question-heading", &names).into_owned()
}

fn one(here: &Here, question: Question<'_>) -> Markup {
    html! { section.card { h2 { (heading(here, question)) } (answers(here, question)) } }
}

/// Both side by side, and the two answers.
fn answers(here: &Here, question: Question<'_>) -> Markup {
    let same = MergePath::with(here.slug(), question.older().id(), question.newer().id());
    html! {
        @if let Some(distance) = compare::distance(here, question) { p { (distance) } }
        (compare::table(here, question))
        div.row {
            (different(here, question))
            (link_button(Weight::Quiet, &same, here.words().say("question-same")))
        }
    }
}

/// The button for two different things.
pub(super) fn different(here: &Here, question: Question<'_>) -> Markup {
    html! {
        form method="post" action=(QuestionPath::of(here.slug(), question.marked.id())) {
            input type="hidden" name="decision" value="different";
            input type="hidden" name="version" value=[question.marked.version()];
            (send_button(Weight::Main, here.words().say("question-different")))
        }
    }
}

fn pages(here: &Here, page: usize, shown: usize, total: usize) -> Markup {
    let at = |page: usize| format!("{}?page={page}", QuestionsPath::of(here.slug()));
    let first = (page - 1) * PER + 1;
    let last = first + shown.saturating_sub(1);
    let (previous, next) = ((page > 1).then(|| at(page - 1)), (last < total).then(|| at(page + 1)));
    pager(here.words(), &Pager { previous: previous.as_deref(), next: next.as_deref(), first, last, total })
}
