use crate::inventory::field::{Field, Official, Shape};
use crate::inventory::picture::PictureName;
use crate::inventory::record::Misfit;
use crate::inventory::value::Value;

/// Longest word among tags and codes, in characters.
pub const LONGEST_TAG: usize = 80;

/// Most tags or codes in one field.
pub const MOST_TAGS: usize = 100;

/// Longest entry the program writes, in bytes.
pub const LONGEST_ENTRY: usize = 500;

/// Most entries in one field.
pub const MOST_ENTRIES: usize = 2_000;

/// Why the value does not fit the field, if it does not. Whether a term is in its vocabulary is not known here.
pub fn misfit(field: &Field, value: &Value) -> Option<Misfit> {
    match (field.shape, value) {
        (Shape::Line(most) | Shape::Prose(most), Value::Text(text)) => text_misfit(field, text, most),
        (Shape::Link, Value::Text(text)) => (!is_link(text)).then_some(Misfit::WrongForm),
        (Shape::Code(official), Value::Text(text)) => (!official.fits(text)).then_some(Misfit::WrongForm),
        (Shape::Whole(least, most) | Shape::Cents(least, most), Value::Whole(number)) => {
            (!(least..=most).contains(number)).then_some(Misfit::OutOfBounds)
        }
        (Shape::Decimal(least, most), Value::Decimal(number)) => (!(least..=most).contains(number)).then_some(Misfit::OutOfBounds),
        (Shape::YesNo, Value::YesNo(_)) | (Shape::Day, Value::Day(_)) => None,
        (Shape::Choice(choices), Value::Codes(codes)) => {
            let fits = matches!(codes.as_slice(), [code] if choices.contains(&code.as_str()));
            (!fits).then_some(Misfit::NotAChoice)
        }
        (Shape::Choices(choices), Value::Codes(codes)) => {
            let fits = !codes.is_empty() && codes.iter().all(|code| choices.contains(&code.as_str()));
            (!fits).then_some(Misfit::NotAChoice)
        }
        (Shape::Term(_) | Shape::OwnTerm, Value::Codes(codes)) => {
            if codes.len() == 1 {
                codes_misfit(codes)
            } else {
                Some(Misfit::NotAChoice)
            }
        }
        (Shape::Terms(_) | Shape::Tags, Value::Codes(codes)) => codes_misfit(codes),
        (Shape::Entries, Value::Codes(entries)) => {
            let too_long = entries.len() > MOST_ENTRIES || entries.iter().any(|entry| entry.len() > LONGEST_ENTRY);
            too_long.then_some(Misfit::TooLong)
        }
        (Shape::Pictures, Value::Codes(names)) => {
            let fits = !names.is_empty() && names.len() <= MOST_TAGS && names.iter().all(|name| name.parse::<PictureName>().is_ok());
            (!fits).then_some(Misfit::WrongForm)
        }
        _ => Some(Misfit::NotForThisKind),
    }
}

fn text_misfit(field: &Field, text: &str, most: usize) -> Option<Misfit> {
    if field.required && text.trim().is_empty() {
        Some(Misfit::Missing)
    } else if text.chars().count() > most {
        Some(Misfit::TooLong)
    } else if matches!(field.shape, Shape::Line(_)) && text.contains(['\n', '\r']) {
        Some(Misfit::WrongForm)
    } else {
        None
    }
}

fn codes_misfit(codes: &[String]) -> Option<Misfit> {
    let too_long = codes.len() > MOST_TAGS || codes.iter().any(|code| code.chars().count() > LONGEST_TAG);
    if too_long { Some(Misfit::TooLong) } else { codes.iter().any(|code| code.trim().is_empty()).then_some(Misfit::Missing) }
}

/// An address on the web that is safe to link to: http or https, with a host, without spaces or controls.
pub fn is_link(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '['))
        && text.chars().count() <= 2000
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"'`\\".contains(c))
}

impl Official {
    /// The text has the form of this code.
    pub fn fits(self, text: &str) -> bool {
        let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
        match self {
            Self::Cbs => [("GM", 4), ("WK", 6), ("BU", 8)].iter().any(|(prefix, length)| {
                text.strip_prefix(prefix)
                    .is_some_and(|rest| rest.len() == *length && rest.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()))
            }),
            Self::Bag => digits(text, 16),
            Self::Kvk => digits(text, 8),
            Self::Postcode => {
                text.is_ascii()
                    && text.len() == 6
                    && digits(&text[..4], 4)
                    && !text.starts_with('0')
                    && text[4..].bytes().all(|b| b.is_ascii_uppercase())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn official_codes_keep_letters_and_leading_zeros() {
        assert!(Official::Cbs.fits("BU05990110") && Official::Cbs.fits("WK0003AA") && Official::Cbs.fits("GM0003"));
        assert!(!Official::Cbs.fits("BU0599011") && !Official::Cbs.fits("bu05990110") && !Official::Cbs.fits("BU0599011é"));
        assert!(Official::Bag.fits("0344010000006589") && !Official::Bag.fits("344010000006589"));
        assert!(Official::Postcode.fits("1011AB") && !Official::Postcode.fits("1011 AB") && !Official::Postcode.fits("101éAB"));
    }

    #[test]
    fn only_addresses_on_the_web_are_links() {
        assert!(is_link("https://wijk.example/a?b=c"));
        for text in ["javascript:alert(1)", "https://", "http:// a", "ftp://a.nl", "https://a.nl\" onclick=", "//a.nl", "data:text/html,x"]
        {
            assert!(!is_link(text), "{text}");
        }
    }
}
