//! Numbers and addresses: of the state, of telephones, of e-mail, of doors.

use crate::capture::screen::lists::lists;
use crate::capture::screen::token::Token;
use crate::capture::screen::{Category, Span};

/// Letters that a postcode never has (they stand for what nobody wants to have at the door).
const NO_POSTCODE: [&str; 3] = ["sa", "sd", "ss"];
/// Digits of a telephone number with the code of a country, by the standard that all countries keep (E.164).
const DIGITS_OF_THE_WORLD: std::ops::RangeInclusive<usize> = 8..=15;

/// Where such numbers and addresses stand.
pub(super) fn found(text: &str, tokens: &[Token<'_>]) -> Vec<(Category, Span)> {
    let bank = (0..tokens.len()).filter_map(|at| bank_account(tokens, at));
    let mut found: Vec<_> = bank.map(|span| (Category::Number, span)).collect();
    let asks_for_number = tokens.iter().any(|token| ["bsn", "sofinummer", "burgerservicenummer"].contains(&token.plain.as_str()));
    for run in runs(text) {
        let is_new = !found.iter().any(|(_, (from, to))| run.span.0 < *to && *from < run.span.1);
        if let Some(category) = run.category(asks_for_number).filter(|_| is_new) {
            found.push((category, run.span));
        }
    }
    found.extend(emails(text).map(|span| (Category::Email, span)));
    found.extend((0..tokens.len()).filter_map(|at| address(tokens, at)).map(|span| (Category::Address, span)));
    found
}

/// Digits with single signs between them, as people write long numbers.
struct Run {
    span: Span,
    digits: String,
    /// Digits before the first sign.
    first: usize,
    has_plus: bool,
}

fn runs(text: &str) -> Vec<Run> {
    let bytes = text.as_bytes();
    let mut runs: Vec<Run> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let has_plus = at > 0 && bytes[at - 1] == b'+';
        let is_within_word = text[..at].chars().next_back().is_some_and(char::is_alphabetic);
        let from = if has_plus { at - 1 } else { at };
        let (mut digits, mut first, mut to) = (String::new(), 0, at);
        while at < bytes.len() {
            if bytes[at].is_ascii_digit() {
                digits.push(char::from(bytes[at]));
                at += 1;
                to = at;
            } else if let Some(width) = gap(&bytes[at..]) {
                first = if first == 0 { digits.len() } else { first };
                at += width;
            } else {
                break;
            }
        }
        let first = if first == 0 { digits.len() } else { first };
        let ends_in_word = text[to..].chars().next().is_some_and(char::is_alphabetic);
        if !is_within_word && !ends_in_word {
            runs.push(Run { span: (from, to), digits, first, has_plus });
        }
    }
    runs
}

/// How many signs stand between two digits of one number: a space, a hyphen, a point, a bracket.
fn gap(bytes: &[u8]) -> Option<usize> {
    let width = bytes.iter().take_while(|byte| b" -./()".contains(byte)).count();
    (1..=3).contains(&width).then_some(width).filter(|width| bytes.get(*width).is_some_and(u8::is_ascii_digit))
}

impl Run {
    fn category(&self, asks_for_number: bool) -> Option<Category> {
        let count = self.digits.len();
        let is_of_the_world = self.has_plus && DIGITS_OF_THE_WORLD.contains(&count);
        let is_of_the_world = is_of_the_world || (self.digits.starts_with("00") && DIGITS_OF_THE_WORLD.contains(&(count - 2)));
        // A day and a time can have ten digits too, and begin with 0; only mobile numbers part after two.
        let is_dutch = count == 10
            && self.digits.starts_with('0')
            && !self.digits.starts_with("00")
            && (self.first > 2 || self.digits.starts_with("06"));
        if is_of_the_world || is_dutch {
            return Some(Category::Phone);
        }
        let is_number = (count == 9 || (count == 8 && asks_for_number)) && passes_eleven_test(&self.digits);
        is_number.then_some(Category::Number)
    }
}

/// The test that every citizen service number passes: nine times the first digit, eight times the second and so on, less
/// the last one, is a multiple of eleven. Numbers of eight digits have a 0 before them.
pub(super) fn passes_eleven_test(digits: &str) -> bool {
    let padded = format!("{digits:0>9}");
    let weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];
    let sum: i32 = padded.chars().zip(weights).filter_map(|(digit, weight)| Some(i32::try_from(digit.to_digit(10)?).ok()? * weight)).sum();
    padded.len() == weights.len() && padded != "000000000" && sum % 11 == 0
}

/// `NL91 ABNA 0417 1643 00`, with spaces or without.
fn bank_account(tokens: &[Token<'_>], at: usize) -> Option<Span> {
    let mut written = String::new();
    for token in tokens.get(at..)?.iter().take(9) {
        written.push_str(&token.plain);
        if written.len() > 34 {
            return None;
        }
        let parts = (written.get(..2)?, written.get(2..4), written.get(4..8), written.get(8..));
        if !parts.0.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        if let (_, Some(check), Some(bank), Some(number)) = parts {
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            if !digits(check) || !bank.bytes().all(|byte| byte.is_ascii_lowercase()) {
                return None;
            }
            if number.len() >= 10 && digits(number) {
                return Some((tokens[at].from, token.to()));
            }
        }
    }
    None
}

/// Something with an @ and, behind it, a point.
fn emails(text: &str) -> impl Iterator<Item = Span> {
    let is_part = |letter: char| letter.is_alphanumeric() || "._%+-".contains(letter);
    text.match_indices('@').filter_map(move |(at, _)| {
        let from = text[..at].char_indices().rev().take_while(|(_, letter)| is_part(*letter)).last()?.0;
        let behind = &text[at + 1..];
        let length = behind.find(|letter: char| !is_part(letter)).unwrap_or(behind.len());
        let host = behind[..length].trim_end_matches(['.', '-']);
        let (name, end) = host.rsplit_once('.')?;
        (!name.is_empty() && end.chars().count() >= 2).then_some((from, at + 1 + host.len()))
    })
}

/// `Kolkstraat 12`, `12 Station Road`, `1234 AB`.
fn address(tokens: &[Token<'_>], at: usize) -> Option<Span> {
    let token = &tokens[at];
    let next = tokens.get(at + 1);
    let begins_with_digit = |token: &Token<'_>| token.typed.starts_with(|letter: char| letter.is_ascii_digit()) && token.typed.len() <= 5;
    if token.is_capital() && lists().has_end("address", &token.plain) {
        return next.filter(|next| begins_with_digit(next)).map(|next| (token.from, next.to()));
    }
    if token.is_number() && token.typed.len() <= 4 && next.is_some_and(Token::is_capital) {
        let last = tokens.get(at + 2).filter(|last| last.is_capital() && lists().has("address", &last.plain));
        if let Some(last) = last {
            return Some((token.from, last.to()));
        }
    }
    let is_area = |digits: &str| digits.len() == 4 && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_end = |letters: &str| letters.len() == 2 && letters.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_postcode = |area: &str, end: &str| is_area(area) && is_end(end) && !NO_POSTCODE.contains(&end.to_ascii_lowercase().as_str());
    if let Some((area, end)) = token.typed.split_at_checked(4).filter(|(_, end)| !end.is_empty()) {
        return is_postcode(area, end).then(|| (token.from, token.to()));
    }
    let next = next.filter(|next| next.typed.bytes().all(|byte| byte.is_ascii_uppercase()) && next.from == token.to() + 1)?;
    is_postcode(token.typed, next.typed).then(|| (token.from, next.to()))
}
