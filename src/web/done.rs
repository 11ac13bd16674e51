//! What was just done, told on the page one comes to, with the way to undo it.

use axum::response::{IntoResponse, Redirect, Response};
use maud::Markup;

use crate::web::here::Here;
use crate::web::saved::{Saved, saved_at};

/// Everything that can have been done to a record, a tie or many; the text of each is `done-{code}`.
const CODES: [&str; 21] = [
    "added",
    "swapped",
    "tied",
    "merged",
    "restored",
    "restored-tied",
    "apart",
    "changed",
    "changed-swapped",
    "unchanged",
    "already",
    "ended",
    "removed",
    "gone-already",
    "tie-changed",
    "tie-ended",
    "tie-removed",
    "photographed",
    "many",
    "person-entered",
    "person-changed",
];

/// The message with the way to undo it, or nothing.
pub(crate) fn told(here: &Here, saved: &Saved) -> Markup {
    saved.message(here, &CODES, |code| here.words().say(&format!("done-{code}")).into_owned())
}

/// The way to a page on which is told what was done; `seq` is the number of the commit that did it, if there was one.
pub(crate) fn done(page: &str, code: &str, seq: Option<u64>) -> Response {
    let address = saved_at(page, code, seq);
    // The page may have a question of its own.
    let address = if page.contains('?') { address.replacen("?done=", "&done=", 1) } else { address };
    Redirect::to(&address).into_response()
}
