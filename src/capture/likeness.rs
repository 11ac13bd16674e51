//! Is this the same shed? Two things are likely one when they lie within [`FURTHEST_APART`] of each other and bear
//! similar names. Pure: whoever asks fetches the candidates. A person decides; nothing is joined or left out.

use crate::words::words_of;

/// Two things further apart than this, in metres, are not taken for one.
pub const FURTHEST_APART: f64 = 100.0;

/// The share of letters of two names that must be found in both.
const LEAST_SHARED: f64 = 0.8;

/// A name that stands whole within the other must be at least this share of it: `De Kade` and `Buurthuis De Kade`.
const LEAST_PART: f64 = 0.3;

/// Words that tell the legal form or nothing at all, in small letters without accents.
const SAY_LITTLE: [&str; 37] = [
    "de",
    "het",
    "een",
    "t",
    "the",
    "a",
    "an",
    "la",
    "le",
    "les",
    "der",
    "die",
    "das",
    "van",
    "von",
    "of",
    "in",
    "op",
    "en",
    "and",
    "und",
    "stichting",
    "st",
    "vereniging",
    "ver",
    "bv",
    "nv",
    "vof",
    "cv",
    "cooperatie",
    "ua",
    "eenmanszaak",
    "inc",
    "ltd",
    "llc",
    "gmbh",
    "ev",
];

/// Whether two names are so alike that they may be one thing's. Accents, capitals, marks, articles and legal forms do not
/// count, a letter or two may differ in a long word, but numbers must be the same: block 3 is not block 4.
pub fn similar_names(one: &str, other: &str) -> bool {
    let (one, other) = (telling_words(one), telling_words(other));
    if one.is_empty() || other.is_empty() {
        return false;
    }
    if one.concat() == other.concat() {
        return true;
    }
    if !same_numbers(&one, &other) {
        return false;
    }
    let (short, long) = if letters(&one) <= letters(&other) { (one, other) } else { (other, one) };
    let mut left: Vec<&String> = long.iter().collect();
    let mut shared = Vec::new();
    for word in &short {
        if let Some(at) = left.iter().position(|candidate| same_word(word, candidate)) {
            shared.push(left.remove(at).clone());
        }
    }
    let (shared_letters, total) = (count(letters(&shared)), count(letters(&short) + letters(&long)));
    let whole_within = shared.len() == short.len() && count(letters(&short)) >= LEAST_PART * count(letters(&long));
    whole_within || 2.0 * shared_letters >= LEAST_SHARED * total
}

fn telling_words(name: &str) -> Vec<String> {
    let all: Vec<String> = words_of(name).collect();
    let telling: Vec<String> = all.iter().filter(|word| !SAY_LITTLE.contains(&word.as_str())).cloned().collect();
    if telling.is_empty() { all } else { telling }
}

fn letters(words: &[String]) -> usize {
    words.iter().map(|word| word.chars().count()).sum()
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

fn same_numbers(one: &[String], other: &[String]) -> bool {
    let numbers = |words: &[String]| {
        let mut numbers: Vec<String> = words.iter().filter(|word| word.chars().any(char::is_numeric)).cloned().collect();
        numbers.sort_unstable();
        numbers
    };
    numbers(one) == numbers(other)
}

/// The same word, or one slip of the pen away in a word of five letters or more, two in one of nine or more.
fn same_word(one: &str, other: &str) -> bool {
    let length = one.chars().count().min(other.chars().count());
    let slips = match length {
        0..5 => 0,
        5..9 => 1,
        _ => 2,
    };
    one == other || strsim::osa_distance(one, other) <= slips
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_thing_are_alike() {
        for (one, other) in [
            ("Buurtcentrum De Brug", "buurtcentrum de brug"),
            ("Stichting Café Ons Plein", "Cafe Ons Plein"),
            ("Speeltuin Oost", "Speel-tuin Oost"),
            ("Buurthuis De Kade", "De Kade"),
            ("Bibliotheek Zuidwijk", "Biblioteek Zuidwijk"),
            ("'t Trefpunt", "Trefpunt"),
            ("Voorbeeld Tuin", "Voorbeeldtuin"),
        ] {
            assert!(similar_names(one, other) && similar_names(other, one), "{one} / {other}");
        }
    }

    #[test]
    fn names_of_different_things_are_not() {
        for (one, other) in [
            ("Speeltuin Oost", "Speeltuin West"),
            ("Blok 3", "Blok 4"),
            ("Garage", "Kerk"),
            ("Kas", "Kat"),
            ("", "De Kas"),
            ("School", "Openbare Daltonschool voor speciaal onderwijs"),
            ("Bus 12", "Bus"),
        ] {
            assert!(!similar_names(one, other) && !similar_names(other, one), "{one} / {other}");
        }
    }
}
