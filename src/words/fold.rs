use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// A text in plain form for comparing and searching: small letters, without accents, compatibility forms made ordinary.
pub fn fold(text: &str) -> String {
    // Most texts need no table.
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii() {
            folded.push(letter.to_ascii_lowercase());
        } else {
            decompose_compatible(letter, |part| {
                if !is_combining_mark(part) {
                    folded.extend(part.to_lowercase());
                }
            });
        }
    }
    folded
}

/// The words of a text in plain form: runs of letters and digits.
pub fn words_of(text: &str) -> impl Iterator<Item = String> {
    let folded = fold(text);
    let words: Vec<_> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_capitals_do_not_matter() {
        assert_eq!(fold("Café É́én ﬁets"), "cafe een fiets");
        assert_eq!(words_of("Ons 't-Huis, nr. 3").collect::<Vec<_>>(), ["ons", "t", "huis", "nr", "3"]);
    }

    proptest::proptest! {
        #[test]
        fn letter_by_letter_is_as_the_whole_text_at_once(text in "\\PC{0,20}") {
            use unicode_normalization::UnicodeNormalization;
            let at_once: String = text.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase).collect();
            proptest::prop_assert_eq!(fold(&text), at_once);
        }
    }
}
