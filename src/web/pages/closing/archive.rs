use std::io::{self, BufWriter, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use futures_core::Stream;
use tokio::sync::mpsc::{self, Receiver, Sender};

use crate::access::Deed;
use crate::inventory::id::Id;
use crate::inventory::slug::Slug;
use crate::neighbourhood::{ArchiveFlaw, Contents, Neighbourhoods, StoreError};
use crate::web::filled::Filled;
use crate::web::pages::closing::{ask, closed, taken_cookie};
use crate::web::paths::ArchivePath;
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// How large a piece is before it is sent on, in bytes.
const PIECE: usize = 256 * 1024;

/// So many pieces may wait for a slow line.
const MOST_WAITING: usize = 2;

/// The archive of a neighbourhood, or of one that was closed where that is asked. It is sent while it is written, so that it
/// can be had from a full disk as well, and its last line tells that it is whole.
pub(super) async fn hand_out(
    path: ArchivePath,
    State(state): State<AppState>,
    visitor: Visitor,
    cookies: CookieJar,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let slug: Slug = path.slug.parse().map_err(|_| Problem::NotFound)?;
    let (neighbourhoods, of, is_closed) = (Arc::clone(&state.neighbourhoods), slug.clone(), sheet.one("closed") == "yes");
    let by = visitor.account().map(|account| account.id);
    let (sender, receiver) = mpsc::channel(MOST_WAITING);
    // Counted before it begins: what is written meanwhile may be in it, but is not relied on.
    let last = if is_closed { None } else { Some(state.here(slug.as_str(), visitor.clone()).await?.neighbourhood.past().last_seq()) };
    drop(tokio::task::spawn_blocking(move || write(&neighbourhoods, &of, (is_closed, by), &sender)));
    let mut pieces = Pieces { first: None, receiver };
    // What is wrong with the journal shows before the first piece, and is told on a page.
    match pieces.receiver.recv().await {
        Some(Ok(first)) => pieces.first = Some(first),
        Some(Err(flaw)) if flaw.kind() == io::ErrorKind::NotFound => return Err(Problem::NotFound),
        _ if is_closed => return closed::not_archived(&state, slug.as_str(), &visitor).await,
        _ => return ask::not_archived(&state, slug.as_str(), visitor, &cookies).await,
    }
    let mut response = Body::from_stream(pieces).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
    let today = state.neighbourhoods.surroundings().now().day();
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{slug}-{today}.ndjson\"")) {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    let cookies = match last {
        Some(last) => cookies.add(taken_cookie(&slug, last, state.settings.https)),
        None => cookies,
    };
    Ok((cookies, response).into_response())
}

fn write(neighbourhoods: &Neighbourhoods, slug: &Slug, (is_closed, by): (bool, Option<Id>), sender: &Sender<io::Result<Bytes>>) {
    let mut out = BufWriter::with_capacity(PIECE, Line(sender.clone()));
    let written = if is_closed { neighbourhoods.archive_closed(slug, &mut out) } else { neighbourhoods.archive(slug, &mut out) };
    let end = match written.and_then(|contents| Ok(out.flush().map(|()| contents)?)) {
        Ok(Contents { commits, pictures, .. }) => {
            tracing::info!(%slug, commits, pictures, "an archive was handed out");
            neighbourhoods.access().note(neighbourhoods.surroundings(), Deed::ArchiveTaken, by, None, Some(slug));
            return;
        }
        Err(ArchiveFlaw::Store(StoreError::NoSuchNeighbourhood(_))) => io::Error::from(io::ErrorKind::NotFound),
        Err(flaw) => {
            tracing::warn!(%slug, %flaw, "an archive was not handed out whole");
            io::Error::other("broken off")
        }
    };
    // What was buffered is not sent after that: the file ends in the middle, and is seen to.
    drop(out.into_parts());
    drop(sender.blocking_send(Err(end)));
}

/// Hands pieces to whoever sends them, and waits when that is slow.
struct Line(Sender<io::Result<Bytes>>);

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let sent = self.0.blocking_send(Ok(Bytes::copy_from_slice(bytes)));
        sent.map(|()| bytes.len()).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The pieces in their order.
struct Pieces {
    first: Option<Bytes>,
    receiver: Receiver<io::Result<Bytes>>,
}

impl Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.first.take() {
            Some(first) => Poll::Ready(Some(Ok(first))),
            None => self.receiver.poll_recv(context),
        }
    }
}
