//! What else somebody is tied to: what they care about, the groups they belong to, and what they offer or look for.

use std::collections::BTreeSet;

use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::consent::Disclosed;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::value::Value;
use crate::web::fields::Choice;
use crate::web::here::Here;
use crate::words::fold;

/// What can be offered or looked for, beside skills.
const OTHER: [Kind; 4] = [Kind::Thing, Kind::Place, Kind::Activity, Kind::Service];

/// Up to so many groups are shown all at once.
const MOST_GROUPS: usize = 150;

/// At most so many are shown of what was searched for.
const MOST_FOUND: usize = 20;

/// What they care about.
pub(super) fn themes(here: &Here, sheet: &Sheet) -> Markup {
    let is_chosen = |code: &str| sheet.all("cares").any(|chosen| chosen == code);
    let themes = here.labels().terms("theme", "person", is_chosen);
    let choices: Vec<_> = themes.iter().map(|(code, label)| (code.to_string(), label.to_string(), is_chosen(code))).collect();
    many(here, "cares", &choices)
}

/// The groups and enterprises they are a member of. Where there are very many, those that are ticked or searched for.
pub(super) fn groups(here: &Here, sheet: &Sheet) -> Markup {
    let all: Vec<_> = open_groups(here).collect();
    let asked = fold(sheet.one("find_thing").trim());
    let is_ticked = |group: &Disclosed<'_>| sheet.all("member").any(|ticked| ticked == group.id().to_string());
    let is_found = |group: &Disclosed<'_>| !asked.is_empty() && fold(group.name()).contains(&asked);
    let are_few = all.len() <= MOST_GROUPS;
    let shown: Vec<_> = all.into_iter().filter(|group| are_few || is_ticked(group) || is_found(group)).collect();
    let choices: Vec<_> = shown.iter().map(|group| (group.id().to_string(), group.name().to_owned(), is_ticked(group))).collect();
    html! {
        // What was not shown could not be unticked.
        @for (id, ..) in &choices { input type="hidden" name="shown" value=(id); }
        (many(here, "member", &choices))
        @if !are_few { p.soft { (here.words().say("people-member-many")) } }
    }
}

/// The groups that can be told: of those by which somebody's health, belief or opinion can be known, nothing is asked.
pub(super) fn open_groups(here: &Here) -> impl Iterator<Item = Disclosed<'_>> {
    let view = here.view();
    let is_sensitive = move |group: Disclosed<'_>| {
        let kinds = group.codes("association_kind").iter();
        kinds.filter_map(|code| view.term("association_kind", code)).any(|kind| kind.value("sensitive") == Some(&Value::YesNo(true)))
    };
    let mut groups: Vec<_> = [Kind::Association, Kind::Enterprise].into_iter().flat_map(|kind| view.of_kind(kind)).collect();
    groups.sort_by_cached_key(|group| (fold(group.name()), group.id()));
    groups.into_iter().filter(move |group| !is_sensitive(*group))
}

/// A long list to tick, folded away until something in it is ticked.
fn many(here: &Here, name: &str, choices: &[(String, String, bool)]) -> Markup {
    let words = here.words();
    let ticked = choices.iter().filter(|(.., is_chosen)| *is_chosen).count();
    let head = format!("{name}-head");
    html! {
        @if !choices.is_empty() {
            section aria-labelledby=(head) {
                h2 id=(head) { (words.say(&format!("people-{name}"))) }
                details open[ticked > 0] {
                    summary { (words.say(&format!("people-{name}.help"))) }
                    div.choices.columns role="group" aria-labelledby=(head) {
                        @for (value, label, is_chosen) in choices {
                            (Choice { value, label, is_chosen: *is_chosen, kind: None, count: None }.draw("checkbox", name))
                        }
                    }
                }
            }
        }
    }
}

/// Things, places, activities and services that they offer or look for: those that are ticked, and those searched for.
/// `action` is the address that the form is sent to.
pub(super) fn other(here: &Here, sheet: &Sheet, action: &str) -> Markup {
    let words = here.words();
    let asked = sheet.one("find_thing").trim();
    let ids = ["offers", "wishes"].into_iter().flat_map(|name| sheet.all(name)).filter_map(|id| id.parse::<Id>().ok());
    let is_other = |record: &Disclosed<'_>| OTHER.contains(&record.kind());
    let ticked: BTreeSet<Id> = ids.filter(|id| here.view().record(*id).is_some_and(|record| is_other(&record))).collect();
    let named = OTHER.into_iter().filter(|_| !asked.is_empty()).flat_map(|kind| here.view().called(kind, asked));
    let found: Vec<_> = named.filter(|record| !ticked.contains(&record.id())).take(MOST_FOUND).collect();
    let ticked = ticked.iter().filter_map(|id| here.view().record(*id));
    html! {
        section aria-labelledby="offers-head" {
            h2 #offers-head { (words.say("people-offers")) }
            p #find_thing-help { (words.say("people-offers.help")) }
            div.search {
                input type="search" id="find_thing" name="find_thing" value=(sheet.one("find_thing")) aria-labelledby="offers-head" aria-describedby="find_thing-help";
                button.button.quiet type="submit" name="act" value="find" formnovalidate formaction={ (action) "#find_thing" } { (words.say("people-find-do")) }
            }
            @if found.is_empty() && !asked.is_empty() { p { (words.say("people-found-nothing")) } }
            @for record in ticked.chain(found) {
                @let id = record.id().to_string();
                fieldset.skill {
                    legend { (record.name()) }
                    // What was not shown could not be unticked.
                    input type="hidden" name="shown" value=(id);
                    div.ticks {
                        @for (name, key) in [("offers", "people-offer"), ("wishes", "people-wish")] {
                            @let is_chosen = sheet.all(name).any(|ticked| ticked == id);
                            (Choice { value: &id, label: &words.say(key), is_chosen, kind: None, count: None }.draw("checkbox", name))
                        }
                    }
                }
            }
        }
    }
}
