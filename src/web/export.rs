//! What one sees, as a file to take along.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::vec::IntoIter;

use crate::web::doors::Doors;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, VARY};
use axum::response::{IntoResponse, Response};
use futures_core::Stream;

use crate::consent::{Audience, Disclosed};
use crate::formats::csv::write::Dialect;
use crate::formats::{Export, Format};
use crate::inventory::id::Id;
use crate::neighbourhood::Neighbourhood;
use crate::web::filter::AssetQuery;
use crate::web::paths::ExportPath;
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::Language;

/// How large a piece is before it is sent on, in bytes.
const PIECE: usize = 64 * 1024;

pub(super) fn router() -> Router<AppState> {
    Router::new().show(hand_out)
}

/// A file with all that meets the query of the list.
async fn hand_out(
    path: ExportPath,
    State(state): State<AppState>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let format = format(&path.format, here.words().language()).ok_or(Problem::NotFound)?;
    let (asked, wrong) = AssetQuery::read(query.as_deref(), here.view());
    if let Some(wrong) = wrong.first() {
        // A list shows what it left out of the question; a file would just hold too much.
        return Err(Problem::Unclear(wrong.say(here.words())));
    }
    let filter = asked.filter();
    let export = Export::of(here.view(), &filter, format, state.neighbourhoods.surroundings().now());
    let name = format!("{}-{}-{}.{}", here.slug(), export.name(), here.today, format.ending());
    let ids: Vec<_> = here.view().matching(&filter).into_iter().map(Disclosed::id).collect();
    let file = File {
        neighbourhood: Arc::clone(&here.neighbourhood),
        audience: here.visitor.audience,
        export,
        ids: ids.into_iter(),
        is_begun: false,
        is_done: false,
    };
    let mut response = Body::from_stream(file).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(VARY, HeaderValue::from_static("accept-language, cookie"));
    Ok(response)
}

/// A table is written so that a spreadsheet in the visitor's language opens it in columns.
fn format(code: &str, language: Language) -> Option<Format> {
    let format: Format = code.parse().ok()?;
    Some(match (format, language) {
        (Format::Csv(_), Language::Dutch) => Format::Csv(Dialect::Semicolon),
        (format, _) => format,
    })
}

/// A file that is written while it is sent. Each piece is written from the neighbourhood as it is then: a visitor with a
/// slow line holds no old state, and what is withdrawn meanwhile is not sent any more.
struct File {
    neighbourhood: Arc<Neighbourhood>,
    audience: Audience,
    export: Export,
    ids: IntoIter<Id>,
    is_begun: bool,
    is_done: bool,
}

impl File {
    fn piece(&mut self) -> io::Result<Vec<u8>> {
        let mut piece = Vec::with_capacity(PIECE + PIECE / 8);
        if !std::mem::replace(&mut self.is_begun, true) {
            self.export.head(&mut piece)?;
        }
        let graph = self.neighbourhood.snapshot();
        let view = graph.seen_by(self.audience);
        while piece.len() < PIECE {
            let Some(id) = self.ids.next() else {
                self.export.foot(&mut piece)?;
                self.is_done = true;
                break;
            };
            if let Some(record) = view.record(id) {
                self.export.record(record, &mut piece)?;
            }
        }
        Ok(piece)
    }
}

impl Stream for File {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.is_done {
            return Poll::Ready(None);
        }
        let piece = self.piece();
        self.is_done |= piece.is_err();
        Poll::Ready(Some(piece.map(Bytes::from)))
    }
}
