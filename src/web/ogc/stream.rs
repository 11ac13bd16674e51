//! All assets as everyone sees them, sent piece by piece as they are kept: the work and the memory of an answer are those
//! of copying it.

use std::io::{self, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::response::Response;
use futures_core::Stream;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::consent::{Audience, Disclosed};
use crate::formats::About;
use crate::formats::geojson::write::brief_feature;
use crate::graph::{Filter, Graph, Place, Rendered};
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::web::here::Here;
use crate::web::ogc::answer::{Answer, GEOJSON};
use crate::web::ogc::call::Call;
use crate::web::ogc::items::Turns;
use crate::web::ogc::layer::Layer;

/// A piece that is sent is of about so many bytes. An answer that fits in one, as what a map shows at once does, is sent
/// whole.
const PIECE_BYTES: usize = 1 << 20;

/// So few features are written sooner than another thread is woken.
const FEW: f64 = 5_000.0;

/// Whether an answer is made so soon that nobody need wait for it elsewhere.
pub(super) fn is_soon_made(here: &Here, filter: &Filter) -> bool {
    here.view().guess(filter).is_some_and(|guess| guess < FEW)
}

/// The features that meet a filter and come after an id.
pub(super) fn answer(here: &Here, call: &Call, filter: &Filter, after: Option<Id>, most: usize, now: Moment) -> io::Result<Response> {
    let view = here.view();
    let (places, matched) = view.places(filter, after, most.saturating_add(1));
    let more = places.len() > most;
    let places = &places[..places.len().min(most)];
    let ends = (places.first().map(|place| view.id_at(*place)), places.last().map(|place| view.id_at(*place)));
    let turns = Turns::of(here, call, Layer::Assets, (ends.0.filter(|_| after.is_some()), ends.1.filter(|_| more)));
    let mut head = b"{\"type\":\"FeatureCollection\"".to_vec();
    About::of(view, Layer::Assets.id().to_owned()).members(&mut head)?;
    let links = Value::Array(turns.links(&Layer::Assets.title(here.labels())));
    write!(head, ",\"numberMatched\":{matched},\"numberReturned\":{},\"links\":{links},\"features\":[", places.len())?;
    let mut tag = Sha256::new();
    tag.update(&head);
    let tail = format!("\n],\"timeStamp\":\"{now}\"}}").into_bytes();
    let mut features = Features { graph: here.graph(), places: places.to_vec(), next: 0, sum: 0, made: Some(head), tail: Some(tail) };
    let first = features.piece(PIECE_BYTES).unwrap_or_default();
    tag.update(features.sum_of_all().to_le_bytes());
    let body = if features.tail.is_none() {
        Body::from(first)
    } else {
        features.made = Some(first);
        Body::from_stream(features)
    };
    Ok(Answer::ready(GEOJSON, tag, body).respond(&call.headers))
}

fn feature(record: Disclosed<'_>) -> Rendered {
    let mut bytes = Vec::with_capacity(400);
    if let Err(error) = brief_feature(record, &mut bytes) {
        // Writing to memory does not fail.
        tracing::error!(%error, "a feature could not be written");
    }
    let sum = Sha256::digest(&bytes).first_chunk().copied().map_or(0, u128::from_le_bytes);
    Rendered::of(&bytes, sum)
}

/// Features on their way, as they were when the answer began.
struct Features {
    graph: Arc<Graph>,
    places: Vec<Place>,
    next: usize,
    /// From the features so far: another when any of them is.
    sum: u128,
    /// What was made already and not sent yet.
    made: Option<Vec<u8>>,
    /// What comes behind the last, until it is sent.
    tail: Option<Vec<u8>>,
}

impl Features {
    /// The next bytes; about so many.
    fn piece(&mut self, most: usize) -> Option<Vec<u8>> {
        self.tail.as_ref()?;
        let view = self.graph.seen_by(Audience::Everyone);
        let mut piece = self.made.take().unwrap_or_default();
        // A feature more than is asked for may come in before it is noticed.
        let wanted = (most + 4096).saturating_sub(piece.len());
        piece.reserve((self.places.len() - self.next).saturating_mul(320).min(if piece.len() < most { wanted } else { 0 }));
        while piece.len() < most {
            let Some(place) = self.places.get(self.next) else {
                piece.extend(self.tail.take().unwrap_or_default());
                break;
            };
            piece.extend_from_slice(if self.next == 0 { b"\n" } else { b",\n" });
            self.next += 1;
            if let Some(rendered) = view.rendered(*place, feature) {
                let (sum, bytes) = rendered.parts();
                piece.extend_from_slice(bytes);
                self.sum = joined(self.sum, sum);
            }
        }
        Some(piece)
    }

    /// From all features, those to come as well.
    fn sum_of_all(&self) -> u128 {
        let view = self.graph.seen_by(Audience::Everyone);
        let to_come = self.places[self.next..].iter().filter_map(|place| view.rendered(*place, feature));
        to_come.fold(self.sum, |sum, rendered| joined(sum, rendered.parts().0))
    }
}

/// Depends on the order, as an answer does.
fn joined(sum: u128, next: u128) -> u128 {
    sum.wrapping_mul(3).wrapping_add(next)
}

impl Stream for Features {
    type Item = Result<Bytes, io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.piece(PIECE_BYTES).map(|piece| Ok(Bytes::from(piece))))
    }
}
