use maud::{Markup, html};

use crate::web::pages::privacy::facts::Facts;
use crate::web::pages::privacy::parts::{answer, answers, lines, question, sheet, to_tick};

/// What to do in the hours after it was noticed, in their order.
const STEPS: [&str; 6] = ["stop", "write", "weigh", "report", "tell", "learn"];

/// What must be in the agreement with a processor (AVG, article 28(3)).
const AGREED: [&str; 10] = ["subject", "orders", "silence", "security", "others", "rights", "breach", "end", "proof", "outside"];

/// What to do when data was lost, or seen by who should not see it (AVG, articles 33 and 34).
pub(super) fn breach(facts: &Facts<'_>) -> Markup {
    let words = facts.words;
    sheet(
        facts,
        "breach",
        html! {
            h2 { (words.say("breach-what")) }
            p { (words.say("breach-what.examples")) }
            h2 { (words.say("breach-whom")) }
            (answers(facts, &["controller", "contact_name", "contact_reach", "data_officer", "hosted_where"]))
            (question(facts, "breach-whom.stand-in", 1))
            h2 { (words.say("breach-steps")) }
            p { (words.say("breach-steps.clock")) }
            ol { @for step in STEPS { li { strong { (words.say(&format!("breach-{step}"))) } p { (words.say(&format!("breach-{step}.how"))) } } } }
            h2 { (words.say("breach-record")) }
            p { (words.say("breach-record.what")) }
            @for asked in ["noticed", "happened", "data", "people", "consequences", "done", "reported", "told"] {
                (question(facts, &format!("breach-record.{asked}"), 2))
            }
        },
    )
}

/// What must be agreed with whoever runs the server for the controller.
pub(super) fn processor(facts: &Facts<'_>) -> Markup {
    let words = facts.words;
    let needed = if facts.has_processor() { "processor-needed" } else { "processor-not-needed" };
    sheet(
        facts,
        "processor",
        html! {
            p { strong { (words.say(needed)) } }
            (answers(facts, &["controller", "hosted_by", "hosted_where", "processor_agreed"]))
            h2 { (words.say("processor-agreed")) }
            p { (words.say("processor-agreed.what")) }
            ul.plain { @for item in AGREED { (to_tick(&words.say(&format!("agreed-{item}")))) } }
            h2 { (words.say("processor-signed")) }
            dl.facts {
                @for party in ["controller", "processor"] { (answer(&words.say(&format!("processor-signed.{party}")), None, 2)) }
            }
            (lines(1))
        },
    )
}
