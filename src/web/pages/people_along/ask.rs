use axum::extract::State;
use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::neighbourhood::people::along::Table;
use crate::web::faults::Fault;
use crate::web::fields::{Choice, Field, faults as fault_box};
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::parts::{Tone, Weight, crumbs, message, send_button};
use crate::web::paths::{PeopleExportPath, PeopleExportsPath, PeoplePath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// The form: what for, and what.
pub(super) async fn ask(path: PeopleExportPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    Ok(page(&here, &Sheet::default(), &[]))
}

pub(super) fn page(here: &Here, sheet: &Sheet, faults: &[Fault]) -> Markup {
    let (words, labels) = (here.words(), here.labels());
    let title = words.say("people-along-title");
    let pairs: Vec<_> = faults.iter().map(|fault| (fault.at.as_str(), fault.text.as_str())).collect();
    let error = |at: &str| faults.iter().find(|fault| fault.at == at).map(|fault| fault.text.as_str());
    let tables = Table::ALL.map(|table| (table.code(), words.say(&format!("choice-table-{}", table.code()))));
    let tables =
        tables.each_ref().map(|(value, label)| Choice { value, label, is_chosen: sheet.one("table") == *value, kind: None, count: None });
    let any = words.say("people-along-all");
    let groups = labels.terms("skill_group", "person", |_| true);
    let first = Choice { value: "", label: &any, is_chosen: sheet.one("group").is_empty(), kind: None, count: None };
    let groups: Vec<_> = std::iter::once(first)
        .chain(groups.iter().map(|(value, label)| Choice {
            value,
            label,
            is_chosen: sheet.one("group") == *value,
            kind: None,
            count: None,
        }))
        .collect();
    here.frame(&title).tab(Tab::List).unlisted().page(html! {
        div.narrow {
            (crumbs(words, &[(&PeoplePath::of(here.slug()).to_string(), &words.say("people-title"))], &title))
            h1 { (title) }
            p.lead { (words.say("people-along-lead")) }
            (fault_box(words, &pairs))
            (message(Tone::Warning, words.say("people-along-small"), html! { p { (words.say("people-along-small.what")) } }))
            form.stack method="post" action=(PeopleExportPath::of(here.slug())) {
                (Field { name: "purpose", label: &words.say("people-along-purpose"), help: Some(&words.say("people-along-purpose.help")), error: error("purpose"), is_required: true }
                    .prose(words, sheet.one("purpose")))
                (Field { name: "table", label: &words.say("people-along-what"), help: None, error: error("table"), is_required: true }.radios(words, &tables))
                (Field { name: "group", label: &words.say("people-along-group"), help: Some(&words.say("people-along-group.help")), error: None, is_required: false }.select(words, &groups))
                (send_button(Weight::Main, words.say("people-along-do")))
            }
            h2 { (words.say("people-along-in")) }
            ul { @for key in ["people-along-in-who", "people-along-in-what", "people-along-in-where", "people-along-in-names"] { li { (words.say(key)) } } }
            p { a href=(PeopleExportsPath::of(here.slug())) { (words.say("people-along-taken")) } }
        }
    })
}
