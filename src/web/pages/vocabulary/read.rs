use crate::capture::form::read_fields;
use crate::capture::sheet::Sheet;
use crate::consent::Disclosed;
use crate::inventory::field::Shape;
use crate::inventory::kind::Kind;
use crate::inventory::value::Value;
use crate::inventory::values::Values;
use crate::web::faults::Fault;
use crate::web::here::Here;
use crate::web::pages::new_asset::decimal_mark;
use crate::web::pages::vocabulary::form::{as_kept, asked};
use crate::web::pages::vocabulary::words_of_scheme;
use crate::words::fold;

/// Understands what was typed of a word, or tells all that is wrong with it. What the form does not ask is kept from
/// `before`; `own` is the code of a word that is there already.
pub(super) fn read(
    here: &Here,
    (scheme, kind): (&str, Kind),
    sheet: &Sheet,
    before: &Values,
    own: Option<&str>,
) -> Result<Values, Vec<Fault>> {
    let words = here.words();
    let fields = asked(kind);
    let broader = broader(here, scheme, sheet.one("broader").trim());
    let sheet = fields.iter().fold(sheet.clone(), |sheet, field| as_kept(field, sheet)).with("broader", &broader);
    let (read, of_fields) = read_fields(fields.iter().copied(), &sheet, decimal_mark(words));
    let mut faults: Vec<_> = of_fields.iter().map(|fault| Fault::of_answer(words, fault)).collect();
    for field in &fields {
        let vocabulary = match field.shape {
            Shape::Term(vocabulary) | Shape::Terms(vocabulary) => vocabulary,
            Shape::OwnTerm => scheme,
            _ => continue,
        };
        if read.codes(field.name).iter().any(|code| here.view().term(vocabulary, code).is_none()) {
            let key = if field.shape == Shape::OwnTerm { "word-wrong-broader" } else { "form-wrong-choice" };
            faults.push(Fault::new(words, field.name, key));
        }
    }
    faults.extend(["label_nl", "label_en"].into_iter().filter_map(|field| taken(here, scheme, field, &read, own)));
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut values = before.clone();
    for field in &fields {
        values.clear(field.name);
    }
    for (field, value) in read.iter() {
        values.set(field, value.clone());
    }
    if let Some(label) = read.get("label_nl") {
        values.set("name", label.clone());
    }
    Ok(values)
}

/// The code of the word that somebody typed or chose: by its code, else by its label in either language.
fn broader(here: &Here, scheme: &str, said: &str) -> String {
    if said.is_empty() || here.view().term(scheme, said).is_some() {
        return here.view().current_code(scheme, said).to_owned();
    }
    let plain = fold(said);
    let is_called =
        |word: &Disclosed<'_>| ["label_nl", "label_en"].iter().any(|label| word.text(label).is_some_and(|text| fold(text) == plain));
    let found = words_of_scheme(here.view(), scheme).into_iter().find(is_called).and_then(|word| word.text("code"));
    found.unwrap_or(said).to_owned()
}

/// A label that another word of the vocabulary has already: the two could not be told apart.
fn taken(here: &Here, scheme: &str, field: &'static str, read: &Values, own: Option<&str>) -> Option<Fault> {
    let label = fold(read.get(field).and_then(Value::text)?);
    let is_other = |word: &Disclosed<'_>| word.text("code") != own && word.text(field).is_some_and(|text| fold(text) == label);
    let other = words_of_scheme(here.view(), scheme).into_iter().find(is_other)?;
    let text = here.words().say_with("word-wrong-label-taken", &[("word", here.labels().name(other).to_owned().into())]).into_owned();
    Some(Fault { at: field.to_owned(), text })
}
