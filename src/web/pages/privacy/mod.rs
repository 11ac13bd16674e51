//! What is kept about people, told by what the program does and by what a steward said of the neighbourhood: a notice for
//! everyone, and the documents that whoever is responsible has to keep (AVG, articles 13, 28, 30, 33 and 35), to be completed
//! and printed. They are made when they are asked for, so that none says what is not so: which data there is and who sees it
//! comes from the tables of fields, how long backups stay from the settings. What the program cannot know is a line to write on.

mod dpia;
mod facts;
mod flows;
mod notice;
mod parts;
mod procedures;
mod register;
mod status;

pub(crate) use status::section as status;

use axum::Router;
use axum::extract::State;
use maud::Markup;

use crate::web::doors::Doors;
use crate::web::pages::privacy::facts::Facts;
use crate::web::paths::{DocumentPath, PrivacyPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

pub(super) fn router() -> Router<AppState> {
    Router::new().show(tell).show(document)
}

/// A document for whoever is responsible.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Document {
    /// What is processed (article 30).
    Register,
    /// What could go wrong for people, and what is done about that (article 35).
    Dpia,
    /// What to do when data was lost or seen by others (articles 33 and 34).
    Breach,
    /// What must be agreed with whoever runs the server (article 28).
    Processor,
}

impl Document {
    /// All, in the order in which they are needed.
    const ALL: [Self; 4] = [Self::Register, Self::Dpia, Self::Breach, Self::Processor];

    /// The word in addresses and text keys.
    fn code(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Dpia => "dpia",
            Self::Breach => "breach",
            Self::Processor => "processor",
        }
    }
}

/// What do you keep about me, why, for how long, and what can I do about it?
async fn tell(path: PrivacyPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    Ok(notice::page(&Facts::of(&state, &here).ok_or(Problem::NotFound)?))
}

async fn document(path: DocumentPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let document = Document::ALL.into_iter().find(|document| document.code() == path.document).ok_or(Problem::NotFound)?;
    let facts = Facts::of(&state, &here).ok_or(Problem::NotFound)?;
    Ok(match document {
        Document::Register => register::page(&facts),
        Document::Dpia => dpia::page(&facts),
        Document::Breach => procedures::breach(&facts),
        Document::Processor => procedures::processor(&facts),
    })
}
