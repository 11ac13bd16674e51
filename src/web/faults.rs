//! What is wrong with a form, in words and at the field where it can be put right.

use crate::capture::form;
use crate::capture::form::Wrong;
use crate::capture::spot::NoSpot;
use crate::inventory::field::Official;
use crate::inventory::opening::Lack;
use crate::inventory::record::Misfit;
use crate::neighbourhood::{Rule, rule_in_words};
use crate::web::show;
use crate::words::Words;

/// Something that has to be put right before a form is accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The id of the field on the page.
    pub(crate) at: String,
    /// What is wrong and what to do.
    pub(crate) text: String,
}

impl Fault {
    /// A fault that the language files know under this key.
    pub(crate) fn new(words: Words, at: &str, key: &str) -> Self {
        Self { at: at.to_owned(), text: words.say(key).into_owned() }
    }

    /// An answer that cannot be kept.
    pub(crate) fn of_answer(words: Words, fault: &form::Fault) -> Self {
        Self { at: fault.field.to_owned(), text: wrong(words, &fault.wrong) }
    }

    /// A place that is none; it stands at the second of its two fields, because the first may be right.
    pub(crate) fn of_spot(words: Words, fault: NoSpot) -> Self {
        let key = match fault {
            NoSpot::Half => "form-spot-half",
            NoSpot::NotNumbers => "form-spot-not-numbers",
            NoSpot::OffTheGlobe => "form-spot-off-the-globe",
            NoSpot::Nought => "form-spot-nought",
        };
        Self::new(words, "latitude", key)
    }

    /// Something without which others may not see the neighbourhood.
    pub(crate) fn of_lack(words: Words, lack: Lack) -> Self {
        let key = match lack {
            Lack::Empty(_) => "begin-needed",
            Lack::Unreachable(_) => "begin-unreachable.put-right",
        };
        Self::new(words, lack.field(), key)
    }

    /// A rule of the neighbourhood that what was filled in would break. `otherwise` is where it stands if no field is to blame.
    pub(crate) fn of_rule(words: Words, rule: &Rule, otherwise: &str) -> Self {
        match rule {
            Rule::Fault(fault) => Self::new(words, fault.field, misfit(fault.reason)),
            Rule::UnknownTerm { field, code } => {
                let text = words.say_with("form-wrong-unknown-term", &[("code", code.as_str().into())]).into_owned();
                Self { at: (*field).to_owned(), text }
            }
            Rule::UnderItself { .. } => Self { at: "broader".to_owned(), text: rule_in_words(words, rule).into_owned() },
            Rule::MoreThanWhole => Self { at: "share_percent".to_owned(), text: rule_in_words(words, rule).into_owned() },
            Rule::BackInTime => Self { at: "happened_on".to_owned(), text: rule_in_words(words, rule).into_owned() },
            _ => Self { at: otherwise.to_owned(), text: rule_in_words(words, rule).into_owned() },
        }
    }
}

fn wrong(words: Words, wrong: &Wrong) -> String {
    let number = |number: f64| show::grouped(words.language(), &number.to_string());
    let (key, fillings) = match wrong {
        Wrong::Missing => ("form-wrong-missing", vec![]),
        Wrong::TooLong(most) => ("form-wrong-too-long", vec![("most", (*most).into())]),
        Wrong::NotANumber => ("form-wrong-number", vec![]),
        Wrong::NotWhole => ("form-wrong-not-whole", vec![]),
        Wrong::OutOfBounds(least, most) => ("form-wrong-bounds", vec![("least", number(*least).into()), ("most", number(*most).into())]),
        Wrong::NotADay => ("form-wrong-day", vec![]),
        Wrong::NotYesOrNo => ("form-wrong-yes-no", vec![]),
        Wrong::NotAChoice => ("form-wrong-choice", vec![]),
        Wrong::NotALink => ("form-wrong-link", vec![]),
        Wrong::NotACode(Official::Cbs) => ("form-wrong-cbs", vec![]),
        Wrong::NotACode(Official::Bag) => ("form-wrong-bag", vec![]),
        Wrong::NotACode(Official::Postcode) => ("form-wrong-postcode", vec![]),
        Wrong::NotACode(Official::Kvk) => ("form-wrong-kvk", vec![]),
        Wrong::TooManyWords => ("form-wrong-words", vec![]),
        Wrong::EndsBeforeItBegins => ("form-wrong-ends", vec![]),
    };
    words.say_with(key, &fillings).into_owned()
}

fn misfit(misfit: Misfit) -> &'static str {
    match misfit {
        Misfit::Missing => "form-wrong-missing",
        Misfit::TooLong => "form-wrong-words",
        Misfit::OutOfBounds => "form-wrong-number",
        Misfit::NotAChoice => "form-wrong-choice",
        Misfit::WrongForm | Misfit::NotForThisKind => "form-wrong-form",
        Misfit::EndsBeforeItBegins => "form-wrong-ends",
    }
}
