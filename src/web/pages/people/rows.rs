//! The skills as rows to tick: I can this, I want to learn it, I am looking for somebody who can; and what more there is to
//! say of a talent, which shows once it is ticked.

use std::borrow::Cow;

use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::inventory::field::{Field, Shape};
use crate::inventory::tie_kind::TieKind;
use crate::web::fields::Choice;
use crate::web::here::Here;
use crate::web::labels::Labels;
use crate::words::fold;

/// What can be ticked for a skill: the name in the form, after which its text is `people-{name}`.
pub(super) const TICKS: [&str; 3] = ["can", "learn", "wish"];

/// What more is said of a talent has at most so many characters.
pub(super) const LONGEST_NOTE: usize = 300;

/// A skill as the form offers it.
struct Skill<'a> {
    code: &'a str,
    label: Cow<'a, str>,
    group: &'a str,
    /// Everything by which it can be found, in plain form.
    found_by: String,
}

/// The skills by group, those that were searched for first. `action` is the address that the form is sent to.
pub(super) fn skills(here: &Here, sheet: &Sheet, action: &str) -> Markup {
    let labels = here.labels();
    let asked = fold(sheet.one("find").trim());
    let (found, others): (Vec<_>, Vec<_>) = offered(here, sheet).into_iter().partition(|skill| skill.is_found(&asked));
    let words = labels.words;
    html! {
        div.field {
            label for="find" { (words.say("people-find")) }
            p.help #find-help { (words.say("people-find.help")) }
            div.search {
                input type="search" id="find" name="find" value=(sheet.one("find")) aria-describedby="find-help";
                button.button.quiet type="submit" name="act" value="find" formnovalidate formaction={ (action) "#find" } { (words.say("people-find-do")) }
            }
        }
        @if !asked.is_empty() {
            section #found aria-labelledby="found-head" {
                h3 #found-head { (words.say_with("people-found", &[("n", found.len().into()), ("asked", sheet.one("find").into())])) }
                @if found.is_empty() { p { (words.say("people-found-nothing")) } }
                @for skill in &found { (row(labels, skill, sheet)) }
            }
        }
        @for (group, label) in labels.terms("skill_group", "person", |_| true) {
            @let of_group: Vec<_> = others.iter().filter(|skill| skill.group == group).collect();
            (fold_out(labels, group, &label, &of_group, sheet))
        }
        @let without: Vec<_> = others.iter().filter(|skill| skill.group.is_empty()).collect();
        (fold_out(labels, "none", &words.say("people-no-group"), &without, sheet))
    }
}

fn fold_out(labels: Labels<'_>, group: &str, label: &str, skills: &[&Skill<'_>], sheet: &Sheet) -> Markup {
    let ticked = skills.iter().filter(|skill| is_ticked(sheet, skill.code)).count();
    html! {
        @if !skills.is_empty() {
            details.skills #{ "group-" (group) } open[ticked > 0] {
                summary {
                    (label)
                    @if ticked > 0 { " " span.count { (labels.words.say_with("people-ticked", &[("n", ticked.into())])) } }
                }
                @for skill in skills { (row(labels, skill, sheet)) }
            }
        }
    }
}

/// Every skill that is offered, or that was ticked before it was retired, in the order of the alphabet.
fn offered<'a>(here: &'a Here, sheet: &Sheet) -> Vec<Skill<'a>> {
    let (view, labels) = (here.view(), here.labels());
    let skill = |(code, label)| {
        let term = view.term("skill", code)?;
        let synonyms = ["label_nl", "label_en", "synonyms_nl", "synonyms_en"].map(|field| term.text(field).unwrap_or_default());
        let group = term.codes("group").first().map_or("", String::as_str);
        Some(Skill { code, label, group, found_by: fold(&synonyms.join("|")) })
    };
    labels.terms("skill", "person", |code| is_ticked(sheet, code)).into_iter().filter_map(skill).collect()
}

impl Skill<'_> {
    fn is_found(&self, asked: &str) -> bool {
        !asked.is_empty() && asked.split_whitespace().all(|word| self.found_by.contains(word))
    }
}

fn is_ticked(sheet: &Sheet, code: &str) -> bool {
    TICKS.iter().any(|name| is_ticked_for(sheet, name, code))
}

fn is_ticked_for(sheet: &Sheet, name: &str, code: &str) -> bool {
    sheet.all(name).any(|ticked| ticked == code)
}

fn row(labels: Labels<'_>, skill: &Skill<'_>, sheet: &Sheet) -> Markup {
    let words = labels.words;
    html! {
        fieldset.skill {
            legend { (skill.label) }
            div.ticks {
                @for name in TICKS {
                    (Choice {
                        value: skill.code,
                        label: &words.say(&format!("people-{name}")),
                        is_chosen: is_ticked_for(sheet, name, skill.code),
                        kind: None,
                        count: None,
                    }.draw("checkbox", name))
                }
            }
            div.more {
                @for field in ["gift", "share_how"] {
                    @if let Some(field) = TieKind::HasTalent.field(field) { (one_of(labels, field, skill, sheet)) }
                }
                @let note = of_skill("note", skill.code);
                label.line { span { (words.say("people-note")) } input type="text" name=(note) value=(sheet.one(&note)) maxlength=(LONGEST_NOTE) autocomplete="off"; }
                @for (name, key) in [("best3", "field-best3"), ("teach", "field-teach"), ("team", "people-team-only")] {
                    (Choice { value: skill.code, label: &words.say(key), is_chosen: is_ticked_for(sheet, name, skill.code), kind: None, count: None }
                        .draw("checkbox", name))
                }
            }
        }
    }
}

/// A closed list for a field of a talent.
fn one_of(labels: Labels<'_>, field: &Field, skill: &Skill<'_>, sheet: &Sheet) -> Markup {
    let Shape::Choice(codes) = field.shape else { return html! {} };
    let name = of_skill(field.name, skill.code);
    html! {
        label.line {
            span { (labels.field(TieKind::HasTalent.code(), field)) }
            select name=(name) {
                option value="" { (labels.words.say("form-not-known")) }
                @for code in codes { option value=(code) selected[sheet.one(&name) == *code] { (labels.code(field, code)) } }
            }
        }
    }
}

/// The name in the form of what is asked of one talent.
pub(super) fn of_skill(field: &str, code: &str) -> String {
    format!("{field}.{code}")
}
