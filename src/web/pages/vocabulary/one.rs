use std::collections::BTreeMap;

use axum::extract::{Query, RawQuery, State};
use maud::{Markup, html};

use crate::access::Right;
use crate::capture::sheet::Sheet;
use crate::consent::Disclosed;
use crate::inventory::field::Shape;
use crate::inventory::word::parted;
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::pages::vocabulary::letters::{letter_of, letters};
use crate::web::pages::vocabulary::{count_uses, kind_of, name_of, words_of_scheme};
use crate::web::parts::{Pager, Weight, crumbs, empty, icon, link_button, pager, send_button};
use crate::web::paths::{HomePath, NewWordPath, VocabulariesPath, VocabularyExportPath, VocabularyImportPath, VocabularyPath, WordPath};
use crate::web::problem::Problem;
use crate::web::saved::Saved;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::{fold, words_of};

/// More words than this are not drawn as a tree, but in pages of so many.
const MOST_IN_TREE: usize = 300;

/// What was asked of a vocabulary.
struct Asked {
    text: String,
    letter: Option<char>,
    page: usize,
}

impl Asked {
    fn read(query: Option<&str>) -> Self {
        let sheet = Sheet::urlencoded(query.unwrap_or_default().as_bytes());
        let text = sheet.one("q").split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect();
        let page = sheet.one("page").parse().unwrap_or(1_usize).clamp(1, 1_000_000);
        Self { text, letter: sheet.one("letter").chars().next(), page }
    }

    /// The address of a page of the same question.
    fn at_page(&self, path: &str, page: usize) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !self.text.is_empty() {
            query.append_pair("q", &self.text);
        }
        query.extend_pairs(self.letter.map(|letter| ("letter", letter.to_string())));
        query.append_pair("page", &page.to_string());
        format!("{path}?{}", query.finish())
    }
}

/// The words of one vocabulary.
pub(super) async fn show(
    path: VocabularyPath,
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    Query(saved): Query<Saved>,
    visitor: Visitor,
) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let scheme = path.scheme.as_str();
    kind_of(here.view(), scheme)?;
    let asked = Asked::read(query.as_deref());
    let (words, title) = (here.words(), name_of(&here, scheme));
    let mut all = words_of_scheme(here.view(), scheme);
    all.sort_by_cached_key(|word| (fold(here.labels().name(*word)), word.id()));
    Ok(here.frame(&title).tab(Tab::List).page(html! {
        (crumbs(words, &[(&HomePath::of(here.slug()).to_string(), here.name()), (&VocabulariesPath::of(here.slug()).to_string(), &words.say("vocabularies-title"))], &title))
        div.page-head {
            h1 { (title) }
            @if let Some(what) = words.find(&format!("vocabulary-{scheme}.what")) { p.lead { (what) } }
        }
        (saved.message(&here, &["removed"], |_| here.words().say("word-done-removed").into_owned()))
        div.row.word-tools {
            @if here.may(Right::Words) {
                (link_button(Weight::Main, &NewWordPath::of(here.slug(), scheme).to_string(), html! { (icon("add")) (words.say("word-add")) }))
                (link_button(Weight::Quiet, &VocabularyImportPath::of(here.slug(), scheme).to_string(), words.say("vocabulary-import")))
            }
            (link_button(Weight::Quiet, &VocabularyExportPath::of(here.slug(), scheme).to_string(), html! { (icon("download")) (words.say("vocabulary-export")) }))
        }
        (search(&here, &path, &asked))
        (letters(&here, &path.to_string(), all.iter().map(|word| here.labels().name(*word)), asked.letter))
        (results(&here, &path, &asked, &all))
    }))
}

fn search(here: &Here, path: &VocabularyPath, asked: &Asked) -> Markup {
    let words = here.words();
    html! {
        form.row method="get" action=(path) role="search" {
            div.field {
                label for="q" { (words.say("vocabulary-search")) }
                input type="search" id="q" name="q" value=(asked.text);
            }
            (send_button(Weight::Quiet, html! { (icon("search")) (words.say("vocabulary-search.do")) }))
        }
    }
}

fn results(here: &Here, path: &VocabularyPath, asked: &Asked, all: &[Disclosed<'_>]) -> Markup {
    let words = here.words();
    let found: Vec<_> = all.iter().copied().filter(|word| fits(here, *word, asked)).collect();
    let is_whole = asked.text.is_empty() && asked.letter.is_none();
    html! {
        section aria-labelledby="found" {
            h2 #found { (words.say_with("vocabulary-found", &[("n", found.len().into())])) }
            @if found.is_empty() {
                (empty("search", &words.say("vocabulary-nothing"), &words.say("vocabulary-nothing.text"), html! {}))
            } @else if is_whole && found.len() <= MOST_IN_TREE {
                (by_group(here, &path.scheme, &found))
            } @else {
                (flat(here, path, asked, &found))
            }
        }
    }
}

/// Every word that was typed begins a word of the label, in either language, of a synonym or of the code.
fn fits(here: &Here, word: Disclosed<'_>, asked: &Asked) -> bool {
    let label = here.labels().name(word);
    if asked.letter.is_some_and(|letter| letter_of(label) != letter_of(&letter.to_string())) {
        return false;
    }
    let texts = ["label_nl", "label_en", "synonyms_nl", "synonyms_en", "code"];
    let known: Vec<String> = texts.into_iter().filter_map(|field| word.text(field)).flat_map(words_of).collect();
    words_of(&asked.text).all(|said| known.iter().any(|known| known.starts_with(&said)))
}

fn flat(here: &Here, path: &VocabularyPath, asked: &Asked, found: &[Disclosed<'_>]) -> Markup {
    let address = path.to_string();
    let pages = found.len().div_ceil(MOST_IN_TREE).max(1);
    let page = asked.page.min(pages);
    let first = (page - 1) * MOST_IN_TREE;
    let shown: Vec<_> = found.iter().skip(first).take(MOST_IN_TREE).collect();
    let (previous, next) =
        ((page > 1).then(|| asked.at_page(&address, page - 1)), (page < pages).then(|| asked.at_page(&address, page + 1)));
    html! {
        ul.words.plain { @for word in &shown { li { (row(here, &path.scheme, **word, true)) } } }
        (pager(here.words(), &Pager {
            previous: previous.as_deref(),
            next: next.as_deref(),
            first: first + 1,
            last: first + shown.len(),
            total: found.len(),
        }))
    }
}

/// The words as a tree, under the headings of their groups where they have groups.
fn by_group(here: &Here, scheme: &str, words: &[Disclosed<'_>]) -> Markup {
    let groups = words.first().and_then(|word| word.kind().field("group")).and_then(|field| match field.shape {
        Shape::Term(groups) => Some(groups),
        _ => None,
    });
    let Some(groups) = groups else { return tree(here, scheme, words) };
    let mut grouped: BTreeMap<(bool, String), Vec<Disclosed<'_>>> = BTreeMap::new();
    for word in words {
        let label = word.codes("group").first().map(|code| here.labels().term(groups, code).into_owned());
        grouped
            .entry((label.is_none(), label.unwrap_or_else(|| here.words().say("vocabulary-no-group").into_owned())))
            .or_default()
            .push(*word);
    }
    html! {
        @for ((_, label), words) in &grouped { h3 { (label) } (tree(here, scheme, words)) }
    }
}

/// Each word under its broader word, where that is among these.
fn tree(here: &Here, scheme: &str, words: &[Disclosed<'_>]) -> Markup {
    let codes: Vec<&str> = words.iter().filter_map(|word| word.text("code")).collect();
    let mut under: BTreeMap<&str, Vec<Disclosed<'_>>> = BTreeMap::new();
    let mut roots = Vec::new();
    for word in words {
        match word.codes("broader").first().filter(|broader| codes.contains(&broader.as_str())) {
            Some(broader) => under.entry(broader).or_default().push(*word),
            None => roots.push(*word),
        }
    }
    branch(here, scheme, &roots, &under, 0)
}

fn branch(here: &Here, scheme: &str, words: &[Disclosed<'_>], under: &BTreeMap<&str, Vec<Disclosed<'_>>>, depth: usize) -> Markup {
    /// Deeper than anybody reads; a chain that is longer goes on without steps to the right.
    const DEEPEST: usize = 40;
    html! {
        ul.words.plain {
            @for word in words {
                li {
                    (row(here, scheme, *word, false))
                    @if let Some(narrower) = under.get(word.text("code").unwrap_or_default()).filter(|_| depth < DEEPEST) {
                        (branch(here, scheme, narrower, under, depth + 1))
                    }
                }
            }
        }
    }
}

/// One word: its label, what else it is called, and how many use it.
fn row(here: &Here, scheme: &str, word: Disclosed<'_>, with_broader: bool) -> Markup {
    let (words, labels) = (here.words(), here.labels());
    let code = word.text("code").unwrap_or_default();
    let (other, synonyms) = match words.language() {
        crate::words::Language::Dutch => ("label_en", "synonyms_nl"),
        crate::words::Language::English => ("label_nl", "synonyms_en"),
    };
    let synonyms: Vec<_> = word.text(synonyms).into_iter().flat_map(parted).collect();
    let uses = count_uses(here.view(), scheme, word);
    let broader = word.codes("broader").first().filter(|_| with_broader);
    html! {
        div.word {
            div {
                a.name href=(WordPath::of(here.slug(), scheme, code)) { (labels.name(word)) }
                @if let Some(other) = word.text(other) { " " span.soft { (other) } }
                @if !word.validity().holds_on(here.today) { " " span.new { (words.say("word-retired")) } }
            }
            @if let Some(broader) = broader {
                p.said { (words.say_with("word-under", &[("word", labels.term(scheme, broader).into_owned().into())])) }
            }
            @if !synonyms.is_empty() { p.said { (synonyms.join(", ")) } }
            p.uses {
                @if uses > 0 { a href={ (WordPath::of(here.slug(), scheme, code)) "#uses" } { (words.say_with("word-uses", &[("n", uses.into())])) } }
                @else { span.soft { (words.say("word-unused")) } }
            }
        }
    }
}
