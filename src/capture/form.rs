//! What somebody filled in on a form, field by field. Where a file is taken as far as it goes, a form is refused with
//! every fault at its field, because who filled it in is there to put it right.

use crate::capture::code::{area_code, bag_id, postcode};
use crate::capture::date;
use crate::capture::number::{self, DecimalMark};
use crate::capture::sheet::Sheet;
use crate::inventory::code::{is_link, misfit};
use crate::inventory::field::{Field, Official, Shape};
use crate::inventory::moment::Day;
use crate::inventory::provenance::Validity;
use crate::inventory::record::Misfit;
use crate::inventory::value::Value;
use crate::inventory::values::Values;

/// An answer that cannot be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// The name of the field on the form.
    pub field: &'static str,
    /// Why not.
    pub wrong: Wrong,
}

/// Why an answer cannot be kept.
#[derive(Debug, Clone, PartialEq)]
pub enum Wrong {
    /// It has to be answered.
    Missing,
    /// More characters than this.
    TooLong(usize),
    /// Not a number.
    NotANumber,
    /// A number with decimals where there can be none.
    NotWhole,
    /// Not from..=to.
    OutOfBounds(f64, f64),
    /// Not a day.
    NotADay,
    /// Neither yes nor no.
    NotYesOrNo,
    /// Not one of the choices.
    NotAChoice,
    /// Not an address on the web.
    NotALink,
    /// Not of the form this official code has.
    NotACode(Official),
    /// Too many words, or one that is too long.
    TooManyWords,
    /// Ends before it begins.
    EndsBeforeItBegins,
}

/// Reads the answers to these fields. `mark` says what the one separator in `1.250` means to who filled it in.
pub fn read_fields(fields: impl Iterator<Item = &'static Field>, sheet: &Sheet, mark: DecimalMark) -> (Values, Vec<Fault>) {
    let (mut values, mut faults) = (Values::default(), Vec::new());
    for field in fields {
        match read_field(field, sheet, mark) {
            Ok(Some(value)) => values.set(field.name, value),
            Ok(None) if field.required => faults.push(Fault { field: field.name, wrong: Wrong::Missing }),
            Ok(None) => {}
            Err(wrong) => faults.push(Fault { field: field.name, wrong }),
        }
    }
    (values, faults)
}

/// Reads from when and until when something exists.
pub fn read_validity(sheet: &Sheet) -> (Validity, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut read = |field: &'static str| {
        let said = sheet.one(field).trim();
        if said.is_empty() {
            return None;
        }
        read_day(said).map_err(|wrong| faults.push(Fault { field, wrong })).ok()
    };
    let validity = Validity { from: read("valid_from"), to: read("valid_to") };
    if matches!((validity.from, validity.to), (Some(from), Some(to)) if to < from) {
        faults.push(Fault { field: "valid_to", wrong: Wrong::EndsBeforeItBegins });
    }
    (validity, faults)
}

fn read_field(field: &Field, sheet: &Sheet, mark: DecimalMark) -> Result<Option<Value>, Wrong> {
    if matches!(field.shape, Shape::Choice(_) | Shape::Choices(_) | Shape::Term(_) | Shape::Terms(_) | Shape::OwnTerm) {
        let mut codes: Vec<String> = Vec::new();
        for code in sheet.all(field.name).map(str::trim).filter(|code| !code.is_empty()) {
            if !codes.iter().any(|known| known == code) {
                codes.push(code.to_owned());
            }
        }
        return if codes.is_empty() { Ok(None) } else { checked(field, Value::Codes(codes)).map(Some) };
    }
    let said = sheet.one(field.name).trim();
    if said.is_empty() { Ok(None) } else { checked(field, read_one(field, said, mark)?).map(Some) }
}

fn read_one(field: &Field, said: &str, mark: DecimalMark) -> Result<Value, Wrong> {
    Ok(match field.shape {
        Shape::Prose(_) => Value::Text(said.to_owned()),
        Shape::Link => Value::Text(link(said).ok_or(Wrong::NotALink)?),
        Shape::Whole(..) => Value::Whole(whole(read_number(said, mark, true)?).ok_or(Wrong::NotWhole)?),
        Shape::Decimal(..) => Value::Decimal(read_number(said, mark, false)?),
        Shape::Cents(..) => Value::Whole(whole((read_number(said, mark, false)? * 100.0).round()).ok_or(Wrong::NotANumber)?),
        Shape::YesNo => Value::YesNo(match said {
            "yes" => true,
            "no" => false,
            _ => return Err(Wrong::NotYesOrNo),
        }),
        Shape::Day => Value::Day(read_day(said)?),
        Shape::Tags | Shape::Pictures | Shape::Entries => Value::Codes(words(said)),
        Shape::Code(official) => Value::Text(code(official, said).ok_or(Wrong::NotACode(official))?),
        Shape::Line(_) | Shape::Choice(_) | Shape::Choices(_) | Shape::Term(_) | Shape::Terms(_) | Shape::OwnTerm => {
            Value::Text(one_line(said))
        }
    })
}

fn checked(field: &Field, value: Value) -> Result<Value, Wrong> {
    match (misfit(field, &value), field.shape) {
        (None, _) => Ok(value),
        (Some(Misfit::TooLong), Shape::Line(most) | Shape::Prose(most)) => Err(Wrong::TooLong(most)),
        (Some(Misfit::TooLong), _) => Err(Wrong::TooManyWords),
        (Some(_), Shape::Whole(least, most)) => Err(bounds(least, most, 1.0)),
        (Some(_), Shape::Cents(least, most)) => Err(bounds(least, most, 100.0)),
        (Some(_), Shape::Decimal(least, most)) => Err(Wrong::OutOfBounds(least, most)),
        (Some(_), Shape::Link) => Err(Wrong::NotALink),
        (Some(_), Shape::Code(official)) => Err(Wrong::NotACode(official)),
        (Some(Misfit::Missing), _) => Err(Wrong::Missing),
        (Some(_), _) => Err(Wrong::NotAChoice),
    }
}

#[expect(clippy::cast_precision_loss, reason = "bounds are told to a person, in round numbers")]
fn bounds(least: i64, most: i64, parts: f64) -> Wrong {
    Wrong::OutOfBounds(least as f64 / parts, most as f64 / parts)
}

fn read_number(said: &str, mark: DecimalMark, whole: bool) -> Result<f64, Wrong> {
    number::read(said, mark, whole).map(|number| number.value).map_err(|_| Wrong::NotANumber)
}

fn read_day(said: &str) -> Result<Day, Wrong> {
    let found = date::read(said, date::Order::DayFirst).map_err(|_| Wrong::NotADay)?;
    if found.precision == date::Precision::Day { Ok(found.date) } else { Err(Wrong::NotADay) }
}

/// A number without decimals as an integer, where floating point still counts by ones.
fn whole(number: f64) -> Option<i64> {
    const LARGEST: f64 = 9_007_199_254_740_992.0;
    (number.abs() <= LARGEST && number.fract() == 0.0).then(|| format!("{number:.0}").parse().ok()).flatten()
}

fn link(said: &str) -> Option<String> {
    let completed = if said.contains("://") { said.to_owned() } else { format!("https://{said}") };
    let host = completed.split("://").nth(1)?.split(['/', '?', '#']).next()?;
    (host.contains('.') && is_link(&completed)).then_some(completed)
}

fn code(official: Official, said: &str) -> Option<String> {
    match official {
        Official::Cbs => area_code(said).map(|(_, code)| code),
        Official::Bag => bag_id(said).ok().map(|(id, _)| id),
        Official::Postcode => postcode(said),
        Official::Kvk => {
            let digits: String = said.chars().filter(|c| !c.is_whitespace() && *c != '.').collect();
            official.fits(&digits).then_some(digits)
        }
    }
}

fn one_line(said: &str) -> String {
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn words(said: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in said.split([',', ';', '\n']).map(one_line).filter(|word| !word.is_empty()) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::kind::Kind;

    fn said(kind: Kind, answers: &[(&str, &str)]) -> (Values, Vec<Fault>) {
        let sheet = Sheet::new(answers.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
        read_fields(kind.fields(), &sheet, DecimalMark::Comma)
    }

    fn one(kind: Kind, field: &'static str, text: &str) -> Result<Option<Value>, Wrong> {
        let (values, faults) = said(kind, &[(field, text), ("name", "x")]);
        let fault = faults.into_iter().find(|fault| fault.field == field);
        fault.map_or_else(|| Ok(values.get(field).cloned()), |fault| Err(fault.wrong))
    }

    #[test]
    fn answers_are_read_as_people_write_them() {
        assert_eq!(one(Kind::Service, "cost", "€ 1.250,50"), Ok(Some(Value::Whole(125_050))));
        assert_eq!(one(Kind::Place, "size_m2", "1.250"), Ok(Some(Value::Decimal(1250.0))));
        assert_eq!(one(Kind::Place, "size_m2", "12,5"), Ok(Some(Value::Decimal(12.5))));
        assert_eq!(one(Kind::Activity, "starts", "1-2-2024"), Ok(Some(Value::Day("2024-02-01".parse().unwrap()))));
        assert_eq!(one(Kind::Place, "website", "kas.example"), Ok(Some(Value::Text("https://kas.example".to_owned()))));
        assert_eq!(one(Kind::Place, "tags", "groen, rust ,groen,"), Ok(Some(Value::Codes(vec!["groen".into(), "rust".into()]))));
        assert_eq!(one(Kind::Association, "formal", "no"), Ok(Some(Value::YesNo(false))));
        assert_eq!(one(Kind::Address, "postcode", "1011 ab"), Ok(Some(Value::Text("1011AB".to_owned()))));
        assert_eq!(one(Kind::Place, "name", " n.v.t.\n null "), Ok(Some(Value::Text("n.v.t. null".to_owned()))));
    }

    #[test]
    fn every_fault_stands_at_its_field() {
        let answers = [("members_approx", "veel"), ("website", "javascript:alert(1)"), ("kvk", "12"), ("form", "a"), ("form", "b")];
        let (_, faults) = said(Kind::Association, &answers);
        let expected =
            [("name", Wrong::Missing), ("website", Wrong::NotALink), ("form", Wrong::NotAChoice), ("members_approx", Wrong::NotANumber)];
        let found: Vec<_> = faults.iter().map(|fault| (fault.field, fault.wrong.clone())).collect();
        assert_eq!(found[..4], expected);
        assert_eq!(found[4], ("kvk", Wrong::NotACode(Official::Kvk)));
    }

    #[test]
    fn what_is_too_much_is_refused_and_not_cut() {
        assert_eq!(one(Kind::Place, "name", &"x".repeat(201)), Err(Wrong::TooLong(200)));
        assert_eq!(one(Kind::Place, "tags", &"x".repeat(81)), Err(Wrong::TooManyWords));
        assert_eq!(one(Kind::Association, "members_approx", "-1"), Err(Wrong::OutOfBounds(0.0, 1_000_000.0)));
        assert_eq!(one(Kind::Association, "members_approx", "1,5"), Err(Wrong::NotWhole));
        assert_eq!(one(Kind::Place, "size_m2", "NaN"), Err(Wrong::NotANumber));
        assert_eq!(one(Kind::Activity, "starts", "2024"), Err(Wrong::NotADay));
        assert_eq!(one(Kind::Activity, "starts", "31-02-2024"), Err(Wrong::NotADay));
    }

    #[test]
    fn something_cannot_end_before_it_begins() {
        let sheet = Sheet::new([("valid_from", "2024-02-01"), ("valid_to", "2024-01-31")].map(|(a, b)| (a.to_owned(), b.to_owned())));
        assert_eq!(read_validity(&sheet).1, [Fault { field: "valid_to", wrong: Wrong::EndsBeforeItBegins }]);
    }
}
