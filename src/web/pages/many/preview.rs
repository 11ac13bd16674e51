use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::inventory::id::Id;
use crate::neighbourhood::rule_in_words;
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::pages::many::plan::Plan;
use crate::web::pages::many::selection::Selection;
use crate::web::parts::{Tone, Weight, crumbs, link_button, message};
use crate::web::paths::{AssetPath, ManyPath};

/// Most records that are named; of the rest the number is told.
const NAMED: usize = 50;

/// What the form carries along of the wish.
const ANSWERS: [&str; 8] = ["act", "tags", "term", "visibility", "valid_to", "place_q", "place", "point"];

/// What would happen, before it does.
pub(super) fn page(here: &Here, selection: &Selection<'_>, plan: &Plan, sheet: &Sheet, trouble: Option<&str>) -> Markup {
    let words = here.words();
    let n = plan.changing.len();
    let title = words.say_with("many-title", &[("n", selection.records.len().into())]);
    let list = selection.list(here);
    let body = html! {
        (crumbs(words, &[(&list, &words.say("list-title"))], &title))
        div.page-head { h1 { (title) } p { (words.say(&format!("many-{}", sheet.one("act")))) } }
        @if let Some(trouble) = trouble { div tabindex="-1" autofocus { (message(Tone::Error, words.say(trouble), html! {})) } }
        p { strong { (words.say_with("many-changing", &[("n", n.into())])) } }
        (named(here, &plan.changing))
        @if plan.already > 0 { p { (words.say_with("many-already", &[("n", plan.already.into())])) } }
        (cannot(here, plan))
        form method="post" action=(ManyPath::of(here.slug())) {
            (selection.carried())
            @for name in ANSWERS { input type="hidden" name=(name) value=(sheet.one(name)); }
            input type="hidden" name="seen" value=(plan.seen());
            div.row {
                @if n > 0 { button.button type="submit" name="step" value="do" { (words.say_with("many-do", &[("n", n.into())])) } }
                button.button.quiet type="submit" name="step" value="choose" { (words.say("many-otherwise")) }
                (link_button(Weight::Quiet, &list, words.say("many-not")))
            }
        }
    };
    here.frame(&title).tab(Tab::List).page(body)
}

fn named(here: &Here, ids: &[Id]) -> Markup {
    let words = here.words();
    html! {
        @if !ids.is_empty() {
            details {
                summary { (words.say("many-which")) }
                ul {
                    @for record in ids.iter().take(NAMED).filter_map(|id| here.view().record(*id)) {
                        li { a href=(AssetPath::of(here.slug(), record.id())) { (here.labels().name(record)) } }
                    }
                    @if ids.len() > NAMED { li { (words.say_with("many-more", &[("n", (ids.len() - NAMED).into())])) } }
                }
            }
        }
    }
}

/// Those that cannot, together by what stands in the way.
fn cannot(here: &Here, plan: &Plan) -> Markup {
    let words = here.words();
    let mut by_reason: BTreeMap<String, Vec<Id>> = BTreeMap::new();
    for (id, rule) in &plan.cannot {
        let reason = rule.as_ref().map_or_else(|| words.say("many-cannot-have"), |rule| rule_in_words(words, rule));
        by_reason.entry(reason.into_owned()).or_default().push(*id);
    }
    html! {
        @if !plan.cannot.is_empty() {
            (message(Tone::Warning, words.say_with("many-cannot", &[("n", plan.cannot.len().into())]), html! {
                @for (reason, ids) in &by_reason { p { (reason) } (named(here, ids)) }
            }))
        }
    }
}
