use crate::capture::form::{read_fields, read_validity};
use crate::capture::number::DecimalMark;
use crate::capture::sheet::Sheet;
use crate::capture::spot::{NoSpot, Spot, read_spot};
use crate::inventory::field::Shape;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::moment::Moment;
use crate::inventory::provenance::{Origin, Provenance, Stamp};
use crate::inventory::rd_new::from_rd;
use crate::inventory::record::Record;
use crate::inventory::value::Value;
use crate::inventory::values::Values;
use crate::inventory::visibility::Visibility;
use crate::inventory::whereabouts::Whereabouts;
use crate::web::faults::Fault;
use crate::web::here::Here;
use crate::web::pages::new_asset::form::ORIGINS;
use crate::words::{Language, Words};

/// What was filled in, understood.
pub(super) struct Read {
    /// The record.
    pub(super) record: Record,
    /// Its longitude and latitude were given the other way round.
    pub(super) was_swapped: bool,
}

/// Understands a form for a record of this kind, or tells all that is wrong with it.
pub(super) fn read(here: &Here, kind: Kind, sheet: &Sheet, id: Id, now: Moment) -> Result<Read, Vec<Fault>> {
    let words = here.words();
    let (mut values, of_fields) = read_fields(kind.fields(), sheet, decimal_mark(words));
    let (validity, of_validity) = read_validity(sheet);
    let mut faults: Vec<_> = of_fields.iter().chain(&of_validity).map(|fault| Fault::of_answer(words, fault)).collect();
    for field in kind.fields() {
        let (Shape::Term(scheme) | Shape::Terms(scheme)) = field.shape else { continue };
        if values.codes(field.name).iter().any(|code| here.view().term(scheme, code).is_none()) {
            faults.push(Fault::new(words, field.name, "form-wrong-choice"));
        }
        current(here, scheme, field.name, &mut values);
    }
    let spot = if kind.declaration().located { read_spot(sheet.one("longitude"), sheet.one("latitude")) } else { Ok(None) };
    let placed = spot.and_then(|spot| spot.map(place).transpose());
    let visibility = visibility(sheet, kind.declaration().visibility);
    let (whereabouts, was_swapped) = match &placed {
        Ok(place) => place.clone().unzip(),
        Err(fault) => {
            faults.push(Fault::of_spot(words, *fault));
            (None, None)
        }
    };
    if visibility.is_none() {
        faults.push(Fault::new(words, "visibility", "form-wrong-choice"));
    }
    let Some(visibility) = visibility.filter(|_| faults.is_empty()) else { return Err(faults) };
    let origin = ORIGINS.into_iter().find(|origin| origin.code() == sheet.one("origin")).unwrap_or(Origin::Desk);
    let provenance = Provenance::new(&Stamp { by: here.visitor.actor(), at: now }, origin);
    let record =
        Record { id, kind, version: 1, visibility, validity, provenance, whereabouts, values, likely_same_as: None, merged_into: None };
    Ok(Read { record, was_swapped: was_swapped.unwrap_or(false) })
}

/// A word that was merged into another since the form was drawn becomes that other one.
fn current(here: &Here, scheme: &str, field: &'static str, values: &mut Values) {
    let mut codes: Vec<String> = Vec::new();
    for code in values.codes(field).iter().map(|code| here.view().current_code(scheme, code)) {
        if !codes.iter().any(|known| known == code) {
            codes.push(code.to_owned());
        }
    }
    if codes != values.codes(field) {
        values.set(field, Value::Codes(codes));
    }
}

/// What the one separator in `1.250` means in the visitor's language.
pub(crate) fn decimal_mark(words: Words) -> DecimalMark {
    match words.language() {
        Language::Dutch => DecimalMark::Comma,
        Language::English => DecimalMark::Point,
    }
}

/// Who may see it; `None` where the answer is not one of those that the form gives.
pub(crate) fn visibility(sheet: &Sheet, usual: Visibility) -> Option<Visibility> {
    match sheet.one("visibility") {
        "" => Some(usual),
        code => code.parse().ok().filter(|visibility| *visibility != Visibility::Own),
    }
}

/// The place that was typed, and whether its numbers were given the other way round.
pub(crate) fn place(spot: Spot) -> Result<(Whereabouts, bool), NoSpot> {
    let (longitude, latitude, was_swapped) = match spot {
        Spot::Degrees { longitude, latitude, was_swapped } => (longitude, latitude, was_swapped),
        Spot::DutchGrid { x, y } => {
            let (longitude, latitude) = from_rd(x, y).ok_or(NoSpot::OffTheGlobe)?;
            (longitude, latitude, false)
        }
    };
    Whereabouts::point(longitude, latitude).map(|place| (place, was_swapped)).map_err(|_| NoSpot::OffTheGlobe)
}
