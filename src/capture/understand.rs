//! From what somebody wrote in a field or cell to the value that is kept, by the field's declaration. Used alike for
//! files and forms, so that both understand the same words and name the same snags.

use crate::capture::code;
use crate::capture::date::{self, Order, Precision};
use crate::capture::missing::{ReadAs, is_missing, yes_or_no};
use crate::capture::number::{self, DecimalMark};
use crate::capture::reason::Reason;
use crate::capture::vocabulary::Vocabulary;
use crate::inventory::code::{LONGEST_TAG, MOST_TAGS, is_link, misfit};
use crate::inventory::field::{Field, Official, Shape};
use crate::inventory::record::Misfit;
use crate::inventory::value::Value;
use crate::words::{Language, Words, fold};

/// What the rest of a column tells about one of its values; nothing for a form.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints<'a> {
    /// The decimal mark of the column.
    pub mark: DecimalMark,
    /// The order of day and month in the column.
    pub order: Order,
    /// The name of the column, which for OpenStreetMap is part of the meaning (`amenity`: `library`).
    pub column: &'a str,
}

/// A value, understood, and what there is to tell about it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Understood {
    /// `None` when nothing was said, or nothing that could be understood (then `snags` tells why).
    pub value: Option<Value>,
    /// What was put right (`false`) or is not kept (`true`).
    pub snags: Vec<(bool, Reason)>,
    /// Words that are not in the vocabulary, to be kept as tags.
    pub unknown_words: Vec<String>,
}

impl Understood {
    fn kept(value: Value) -> Self {
        Self { value: Some(value), ..Self::default() }
    }

    fn not_kept(reason: Reason) -> Self {
        Self { snags: vec![(true, reason)], ..Self::default() }
    }

    fn with_note(mut self, is_due: bool, reason: Reason) -> Self {
        if is_due {
            self.snags.push((false, reason));
        }
        self
    }
}

/// Understands what was said for a field.
pub fn understand(field: &Field, said: &str, hints: Hints<'_>, vocabulary: &Vocabulary) -> Understood {
    let said = said.trim();
    let read_as = match field.shape {
        Shape::Line(_) | Shape::Prose(_) | Shape::Tags => ReadAs::Text,
        _ => ReadAs::Value,
    };
    // A sensible number may look like a code for missing (a temperature of -99997 is none).
    if is_missing(said, read_as) {
        return Understood::default();
    }
    let mut understood = match field.shape {
        Shape::Line(most) => line(said, most),
        Shape::Prose(most) => text(said, most),
        Shape::Link => link(said),
        Shape::Whole(least, most) => whole(said, hints, least, most),
        Shape::Decimal(least, most) => decimal(said, hints, least, most),
        Shape::Cents(least, most) => cents(said, hints, least, most),
        Shape::YesNo => {
            yes_or_no(said).map_or_else(|| Understood::not_kept(Reason::YesNoNotUnderstood), |yes| Understood::kept(Value::YesNo(yes)))
        }
        Shape::Day => day(said, hints),
        Shape::Choice(choices) => choice(field.name, choices, said),
        Shape::Choices(codes) => choices(field.name, codes, said),
        Shape::Term(scheme) => terms(scheme, said, hints, vocabulary, 1),
        Shape::Terms(scheme) => terms(scheme, said, hints, vocabulary, MOST_TAGS),
        // Which vocabulary it is stands elsewhere in the row; whether it has the word is judged when the row is written.
        Shape::OwnTerm => Understood::kept(Value::Codes(vec![said.to_owned()])),
        Shape::Tags | Shape::Pictures | Shape::Entries => tags(said),
        Shape::Code(official) => official_code(official, said),
    };
    let fault = understood.value.as_ref().and_then(|value| misfit(field, value));
    if let Some(fault) = fault.filter(|fault| *fault != Misfit::Missing) {
        tracing::debug!(field = field.name, %fault, "a value was understood but does not fit");
        understood.value = None;
        understood.snags.push((true, Reason::ValueDoesNotFit));
    }
    understood
}

fn line(said: &str, most: usize) -> Understood {
    let joined = said.split_whitespace().collect::<Vec<_>>().join(" ");
    text(&joined, most).with_note(said.contains(['\n', '\r']), Reason::LineBreaksJoined)
}

fn text(said: &str, most: usize) -> Understood {
    // Control characters have no meaning in a text and break pages and files; line ends and tabs have.
    let clean: String = said.replace("\r\n", "\n").chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let clean = clean.trim().to_owned();
    if clean.is_empty() {
        return Understood::default();
    }
    if clean.chars().count() <= most {
        return Understood::kept(Value::Text(clean));
    }
    let cut: String = clean.chars().take(most.saturating_sub(1)).chain(['…']).collect();
    Understood { value: Some(Value::Text(cut)), snags: vec![(true, Reason::TextCut { most: most as u64 })], ..Understood::default() }
}

fn link(said: &str) -> Understood {
    let first = said.split([' ', ';', ',', '|']).find(|part| !part.is_empty()).unwrap_or(said);
    let more = first.len() < said.len();
    for (candidate, completed) in [(said.to_owned(), false), (first.to_owned(), false), (format!("https://{first}"), true)] {
        let has_host = candidate.split("://").nth(1).is_some_and(|host| host.contains('.'));
        if is_link(&candidate) && (has_host || !completed) {
            let only_first = more && candidate != said;
            return Understood::kept(Value::Text(candidate))
                .with_note(completed, Reason::LinkCompleted)
                .with_note(only_first, Reason::OnlyFirstLink);
        }
    }
    Understood::not_kept(Reason::LinkNotUnderstood)
}

fn read_number(said: &str, hints: Hints<'_>, whole: bool) -> Result<(f64, Option<Reason>), Reason> {
    let number = number::read(said, hints.mark, whole)?;
    Ok((number.value, number.ambiguous.then(|| Reason::NumberAmbiguous { taken: number.value.to_string() })))
}

fn whole(said: &str, hints: Hints<'_>, least: i64, most: i64) -> Understood {
    match read_number(said, hints, true) {
        Err(reason) => Understood::not_kept(reason),
        Ok((value, _)) if value.fract() != 0.0 => Understood::not_kept(Reason::NumberNotWhole),
        Ok((value, note)) => match whole_number(value).filter(|number| (least..=most).contains(number)) {
            Some(number) => with_optional_note(Understood::kept(Value::Whole(number)), note),
            None => Understood::not_kept(Reason::NumberOutOfBounds { least: least.to_string(), most: most.to_string() }),
        },
    }
}

fn decimal(said: &str, hints: Hints<'_>, least: f64, most: f64) -> Understood {
    match read_number(said, hints, false) {
        Err(reason) => Understood::not_kept(reason),
        Ok((value, note)) if (least..=most).contains(&value) => with_optional_note(Understood::kept(Value::Decimal(value)), note),
        Ok(_) => Understood::not_kept(Reason::NumberOutOfBounds { least: least.to_string(), most: most.to_string() }),
    }
}

fn cents(said: &str, hints: Hints<'_>, least: i64, most: i64) -> Understood {
    match read_number(said, hints, false) {
        Err(reason) => Understood::not_kept(reason),
        Ok((value, note)) => {
            let euros = |cents: i64| (cents / 100).to_string();
            let cents = whole_number((value * 100.0).round()).filter(|cents| (least..=most).contains(cents));
            let out = || Understood::not_kept(Reason::NumberOutOfBounds { least: euros(least), most: euros(most) });
            cents.map_or_else(out, |cents| with_optional_note(Understood::kept(Value::Whole(cents)), note))
        }
    }
}

fn with_optional_note(understood: Understood, note: Option<Reason>) -> Understood {
    match note {
        Some(reason) => understood.with_note(true, reason),
        None => understood,
    }
}

/// A number without decimals as an integer, where floating point still counts by ones.
fn whole_number(value: f64) -> Option<i64> {
    const LARGEST: f64 = 9_007_199_254_740_992.0;
    if value.abs() > LARGEST || value.fract() != 0.0 {
        return None;
    }
    format!("{value:.0}").parse().ok()
}

fn day(said: &str, hints: Hints<'_>) -> Understood {
    match date::read(said, hints.order) {
        Err(reason) => Understood::not_kept(reason),
        Ok(found) => Understood::kept(Value::Day(found.date))
            .with_note(found.ambiguous, Reason::DateAmbiguous { taken: found.date.to_string() })
            .with_note(found.precision != Precision::Day, Reason::DateCompleted { taken: found.date.to_string() }),
    }
}

fn choice(field: &str, choices: &[&str], said: &str) -> Understood {
    let wanted = fold(said).replace(['-', ' '], "_");
    let called = |code: &str| {
        Language::ALL.into_iter().any(|language| {
            let label = Words::of(language).find(&format!("choice-{field}-{code}"));
            label.is_some_and(|label| fold(&label) == fold(said))
        })
    };
    match choices.iter().find(|code| **code == wanted || called(code)) {
        Some(code) => Understood::kept(Value::Codes(vec![(*code).to_owned()])),
        None => Understood::not_kept(Reason::ChoiceNotKnown { choices: choices.join(", ") }),
    }
}

/// All of them, or none: half of what was chosen means something else.
fn choices(field: &str, codes: &[&str], said: &str) -> Understood {
    let mut chosen: Vec<String> = Vec::new();
    for part in said.split([';', '|', ',']).map(str::trim).filter(|part| !part.is_empty()) {
        let Some(Value::Codes(found)) = choice(field, codes, part).value else {
            return Understood::not_kept(Reason::ChoiceNotKnown { choices: codes.join(", ") });
        };
        chosen.extend(found.into_iter().filter(|code| !chosen.contains(code)).collect::<Vec<_>>());
    }
    if chosen.is_empty() { Understood::default() } else { Understood::kept(Value::Codes(chosen)) }
}

fn terms(scheme: &str, said: &str, hints: Hints<'_>, vocabulary: &Vocabulary, most: usize) -> Understood {
    let find = |word: &str| vocabulary.code_of_tag(scheme, hints.column, word).or_else(|| vocabulary.code(scheme, word));
    let (mut codes, mut unknown_words): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let parts: Vec<&str> = if find(said).is_some() { vec![said] } else { said.split([';', '|', ',']).collect() };
    for part in parts.into_iter().map(str::trim).filter(|part| !part.is_empty()) {
        match find(part).filter(|_| codes.len() < most) {
            Some(code) if codes.iter().any(|known| known == code) => {}
            Some(code) => codes.push(code.to_owned()),
            None => unknown_words.push(part.to_owned()),
        }
    }
    let value = (!codes.is_empty()).then_some(Value::Codes(codes));
    let snags = if unknown_words.is_empty() { Vec::new() } else { vec![(true, Reason::TermNotKnown)] };
    Understood { value, snags, unknown_words }
}

fn tags(said: &str) -> Understood {
    let mut codes: Vec<String> = Vec::new();
    let mut left_out = false;
    for word in said.split([';', '|', ',', '\n']).map(str::trim).filter(|word| !word.is_empty()) {
        let word: String = word.trim_start_matches('#').chars().filter(|c| !c.is_control()).collect();
        let fits = word.chars().count() <= LONGEST_TAG && codes.len() < MOST_TAGS;
        left_out |= !fits;
        if fits && !word.is_empty() && !codes.contains(&word) {
            codes.push(word);
        }
    }
    let value = (!codes.is_empty()).then_some(Value::Codes(codes));
    let snags = if left_out { vec![(true, Reason::TagsLeftOut)] } else { Vec::new() };
    Understood { value, snags, unknown_words: Vec::new() }
}

fn official_code(official: Official, said: &str) -> Understood {
    let kept = |text: String| Understood::kept(Value::Text(text));
    let not_understood = || Understood::not_kept(Reason::CodeNotUnderstood);
    match official {
        Official::Cbs => code::area_code(said).map_or_else(not_understood, |(_, code)| kept(code)),
        Official::Postcode => code::postcode(said).map_or_else(not_understood, kept),
        Official::Bag => match code::bag_id(said) {
            Ok((id, restored)) => kept(id).with_note(restored, Reason::CodeZeroRestored),
            Err(reason) => Understood::not_kept(reason),
        },
        Official::Kvk => {
            let digits: String = said.chars().filter(char::is_ascii_digit).collect();
            match digits.len() {
                8 => kept(digits),
                7 => kept(format!("0{digits}")).with_note(true, Reason::CodeZeroRestored),
                _ => not_understood(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::vocabulary::few_words;
    use crate::inventory::kind::Kind;

    fn said(kind: Kind, field: &str, said: &str) -> Understood {
        understand(kind.field(field).unwrap(), said, Hints::default(), &few_words())
    }

    fn text_of(understood: &Understood) -> Option<&str> {
        understood.value.as_ref().and_then(Value::text)
    }

    #[test]
    fn texts_are_kept_clean_and_cut_with_a_word() {
        assert_eq!(text_of(&said(Kind::Place, "name", " De\nKas \u{7}")), Some("De Kas"));
        assert_eq!(said(Kind::Place, "name", "n.v.t."), Understood::default());
        let long = said(Kind::Place, "name", &"x".repeat(500));
        assert_eq!(text_of(&long).map(|text| text.chars().count()), Some(200));
        assert_eq!(long.snags, [(true, Reason::TextCut { most: 200 })]);
    }

    #[test]
    fn a_web_address_is_completed_but_never_made_dangerous() {
        assert_eq!(text_of(&said(Kind::Place, "website", "www.kas.example")), Some("https://www.kas.example"));
        assert_eq!(text_of(&said(Kind::Place, "website", "https://a.example; https://b.example")), Some("https://a.example"));
        for bad in ["javascript:alert(1)", "geen website", "kas", "<script>"] {
            assert_eq!(said(Kind::Place, "website", bad).snags, [(true, Reason::LinkNotUnderstood)], "{bad}");
        }
    }

    #[test]
    fn numbers_and_amounts_stay_within_their_bounds() {
        assert_eq!(said(Kind::Area, "population", "9.175").value, Some(Value::Whole(9175)));
        assert_eq!(said(Kind::Area, "population", "-99997"), Understood::default());
        assert_eq!(said(Kind::Area, "population", "12,5").snags, [(true, Reason::NumberNotWhole)]);
        assert_eq!(said(Kind::Service, "cost", "€ 12,50").value, Some(Value::Whole(1250)));
        assert!(matches!(said(Kind::Area, "population", "-3").snags[0].1, Reason::NumberOutOfBounds { .. }));
    }

    #[test]
    fn words_of_a_vocabulary_are_known_and_others_kept_aside() {
        let mixed = said(Kind::Place, "functions", "Speeltuin; leeszaal; raketbasis");
        assert_eq!(mixed.value.as_ref().map(Value::codes), Some(["playground".to_owned(), "library".to_owned()].as_slice()));
        assert_eq!((mixed.unknown_words, mixed.snags), (vec!["raketbasis".to_owned()], vec![(true, Reason::TermNotKnown)]));
        let choice = said(Kind::Area, "level", "Buurt");
        assert_eq!(choice.value.as_ref().map(Value::codes), Some(["buurt".to_owned()].as_slice()));
        assert!(matches!(said(Kind::Area, "level", "planeet").snags[0].1, Reason::ChoiceNotKnown { .. }));
    }

    #[test]
    fn codes_and_days_are_kept_in_one_form() {
        assert_eq!(text_of(&said(Kind::Address, "postcode", "1011 ab")), Some("1011AB"));
        assert_eq!(text_of(&said(Kind::Address, "bag_id", "363010000964973")), Some("0363010000964973"));
        assert_eq!(text_of(&said(Kind::Area, "cbs_code", "bu05990110 ")), Some("BU05990110"));
        let month = said(Kind::Activity, "starts", "maart 2024");
        assert_eq!(month.snags, [(false, Reason::DateCompleted { taken: "2024-03-01".to_owned() })]);
    }
}
