use maud::{Markup, html};

use crate::web::here::Here;
use crate::words::fold;

/// The letter under which a label stands: its first, without accents, in capitals; `#` for what begins with none.
pub(super) fn letter_of(label: &str) -> char {
    let first = fold(label).chars().next();
    first.filter(|letter| letter.is_alphabetic()).and_then(|letter| letter.to_uppercase().next()).unwrap_or('#')
}

/// The letters that labels begin with, each a way to the words under it.
pub(super) fn letters<'a>(here: &Here, path: &str, labels: impl Iterator<Item = &'a str>, chosen: Option<char>) -> Markup {
    let mut all: Vec<char> = labels.map(letter_of).collect();
    all.sort_unstable();
    all.dedup();
    let words = here.words();
    html! {
        @if all.len() > 1 {
            nav aria-label=(words.say("vocabulary-letters")) {
                ul.letters.plain {
                    @for letter in all {
                        @let href = format!("{path}?letter={}", if letter == '#' { "%23".to_owned() } else { letter.to_string() });
                        li { a href=(href) aria-current=[(chosen == Some(letter)).then_some("true")] { (letter) } }
                    }
                    @if chosen.is_some() { li.all { a href=(path) { (words.say("vocabulary-letters.all")) } } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_make_no_letters_of_their_own() {
        assert_eq!(["Één", "koken", "3D-printen", "", "漢"].map(letter_of), ['E', 'K', '#', '#', '漢']);
    }
}
