//! Likely duplicates: two records side by side, for a person to decide whether they are one.

mod compare;
mod decide;
mod list;

use crate::web::doors::Doors;
use axum::Router;
use axum::extract::State;
use maud::Markup;

use crate::consent::Disclosed;
use crate::web::here::{Here, id_in_address};
use crate::web::paths::QuestionPath;
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

pub(super) fn router() -> Router<AppState> {
    Router::new().show(list::list).show(ask).act(decide::decide)
}

/// Two records that may be one.
#[derive(Clone, Copy)]
struct Question<'a> {
    /// The record that carries the mark, whose id is that of the question.
    marked: Disclosed<'a>,
    /// The record it may be a copy of.
    other: Disclosed<'a>,
}

impl<'a> Question<'a> {
    fn of(here: &'a Here, id: &str) -> Result<Self, Problem> {
        let marked = here.view().record(id_in_address(id)?).ok_or(Problem::NotFound)?;
        let other = marked.likely_same_as().and_then(|id| here.view().record(id)).ok_or(Problem::NotFound)?;
        Ok(Self { marked, other })
    }

    /// The one that was here first, and stays if they are one.
    fn older(self) -> Disclosed<'a> {
        let age = |record: Disclosed<'_>| (record.created(), record.id());
        if age(self.other) <= age(self.marked) { self.other } else { self.marked }
    }

    /// The one that came later, and goes if they are one.
    fn newer(self) -> Disclosed<'a> {
        if self.older().id() == self.other.id() { self.marked } else { self.other }
    }
}

/// One question, with the ways to decide it.
async fn ask(path: QuestionPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let question = Question::of(&here, &path.id)?;
    Ok(list::page(&here, question))
}
