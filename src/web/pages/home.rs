use crate::access::Right;
use crate::web::doors::Doors;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use crate::consent::Disclosed;
use crate::graph::Tally;
use crate::inventory::kind::{Kind, Role};
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::parts::{Figure, Tone, Weight, asset_row_with, empty, figure, icon, link_button, message, way};
use crate::web::paths::{
    AboutPath, AssetPath, AssetsPath, BeginNeighbourhoodPath, HomePath, ImportPath, MapPath, MePath, NewAssetPath, NewsPath, PeoplePath,
    TalentsPath,
};
use crate::web::photos::small_photo_of;
use crate::web::problem::Problem;
use crate::web::show;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// So many of the latest are shown.
const LATEST: usize = 6;

pub(super) fn router() -> Router<AppState> {
    Router::new().show(show)
}

/// What is here, what is new, and how do I get in?
async fn show(path: HomePath, State(state): State<AppState>, visitor: Visitor) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    Ok(state.kept.page(&here, page))
}

fn page(here: &Here) -> Markup {
    let description = here.view().profile().and_then(|profile| profile.text("description")).map(str::to_owned);
    let is_empty = here.view().count_assets() == 0;
    here.frame(here.name()).tab(Tab::Home).page(html! {
        header.page-head {
            h1 { (here.name()) }
            @if let Some(text) = description { p.lead { (text) } }
        }
        (not_open_yet(here))
        @if is_empty { (nothing_yet(here)) } @else {
            (search(here))
            (ways_in(here))
            (what_is_here(here))
            (what_is_new(here))
        }
    })
}

/// Says to a steward that nobody else sees the neighbourhood, and what to do about that.
fn not_open_yet(here: &Here) -> Markup {
    let words = here.words();
    html! {
        @if !here.neighbourhood.is_open() {
            (message(Tone::Warning, words.say("opening-closed"), html! {
                p { (words.say("opening-closed.what")) }
                p { (link_button(Weight::Main, &BeginNeighbourhoodPath::of(here.slug()).to_string(), words.say("opening-closed.go"))) }
            }))
        }
    }
}

fn search(here: &Here) -> Markup {
    let words = here.words();
    html! {
        form.search role="search" action=(AssetsPath::of(here.slug())) {
            label.unseen for="q" { (words.say("home-search")) }
            input type="search" id="q" name="q" placeholder=(words.say("home-search"));
            button.button type="submit" { (icon("search")) span { (words.say("home-search.do")) } }
        }
    }
}

fn ways_in(here: &Here) -> Markup {
    let (words, slug) = (here.words(), here.slug());
    html! {
        h2 { (words.say("home-ways")) }
        div.grid {
            (way(&MapPath::of(slug).to_string(), &words.say("home-way-map"), &words.say("home-way-map.what")))
            (way(&AssetsPath::of(slug).to_string(), &words.say("home-way-list"), &words.say("home-way-list.what")))
            @if here.keeps_talents() {
                (way(&TalentsPath::of(slug).to_string(), &words.say("home-way-talents"), &words.say("home-way-talents.what")))
                (way(&PeoplePath::of(slug).to_string(), &words.say("home-way-people"), &words.say("home-way-people.what")))
            }
            @if here.visitor.person().is_some() {
                (way(&MePath::of(slug).to_string(), &words.say("me-title"), &words.say("home-way-me")))
            }
            @if here.may(Right::Add) {
                (way(&NewAssetPath::of(slug).to_string(), &words.say("home-way-add"), &words.say("home-way-add.what")))
            }
            @if here.may(Right::Import) {
                (way(&ImportPath::of(slug).to_string(), &words.say("home-way-import"), &words.say("home-way-import.what")))
            }
            @if !here.may(Right::Add) {
                (way(&AboutPath::of(slug).to_string(), &words.say("home-way-about"), &words.say("home-way-about.what")))
            }
        }
    }
}

fn what_is_here(here: &Here) -> Markup {
    let words = here.words();
    html! {
        h2 { (words.say("home-here")) }
        p.soft { (words.say_with("home-here.ground", &[("day", show::day(words, here.today).into())])) }
        dl.grid.small-cells { @for kind in Kind::with_role(Role::Asset) { (figure_of(here, kind)) } }
    }
}

fn figure_of(here: &Here, kind: Kind) -> Markup {
    let words = here.words();
    let tally = here.view().tally(kind);
    let is_located = kind.declaration().located && tally.count > 0;
    let ground = ground(here, &tally, is_located);
    figure(
        words,
        &Figure {
            kind: kind.code(),
            label: &here.labels().many(kind),
            href: Some(&AssetsPath::with_kind(here.slug(), kind)),
            value: (tally.count > 0).then(|| tally.count.to_string()),
            ground: &ground,
            coverage: is_located.then_some((tally.located, tally.count)),
        },
    )
}

/// What a figure rests on: how much of it has a place on the map, and how it came to be known.
fn ground(here: &Here, tally: &Tally, is_located: bool) -> String {
    let words = here.words();
    if tally.count == 0 {
        return words.say("home-none-yet").into_owned();
    }
    let origins = tally.origins.iter().map(|(origin, n)| {
        words.say_with("home-origin", &[("n", (*n).into()), ("origin", words.say(&format!("origin-{origin}")).into_owned().into())])
    });
    let origins = origins.collect::<Vec<_>>().join(", ");
    if !is_located {
        return origins;
    }
    let located = words.say_with("home-located", &[("located", tally.located.into()), ("n", tally.count.into())]);
    format!("{located}; {origins}")
}

fn what_is_new(here: &Here) -> Markup {
    let words = here.words();
    html! {
        h2 { (words.say("home-new")) }
        ul.assets { @for record in here.view().newest().take(LATEST) { (new_row(here, record)) } }
        p { a href=(NewsPath::of(here.slug())) { (words.say("home-since-last")) } }
        p { a href=(AssetsPath::of(here.slug())) { (words.say("home-all")) } }
    }
}

fn new_row(here: &Here, record: Disclosed<'_>) -> Markup {
    let words = here.words();
    let day = show::day(words, record.created().day());
    let said = words.say_with("home-new-row", &[("kind", here.labels().kind(record.kind()).into_owned().into()), ("day", day.into())]);
    let href = AssetPath::of(here.slug(), record.id()).to_string();
    asset_row_with(record.kind().code(), &href, record.name(), said, small_photo_of(here, record))
}

fn nothing_yet(here: &Here) -> Markup {
    let (words, slug) = (here.words(), here.slug());
    if here.may(Right::Add) {
        let ways = html! {
            (link_button(Weight::Main, &NewAssetPath::of(slug).to_string(), words.say("home-first-add")))
            @if here.may(Right::Import) {
                (link_button(Weight::Quiet, &ImportPath::of(slug).to_string(), words.say("home-first-import")))
            }
        };
        empty("kind-place", &words.say("home-empty-steward"), &words.say("home-empty-steward.next"), ways)
    } else {
        let ways = link_button(Weight::Quiet, &AboutPath::of(slug).to_string(), words.say("home-way-about"));
        empty("kind-place", &words.say("home-empty"), &words.say("home-empty.next"), ways)
    }
}
