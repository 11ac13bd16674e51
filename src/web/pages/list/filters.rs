use maud::{Markup, html};

use crate::inventory::field::Shape;
use crate::inventory::kind::{Kind, Role};
use crate::web::fields::Choice;
use crate::web::filter::{AssetQuery, functions};
use crate::web::here::Here;
use crate::web::parts::{Weight, icon, kind_chip, send_button};
use crate::web::paths::{AssetsPath, PeoplePath, VocabulariesPath};

/// The form that asks the list. What is not asked most is behind a fold, so that on a phone the answers are near.
pub(super) fn form(here: &Here, asked: &AssetQuery) -> Markup {
    let words = here.words();
    html! {
        form.filters method="get" action=(AssetsPath::of(here.slug())) role="search" {
            div.field {
                label for="q" { (words.say("list-search")) }
                input type="search" id="q" name="q" value=(asked.text.as_deref().unwrap_or_default());
            }
            details.drawer open[!asked.kinds.is_empty()] {
                summary { (words.say("list-kinds")) }
                (kinds(here, asked))
            }
            details open[!asked.functions.is_empty() || !asked.tags.is_empty() || asked.located.is_some()] {
                summary { (words.say("list-more")) }
                (of_functions(here, asked))
                (tags(here, asked))
                (located(here, asked))
            }
            (send_button(Weight::Main, html! { (icon("search")) (words.say("list-ask")) }))
        }
    }
}

fn kinds(here: &Here, asked: &AssetQuery) -> Markup {
    let labels = here.labels();
    // A kind that is not an asset is shown as long as it is asked for.
    let others = asked.kinds.iter().copied().filter(|kind| kind.role() != Role::Asset);
    html! {
        fieldset {
            legend { (labels.words.say("list-kinds")) }
            @for kind in Kind::with_role(Role::Asset).chain(others) {
                (Choice {
                    value: kind.code(),
                    label: &labels.many(kind),
                    is_chosen: asked.kinds.contains(&kind),
                    kind: Some(kind.code()),
                    count: Some(here.view().count(kind)),
                }.draw("checkbox", "kind"))
            }
        }
    }
}

fn of_functions(here: &Here, asked: &AssetQuery) -> Markup {
    let labels = here.labels();
    let Some(field) = functions() else { return html! {} };
    let Shape::Terms(scheme) = field.shape else { return html! {} };
    let is_asked = |code: &str| asked.functions.iter().any(|one| one == code) || here.view().count_users(scheme, code) > 0;
    let terms = labels.terms(scheme, "", is_asked);
    html! {
        @if !terms.is_empty() {
            fieldset {
                legend { (labels.words.say("list-functions")) }
                @for (code, label) in &terms {
                    (Choice {
                        value: code,
                        label,
                        is_chosen: asked.functions.iter().any(|one| one == code),
                        kind: None,
                        count: None,
                    }.draw("checkbox", "function"))
                }
            }
        }
    }
}

fn tags(here: &Here, asked: &AssetQuery) -> Markup {
    let words = here.words();
    html! {
        fieldset {
            legend { (words.say("list-tags")) }
            @for tag in &asked.tags {
                (Choice { value: tag, label: tag, is_chosen: true, kind: None, count: None }.draw("checkbox", "tag"))
            }
            div.field {
                label for="tag" { (words.say(if asked.tags.is_empty() { "list-tag" } else { "list-another-tag" })) }
                input type="text" id="tag" name="tag";
            }
        }
    }
}

fn located(here: &Here, asked: &AssetQuery) -> Markup {
    let words = here.words();
    let choices = [("", None), ("yes", Some(true)), ("no", Some(false))];
    html! {
        div.field {
            label for="place" { (words.say("list-located")) }
            select id="place" name="place" {
                @for (value, located) in choices {
                    option value=(value) selected[asked.located == located] {
                        (words.say(match located {
                            None => "list-located-either",
                            Some(true) => "list-part-located",
                            Some(false) => "list-part-not-located",
                        }))
                    }
                }
            }
        }
    }
}

/// The ways to what is not an asset: areas, and the vocabularies.
pub(super) fn other_kinds(here: &Here) -> Markup {
    let labels = here.labels();
    let others = Kind::with_role(Role::Setting);
    let there: Vec<_> = others.map(|kind| (kind, here.view().count(kind))).filter(|(_, count)| *count > 0).collect();
    html! {
        nav aria-labelledby="other-kinds" {
            h2 #other-kinds { (labels.words.say("list-other-kinds")) }
            div.chips {
                @for (kind, count) in there {
                    @let label = format!("{} ({count})", labels.many(kind));
                    (kind_chip(kind.code(), &label, Some(&AssetsPath::with_kind(here.slug(), kind))))
                }
                (kind_chip("person", &labels.many(Kind::Person), Some(&PeoplePath::of(here.slug()).to_string())))
                (kind_chip("term", &labels.words.say("vocabularies-title"), Some(&VocabulariesPath::of(here.slug()).to_string())))
            }
        }
    }
}
