use crate::graph::View;
use crate::words::fold;

/// Longest code that is made, in characters.
const LONGEST: usize = 60;

/// A code for a new word, made from its English label: small letters, digits and `_`. A code that is there already, or was
/// merged into another word, is never given again: it gets a number behind it.
pub fn new_code(view: View<'_>, scheme: &str, label: &str) -> String {
    new_code_beside(label, |code| view.term(scheme, code).is_some())
}

/// The same, beside codes that are taken for whatever reason.
pub(super) fn new_code_beside(label: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let folded = fold(label);
    let parts: Vec<_> = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let joined: String = parts.join("_").chars().take(LONGEST).collect();
    let code = if joined.is_empty() { "word".to_owned() } else { joined.trim_matches('_').to_owned() };
    let numbered = (2_u32..).map(|number| format!("{code}_{number}"));
    std::iter::once(code.clone()).chain(numbered).find(|code| !is_taken(code)).unwrap_or(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_made_from_the_label_and_never_given_twice() {
        assert_eq!(new_code_beside("Café & Bar (small)", |_| false), "cafe_bar_small");
        assert_eq!(new_code_beside("Koken", |code| ["koken", "koken_2"].contains(&code)), "koken_3");
        assert_eq!(new_code_beside("漢字", |_| false), "word");
        assert_eq!(new_code_beside(&"x".repeat(300), |_| false).len(), 60);
    }
}
