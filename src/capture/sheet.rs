/// A form as somebody filled it in: names and texts, nothing understood yet.
///
/// Control characters are gone: they mean nothing in a text, and break pages and files. Line ends are `\n`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet(Vec<(String, String)>);

impl Sheet {
    /// The sheet with these answers, in the order given.
    pub fn new(answers: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(answers.into_iter().map(|(name, text)| (name, if is_clean(&text) { text } else { clean(&text) })).collect())
    }

    /// The sheet of a form in the encoding that browsers send (`a=b&a=c`). Bytes that are no UTF-8 become `�`.
    pub fn urlencoded(body: &[u8]) -> Self {
        Self::new(form_urlencoded::parse(body).into_owned())
    }

    /// The first answer under this name; empty where there is none.
    pub fn one(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// All answers under this name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(asked, _)| asked == name).map(|(_, text)| text.as_str())
    }

    /// All names and answers, in the order given.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// The sheet with these answers in the place of those under this name.
    #[must_use]
    pub fn with_all(mut self, name: &str, answers: &[&str]) -> Self {
        self.0.retain(|(asked, _)| asked != name);
        self.0.extend(answers.iter().map(|answer| (name.to_owned(), clean(answer))));
        self
    }

    /// The sheet with this answer in the place of those under this name.
    #[must_use]
    pub fn with(mut self, name: &str, answer: &str) -> Self {
        self.0.retain(|(asked, _)| asked != name);
        self.0.push((name.to_owned(), clean(answer)));
        self
    }
}

/// Nothing in it is to be left out: so are most.
fn is_clean(text: &str) -> bool {
    !text.contains(char::is_control)
}

fn clean(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    lines.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_left_out_and_lines_end_in_one_way() {
        let sheet = Sheet::urlencoded(b"a=x%00%1b%0d%0ay%0dz&b=1&b=2&c=%ff");
        assert_eq!(sheet.one("a"), "x\ny\nz");
        assert_eq!(sheet.all("b").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!((sheet.one("c"), sheet.one("d")), ("\u{fffd}", ""));
    }
}
