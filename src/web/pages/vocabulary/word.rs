use axum::extract::{Query, RawQuery, State};
use maud::{Markup, html};

use crate::access::Right;
use crate::capture::sheet::Sheet;
use crate::consent::Disclosed;
use crate::inventory::field::{Field, Shape};
use crate::inventory::id::Id;
use crate::inventory::word::parted;
use crate::neighbourhood::vocabulary::{above, narrower};
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::pages::vocabulary::{count_uses, crumbs, word_of};
use crate::web::parts::{Pager, Tone, Weight, asset_row, link_button, message, pager, send_button};
use crate::web::paths::{AssetPath, EditWordPath, EndWordPath, MergeWordPath, WordPath};
use crate::web::problem::Problem;
use crate::web::saved::Saved;
use crate::web::show;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// Records that use the word, on one page.
const PER_PAGE: usize = 50;

/// What was just done, told once above the page.
const DONE: [&str; 5] = ["added", "changed", "retired", "revived", "merged"];

/// Fields that are drawn in a way of their own, or that say nothing to people.
const NOT_LISTED: [&str; 9] = ["name", "code", "scheme", "label_nl", "label_en", "broader", "merged_into", "icon", "tags"];

/// One word: all that is known of it, and what uses it.
pub(super) async fn show(
    path: WordPath,
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    Query(saved): Query<Saved>,
    visitor: Visitor,
) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let word = word_of(&here, &path.scheme, &path.code)?;
    let asked = Sheet::urlencoded(query.unwrap_or_default().as_bytes());
    let title = here.labels().name(word);
    Ok(here.frame(title).tab(Tab::List).page(html! {
        (crumbs(&here, &path.scheme, title))
        (saved.message(&here, &DONE, |done| here.words().say(&format!("word-done-{done}")).into_owned()))
        article {
            div.page-head { h1 { (title) } }
            (state_of(&here, &path.scheme, word))
            (facts(&here, &path.scheme, word))
            @if here.may(Right::Words) && word.codes("merged_into").is_empty() { (acts(&here, &path, word)) }
            (uses(&here, &path, word, asked.one("page").parse().unwrap_or(1)))
        }
    }))
}

/// That it was merged or retired.
fn state_of(here: &Here, scheme: &str, word: Disclosed<'_>) -> Markup {
    let words = here.words();
    html! {
        @if let Some(into) = word.codes("merged_into").first() {
            (message(Tone::Tip, words.say("word-merged"), html! {
                p { (words.say("word-merged.into")) " " a href=(WordPath::of(here.slug(), scheme, into)) { (here.labels().term(scheme, into)) } }
            }))
        } @else if !word.validity().holds_on(here.today) {
            (message(Tone::Tip, words.say("word-retired"), html! { p { (words.say("word-retired.what")) } }))
        }
    }
}

fn facts(here: &Here, scheme: &str, word: Disclosed<'_>) -> Markup {
    let labels = here.labels();
    let owner = word.kind().code();
    let label = |name: &str| word.kind().field(name).map(|field| labels.field(owner, field)).unwrap_or_default();
    let listed: Vec<_> = word.filled().filter(|(field, _)| !NOT_LISTED.contains(&field.name)).collect();
    let broader = above(here.view(), scheme, word);
    let under = narrower(here.view(), scheme, word.text("code").unwrap_or_default());
    html! {
        dl.facts {
            @for name in ["label_nl", "label_en"] {
                div { dt { (label(name)) } dd lang=(&name[6..]) { (word.text(name).unwrap_or("–")) } }
            }
            @if !broader.is_empty() {
                div { dt { (label("broader")) } dd { @for (at, word) in broader.iter().enumerate() { @if at > 0 { " → " } (link(here, scheme, *word)) } } }
            }
            @if !under.is_empty() {
                div { dt { (here.words().say("word-narrower")) } dd { @for (at, word) in under.iter().enumerate() { @if at > 0 { ", " } (link(here, scheme, *word)) } } }
            }
            @for (field, value) in listed { div { dt { (labels.field(owner, field)) } dd { (fact(here, field, value)) } } }
            div { dt { (label("code")) } dd { code { (word.text("code").unwrap_or_default()) } } }
        }
    }
}

fn fact(here: &Here, field: &Field, value: &crate::inventory::value::Value) -> Markup {
    let labels = here.labels();
    match (field.name, value.text()) {
        ("synonyms_nl" | "synonyms_en" | "osm", Some(text)) => html! { (parted(text).collect::<Vec<_>>().join(", ")) },
        ("kinds", _) => {
            let kinds = value.codes().iter().map(|code| code.parse().map_or_else(|_| code.clone(), |kind| labels.kind(kind).into_owned()));
            html! { (kinds.collect::<Vec<_>>().join(", ")) }
        }
        ("group", _) if matches!(field.shape, Shape::Term(_)) => {
            let Shape::Term(scheme) = field.shape else { return html! {} };
            html! { @for code in value.codes() { a href=(WordPath::of(here.slug(), scheme, code)) { (labels.code(field, code)) } } }
        }
        _ => show::value(labels, field, value, |_| None),
    }
}

fn link(here: &Here, scheme: &str, word: Disclosed<'_>) -> Markup {
    html! { a href=(WordPath::of(here.slug(), scheme, word.text("code").unwrap_or_default())) { (here.labels().name(word)) } }
}

/// What a steward can do with it.
fn acts(here: &Here, path: &WordPath, word: Disclosed<'_>) -> Markup {
    let (words, slug) = (here.words(), here.slug());
    let (scheme, code) = (path.scheme.as_str(), path.code.as_str());
    let is_free = count_uses(here.view(), scheme, word) == 0
        && here
            .view()
            .terms(scheme)
            .all(|other| !["broader", "merged_into"].iter().any(|field| other.codes(field).iter().any(|one| one == code)));
    let offered = word.validity().holds_on(here.today);
    let act = |act: &str, weight: Weight, key: &str| {
        html! {
            form method="post" action=(EndWordPath::of(slug, scheme, code)) {
                input type="hidden" name="version" value=(word.version().unwrap_or_default());
                input type="hidden" name="act" value=(act);
                (send_button(weight, words.say(key)))
            }
        }
    };
    html! {
        section aria-labelledby="acts" {
            h2 #acts { (words.say("word-acts")) }
            div.row.word-tools {
                (link_button(Weight::Main, &EditWordPath::of(slug, scheme, code).to_string(), words.say("word-edit")))
                (link_button(Weight::Quiet, &MergeWordPath::of(slug, scheme, code).to_string(), words.say("word-merge")))
                @if offered { (act("retire", Weight::Quiet, "word-retire")) } @else { (act("revive", Weight::Quiet, "word-revive")) }
                @if is_free { (act("remove", Weight::Strict, "word-remove")) }
            }
            @if !is_free { p.soft { (words.say("word-stays")) } }
        }
    }
}

/// The records that use the word, as far as this visitor sees them, and those that are tied to it.
fn uses(here: &Here, path: &WordPath, word: Disclosed<'_>, page: usize) -> Markup {
    let (words, labels, view) = (here.words(), here.labels(), here.view());
    let users = view.users(&path.scheme, &path.code).map(|record| (record, None));
    let tied = view.ties_of(word.id()).into_iter().map(|tie| {
        let other: Disclosed<'_> = if tie.from().id() == word.id() { tie.to() } else { tie.from() };
        (other, Some(labels.tie(tie.kind(), crate::web::labels::Way::Out)))
    });
    let total = count_uses(view, &path.scheme, word);
    let page = page.clamp(1, total.div_ceil(PER_PAGE).max(1));
    let first = (page - 1) * PER_PAGE;
    let shown: Vec<_> = users.chain(tied).skip(first).take(PER_PAGE).collect();
    let address = |page: usize| format!("{path}?page={page}#uses");
    let (previous, next) = ((page > 1).then(|| address(page - 1)), (first + shown.len() < total).then(|| address(page + 1)));
    html! {
        section aria-labelledby="uses" {
            h2 #uses { (words.say_with("word-uses", &[("n", total.into())])) }
            @if shown.is_empty() { p.soft { (words.say("word-unused")) } }
            ul.assets.plain {
                @for (record, tie) in &shown {
                    @let said = tie.as_ref().map_or_else(|| labels.kind(record.kind()), Clone::clone);
                    (asset_row(record.kind().code(), &href(here, *record), labels.name(*record), said))
                }
            }
            (pager(words, &Pager { previous: previous.as_deref(), next: next.as_deref(), first: first + 1, last: first + shown.len(), total }))
        }
    }
}

/// Where a record is shown: words of vocabularies on their own page.
fn href(here: &Here, record: Disclosed<'_>) -> String {
    let id: Id = record.id();
    let scheme = if record.kind().field("scheme").is_some() { record.text("scheme") } else { Some(record.kind().code()) };
    let word = record.text("code").zip(scheme).filter(|_| record.kind().role() == crate::inventory::kind::Role::Vocabulary);
    word.map_or_else(|| AssetPath::of(here.slug(), id).to_string(), |(code, scheme)| WordPath::of(here.slug(), scheme, code).to_string())
}
