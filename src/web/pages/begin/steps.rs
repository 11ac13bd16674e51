use maud::{Markup, html};

use crate::inventory::opening::{self, Step};
use crate::inventory::slug::Slug;
use crate::inventory::values::Values;
use crate::web::here::Here;
use crate::web::parts::{Tone, icon, message};
use crate::web::paths::{BeginNeighbourhoodPath, BeginStepPath};
use crate::words::Words;

/// One of the pages by which a neighbourhood is begun.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// Questions on its particulars.
    Asked(Step),
    /// The last look, and opening it.
    Check,
}

impl Stop {
    /// All, in their order. Another step is put in here, and is answered where `step` and `keep` look at which it is.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        Step::ALL.into_iter().map(Self::Asked).chain([Self::Check])
    }

    /// The one that is asked after these questions.
    pub(super) fn after(step: Step) -> Self {
        Self::all().skip_while(|stop| *stop != Self::Asked(step)).nth(1).unwrap_or(Self::Check)
    }

    /// The first at which something is still needed.
    pub(super) fn first_open(particulars: &Values) -> Self {
        Self::all().find(|stop| !stop.is_done(particulars)).unwrap_or(Self::Check)
    }

    /// The word in text keys: `begin-step-{code}`, with `.why`.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Asked(step) => step.code(),
            Self::Check => "check",
        }
    }

    /// Where it is.
    pub(super) fn href(self, slug: &Slug) -> String {
        match self {
            Self::Asked(step) => BeginStepPath::of(slug, step.code()).to_string(),
            Self::Check => BeginNeighbourhoodPath::of(slug).to_string(),
        }
    }

    /// Nothing is to be done there any more.
    pub(super) fn is_done(self, particulars: &Values) -> bool {
        match self {
            Self::Asked(step) => step.is_done(particulars),
            Self::Check => opening::is_open(particulars),
        }
    }
}

/// All steps in a row, those that are done with a tick; every one can be gone to.
pub(super) fn progress(here: &Here, particulars: &Values, at: Stop) -> Markup {
    let words = here.words();
    html! {
        nav.steps aria-label=(words.say("begin-steps")) {
            ol.plain {
                @for stop in Stop::all() {
                    li {
                        a href=(stop.href(here.slug())) aria-current=[(stop == at).then_some("step")] {
                            @if stop.is_done(particulars) { (icon("ok")) }
                            (words.say(&format!("begin-step-{}", stop.code())))
                            @if stop.is_done(particulars) { span.unseen { (words.say("begin-steps.done")) } }
                        }
                    }
                }
            }
        }
    }
}

/// What to mind where a public authority answers for the neighbourhood; nothing elsewhere.
pub(crate) fn authority_warning(here: &Here, particulars: &Values) -> Markup {
    authority_note(here.words(), opening::is_authority(particulars))
}

/// The same, where it is known already whether a public authority is responsible.
pub(crate) fn authority_note(words: Words, is_authority: bool) -> Markup {
    html! {
        @if is_authority {
            (message(Tone::Warning, words.say("authority-warning.title"), html! { p { (words.say("authority-warning")) } }))
        }
    }
}
