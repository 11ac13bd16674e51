//! Takes Rust source apart, as far as the rules need it: code without comments and texts, and the texts by themselves.

/// Source taken apart.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Parts {
    /// The code: comments are gone, texts are empty, lines are kept.
    pub(super) code: String,
    /// The texts between quotation marks, with `\"` and line continuations undone.
    pub(super) texts: Vec<String>,
}

/// Takes source apart.
pub(super) fn parts(source: &str) -> Parts {
    let mut parts = Parts::default();
    let mut rest = source;
    while let Some(letter) = rest.chars().next() {
        let taken = comment(rest).or_else(|| text(rest)).or_else(|| quoted_letter(rest));
        let length = if let Some((length, text)) = taken {
            let lines = rest[..length].matches('\n').count();
            match text {
                Some(text) => {
                    parts.code.push_str("\"\"");
                    parts.texts.push(text);
                }
                None => parts.code.push(' '),
            }
            parts.code.push_str(&"\n".repeat(lines));
            length
        } else {
            parts.code.push(letter);
            letter.len_utf8()
        };
        rest = &rest[length..];
    }
    parts
}

/// The source before its unit tests.
pub(super) fn without_tests(source: &str) -> &str {
    source.find("\n#[cfg(test)]\nmod ").map_or(source, |at| &source[..=at])
}

/// The words of code: runs of letters, digits and `_`.
pub(super) fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

type Taken = Option<(usize, Option<String>)>;

fn comment(rest: &str) -> Taken {
    if rest.starts_with("//") {
        return Some((rest.find('\n').unwrap_or(rest.len()), None));
    }
    rest.starts_with("/*").then(|| (rest.find("*/").map_or(rest.len(), |at| at + 2), None))
}

fn text(rest: &str) -> Taken {
    if let Some(inside) = rest.strip_prefix('"') {
        let mut escaped = false;
        let end = inside.find(|letter| {
            let ends = letter == '"' && !escaped;
            escaped = letter == '\\' && !escaped;
            ends
        });
        let end = end.unwrap_or(inside.len());
        return Some(((end + 2).min(rest.len()), Some(unescaped(&inside[..end]))));
    }
    let raw = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'))?;
    let marks = raw.len() - raw.trim_start_matches('#').len();
    let inside = raw[marks..].strip_prefix('"')?;
    let closing = format!("\"{}", "#".repeat(marks));
    let end = inside.find(&closing)?;
    let before = rest.len() - inside.len();
    Some((before + end + closing.len(), Some(inside[..end].to_owned())))
}

fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut pieces = text.split('\\');
    plain.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        match piece.strip_prefix('\n') {
            Some(continued) => plain.push_str(continued.trim_start()),
            None => plain.push_str(piece),
        }
    }
    plain
}

/// `'"'` and the like; a lifetime is none.
fn quoted_letter(rest: &str) -> Taken {
    let inside = rest.strip_prefix('\'')?;
    let length = if let Some(escaped) = inside.strip_prefix('\\') {
        escaped.char_indices().skip(1).find(|(_, letter)| *letter == '\'')?.0 + 1
    } else {
        inside.chars().next()?.len_utf8()
    };
    inside[length..].starts_with('\'').then_some((length + 2, None))
}

#[test]
fn comments_and_texts_are_no_code() {
    let taken = parts("let a = \"x \\\" y\"; // sled\n/* rstar\n*/ fn b<'a>(c: char) { c == '\"' } r#\"raw \"q\"\"#;");
    assert_eq!(taken.texts, ["x \" y", "raw \"q\""]);
    assert_eq!(taken.code.lines().count(), 3);
    assert!(!taken.code.contains("sled") && !taken.code.contains("rstar"), "{}", taken.code);
    assert!(taken.code.contains("fn b<'a>(c: char)"), "{}", taken.code);
}
