//! "Saved. Undo": what stands above a page right after something was written.

use maud::{Markup, Render, html};
use serde::Deserialize;

use crate::access::Right;
use crate::web::here::Here;
use crate::web::parts::{Tone, Weight, message, send_button};
use crate::web::paths::UndoChangePath;

/// What the address of a page tells of what was just done there: `?done=added&change=12`.
#[derive(Debug, Default, Clone, Deserialize)]
pub(crate) struct Saved {
    done: Option<String>,
    change: Option<String>,
}

/// The address of a page, on which what was just done is told, with the way to undo it where its number is known.
pub(crate) fn saved_at(page: impl std::fmt::Display, done: &str, seq: Option<u64>) -> String {
    let change = seq.map(|seq| format!("&change={seq}")).unwrap_or_default();
    format!("{page}?done={done}{change}")
}

impl Saved {
    /// What was done, if it is one of the words this page knows.
    pub(crate) fn done(&self, known: &[&str]) -> Option<&str> {
        self.done.as_deref().filter(|done| known.contains(done))
    }

    /// The number of the change that did it.
    pub(crate) fn change(&self) -> Option<u64> {
        self.change.as_deref()?.parse().ok()
    }

    /// The message, with the way to undo it for who may. Nothing where nothing was done.
    pub(crate) fn message(&self, here: &Here, known: &[&str], say: impl Fn(&str) -> String) -> Markup {
        html! {
            @if let Some(done) = self.done(known) {
                (message(Tone::Ok, say(done), html! {
                    @if let Some(seq) = self.change() { (undo_form(here, seq, here.words().say("undo-do"))) }
                }))
            }
        }
    }
}

/// The button that undoes a change, as a form that needs no script. Nothing for who may not.
pub(crate) fn undo_form(here: &Here, seq: u64, label: impl Render) -> Markup {
    html! {
        @if here.may(Right::Undo) {
            form method="post" action=(UndoChangePath::of(here.slug(), seq)) { (send_button(Weight::Quiet, label)) }
        }
    }
}
