use maud::{Markup, html};

use crate::web::pages::begin::authority_note;
use crate::web::pages::privacy::facts::Facts;
use crate::web::pages::privacy::parts::{answers, ground, how_many, question, sheet, who_sees};

/// The nine criteria of the European Data Protection Board (WP 248); two or more of them mean that a DPIA is needed. Of each
/// it is told what the program does; the rest is for whoever is responsible to say.
const CRITERIA: [&str; 9] = ["scoring", "decisions", "monitoring", "sensitive", "large", "combining", "vulnerable", "new", "prevented"];

/// What could go wrong for people. Of each: what the program does about it, what remains, and lines for what is done beside it.
const RISKS: [&str; 9] = ["unasked", "contacts", "addresses", "sensitive", "photos", "recognised", "figures", "old", "stolen"];

/// What the program does to keep data safe.
pub(super) const MEASURES: [&str; 7] = ["audiences", "closed", "outside", "history", "backups", "photos", "errors"];

/// The data protection impact assessment (AVG, article 35), filled in as far as the program knows.
pub(super) fn page(facts: &Facts<'_>) -> Markup {
    let words = facts.words;
    sheet(
        facts,
        "dpia",
        html! {
            (authority_note(words, facts.is_authority()))
            (answers(facts, &["controller", "controller_kind", "contact_name", "contact_reach", "data_officer", "area_text", "dpia_settled"]))
            h2 { (words.say("dpia-what")) }
            p { (words.say("dpia-what.how")) }
            @for flow in facts.flows() {
                h3 { (words.say(&format!("flow-{}", flow.code))) }
                p { (words.say(&format!("flow-{}.whose", flow.code))) " " (words.say(&format!("flow-{}.what", flow.code))) }
                @if let Some(count) = how_many(facts, flow) { p { (count) } }
                p { strong { (words.say("privacy-ground")) ":" } " " (ground(facts, flow)) }
                (who_sees(facts, flow))
            }
            @if !facts.keeps_residents() { p { (words.say("privacy-not-kept.residents")) } }
            (question(facts, "dpia-what.many", 2))
            h2 { (words.say("dpia-criteria")) }
            p { (words.say("dpia-criteria.what")) }
            ol { @for criterion in CRITERIA { (row(facts, &format!("criterion-{criterion}"), 1)) } }
            h2 { (words.say("dpia-needed")) }
            @for asked in ["why", "less", "ask", "rights"] { (question(facts, &format!("dpia-needed.{asked}"), 3)) }
            h2 { (words.say("dpia-risks")) }
            p { (words.say("dpia-risks.what")) }
            @for risk in RISKS { (at_risk(facts, risk)) }
            h3 { (words.say("dpia-risks.own")) }
            (question(facts, "dpia-risks.own-what", 4))
            h2 { (words.say("dpia-measures")) }
            ul { @for measure in MEASURES { li { (words.say(&format!("measure-{measure}"))) } } }
            h2 { (words.say("dpia-decision")) }
            @for asked in ["residents", "officer", "decision", "review", "signed"] { (question(facts, &format!("dpia-decision.{asked}"), 2)) }
        },
    )
}

fn row(facts: &Facts<'_>, key: &str, lines: usize) -> Markup {
    let words = facts.words;
    html! {
        li.ask {
            strong { (words.say(key)) }
            p { (words.say(&format!("{key}.program"))) }
            (question(facts, "dpia-criteria.here", lines))
        }
    }
}

fn at_risk(facts: &Facts<'_>, risk: &str) -> Markup {
    let words = facts.words;
    let text = |part: &str| words.say(&format!("risk-{risk}.{part}"));
    html! {
        section {
            h3 { (words.say(&format!("risk-{risk}"))) }
            dl.facts.wordy {
                div { dt { (words.say("dpia-risk-done")) } dd { (text("done")) } }
                div { dt { (words.say("dpia-risk-rest")) } dd { (text("rest")) } }
            }
            (question(facts, "dpia-risk-own", 2))
        }
    }
}
