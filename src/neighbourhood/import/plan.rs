use std::collections::HashSet;

use geo::{Coord, CoordsIter, Rect};

use crate::capture::candidate::Candidate;
use crate::capture::likeness::{FURTHEST_APART, similar_names};
use crate::consent::{Audience, Disclosed};
use crate::graph::Graph;
use crate::inventory::id::Id;
use crate::inventory::kind::{Kind, Role};
use crate::inventory::record::Record;
use crate::inventory::whereabouts::Whereabouts;

/// What would happen to each row that was understood. Nothing is written yet.
#[derive(Debug, Default)]
pub struct Plan {
    /// New here; to be written.
    pub fresh: Vec<Fresh>,
    /// Here already, with the same content: the row and the record.
    pub known: Vec<(u64, Id)>,
    /// Here already, with other content. The record stays as it is; a person decides.
    pub different: Vec<Different>,
    /// Rows whose identity an earlier row of the file has already.
    pub repeated: Vec<u64>,
}

/// A record that is new here.
#[derive(Debug)]
pub struct Fresh {
    /// The row.
    pub candidate: Candidate,
    /// A record of another source that it may be a second copy of.
    pub likely_same_as: Option<Id>,
}

/// A row that says something else than the record it is known as.
#[derive(Debug)]
pub struct Different {
    /// The row.
    pub row: u64,
    /// The record.
    pub id: Id,
    /// The fields that differ; `whereabouts` for the place.
    pub fields: Vec<&'static str>,
}

/// Compares what was understood with what is here.
pub fn plan(graph: &Graph, candidates: Vec<Candidate>) -> Plan {
    let mut plan = Plan::default();
    let mut seen = HashSet::new();
    for candidate in candidates {
        if !seen.insert(candidate.source.clone()) {
            plan.repeated.push(candidate.row);
        } else if let Some(record) = graph.record_of_source(&candidate.source) {
            let fields = differences(record, &candidate);
            if fields.is_empty() {
                plan.known.push((candidate.row, record.id));
            } else {
                plan.different.push(Different { row: candidate.row, id: record.id, fields });
            }
        } else {
            let likely_same_as = if candidate.name_made { None } else { likely_the_same(graph, &Described::from(&candidate)) };
            plan.fresh.push(Fresh { candidate, likely_same_as });
        }
    }
    plan
}

fn differences(record: &Record, candidate: &Candidate) -> Vec<&'static str> {
    if record.kind != candidate.kind {
        return vec!["kind"];
    }
    let fields = record.kind.fields().map(|field| field.name);
    let mut different: Vec<_> = fields.filter(|name| record.values.get(name) != candidate.values.get(name)).collect();
    if !same_place(record.whereabouts.as_ref(), candidate.whereabouts.as_ref()) {
        different.push("whereabouts");
    }
    different
}

/// The same shape in the same place, but for the rounding of files to seven decimals (a centimetre).
fn same_place(one: Option<&Whereabouts>, other: Option<&Whereabouts>) -> bool {
    const ROUNDING: f64 = 1.5e-7;
    let (Some(one), Some(other)) = (one, other) else { return one.is_none() && other.is_none() };
    let (one, other) = (one.geometry(), other.geometry());
    let near = |(a, b): (Coord<f64>, Coord<f64>)| (a.x - b.x).abs() <= ROUNDING && (a.y - b.y).abs() <= ROUNDING;
    std::mem::discriminant(one) == std::mem::discriminant(other)
        && one.coords_count() == other.coords_count()
        && one.coords_iter().zip(other.coords_iter()).all(near)
}

/// Something new, as far as it tells whether it may be here already.
#[derive(Debug, Clone, Copy)]
pub struct Described<'a> {
    /// What it is.
    pub kind: Kind,
    /// Its name.
    pub name: &'a str,
    /// Where it is.
    pub whereabouts: Option<&'a Whereabouts>,
    /// The source of others it comes from, if it does.
    pub source: Option<&'a str>,
}

impl<'a> From<&'a Candidate> for Described<'a> {
    fn from(candidate: &'a Candidate) -> Self {
        Self {
            kind: candidate.kind,
            name: candidate.values.text("name").unwrap_or_default(),
            whereabouts: candidate.whereabouts.as_ref(),
            source: Some(&candidate.source.name),
        }
    }
}

/// The nearest asset that may be the same. Rows of one source are told apart by that source itself.
pub fn likely_the_same(graph: &Graph, new: &Described<'_>) -> Option<Id> {
    if new.kind.role() != Role::Asset {
        return None;
    }
    let place = new.whereabouts?;
    let of_other_source = |record: &Disclosed<'_>| new.source.is_none() || record.source().map(|source| source.name.as_str()) != new.source;
    let near = graph.seen_by(Audience::Stewards).within(box_round(place));
    let alike = near.filter(|record| record.kind().role() == Role::Asset).filter(of_other_source).filter_map(|record| {
        let metres = record.whereabouts()?.metres_to(place);
        (metres <= FURTHEST_APART && similar_names(new.name, record.name())).then_some((metres, record.id()))
    });
    alike.min_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, id)| id)
}

/// A box that holds all within [`FURTHEST_APART`] of the middle of a place.
fn box_round(place: &Whereabouts) -> Rect<f64> {
    const METRES_A_DEGREE: f64 = 111_195.0;
    let middle = place.middle();
    let high = FURTHEST_APART / METRES_A_DEGREE;
    // Near the poles a degree of longitude shrinks to nothing; there the box is as wide as it need be for a few metres.
    let wide = high / middle.y.to_radians().cos().max(0.01);
    let corner = |x: f64, y: f64| Coord { x: middle.x + x * wide, y: middle.y + y * high };
    Rect::new(corner(-1.0, -1.0), corner(1.0, 1.0))
}
