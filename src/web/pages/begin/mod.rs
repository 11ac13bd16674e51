//! Beginning a neighbourhood, a question at a time: its name, who answers for it, whom people turn to, what it is for, which
//! area, where it is kept, in which languages; then a last look, and opening it. What was answered is kept in the particulars
//! at each step, so that one may break off and go on later. Which steps there are is said once, in [`steps`].

mod check;
mod keep;
mod new;
mod step;
mod steps;

pub(crate) use step::basis;
pub(crate) use steps::{authority_note, authority_warning};

use crate::web::doors::Doors;
use axum::Router;

use crate::web::state::AppState;

pub(super) fn router() -> Router<AppState> {
    let begun = Router::new().show(new::ask).act(new::begin);
    begun.show(check::show).act(check::decide).show(step::ask).act(keep::keep)
}
