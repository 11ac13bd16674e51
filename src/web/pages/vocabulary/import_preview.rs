use maud::{Markup, html};

use crate::inventory::field::{Field, Shape};
use crate::inventory::value::Value;
use crate::inventory::word::kind_of_scheme;
use crate::neighbourhood::vocabulary::{ChangedWord, WordPlan};
use crate::web::here::Here;
use crate::web::paths::WordPath;
use crate::web::show;
use crate::web::snags::snag_list;

/// Words of each sort that are listed one by one.
const SHOWN: usize = 500;

/// What becomes of how many rows.
pub(super) fn counts(here: &Here, plan: &WordPlan) -> Markup {
    let refused = usize::try_from(plan.refused()).unwrap_or(usize::MAX);
    let counts = [
        ("vocabulary-import-fresh", plan.fresh.len()),
        ("vocabulary-import-changed", plan.changed.len()),
        ("vocabulary-import-unchanged", plan.unchanged),
        ("vocabulary-import-refused", refused),
    ];
    html! { ul.counts { @for (key, count) in counts { li { (here.words().say_with(key, &[("n", count.into())])) } } } }
}

/// Everything odd, then each change, then each new word.
pub(super) fn details(here: &Here, scheme: &str, plan: &WordPlan) -> Markup {
    let words = here.words();
    html! {
        (snag_list(words, &plan.snags))
        @if !plan.changed.is_empty() {
            h2 { (words.say("vocabulary-import-changes")) }
            div.scrolls tabindex="0" role="region" aria-label=(words.say("vocabulary-import-changes")) {
                table {
                    thead { tr {
                        @for key in ["vocabulary-import-row", "vocabulary-import-word", "vocabulary-import-field", "vocabulary-import-old", "vocabulary-import-new"] {
                            th scope="col" { (words.say(key)) }
                        }
                    } }
                    tbody { @for changed in plan.changed.iter().take(SHOWN) { (changes(here, scheme, changed)) } }
                }
            }
            (more(here, plan.changed.len()))
        }
        @if !plan.fresh.is_empty() {
            h2 { (words.say("vocabulary-import-news")) }
            ul { @for (row, code, [dutch, english]) in plan.fresh.iter().take(SHOWN) {
                li { (words.say_with("snag-row", &[("rows", row.to_string().into())])) ": " strong { (dutch) } " / " (english) " " code { (code) } }
            } }
            (more(here, plan.fresh.len()))
        }
    }
}

fn more(here: &Here, count: usize) -> Markup {
    html! { @if count > SHOWN { p { (here.words().say_with("import-more", &[("n", (count - SHOWN).into())])) } } }
}

fn changes(here: &Here, scheme: &str, changed: &ChangedWord) -> Markup {
    let labels = here.labels();
    let kind = kind_of_scheme(scheme);
    let said = |name: &str, value: Option<&Value>| match (kind.field(name), value) {
        (_, None) => "–".to_owned(),
        (Some(Field { shape: Shape::OwnTerm, .. }), Some(value)) => {
            value.codes().iter().map(|code| labels.term(scheme, code)).collect::<Vec<_>>().join(", ")
        }
        (Some(field), Some(value)) => show::plainly(labels, field, value).replace('|', ", "),
        (None, Some(Value::Day(day))) => show::day(labels.words, *day),
        (None, Some(_)) => String::new(),
    };
    html! {
        @for (name, old, new) in &changed.fields {
            tr {
                td { (changed.row) }
                th scope="row" { a href=(WordPath::of(here.slug(), scheme, &changed.code)) { (labels.term(scheme, &changed.code)) } }
                td { (labels.fields(kind, &[name])) }
                td { (said(name, old.as_ref())) }
                td { (said(name, new.as_ref())) }
            }
        }
    }
}
