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

/// A piece that is sent is of about so many bytes. An answer that fits in one is sent whole.
const PIECE_BYTES: usize = 1 << 18;

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
    let (mut sum, mut length) = (0_u128, 0);
    for place in places {
        if let Some(feature) = view.rendered(*place, feature) {
            sum = sum.wrapping_mul(3).wrapping_add(feature.sum);
            length += feature.bytes.len() + 2;
        }
    }
    let mut tag = Sha256::new();
    tag.update(&head);
    tag.update(sum.to_le_bytes());
    let tail = format!("\n],\"timeStamp\":\"{now}\"}}").into_bytes();
    let mut features = Features { graph: here.graph(), places: places.to_vec(), next: 0, head, tail: Some(tail) };
    let body = if length <= PIECE_BYTES { Body::from(features.piece(usize::MAX).unwrap_or_default()) } else { Body::from_stream(features) };
    Ok(Answer::ready(GEOJSON, tag, body).respond(&call.headers))
}

fn feature(record: Disclosed<'_>) -> Rendered {
    let mut bytes = Vec::with_capacity(400);
    if let Err(error) = brief_feature(record, &mut bytes) {
        // Writing to memory does not fail.
        tracing::error!(%error, "a feature could not be written");
    }
    let sum = Sha256::digest(&bytes).first_chunk().copied().map_or(0, u128::from_le_bytes);
    Rendered { bytes: bytes.into_boxed_slice(), sum }
}

/// Features on their way, as they were when the answer began.
struct Features {
    graph: Arc<Graph>,
    places: Vec<Place>,
    next: usize,
    /// What comes before the first feature, until it is sent.
    head: Vec<u8>,
    /// What comes behind the last, until it is sent.
    tail: Option<Vec<u8>>,
}

impl Features {
    /// The next bytes; about so many.
    fn piece(&mut self, most: usize) -> Option<Vec<u8>> {
        self.tail.as_ref()?;
        let view = self.graph.seen_by(Audience::Everyone);
        let mut piece = std::mem::take(&mut self.head);
        // A feature more than is asked for may come in before it is noticed.
        piece.reserve((self.places.len() - self.next).saturating_mul(400).min(most.saturating_add(4096)));
        while piece.len() < most {
            let Some(place) = self.places.get(self.next) else {
                piece.extend(self.tail.take().unwrap_or_default());
                break;
            };
            piece.extend_from_slice(if self.next == 0 { b"\n" } else { b",\n" });
            self.next += 1;
            if let Some(rendered) = view.rendered(*place, feature) {
                piece.extend_from_slice(&rendered.bytes);
            }
        }
        Some(piece)
    }
}

impl Stream for Features {
    type Item = Result<Bytes, io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.piece(PIECE_BYTES).map(|piece| Ok(Bytes::from(piece))))
    }
}
