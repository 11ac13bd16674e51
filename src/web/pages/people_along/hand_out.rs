use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_core::Stream;

use crate::formats::csv::write::{BYTE_ORDER_MARK, Dialect, row, safe};
use crate::inventory::provenance::Stamp;
use crate::neighbourhood::people::along::{Along, Asked, Table, take_along};
use crate::web::faults::Fault;
use crate::web::filled::Filled;
use crate::web::pages::people_along::ask;
use crate::web::paths::PeopleExportPath;
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::Language;

/// The longest purpose that is registered, in characters.
const LONGEST_PURPOSE: usize = 2_000;

/// So many persons are written at once. Of whoever withdraws while a file goes out nothing is in the pieces to come.
const PERSONS_A_PIECE: usize = 32;

/// Registers what is taken, then hands it out.
pub(super) async fn hand_out(
    path: PeopleExportPath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let words = here.words();
    let purpose = sheet.one("purpose").trim().to_owned();
    let table = Table::ALL.into_iter().find(|table| table.code() == sheet.one("table"));
    let mut faults = Vec::new();
    if purpose.is_empty() {
        faults.push(Fault::new(words, "purpose", "people-along-wants-purpose"));
    } else if purpose.chars().count() > LONGEST_PURPOSE {
        faults.push(Fault::new(words, "purpose", "form-wrong-words"));
    }
    let (Some(table), true) = (table, faults.is_empty()) else {
        if table.is_none() {
            faults.push(Fault::new(words, "table", "people-along-wants-table"));
        }
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, ask::page(&here, &sheet, &faults)).into_response());
    };
    let groups = here.labels().terms("skill_group", "person", |_| true);
    let group = groups.iter().find(|(code, _)| *code == sheet.one("group")).map(|(code, _)| (*code).to_owned()).unwrap_or_default();
    let language = words.language();
    let asked = Asked { purpose, table, group, language };
    let stamp = Stamp { by: here.visitor.actor(), at: here.now() };
    let (neighbourhood, neighbourhoods) = (Arc::clone(&here.neighbourhood), Arc::clone(&state.neighbourhoods));
    let along = tokio::task::spawn_blocking(move || take_along(&neighbourhood, asked, &stamp, neighbourhoods.surroundings()));
    let along = along.await.map_err(|_| Problem::OurFault)??;
    let name = format!("attachment; filename=\"{}-{}-{}.csv\"", here.slug(), table.code(), here.today);
    let dialect = if language == Language::Dutch { Dialect::Semicolon } else { Dialect::Comma };
    let mut response = Body::from_stream(File { along, dialect, is_begun: false, is_done: false }).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present"));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_str(&name).map_err(|_| Problem::OurFault)?);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// A table that is written while it is sent.
struct File {
    along: Along,
    dialect: Dialect,
    is_begun: bool,
    is_done: bool,
}

impl File {
    fn piece(&mut self) -> io::Result<Vec<u8>> {
        let mut piece = Vec::new();
        if !std::mem::replace(&mut self.is_begun, true) {
            piece.extend_from_slice(BYTE_ORDER_MARK);
            row(self.dialect, self.along.asked().table.columns().iter().map(|name| (*name).to_owned()), &mut piece)?;
        }
        for _ in 0..PERSONS_A_PIECE {
            let Some(rows) = self.along.next_rows() else {
                self.is_done = true;
                break;
            };
            for cells in rows {
                row(self.dialect, cells.iter().map(|cell| safe(cell)), &mut piece)?;
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
