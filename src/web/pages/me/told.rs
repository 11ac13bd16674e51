use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{Whose, moment};
use crate::inventory::change::Change;
use crate::inventory::record::Record;
use crate::neighbourhood::Kept;
use crate::neighbourhood::people::along::exports_that_may_hold;
use crate::neighbourhood::people::looks;
use crate::web::problem::Problem;

/// So many of the last changes are told; all are in what one takes along.
const MOST: usize = 30;

/// Who wrote what about the person, and when.
pub(super) async fn of(whose: &Whose) -> Result<Markup, Problem> {
    let (neighbourhood, person) = (std::sync::Arc::clone(&whose.here.neighbourhood), whose.person);
    let read = tokio::task::spawn_blocking(move || neighbourhood.past().around(person)).await;
    let kept = read.map_err(|_| Problem::OurFault)?.map_err(|error| {
        tracing::error!(%error, "what was written about somebody cannot be read");
        Problem::OurFault
    })?;
    let words = whose.words();
    Ok(html! {
        ol.stack.plain {
            @for kept in kept.iter().rev().take(MOST) {
                li { (moment(words, kept.at)) ": " (what(whose, kept)) " · " (whose.here.name_of(&kept.by)) }
            }
        }
        @if kept.len() > MOST { p.soft { (words.say_with("me-told-more", &[("n", (kept.len() - MOST).into())])) } }
    })
}

/// In a few words: whether the person's own record was written, and how many ties.
fn what(whose: &Whose, kept: &Kept) -> String {
    let words = whose.words();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for change in &kept.changes {
        let key = match change {
            Change::Record(record) if record.version == 1 => "me-told-entered",
            Change::Record(_) => "me-told-changed",
            Change::Tie(_) => "me-told-tied",
            Change::Remove(_) => "me-told-untied",
        };
        *counts.entry(key).or_default() += 1;
    }
    counts.into_iter().map(|(key, n)| words.say_with(key, &[("n", n.into())]).into_owned()).collect::<Vec<_>>().join(", ")
}

/// What was taken along while the person agreed to that: files that nobody can take back.
pub(super) fn exports_section(whose: &Whose) -> Markup {
    let words = whose.words();
    let taken = exports_that_may_hold(&whose.here.neighbourhood.snapshot(), whose.person);
    html! {
        @if taken.is_empty() { p { (words.say("me-exports-none")) } }
        @else {
            p { (words.say("me-exports.what")) }
            ul { @for one in &taken { li { (moment(words, one.at)) " · " (whose.here.name_of(&one.by)) ": " (one.purpose) } } }
        }
    }
}

/// Who looked at how to reach the person.
pub(super) fn looks_section(whose: &Whose, record: &Record) -> Markup {
    let words = whose.words();
    let looks: Vec<_> = looks(record).collect();
    html! {
        @if looks.is_empty() { p { (words.say("me-looks-none")) } }
        @else { ul { @for look in looks.iter().rev() { li { (moment(words, look.at)) " · " (whose.here.name_of(&look.by)) } } } }
    }
}
