use maud::{Markup, html};

use crate::inventory::content::Aspect;
use crate::inventory::field::Field;
use crate::inventory::tie::Tie;
use crate::web::faults::Fault;
use crate::web::fields::Choice;
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::pages::change::{Subject, label, sentence, shown};
use crate::web::pages::merge::keep::Plan;
use crate::web::pages::merge::subject;
use crate::web::parts::{Tone, Weight, crumbs, link_button, message, send_button};
use crate::web::paths::{AssetPath, MergePath};

/// Both side by side, field by field, with what becomes of everything that hangs on the other.
pub(super) fn page(here: &Here, plan: &Plan<'_>, trouble: Option<&str>) -> Markup {
    let (labels, words, slug) = (here.labels(), here.words(), here.slug());
    let (Ok(kept), Ok(gone), Ok(seen)) = (subject(plan.kept), subject(plan.gone), plan.seen()) else { return html! {} };
    let names = [("one", labels.name(plan.kept).into()), ("other", labels.name(plan.gone).into())];
    let title = words.say_with("merge-heading", &names);
    let back = AssetPath::of(slug, plan.kept.id()).to_string();
    let find = MergePath::of(slug, plan.kept.id()).to_string();
    let body = html! {
        (crumbs(words, &[(&back, labels.name(plan.kept)), (&find, &words.say("merge-crumb"))], labels.name(plan.gone)))
        div.page-head { h1 { (title) } p { (words.say_with("merge-stays", &names)) } }
        @if let Some(trouble) = trouble { div tabindex="-1" autofocus { (message(Tone::Error, words.say(trouble), html! {})) } }
        p { a href=(MergePath::with(slug, plan.gone.id(), plan.kept.id())) { (words.say_with("merge-turn", &names)) } }
        form method="post" action=(find) {
            input type="hidden" name="other" value=(plan.gone.id());
            input type="hidden" name="seen" value=(seen);
            @if plan.joining.differing.is_empty() { p { (words.say("merge-alike")) } }
            @for aspect in &plan.joining.differing { (choice(here, plan, &kept, &gone, *aspect)) }
            (consequences(here, plan))
            div.row {
                (send_button(Weight::Main, words.say("merge-do")))
                (link_button(Weight::Quiet, &back, words.say("merge-not")))
            }
        }
    };
    here.frame(&title).tab(Tab::List).page(body)
}

fn choice(here: &Here, plan: &Plan<'_>, kept: &Subject, gone: &Subject, aspect: Aspect) -> Markup {
    let labels = here.labels();
    let take = format!("take-{}", aspect.name());
    let is_taken = plan.taken.contains(&aspect);
    html! {
        fieldset.field.disputed id=(take) {
            legend { (label(here, kept, aspect)) }
            div.versions {
                @for (value, whose, subject, is_chosen) in [("kept", plan.kept, kept, !is_taken), ("other", plan.gone, gone, is_taken)] {
                    div.version {
                        (Choice { value, label: labels.name(whose), is_chosen, kind: None, count: None }.draw("radio", &take))
                        div.text { (shown(here, kept, &subject.content(), aspect)) }
                    }
                }
            }
        }
    }
}

/// What moves, what rests, and what only the other can have: nothing of it in silence.
fn consequences(here: &Here, plan: &Plan<'_>) -> Markup {
    let (labels, words) = (here.labels(), here.words());
    let is_open = |tie: &Tie| here.view().tie(tie.id).is_some();
    let moved: Vec<_> = plan.joining.moved.iter().filter(|tie| is_open(tie)).collect();
    let resting: Vec<_> = plan.joining.resting.iter().filter(|(tie, _)| is_open(tie)).collect();
    let has_no_place = |field: &&Field| plan.kept.kind().field(field.name).is_none_or(|other| other.shape != field.shape);
    let only_there: Vec<_> = plan.gone.filled().map(|(field, _)| field).filter(|field| has_no_place(field)).collect();
    let only_there: Vec<_> = only_there.into_iter().map(|field| labels.field(plan.gone.kind().code(), field)).collect();
    html! {
        @if !moved.is_empty() {
            p { (words.say_with("merge-moved", &[("n", moved.len().into())])) }
            ul.moved { @for tie in moved { li { (sentence(here, tie)) } } }
        }
        @if !resting.is_empty() {
            (message(Tone::Warning, words.say_with("merge-resting", &[("n", resting.len().into())]), html! {
                ul.lost { @for (tie, rule) in resting { li { (sentence(here, tie)) " – " (Fault::of_rule(words, rule, "").text) } } }
            }))
        }
        @if !only_there.is_empty() {
            (message(Tone::Tip, words.say_with("merge-only-there", &[("fields", only_there.join(", ").into())]), html! {}))
        }
        p { (words.say("merge-back")) }
    }
}
