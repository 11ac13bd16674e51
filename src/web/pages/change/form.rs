use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::inventory::visibility::Visibility;
use crate::web::faults::Fault;
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::inputs::Inputs;
use crate::web::pages::change::subject::Subject;
use crate::web::pages::new_asset::{picker, questions};
use crate::web::parts::{Weight, crumbs, link_button, send_button};
use crate::web::refill::answers;

/// A form as it begins: what is kept, typed the way its steward would, and the mark of the state that is seen.
pub(super) fn begun(here: &Here, subject: &Subject) -> Sheet {
    let words = here.words();
    let language = ("language".to_owned(), words.language().code().to_owned());
    let answers = answers(subject.fields().into_iter(), &subject.content(), words);
    Sheet::new(answers.into_iter().chain([language, ("seen".to_owned(), subject.mark())]))
}

/// What a form carries along unseen: which state was seen, in which language it was drawn, from where one looks.
pub(super) fn carried(sheet: &Sheet) -> Markup {
    html! { @for name in ["seen", "language", "at"] { input type="hidden" name=(name) value=(sheet.one(name)); } }
}

/// The form on what is there, with what was typed before and what is wrong with it.
pub(super) fn page(here: &Here, subject: &Subject, sheet: &Sheet, faults: &[Fault]) -> Markup {
    let (labels, words) = (here.labels(), here.words());
    let inputs = Inputs { labels, owner: subject.owner(), sheet, faults };
    let (name, back) = (subject.name(here), subject.page(here, sheet.one("at")));
    let heading = words.say_with("change-title", &[("name", name.as_str().into())]);
    let title =
        if faults.is_empty() { heading.clone() } else { words.say_with("form-title-faults", &[("title", heading.as_ref().into())]) };
    let body = html! {
        (crumbs(words, &[(&back, &name)], &words.say("change-crumb")))
        div.page-head { h1 { (heading) } }
        (inputs.summary())
        form method="post" action=(subject.target().edit(here)) novalidate[!faults.is_empty()] {
            (carried(sheet))
            @if let Some(kind) = subject.kind() {
                // So that it can be added again if it is taken away meanwhile.
                input type="hidden" name="kind" value=(kind.code());
                (questions(here, kind, &inputs, &html! {}))
            } @else {
                @for field in subject.fields() { (inputs.field(field)) }
                (inputs.validity())
                (inputs.visibility(Visibility::Everyone))
            }
            div.row {
                (send_button(Weight::Main, words.say("form-keep")))
                (link_button(Weight::Quiet, &back, words.say("form-cancel")))
            }
        }
    };
    let head = subject.kind().map_or_else(|| html! {}, picker);
    here.frame(&title).tab(Tab::List).head(head).page(body)
}
