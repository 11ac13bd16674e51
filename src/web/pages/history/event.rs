use maud::{Markup, html};

use crate::inventory::act::Act;
use crate::inventory::id::Id;
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;
use crate::neighbourhood::history::{Event, Happening};
use crate::web::here::Here;
use crate::web::labels::Way;
use crate::web::pages::history::facts::{Fact, of_record, of_tie};
use crate::web::pages::history::names::Names;
use crate::web::paths::DeliveryPath;
use crate::web::show;

/// Who did it, when, and on what occasion.
pub(crate) fn occasion(here: &Here, event: &Event) -> Markup {
    let words = here.words();
    let actor = here.name_of(&event.by);
    let fillings = [("day", show::day(words, event.at.day()).into()), ("time", event.at.clock().into()), ("actor", actor.into())];
    html! {
        p.when {
            (words.say_with("history-when", &fillings))
            @if let Some(act) = event.act {
                " · " strong { @match act {
                    Act::Undo(_) => (words.say("history-act-undo")),
                    Act::Restore(_) => (words.say("history-act-restore")),
                    Act::Join => (words.say("history-act-join")),
                    Act::Erase => (words.say("history-act-erase")),
                } }
            }
            @if let Some(delivery) = event.delivery {
                " · " a href=(DeliveryPath::of(here.slug(), delivery)) { (words.say("history-act-import")) }
            }
        }
    }
}

/// What happened, in words; nothing for what this visitor may not hear of. `subject` is the record whose page this is.
pub(crate) fn happening(names: Names<'_>, happening: &Happening, subject: Option<Id>, more: &dyn Fn(&Fact) -> Markup) -> Option<Markup> {
    match happening {
        Happening::Added { now, is_back } => {
            let key = if *is_back { "history-back" } else { "history-added" };
            of_a_record(names, key, (None, now), subject, more)
        }
        Happening::Changed { before, now } => of_a_record(names, "history-changed", (Some(before), now), subject, more),
        Happening::Removed { before } => {
            names.may_hear_of(before.id).then(|| html! { p { (title(names, "history-removed", before.id, subject)) } })
        }
        Happening::Tied { now, is_back } => {
            let key = if *is_back { "history-tie-back" } else { "history-tied" };
            of_a_tie(names, key, (None, now), subject)
        }
        Happening::Retied { before, now } => of_a_tie(names, "history-retied", (Some(before), now), subject),
        Happening::Untied { before } => {
            names.may_hear_of_tie(before).then(|| html! { p { (tie_title(names, "history-untied", before, subject)) } })
        }
    }
}

type Turn<'a, T> = (Option<&'a T>, &'a T);

fn of_a_record(
    names: Names<'_>,
    key: &str,
    (before, now): Turn<'_, Record>,
    subject: Option<Id>,
    more: &dyn Fn(&Fact) -> Markup,
) -> Option<Markup> {
    if !names.may_hear_of(now.id) {
        return None;
    }
    let words = names.here.words();
    Some(html! {
        p { (title(names, key, now.id, subject)) }
        // A new record on a list of changes is one line; on its own page all it began with is told.
        @if before.is_some() || subject.is_some() {
            @match of_record(names.here, before, now) {
                Some(facts) if !facts.is_empty() => (told(names.here, &facts, if before.is_some() { Some(more) } else { None })),
                Some(_) => p.soft { (words.say("history-nothing-seen")) },
                None => p.soft { (words.say("history-not-for-you")) },
            }
        }
    })
}

fn of_a_tie(names: Names<'_>, key: &str, (before, now): Turn<'_, Tie>, subject: Option<Id>) -> Option<Markup> {
    if !names.may_hear_of_tie(now) || before.is_some_and(|before| !names.may_hear_of_tie(before)) {
        return None;
    }
    let facts = of_tie(names.here, before, now);
    Some(html! {
        p { (tie_title(names, key, now, subject)) }
        @if !facts.is_empty() { (told(names.here, &facts, None)) }
    })
}

fn told(here: &Here, facts: &[Fact], more: Option<&dyn Fn(&Fact) -> Markup>) -> Markup {
    html! {
        dl.facts.changes {
            @for fact in facts {
                div { dt { (fact.label) } dd { (fact.told(here.words())) @if let Some(more) = more { (more(fact)) } } }
            }
        }
    }
}

/// On its own page a record need not be named again.
fn title(names: Names<'_>, key: &str, id: Id, subject: Option<Id>) -> Markup {
    html! { strong { (names.here.words().say(key)) } @if subject != Some(id) { ": " (names.link(id)) } }
}

fn tie_title(names: Names<'_>, key: &str, tie: &Tie, subject: Option<Id>) -> Markup {
    let labels = names.here.labels();
    let way = if subject == Some(tie.to) { Way::In } else { Way::Out };
    let (near, far) = if way == Way::In { (tie.to, tie.from) } else { (tie.from, tie.to) };
    html! {
        strong { (labels.words.say(key)) } ": "
        @if subject != Some(near) { (names.link(near)) " " }
        (labels.tie(tie.kind, way)) " " (names.link(far))
    }
}
