//! Looking for another record to put beside one: a field to search by and the rows that were found.

use maud::{Markup, html};

use crate::consent::Disclosed;
use crate::graph::Filter;
use crate::inventory::kind::Kind;
use crate::web::here::Here;
use crate::web::parts::{Weight, asset_row, icon, send_button};
use crate::words::Words;

/// Records that are offered at once; a word narrows them down.
const OFFERED: usize = 20;

/// Others than one record, as far as they are offered.
pub(crate) struct Others<'a> {
    records: Vec<Disclosed<'a>>,
    total: usize,
}

impl<'a> Others<'a> {
    /// The records of these kinds that have what was typed, without `one` itself.
    pub(crate) fn than(here: &'a Here, one: Disclosed<'_>, kinds: Vec<Kind>, typed: &str) -> Self {
        let text = Some(typed.chars().take(200).collect()).filter(|text: &String| !text.is_empty());
        let found = here.view().page(&Filter { kinds, text, ..Filter::default() }, 0, OFFERED + 1);
        let records = found.records.into_iter().filter(|other| other.id() != one.id()).take(OFFERED).collect();
        Self { records, total: found.total }
    }

    /// A row for each, which leads to the address that `at` gives it.
    pub(crate) fn rows(&self, here: &Here, at: impl Fn(Disclosed<'a>) -> String) -> Markup {
        let (labels, words) = (here.labels(), here.words());
        html! {
            @if self.records.is_empty() {
                p { (words.say("tie-form-nothing")) }
            } @else {
                ul.assets.plain {
                    @for other in &self.records {
                        (asset_row(other.kind().code(), &at(*other), labels.name(*other), labels.kind(other.kind())))
                    }
                }
            }
            @if self.total > OFFERED { p { (words.say_with("tie-form-more", &[("n", self.total.into())])) } }
        }
    }
}

/// The field to search by, with what was typed.
pub(crate) fn search_field(words: Words, typed: &str) -> Markup {
    html! {
        div.field {
            label for="q" { (words.say("tie-form-find")) }
            div.search {
                input type="search" id="q" name="q" value=(typed);
                (send_button(Weight::Main, html! { (icon("search")) (words.say("tie-form-search")) }))
            }
        }
    }
}
