use maud::{Markup, html};

use crate::capture::settle::{Settled, weave};
use crate::capture::sheet::Sheet;
use crate::inventory::content::{Aspect, Content};
use crate::inventory::field::Shape;
use crate::inventory::value::Value;
use crate::web::fields::{Choice, Field};
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::pages::change::read::names_of;
use crate::web::pages::change::subject::Subject;
use crate::web::parts::{Tone, Weight, crumbs, icon, link_button, message, send_button};
use crate::web::refill::answers;
use crate::web::show;

/// Two changes of one state: somebody else's, which is kept, and the visitor's, which is not.
pub(super) struct Conflict<'a> {
    /// What is there now.
    pub(super) now: &'a Subject,
    /// What both began with, where it is known.
    pub(super) base: Option<&'a Content>,
    /// What the visitor typed.
    pub(super) mine: &'a Content,
    /// Both joined, and what needs a choice.
    pub(super) settled: &'a Settled,
    /// The mark of the state that both began with.
    pub(super) began: Option<String>,
    /// The form as it came.
    pub(super) sheet: &'a Sheet,
    /// Parts for which a choice was forgotten.
    pub(super) open: &'a [Aspect],
}

/// Both texts side by side, and a form that keeps what is chosen of them over the state that is now seen.
pub(super) fn page(here: &Here, conflict: &Conflict<'_>) -> Markup {
    let words = here.words();
    let (name, back) = (conflict.now.name(here), conflict.now.page(here, conflict.sheet.one("at")));
    let title = words.say_with("conflict-title", &[("name", name.as_str().into())]);
    let n = conflict.settled.disputed.len();
    let body = html! {
        (crumbs(words, &[(&back, &name)], &words.say("change-crumb")))
        div.page-head { h1 { (title) } }
        div tabindex="-1" autofocus {
            (message(Tone::Warning, words.say("conflict-what"), html! { p { (words.say_with("conflict-todo", &[("n", n.into())])) } }))
        }
        form method="post" action=(conflict.now.target().edit(here)) {
            (carried(here, conflict))
            @for aspect in &conflict.settled.disputed { (disputed(here, conflict, *aspect)) }
            (joined(here, conflict))
            div.row {
                (send_button(Weight::Main, words.say("conflict-keep")))
                (link_button(Weight::Quiet, &back, words.say("conflict-leave")))
            }
        }
    };
    here.frame(&title).tab(Tab::List).page(body)
}

/// The joined answers and both texts of what is disputed travel in the form, so that nothing typed gets lost.
fn carried(here: &Here, conflict: &Conflict<'_>) -> Markup {
    let words = here.words();
    let typed = |content: &Content| answers(conflict.now.fields().into_iter(), content, words);
    let is_disputed = |name: &str| conflict.settled.disputed.iter().any(|aspect| names_of(*aspect).contains(&name));
    let (of_joined, of_mine, of_theirs) = (typed(&conflict.settled.joined), typed(conflict.mine), typed(&conflict.now.content()));
    let hidden = |name: &str, value: &str| html! { input type="hidden" name=(name) value=(value); };
    html! {
        (hidden("seen", &conflict.now.mark()))
        (hidden("began", conflict.began.as_deref().unwrap_or_default()))
        (hidden("language", words.language().code()))
        (hidden("at", conflict.sheet.one("at")))
        @if let Some(kind) = conflict.now.kind() { (hidden("kind", kind.code())) }
        @for (name, answer) in of_joined.iter().filter(|(name, _)| !is_disputed(name)) { (hidden(name, answer)) }
        @for aspect in &conflict.settled.disputed { (hidden("disputed", aspect.name())) }
        @for (whose, answers) in [("mine", &of_mine), ("theirs", &of_theirs)] {
            @for (name, answer) in answers.iter().filter(|(name, _)| is_disputed(name)) { (hidden(&format!("{whose}-{name}"), answer)) }
        }
    }
}

/// One part that both changed: what it was, both texts, and for texts a way to write one of them both.
fn disputed(here: &Here, conflict: &Conflict<'_>, aspect: Aspect) -> Markup {
    let words = here.words();
    let name = aspect.name();
    let take = format!("take-{name}");
    let is_open = conflict.open.contains(&aspect);
    let typed_before = conflict.sheet.one(&take);
    let own = own_text(conflict, aspect);
    let option = |code: &str, label: &str, text: &Markup| {
        // Long texts are joined word by word, which is mostly right; of all else a person chooses.
        let usual = if own.as_ref().is_some_and(|(is_long, _)| *is_long) { "own" } else { "" };
        let is_chosen = code == if typed_before.is_empty() { usual } else { typed_before };
        html! {
            div.version {
                (Choice { value: code, label, is_chosen, kind: None, count: None }.draw("radio", &take))
                div.text { (text) }
            }
        }
    };
    html! {
        fieldset.field.disputed.has-error[is_open] id=(take) {
            legend { (label(here, conflict.now, aspect)) }
            @if is_open { p.wrong { (icon("error")) span { (words.say("conflict-choose")) } } }
            @if let Some(base) = conflict.base {
                details.was open { summary { (words.say("conflict-was")) } div.text { (shown(here, conflict.now, base, aspect)) } }
            }
            div.versions {
                (option("theirs", &words.say("conflict-theirs"), &shown(here, conflict.now, &conflict.now.content(), aspect)))
                (option("mine", &words.say("conflict-mine"), &shown(here, conflict.now, conflict.mine, aspect)))
            }
            @if let Some((is_long, text)) = &own {
                (option("own", &words.say("conflict-own"), &own_field(here, name, *is_long, text)))
            }
        }
    }
}

/// Texts of both, joined, for the visitor to put right.
fn own_text(conflict: &Conflict<'_>, aspect: Aspect) -> Option<(bool, String)> {
    let Aspect::Field(name) = aspect else { return None };
    let field = conflict.now.fields().into_iter().find(|field| field.name == name)?;
    let is_long = match field.shape {
        Shape::Prose(_) => true,
        Shape::Line(_) => false,
        _ => return None,
    };
    let typed_before = conflict.sheet.one(&format!("own-{name}"));
    if !typed_before.is_empty() {
        return Some((is_long, typed_before.to_owned()));
    }
    let text = |content: &Content| content.values.text(name).unwrap_or_default().to_owned();
    let base = conflict.base.map(text).unwrap_or_default();
    Some((is_long, weave(&base, &text(conflict.mine), &text(&conflict.now.content()))))
}

fn own_field(here: &Here, name: &str, is_long: bool, text: &str) -> Markup {
    let words = here.words();
    let (name, label) = (format!("own-{name}"), words.say("conflict-own.label"));
    let field = Field { name: &name, label: &label, help: None, error: None, is_required: true };
    html! {
        // Required is the choice, not the text: an empty text is a choice as well.
        @if is_long { (Field { is_required: false, ..field }.prose(words, text)) }
        @else { (Field { is_required: false, ..field }.line(words, "text", text)) }
    }
}

/// What was joined without a question: what only one of the two changed.
fn joined(here: &Here, conflict: &Conflict<'_>) -> Markup {
    let words = here.words();
    let (now, settled) = (conflict.now.content(), conflict.settled);
    let is_mine = |aspect: &Aspect| !settled.disputed.contains(aspect) && !settled.joined.agrees(&now, *aspect);
    let mine: Vec<_> = conflict.now.aspects().into_iter().filter(is_mine).collect();
    let parts = [("conflict-joined-mine", &mine), ("conflict-joined-theirs", &settled.theirs)];
    html! {
        @if parts.iter().any(|(_, aspects)| !aspects.is_empty()) {
            section.card aria-labelledby="joined" {
                h2 #joined { (words.say("conflict-joined")) }
                @for (key, aspects) in parts {
                    @if !aspects.is_empty() {
                        h3 { (words.say(key)) }
                        dl.facts {
                            @for aspect in aspects {
                                div {
                                    dt { (label(here, conflict.now, *aspect)) }
                                    dd { (shown(here, conflict.now, &settled.joined, *aspect)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The word for a part.
pub(crate) fn label(here: &Here, subject: &Subject, aspect: Aspect) -> String {
    let field = subject.fields().into_iter().find(|field| field.name == aspect.name());
    match field {
        Some(field) => here.labels().field(subject.owner(), field).into_owned(),
        None => here.words().say(&format!("field-{}", aspect.name())).into_owned(),
    }
}

/// What a part holds, in words.
pub(crate) fn shown(here: &Here, subject: &Subject, content: &Content, aspect: Aspect) -> Markup {
    let (labels, words) = (here.labels(), here.words());
    let day = |day: Option<crate::inventory::moment::Day>| day.map(|day| html! { (show::day(words, day)) });
    let shown = match aspect {
        Aspect::Field(name) => {
            let field = subject.fields().into_iter().find(|field| field.name == name);
            let value = |value: &Value| field.map(|field| show::value(labels, field, value, |_| None));
            content.values.get(name).and_then(value)
        }
        Aspect::Whereabouts => content.whereabouts.as_ref().map(|place| html! { (show::place(words, place)) }),
        Aspect::From => day(content.validity.from),
        Aspect::To => day(content.validity.to),
        Aspect::Visibility => Some(html! { (labels.visibility(content.visibility)) }),
    };
    shown.unwrap_or_else(|| html! { em { (words.say("conflict-empty")) } })
}
