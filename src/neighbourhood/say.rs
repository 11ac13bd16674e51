//! Broken rules in words, for pages and for the command line.

use std::borrow::Cow;

use crate::inventory::record::Misfit;
use crate::neighbourhood::order::{Refusal, Rule};
use crate::words::{Language, Words};

/// Why nothing of an order was written, and what to do.
pub fn refusal_in_words(words: Words, refusal: &Refusal) -> Cow<'static, str> {
    match refusal {
        Refusal::Broken(broken) => {
            let first = broken.first().map(|broken| rule_in_words(words, &broken.rule)).unwrap_or_default();
            words.say_with("refusal-broken", &[("n", broken.len().into()), ("first", first.into_owned().into())])
        }
        Refusal::NotKept(error) => error.say(words),
        Refusal::Closed => words.say("refusal-closed"),
    }
}

/// Why a change is not allowed, and what to do.
pub fn rule_in_words(words: Words, rule: &Rule) -> Cow<'static, str> {
    match rule {
        Rule::Fault(fault) => words.say_with(misfit_key(fault.reason), &[("field", field(words, fault.field).into())]),
        Rule::UnknownTerm { field: name, code } => {
            words.say_with("rule-unknown-term", &[("field", field(words, name).into()), ("code", code.as_str().into())])
        }
        Rule::UnderItself { chain } => words.say_with("rule-under-itself", &[("chain", chain_in_words(words, chain).into())]),
        Rule::InUse { users } => words.say_with("rule-in-use", &[("n", (*users).into())]),
        other => words.say(key(other)),
    }
}

/// A word, the word above it, and so on: `Koken → Eten → Koken`.
pub fn chain_in_words(words: Words, chain: &[[String; 2]]) -> String {
    let label = |[dutch, english]: &[String; 2]| match words.language() {
        Language::Dutch => dutch.clone(),
        Language::English => english.clone(),
    };
    chain.iter().map(label).collect::<Vec<_>>().join(" → ")
}

/// The word of a field, where kinds have no word of their own for it.
fn field(words: Words, name: &str) -> Cow<'static, str> {
    words.find(&format!("field-{name}")).unwrap_or_else(|| Cow::Owned(name.to_owned()))
}

fn misfit_key(misfit: Misfit) -> &'static str {
    match misfit {
        Misfit::Missing => "rule-missing",
        Misfit::TooLong => "rule-too-long",
        Misfit::OutOfBounds => "rule-out-of-bounds",
        Misfit::NotAChoice => "rule-not-a-choice",
        Misfit::WrongForm => "rule-wrong-form",
        Misfit::NotForThisKind => "rule-not-for-this-kind",
        Misfit::EndsBeforeItBegins => "rule-ends-before-it-begins",
    }
}

fn key(rule: &Rule) -> &'static str {
    match rule {
        Rule::Fault(_) | Rule::UnknownTerm { .. } | Rule::UnderItself { .. } | Rule::InUse { .. } | Rule::Remade => "rule-remade",
        Rule::Overtaken => "rule-overtaken",
        Rule::Gone => "rule-gone",
        Rule::DanglingEnd => "rule-dangling-end",
        Rule::WrongEnds => "rule-wrong-ends",
        Rule::SameEnds => "rule-same-ends",
        Rule::SecondFromOne => "rule-second-from-one",
        Rule::SecondForPair => "rule-second-for-pair",
        Rule::Loop => "rule-loop",
        Rule::BackInTime => "rule-back-in-time",
        Rule::MoreThanWhole => "rule-more-than-whole",
        Rule::SourceTaken => "rule-source-taken",
        Rule::CodeTaken => "rule-code-taken",
        Rule::CodeStays => "rule-code-stays",
        Rule::NoConsent(_) => "rule-no-consent",
        Rule::Unsaid => "rule-unsaid",
        Rule::TooYoung => "rule-too-young",
        Rule::TooPrecise => "rule-too-precise",
        Rule::NoPurpose => "rule-no-purpose",
        Rule::OnlyErased => "rule-only-erased",
        Rule::Registered => "rule-registered",
    }
}
