use maud::{Markup, html};

use crate::inventory::field::Shape;
use crate::inventory::kind::Kind;
use crate::web::fields::Choice;
use crate::web::filter::{self, AssetQuery};
use crate::web::here::Here;
use crate::web::pages::map::{MOST_READ, kinds_on_map};
use crate::web::parts::icon;
use crate::web::paths::{AssetsPath, TalentsPath};

/// The filters: the same questions as the list's. Without script the form leads to the list, which answers them.
pub(super) fn form(here: &Here, asked: &AssetQuery, functions: &[(String, String)], has_talents: bool) -> Markup {
    let words = here.words();
    let is_chosen = |kind: Kind| asked.kinds.is_empty() || asked.kinds.contains(&kind);
    html! {
        form data-map-filters action=(AssetsPath::of(here.slug())) autocomplete="off" {
            div.search role="search" {
                label.unseen for="q" { (words.say("map-search")) }
                input type="search" id="q" name="q" value=(asked.text.as_deref().unwrap_or_default()) placeholder=(words.say("map-search"));
                button.button type="submit" { (icon("search")) span.unseen { (words.say("map-search.do")) } }
            }
            details data-map-drawer {
                summary { (words.say("map-filters")) " " span.filter-count data-filter-count {} }
                fieldset {
                    legend { (words.say("map-kinds")) }
                    div.choices {
                        @for kind in kinds_on_map() {
                            (Choice { value: kind.code(), label: &here.labels().many(kind), is_chosen: is_chosen(kind), kind: Some(kind.code()), count: None }
                                .draw("checkbox", "kind"))
                        }
                    }
                }
                (function_filters(here, asked, functions))
                (tag_filters(here, asked))
                fieldset {
                    legend { (words.say("map-ground")) }
                    label.choice { input type="checkbox" checked data-map-areas; span { (words.say("map-areas")) } }
                }
                (talents(here, has_talents))
                button.button.quiet type="button" data-filter-clear { (words.say("map-clear")) }
            }
        }
    }
}

/// The figures about people, as a layer that is switched on, with its list; the page has all of them without script.
fn talents(here: &Here, is_on: bool) -> Markup {
    let words = here.words();
    let groups = here.labels().terms("skill_group", "", |_| true);
    html! {
        fieldset data-map-talents {
            legend { (words.say("map-talents")) }
            label.choice { input type="checkbox" checked[is_on] data-talents-on; span { (words.say("map-talents")) } }
            label for="talent-group" { (words.say("map-talents.which")) }
            select id="talent-group" data-talents-group {
                option value="people" { (words.say("talents-people")) }
                @for (code, label) in &groups { option value=(code) { (label) } }
            }
            p role="status" data-talents-said {}
            ul.plain.small data-talents-list {}
            p { a href=(TalentsPath::of(here.slug())) { (words.say("map-talents.twin")) } }
        }
    }
}

fn function_filters(here: &Here, asked: &AssetQuery, functions: &[(String, String)]) -> Markup {
    html! {
        @if !functions.is_empty() {
            fieldset {
                legend { (here.words().say("map-functions")) }
                div.choices {
                    @for (code, label) in functions {
                        (Choice { value: code, label, is_chosen: asked.functions.contains(code), kind: None, count: None }.draw("checkbox", "function"))
                    }
                }
            }
        }
    }
}

/// Tags are asked for on the list; here they can be taken off.
fn tag_filters(here: &Here, asked: &AssetQuery) -> Markup {
    html! {
        @if !asked.tags.is_empty() {
            fieldset {
                legend { (here.words().say("map-tags")) }
                div.choices {
                    @for tag in &asked.tags { (Choice { value: tag, label: tag, is_chosen: true, kind: None, count: None }.draw("checkbox", "tag")) }
                }
            }
        }
    }
}

/// The place functions to choose from, as code and word, in the order of the words.
pub(super) fn functions(here: &Here, asked: &AssetQuery) -> Vec<(String, String)> {
    let Some(field) = filter::functions() else { return Vec::new() };
    let (labels, view) = (here.labels(), here.view());
    let with_functions = || kinds_on_map().filter(|kind| kind.field(field.name).is_some());
    let mut codes = asked.functions.clone();
    if with_functions().map(|kind| view.count(kind)).sum::<usize>() <= MOST_READ {
        codes.extend(with_functions().flat_map(|kind| view.of_kind(kind)).flat_map(|record| record.codes(field.name).to_vec()));
    } else if let Shape::Terms(scheme) = field.shape {
        let is_used = |code: &str| view.count_users(scheme, code) > 0;
        codes.extend(labels.terms(scheme, "", is_used).into_iter().map(|(code, _)| code.to_owned()));
    }
    codes.sort_unstable();
    codes.dedup();
    let mut named: Vec<_> = codes.into_iter().map(|code| (labels.code(field, &code).into_owned(), code)).collect();
    named.sort_by_cached_key(|(label, _)| crate::words::fold(label));
    named.into_iter().map(|(label, code)| (code, label)).collect()
}
