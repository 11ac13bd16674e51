use crate::capture::form::{read_fields, read_validity};
use crate::capture::sheet::Sheet;
use crate::capture::spot::{NoSpot, read_spot};
use crate::inventory::content::{Aspect, Content};
use crate::inventory::field::{Field, Shape};
use crate::inventory::whereabouts::Whereabouts;
use crate::web::faults::Fault;
use crate::web::here::Here;
use crate::web::pages::change::subject::Subject;
use crate::web::pages::new_asset::{decimal_mark, place, visibility};
use crate::web::refill::answers;
use crate::words::Words;

/// A form on something that is there already, understood.
pub(super) struct Read {
    pub(super) content: Content,
    /// Longitude and latitude were given the other way round.
    pub(super) was_swapped: bool,
}

/// Understands a form that began with this content. An answer that was not touched stays what it was to the last
/// letter, also where nobody could type it so.
pub(super) fn read(here: &Here, subject: &Subject, base: &Content, sheet: &Sheet) -> Result<Read, Vec<Fault>> {
    let words = here.words();
    // Numbers are read in the language in which the form was drawn: the visitor may have changed it in another tab.
    let drawn_in = sheet.one("language").parse().map_or(words, Words::of);
    let before = Sheet::new(answers(subject.fields().into_iter(), base, drawn_in));
    let touched: Vec<_> = subject.fields().into_iter().filter(|field| is_touched(field, &before, sheet)).collect();
    let (values, of_fields) = read_fields(touched.iter().copied(), sheet, decimal_mark(drawn_in));
    let (validity, of_validity) = read_validity(sheet);
    let mut faults: Vec<_> = of_fields.iter().chain(&of_validity).map(|fault| Fault::of_answer(words, fault)).collect();
    for field in &touched {
        let (Shape::Term(scheme) | Shape::Terms(scheme)) = field.shape else { continue };
        if values.codes(field.name).iter().any(|code| here.view().term(scheme, code).is_none()) {
            faults.push(Fault::new(words, field.name, "form-wrong-choice"));
        }
    }
    let is_located = subject.kind().is_some_and(|kind| kind.declaration().located);
    let (whereabouts, was_swapped) = match whereabouts(base, &before, sheet) {
        Ok(found) if is_located => found,
        Err(fault) if is_located => {
            faults.push(Fault::of_spot(words, fault));
            (None, false)
        }
        _ => (base.whereabouts.clone(), false),
    };
    let visibility = visibility(sheet, base.visibility);
    if visibility.is_none() {
        faults.push(Fault::new(words, "visibility", "form-wrong-choice"));
    }
    let Some(visibility) = visibility.filter(|_| faults.is_empty()) else { return Err(faults) };
    let mut content = Content { values: base.values.clone(), whereabouts, validity, visibility };
    for field in touched {
        content.put(field.name, values.get(field.name).cloned());
    }
    Ok(Read { content, was_swapped })
}

fn is_touched(field: &Field, before: &Sheet, sheet: &Sheet) -> bool {
    let said = |sheet: &Sheet| -> Vec<String> {
        let mut said: Vec<_> = sheet.all(field.name).filter(|text| !text.is_empty()).map(str::to_owned).collect();
        if matches!(field.shape, Shape::Terms(_) | Shape::Choices(_)) {
            // Boxes are sent in the order of the page.
            said.sort_unstable();
        }
        said
    };
    said(before) != said(sheet)
}

fn whereabouts(base: &Content, before: &Sheet, sheet: &Sheet) -> Result<(Option<Whereabouts>, bool), NoSpot> {
    let is_typed_over = ["longitude", "latitude"].iter().any(|name| before.one(name) != sheet.one(name).trim());
    match sheet.one("where") {
        "keep" => Ok((base.whereabouts.clone(), false)),
        "nowhere" => Ok((None, false)),
        _ if !is_typed_over && before.one("where").is_empty() => Ok((base.whereabouts.clone(), false)),
        wanted => {
            let spot = read_spot(sheet.one("longitude"), sheet.one("latitude"))?;
            if wanted == "point" && spot.is_none() {
                return Err(NoSpot::Half);
            }
            Ok(spot.map(place).transpose()?.map_or((None, false), |(place, was_swapped)| (Some(place), was_swapped)))
        }
    }
}

/// The names under which a part stands on the form.
pub(super) fn names_of(aspect: Aspect) -> Vec<&'static str> {
    if aspect == Aspect::Whereabouts { vec!["where", "longitude", "latitude"] } else { vec![aspect.name()] }
}

/// Puts what was chosen of two texts in its place. Parts for which nothing was chosen have what was typed there, and are
/// named.
pub(super) fn chosen(subject: &Subject, sheet: &Sheet) -> (Sheet, Vec<Aspect>) {
    let asked: Vec<_> = subject.aspects().into_iter().filter(|aspect| sheet.all("disputed").any(|name| name == aspect.name())).collect();
    let mut open = Vec::new();
    let mut settled = sheet.clone();
    for aspect in asked {
        let mut choice = sheet.one(&format!("take-{}", aspect.name()));
        if !matches!(choice, "mine" | "theirs" | "own") {
            open.push(aspect);
            choice = "mine";
        }
        for name in names_of(aspect) {
            let from = format!("{choice}-{name}");
            let texts: Vec<_> = sheet.all(&from).collect();
            settled = settled.with_all(name, &texts);
        }
    }
    (settled, open)
}
