//! Adding a tie to a record: which tie, with what, and what is known of it.

mod choose;
mod find;
mod form;
mod keep;

use crate::web::doors::Doors;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};

use crate::capture::sheet::Sheet;
use crate::consent::Disclosed;
use crate::inventory::kind::Kind;
use crate::inventory::tie_kind::TieKind;
use crate::web::here::{Here, id_in_address};
use crate::web::labels::Way;
use crate::web::paths::NewTiePath;
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

pub(super) fn router() -> Router<AppState> {
    Router::new().show(ask).act(keep::keep)
}

/// A tie that is being made: from which record one looks, and which tie, read from there.
#[derive(Clone, Copy)]
struct Begun<'a> {
    record: Disclosed<'a>,
    kind: TieKind,
    way: Way,
}

async fn ask(path: NewTiePath, State(state): State<AppState>, RawQuery(query): RawQuery, visitor: Visitor) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let record = here.view().record(id_in_address(&path.id)?).filter(|record| record.kind().is_listed()).ok_or(Problem::NotFound)?;
    let asked = Sheet::urlencoded(query.unwrap_or_default().as_bytes());
    let Some(begun) = Begun::read(record, asked.one("tie"), asked.one("way")) else {
        return Ok(choose::page(&here, record, None).into_response());
    };
    let other = asked.one("other").parse().ok().and_then(|id| here.view().record(id)).filter(|other| begun.fits(other.kind()));
    Ok(match other {
        Some(other) => {
            let id = state.neighbourhoods.surroundings().mint().to_string();
            form::page(&here, begun, other, &Sheet::default().with("id", &id), &[]).into_response()
        }
        None => find::page(&here, begun, asked.one("q")).into_response(),
    })
}

impl<'a> Begun<'a> {
    /// The tie in an address, if it is one of those that this record can have.
    fn read(record: Disclosed<'a>, kind: &str, way: &str) -> Option<Self> {
        let begun = Self { record, kind: kind.parse().ok()?, way: Way::of(way)? };
        (!begun.far_kinds().is_empty()).then_some(begun)
    }

    /// Every tie that this record can have, read from its side.
    fn all(record: Disclosed<'a>) -> impl Iterator<Item = Self> {
        let both = TieKind::ALL.iter().flat_map(|kind| Way::ALL.map(|way| (*kind, way)));
        // A tie without direction is offered once.
        let each = both.filter(|(kind, way)| *way == Way::Out || !kind.declaration().rules.undirected);
        each.map(move |(kind, way)| Self { record, kind, way }).filter(|begun| !begun.far_kinds().is_empty())
    }

    /// The kinds at the other end.
    fn far_kinds(self) -> Vec<Kind> {
        Kind::ALL.iter().copied().filter(|kind| self.fits(*kind) && kind.is_open_to_entry()).collect()
    }

    fn fits(self, far: Kind) -> bool {
        let near = self.record.kind();
        let one_way = match self.way {
            Way::Out => self.kind.joins(near, far),
            Way::In => self.kind.joins(far, near),
        };
        one_way || (self.kind.declaration().rules.undirected && self.kind.joins(far, near))
    }

    /// What the tie says, up to the other end: "Zangkoor gebruikt".
    fn sentence(self, here: &Here) -> String {
        let labels = here.labels();
        format!("{} {}", labels.name(self.record), labels.tie(self.kind, self.way))
    }

    /// The address of the next question, with this much answered.
    fn at(self, here: &Here, more: &[(&str, &str)]) -> String {
        let answered = [("tie", self.kind.code()), ("way", self.way.code())];
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(answered).extend_pairs(more).finish();
        format!("{}?{query}", NewTiePath::of(here.slug(), self.record.id()))
    }
}
