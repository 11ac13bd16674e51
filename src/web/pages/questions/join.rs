use maud::{Markup, html};

use crate::inventory::tie::Tie;
use crate::neighbourhood::{Joining, Surroundings, plan_joining};
use crate::web::faults::Fault;
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::labels::Way;
use crate::web::pages::questions::{Question, compare, list};
use crate::web::parts::{Tone, Weight, crumbs, message, send_button};
use crate::web::paths::{QuestionPath, QuestionsPath};
use crate::web::problem::Problem;

/// One question: both side by side, and what becomes of everything if they are one.
pub(super) async fn page(here: &Here, question: Question<'_>, surroundings: &Surroundings) -> Result<Markup, Problem> {
    let (older, newer) = (question.older(), question.newer());
    let planned = plan_joining(&here.neighbourhood, older.id(), newer.id(), surroundings).await?;
    let joining = as_seen(here, question, planned.ok_or(Problem::NotFound)?);
    let (labels, words) = (here.labels(), here.words());
    let names = [("one", labels.name(older).into()), ("other", labels.name(newer).into())];
    let title = words.say_with("question-heading", &names);
    let body = html! {
        (crumbs(words, &[(&QuestionsPath::of(here.slug()).to_string(), &words.say("question-title"))], &title))
        div.page-head { h1 { (title) } @if let Some(distance) = compare::distance(here, question) { p { (distance) } } }
        (compare::table(here, question))
        div.grid {
            section.card {
                h2 { (words.say("question-different")) }
                p { (words.say("question-different.what")) }
                (list::different(here, question))
            }
            section.card {
                h2 { (words.say("question-same")) }
                p { (words.say_with("question-same.what", &names)) }
                (consequences(here, question, &joining))
                (confirm(here, question, &joining))
            }
        }
    };
    Ok(here.frame(&title).tab(Tab::List).page(body))
}

/// The plan without what this visitor may not see: fields that are a person's own, ties that are hidden or lead to the hidden.
pub(super) fn as_seen(here: &Here, question: Question<'_>, joining: Joining) -> Joining {
    let is_open = |tie: &Tie| here.view().tie(tie.id).is_some();
    let newer = question.newer();
    let is_told = |name: &&'static str| newer.kind().field(name).is_none_or(|field| newer.value(field.name).is_some());
    Joining {
        filled: joining.filled.into_iter().filter(is_told).collect(),
        moved: joining.moved.into_iter().filter(is_open).collect(),
        lost: joining.lost.into_iter().filter(|(tie, _)| is_open(tie)).collect(),
        ..joining
    }
}

/// What is taken over, what moves, and what is lost: nothing of it in silence.
fn consequences(here: &Here, question: Question<'_>, joining: &Joining) -> Markup {
    let (labels, words, older) = (here.labels(), here.words(), question.older());
    let label = |name: &&str| match older.kind().field(name) {
        Some(field) => labels.field(older.kind().code(), field).into_owned(),
        None => words.say(&format!("field-{name}")).into_owned(),
    };
    html! {
        @if !joining.filled.is_empty() {
            p { (words.say_with("question-filled", &[("fields", joining.filled.iter().map(label).collect::<Vec<_>>().join(", ").into())])) }
        }
        @if !joining.moved.is_empty() {
            p { (words.say_with("question-moved", &[("n", joining.moved.len().into())])) }
            ul.moved { @for tie in &joining.moved { li { (sentence(here, tie)) } } }
        }
        @if !joining.lost.is_empty() {
            (message(Tone::Warning, words.say_with("question-lost", &[("n", joining.lost.len().into())]), html! {
                ul.lost {
                    @for (tie, rule) in &joining.lost { li { (sentence(here, tie)) " – " (Fault::of_rule(words, rule, "").text) } }
                }
            }))
        }
    }
}

/// The tie as it is now: "Zangkoor gebruikt Zaal".
fn sentence(here: &Here, tie: &Tie) -> String {
    let labels = here.labels();
    let name = |id| here.view().record(id).map(|record| labels.name(record)).unwrap_or_default();
    format!("{} {} {}", name(tie.from), labels.tie(tie.kind, Way::Out), name(tie.to))
}

fn confirm(here: &Here, question: Question<'_>, joining: &Joining) -> Markup {
    html! {
        form method="post" action=(QuestionPath::of(here.slug(), question.marked.id())) {
            input type="hidden" name="decision" value="same";
            input type="hidden" name="confirmed" value="yes";
            input type="hidden" name="version" value=[question.marked.version()];
            input type="hidden" name="other_version" value=[question.other.version()];
            input type="hidden" name="lost" value=(lost(joining));
            (send_button(Weight::Strict, here.words().say("question-join")))
        }
    }
}

/// The ties that would be lost, as the form tells them back.
pub(super) fn lost(joining: &Joining) -> String {
    joining.lost.iter().map(|(tie, _)| tie.id.to_string()).collect::<Vec<_>>().join(",")
}
