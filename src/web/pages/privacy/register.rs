use maud::{Markup, html};

use crate::web::pages::privacy::dpia::MEASURES;
use crate::web::pages::privacy::facts::Facts;
use crate::web::pages::privacy::flows::Flow;
use crate::web::pages::privacy::parts::{answer, answers, ground, how_many, question, sheet, who_sees};

/// The register of processing activities (AVG, article 30).
pub(super) fn page(facts: &Facts<'_>) -> Markup {
    let words = facts.words;
    sheet(
        facts,
        "register",
        html! {
            h2 { (words.say("register-who")) }
            (answers(facts, &["controller", "controller_kind", "controller_address", "kvk", "contact_name", "contact_reach", "data_officer"]))
            h2 { (words.say("register-what")) }
            @for flow in facts.flows() { (entry(facts, flow)) }
            h2 { (words.say("register-receivers")) }
            (answers(facts, &["hosted_by", "hosted_where"]))
            @if facts.has_processor() { (answers(facts, &["processor_agreed"])) }
            p { (words.say("register-receivers.outside")) }
            (question(facts, "register-receivers.others", 2))
            h2 { (words.say("register-measures")) }
            ul { @for measure in MEASURES { li { (words.say(&format!("measure-{measure}"))) } } }
            (question(facts, "register-measures.own", 3))
        },
    )
}

fn entry(facts: &Facts<'_>, flow: &Flow) -> Markup {
    let (words, labels) = (facts.words, facts.here.labels());
    let text = |part: &str| words.say(&format!("flow-{}.{part}", flow.code));
    let kinds = flow.kinds(labels);
    html! {
        section {
            h3 { (words.say(&format!("flow-{}", flow.code))) }
            dl.facts.wordy {
                @if let Some(purpose) = flow.purpose { (answer(&words.say("register-purpose"), Some(&words.say(&format!("choice-purposes-{purpose}"))), 0)) }
                (answer(&words.say("privacy-ground"), Some(&ground(facts, flow)), 0))
                (answer(&words.say("privacy-whose"), Some(&text("whose")), 0))
                (answer(&words.say("privacy-what"), Some(&text("what")), 0))
                @if !kinds.is_empty() { (answer(&words.say("register-kinds"), Some(&kinds), 0)) }
                @if let Some(count) = how_many(facts, flow) { (answer(&words.say("register-how-many"), Some(&count), 0)) }
                div { dt { (words.say("privacy-seen")) } dd { (who_sees(facts, flow)) } }
                (answer(&words.say("privacy-long"), Some(&flow.how_long(words)), 0))
            }
        }
    }
}
