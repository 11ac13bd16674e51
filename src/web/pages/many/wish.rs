use crate::capture::form::{Fault as Wrong, read_fields, read_validity};
use crate::capture::sheet::Sheet;
use crate::consent::Disclosed;
use crate::inventory::field::{Field, Shape};
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::moment::Day;
use crate::inventory::value::Value;
use crate::inventory::visibility::Visibility;
use crate::inventory::whereabouts::Whereabouts;
use crate::web::faults::Fault;
use crate::web::here::Here;
use crate::web::pages::new_asset::decimal_mark;

/// What is done with many records at once.
pub(super) enum Wish {
    /// They get these tags as well.
    AddTags(Vec<String>),
    /// They lose these tags.
    RemoveTags(Vec<String>),
    /// This field, which holds words of a vocabulary, holds this word; for a field of several words it is added.
    SetTerm(&'static Field, String),
    /// This word goes from this field.
    RemoveTerm(&'static Field, String),
    /// They may be seen this far.
    See(Visibility),
    /// They stopped on this day.
    End(Day),
    /// They are to be found there from today on; and on the map as well.
    Move { to: Id, point: Option<Whereabouts> },
}

/// The acts that are offered, as the form has them.
pub(super) const ACTS: [&str; 7] = ["add_tags", "remove_tags", "set_term", "remove_term", "see", "end", "move"];

/// Kinds at which things can be found.
pub(super) const PLACES: [Kind; 3] = [Kind::Place, Kind::Address, Kind::Area];

impl Wish {
    /// Understands what is asked; nothing where only the place has to be chosen still.
    pub(super) fn read(here: &Here, sheet: &Sheet) -> Result<Option<Self>, Vec<Fault>> {
        let words = here.words();
        let wrong = |at: &str, key: &str| vec![Fault::new(words, at, key)];
        Ok(Some(match sheet.one("act") {
            "add_tags" => Self::AddTags(tags(here, sheet)?),
            "remove_tags" => Self::RemoveTags(tags(here, sheet)?),
            "set_term" => {
                term(here, sheet).map(|(field, code)| Self::SetTerm(field, code)).ok_or_else(|| wrong("term", "form-wrong-missing"))?
            }
            "remove_term" => {
                term(here, sheet).map(|(field, code)| Self::RemoveTerm(field, code)).ok_or_else(|| wrong("term", "form-wrong-missing"))?
            }
            "see" => {
                let visibility = sheet.one("visibility").parse().ok().filter(|visibility| *visibility != Visibility::Own);
                Self::See(visibility.ok_or_else(|| wrong("visibility", "form-wrong-choice"))?)
            }
            "end" => {
                let (validity, faults) = read_validity(&Sheet::default().with("valid_to", sheet.one("valid_to")));
                if let Some(fault) = faults.first() {
                    return Err(vec![Fault::of_answer(words, fault)]);
                }
                Self::End(validity.to.ok_or_else(|| wrong("valid_to", "form-wrong-missing"))?)
            }
            "move" => {
                let to = sheet.one("place").parse().ok().and_then(|id| here.view().record(id)).filter(|to| PLACES.contains(&to.kind()));
                let Some(to) = to else { return Ok(None) };
                let middle = to.whereabouts().filter(|_| sheet.one("point") == "yes").map(Whereabouts::middle);
                Self::Move { to: to.id(), point: middle.and_then(|middle| Whereabouts::point(middle.x, middle.y).ok()) }
            }
            _ => return Err(wrong("act", "form-wrong-choice")),
        }))
    }
}

fn tags(here: &Here, sheet: &Sheet) -> Result<Vec<String>, Vec<Fault>> {
    let words = here.words();
    let field = Kind::Place.field("tags").into_iter();
    let (values, faults): (_, Vec<Wrong>) = read_fields(field, sheet, decimal_mark(words));
    if let Some(fault) = faults.first() {
        return Err(vec![Fault::of_answer(words, fault)]);
    }
    match values.get("tags").map(Value::codes) {
        Some(tags) if !tags.is_empty() => Ok(tags.to_vec()),
        _ => Err(vec![Fault::new(words, "tags", "form-wrong-missing")]),
    }
}

/// The field and the word, as the form gives them in one: `functions:meeting`.
fn term(here: &Here, sheet: &Sheet) -> Option<(&'static Field, String)> {
    let (name, code) = sheet.one("term").split_once(':')?;
    let field = term_fields().into_iter().find(|field| field.name == name)?;
    let (Shape::Term(scheme) | Shape::Terms(scheme)) = field.shape else { return None };
    here.view().term(scheme, code).map(|_| (field, code.to_owned()))
}

/// Every field that holds words of a vocabulary, once.
pub(super) fn term_fields() -> Vec<&'static Field> {
    let mut found: Vec<&'static Field> = Vec::new();
    for field in Kind::ALL.iter().filter(|kind| kind.is_open_to_entry()).flat_map(|kind| kind.fields()) {
        if matches!(field.shape, Shape::Term(_) | Shape::Terms(_)) && found.iter().all(|known| known.name != field.name) {
            found.push(field);
        }
    }
    found
}

/// The field of this record that the wish is about, if the record has it.
pub(super) fn own_field(record: Disclosed<'_>, field: &Field) -> Option<&'static Field> {
    record.kind().field(field.name).filter(|own| own.shape == field.shape)
}
