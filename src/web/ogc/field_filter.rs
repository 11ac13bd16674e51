use crate::inventory::field::{Field, Shape};
use crate::inventory::moment::Day;

/// A value that a field cannot hold: the key of its text, and what is filled in besides the name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unfit {
    pub(super) key: &'static str,
    pub(super) choices: String,
}

/// What is asked of a field, in the form in which the graph compares it.
pub(super) fn asked(field: &Field, text: &str) -> Result<String, Unfit> {
    let unfit = |key: &'static str| Unfit { key, choices: String::new() };
    match field.shape {
        Shape::Whole(..) => text.parse::<i64>().map(|number| number.to_string()).map_err(|_| unfit("layers-fault-whole")),
        Shape::Cents(..) => cents(text).map(|cents| cents.to_string()).ok_or_else(|| unfit("layers-fault-money")),
        Shape::Decimal(..) => {
            let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
            number.map(|number| number.to_string()).ok_or_else(|| unfit("layers-fault-decimal"))
        }
        Shape::YesNo => match text {
            "true" | "1" => Ok("true".to_owned()),
            "false" | "0" => Ok("false".to_owned()),
            _ => Err(unfit("layers-fault-yes-no")),
        },
        // GDAL writes days with slashes.
        Shape::Day => {
            let day = text.replace('/', "-").parse::<Day>();
            day.map(|day| day.to_string()).map_err(|_| unfit("layers-fault-day"))
        }
        Shape::Choice(choices) | Shape::Choices(choices) if !choices.contains(&text) => {
            Err(Unfit { key: "layers-fault-choice", choices: choices.join(", ") })
        }
        _ => Ok(text.to_owned()),
    }
}

/// Cents of an amount in euros with at most two decimals.
fn cents(text: &str) -> Option<i64> {
    let (euros, rest) = text.split_once('.').unwrap_or((text, ""));
    let rest = rest.trim_end_matches('0');
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if euros.is_empty() || !is_digits(euros) || rest.len() > 2 || !is_digits(rest) {
        return None;
    }
    euros.parse::<i64>().ok()?.checked_mul(100)?.checked_add(format!("{rest:0<2}").parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::kind::Kind;

    #[test]
    fn values_are_brought_to_the_form_of_files_or_refused() {
        let of = |kind: Kind, name: &str, text: &str| asked(kind.field(name).unwrap(), text).map_err(|unfit| unfit.key);
        assert_eq!(of(Kind::Service, "cost", "12.5"), Ok("1250".to_owned()));
        assert_eq!(of(Kind::Service, "cost", "12.500"), Ok("1250".to_owned()));
        assert_eq!(of(Kind::Service, "cost", "12.505"), Err("layers-fault-money"));
        assert_eq!(of(Kind::Service, "cost", "99999999999999999999"), Err("layers-fault-money"));
        assert_eq!(of(Kind::Place, "size_m2", "40.0"), Ok("40".to_owned()));
        assert_eq!(of(Kind::Place, "size_m2", "NaN"), Err("layers-fault-decimal"));
        assert_eq!(of(Kind::Association, "formal", "1"), Ok("true".to_owned()));
        assert_eq!(of(Kind::Association, "formal", "ja"), Err("layers-fault-yes-no"));
        assert_eq!(of(Kind::Activity, "starts", "2026/05/01"), Ok("2026-05-01".to_owned()));
        assert_eq!(of(Kind::Place, "access", "nobody"), Err("layers-fault-choice"));
        assert_eq!(of(Kind::Place, "name", "x & y"), Ok("x & y".to_owned()));
    }
}
