use clap::builder::PossibleValuesParser;

use crate::cli::talk::Talk;
use crate::inventory::field::Shape;
use crate::inventory::kind::Kind;
use crate::inventory::moment::Day;
use crate::inventory::opening::{Lack, Step, is_authority, is_open, lacks};
use crate::inventory::record::without_emptiness;
use crate::inventory::slug::Slug;
use crate::inventory::value::Value;
use crate::inventory::values::Values;
use crate::words::Words;

/// What a neighbourhood says about itself before others see it.
#[derive(clap::Args)]
pub(super) struct Particulars {
    /// Who answers for what is kept: the name of an organisation or a group.
    #[arg(long, value_name = "NAME")]
    controller: Option<String>,
    /// What sort of body that is. Where its name begins with it (Stichting, Vereniging, Gemeente) it need not be said.
    #[arg(long, value_name = "SORT", value_parser = codes_of("controller_kind"))]
    controller_kind: Option<String>,
    /// Its postal address.
    #[arg(long, value_name = "ADDRESS")]
    controller_address: Option<String>,
    /// Its number in the Dutch trade register, 8 digits.
    #[arg(long, value_name = "NUMBER")]
    kvk: Option<String>,
    /// Whom people can turn to with questions about their data; everyone can read it.
    #[arg(long, value_name = "NAME")]
    contact: Option<String>,
    /// How they are reached: an e-mail address, a telephone number, or both.
    #[arg(long, value_name = "E-MAIL OR PHONE")]
    contact_reach: Option<String>,
    /// The data protection officer and how they are reached, where there is one.
    #[arg(long, value_name = "NAME AND E-MAIL")]
    data_officer: Option<String>,
    /// What is kept, and what for; more than one with commas. If nothing is said: assets, which shows what there is.
    #[arg(long, value_name = "PURPOSE", value_delimiter = ',', value_parser = codes_of("purposes"))]
    purpose: Vec<String>,
    /// Which area it is about, in words. If nothing is said: the name of the neighbourhood.
    #[arg(long, value_name = "WORDS")]
    area: Option<String>,
    /// The languages in which its pages can be read. If nothing is said: both.
    #[arg(long, value_name = "nl,en", value_delimiter = ',', value_parser = codes_of("page_languages"))]
    languages: Vec<String>,
    /// Who runs the server: the controller itself, or a processor that does it for them.
    #[arg(long, value_name = "WHO", value_parser = codes_of("hosted_by"))]
    hosted_by: Option<String>,
    /// Where it is kept: the name of that organisation, and the place and country.
    #[arg(long, value_name = "WHERE")]
    hosted_where: Option<String>,
}

impl Particulars {
    /// It was said here what this field is.
    pub(super) fn says(&self, field: &str) -> bool {
        match field {
            "purposes" => !self.purpose.is_empty(),
            "area_text" => self.area.is_some(),
            "page_languages" => !self.languages.is_empty(),
            "controller_kind" => self.controller_kind.is_some() || self.controller.is_some(),
            _ => true,
        }
    }

    /// The particulars as they are kept. Where a controller is named, what has a usual answer has that; all of it is told.
    pub(super) fn read(&self, name: &str) -> Values {
        let text = |text: Option<&String>| Value::Text(text.map(|text| text.trim().to_owned()).unwrap_or_default());
        let code = |code: Option<&str>| Value::Codes(code.map(str::to_owned).into_iter().collect());
        let is_named = self.controller.is_some();
        let or = |said: &[String], usual: &[&str]| {
            let usual = || usual.iter().map(ToString::to_string).collect();
            Value::Codes(if said.is_empty() && is_named { usual() } else { said.to_vec() })
        };
        let area = self.area.clone().or_else(|| is_named.then(|| name.to_owned()));
        let kind = self.controller_kind.as_deref().or_else(|| self.controller.as_deref().and_then(kind_in));
        let said = [
            ("controller", text(self.controller.as_ref())),
            ("controller_kind", code(kind)),
            ("controller_address", text(self.controller_address.as_ref())),
            ("kvk", text(self.kvk.as_ref())),
            ("contact_name", text(self.contact.as_ref())),
            ("contact_reach", text(self.contact_reach.as_ref())),
            ("data_officer", text(self.data_officer.as_ref())),
            ("purposes", or(&self.purpose, &["assets"])),
            ("area_text", text(area.as_ref())),
            ("page_languages", or(&self.languages, codes("page_languages"))),
            ("hosted_by", code(self.hosted_by.as_deref())),
            ("hosted_where", text(self.hosted_where.as_ref())),
        ];
        said.into_iter().filter_map(|(field, value)| Some((field, without_emptiness(value)?))).collect()
    }
}

/// Opens it on this day if nothing is needed any more.
pub(super) fn decide(particulars: &mut Values, today: Day) {
    if lacks(particulars).is_empty() && particulars.get("open_since").is_none() {
        particulars.set("open_since", Value::Day(today));
    }
}

/// Says what the particulars are now, or what is still needed and who sees the neighbourhood until then.
pub(super) fn tell(talk: &Talk, slug: &Slug, particulars: &Values) {
    let words = talk.words();
    let slug = || ("slug", slug.to_string().into());
    if is_open(particulars) {
        talk.say("cli-open", &[slug(), ("said", said(words, particulars).into())]);
    } else {
        let flags: Vec<_> = lacks(particulars).into_iter().map(|lack| flag(words, lack)).collect();
        talk.say("cli-not-open", &[slug(), ("lacks", flags.concat().into())]);
    }
    if is_authority(particulars) {
        talk.remark(&words.say("authority-warning"));
    }
}

/// A line for what is needed: its name and how it is said here.
fn flag(words: Words, lack: Lack) -> String {
    let (field, why) = match lack {
        Lack::Empty(field) => (field, String::new()),
        Lack::Unreachable(field) => (field, format!(": {}", words.say("begin-unreachable"))),
    };
    let flag = match field {
        "contact_name" => "contact",
        "purposes" => "purpose",
        "area_text" => "area",
        "page_languages" => "languages",
        field => field,
    };
    format!("\n  --{:<18} {}{why}", flag.replace('_', "-"), label(words, field))
}

/// A line for each answer that was given.
fn said(words: Words, particulars: &Values) -> String {
    let fields = Step::ALL.into_iter().flat_map(Step::fields);
    let lines = fields.filter_map(|field| {
        let value = match particulars.get(field)? {
            Value::Text(text) => text.clone(),
            Value::Codes(codes) => {
                let word = |code: &String| words.say(&format!("choice-{field}-{code}")).into_owned();
                codes.iter().map(word).collect::<Vec<_>>().join(", ")
            }
            _ => return None,
        };
        Some(format!("\n  {}: {value}", label(words, field)))
    });
    lines.collect()
}

fn label(words: Words, field: &str) -> String {
    let own = words.find(&format!("field-neighbourhood-{field}"));
    own.unwrap_or_else(|| words.say(&format!("field-{field}"))).into_owned()
}

/// What sort of body a name says it is.
fn kind_in(name: &str) -> Option<&'static str> {
    let first = name.split_whitespace().next()?.to_lowercase();
    match first.as_str() {
        "stichting" => Some("foundation"),
        "vereniging" | "bewonersvereniging" | "wijkvereniging" | "buurtvereniging" => Some("association"),
        "coöperatie" | "wijkcoöperatie" | "buurtcoöperatie" => Some("cooperative"),
        "gemeente" => Some("municipality"),
        "waterschap" | "provincie" => Some("public_body"),
        _ => None,
    }
}

/// The codes that a field of the particulars takes.
fn codes(field: &str) -> &'static [&'static str] {
    match Kind::Neighbourhood.field(field).map(|field| field.shape) {
        Some(Shape::Choice(codes) | Shape::Choices(codes)) => codes,
        _ => &[],
    }
}

fn codes_of(field: &str) -> PossibleValuesParser {
    PossibleValuesParser::new(codes(field))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Typed {
        #[command(flatten)]
        particulars: Particulars,
    }

    fn read(arguments: &[&str]) -> Values {
        Typed::parse_from(["new"].iter().chain(arguments)).particulars.read("Molenwijk")
    }

    #[test]
    fn a_controller_and_a_contact_are_enough_and_the_rest_has_a_usual_answer() {
        let mut said = read(&["--controller", "Stichting Molen", "--contact", "Ans", "--contact-reach", "ans@molen.example"]);
        assert_eq!(said.codes("controller_kind"), ["foundation"]);
        assert_eq!(
            (said.codes("purposes"), said.codes("page_languages")),
            (&["assets".to_owned()][..], &["nl".to_owned(), "en".to_owned()][..])
        );
        assert_eq!(said.text("area_text"), Some("Molenwijk"));
        assert_eq!(lacks(&said), [Lack::Empty("language")]);
        said.set("language", Value::Codes(vec!["nl".to_owned()]));
        decide(&mut said, Day::constant(2024, 1, 1));
        assert!(is_open(&said));
    }

    #[test]
    fn without_a_controller_nothing_is_presumed_and_it_does_not_open() {
        let mut said = read(&[]);
        decide(&mut said, Day::constant(2024, 1, 1));
        assert_eq!(said, Values::default());
        let lines: Vec<_> = lacks(&said).into_iter().map(|lack| flag(Words::of(crate::words::Language::English), lack)).collect();
        assert_eq!(lines.len(), 8);
        assert!(lines[2].contains("--contact ") && lines[4].contains("--purpose ") && lines[5].contains("--area "), "{lines:?}");
    }
}
