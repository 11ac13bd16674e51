use maud::{Markup, html};

use crate::access::Right;
use crate::consent::figures::Band;
use crate::formats::talents::Figure;
use crate::inventory::moment::Moment;
use crate::neighbourhood::next_after;
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::pages::talents::coverage::{Residents, residents};
use crate::web::parts::{Tone, Weight, empty, link_button, message, send_button};
use crate::web::paths::{AboutPath, MapPath, OgcItemsPath, PrivacyPath, TalentsFilePath, TalentsPath};
use crate::web::show;
use crate::web::show::grouped;
use crate::web::talents::Published;

/// The page.
pub(super) fn page(here: &Here, published: &Published, told: Option<&str>) -> Markup {
    let words = here.words();
    let title = words.say("talents-title");
    here.frame(&title).tab(Tab::Home).page(html! {
        header.page-head { h1 { (title) } p.lead { (words.say_with("talents-lead", &[("name", here.name().into())])) } }
        @if let Some(told) = told { (message(Tone::Tip, told, html! {})) }
        @if let Some(made) = published.made { (figures(here, published, made)) } @else { (none_yet(here)) }
        (why_not_more(here))
        @if here.may(Right::Settings) { (new_figures(here, published.made)) }
    })
}

fn none_yet(here: &Here) -> Markup {
    let words = here.words();
    let ways = link_button(Weight::Quiet, &AboutPath::of(here.slug()).to_string(), words.say("home-way-about"));
    empty("kind-person", &words.say("talents-none-yet"), &words.say("talents-none-yet.why"), ways)
}

fn figures(here: &Here, published: &Published, made: Moment) -> Markup {
    let words = here.words();
    let (of_all, of_squares) = (published.of_all(), published.of_squares());
    let slug = here.slug();
    html! {
        section aria-labelledby="all" {
            h2 #all { (words.say("talents-all")) }
            p.soft { (ground(here, made)) " " (coverage(here, residents(here))) }
            @if of_all.is_empty() { p { (words.say("talents-withheld-all")) } }
            @else { dl.talents { @for figure in &of_all { (bar(here, figure)) } } }
            p { (words.say("talents-others")) }
        }
        section aria-labelledby="squares" {
            h2 #squares { (words.say("talents-squares")) }
            p { (words.say("talents-squares-what")) " " (words.say("talents-squares-note")) }
            p { a href={ (MapPath::of(slug)) "?talents=yes" } { (words.say("talents-on-map")) } }
            @if of_squares.is_empty() { p { (words.say("talents-no-squares")) } } @else { (table(here, &of_squares)) }
        }
        p.row {
            (link_button(Weight::Quiet, &TalentsFilePath::of(slug, "csv").to_string(), words.say("talents-csv")))
            (link_button(Weight::Quiet, &format!("{}?f=html", OgcItemsPath::of(slug, "talents")), words.say("talents-layer")))
        }
    }
}

/// Date and basis.
fn ground(here: &Here, made: Moment) -> String {
    let day = show::day(here.words(), made.day());
    here.words().say_with("talents-ground", &[("day", day.into())]).into_owned()
}

/// What part of everybody that is, as far as it is known; a part that is not known is never nought.
fn coverage(here: &Here, residents: Residents) -> String {
    let words = here.words();
    let number = |number: i64| grouped(words.language(), &number.to_string());
    match residents {
        Residents { people: Some(people), .. } => words.say_with("talents-of-people", &[("n", number(people).into())]).into_owned(),
        Residents { households: Some(homes), .. } => words.say_with("talents-of-homes", &[("n", number(homes).into())]).into_owned(),
        _ => words.say("talents-of-unknown").into_owned(),
    }
}

/// A figure as a group of a `dl`; the bar says what the words say, for the eye alone.
fn bar(here: &Here, figure: &Figure) -> Markup {
    let at = Band::ALL.iter().position(|band| *band == figure.band).map_or(0, |at| at + 1);
    html! {
        div {
            dt { (figure.label) }
            dd { span { (in_words(here, figure.band)) } progress.coverage aria-hidden="true" value=(at) max=(Band::ALL.len()) {} }
        }
    }
}

fn in_words(here: &Here, band: Band) -> String {
    let least = [("least", band.least().into())];
    match band.most() {
        Some(most) => here.words().say_with("talents-band", &[least[0].clone(), ("most", most.into())]).into_owned(),
        None => here.words().say_with("talents-band-most", &least).into_owned(),
    }
}

fn table(here: &Here, figures: &[&Figure]) -> Markup {
    let words = here.words();
    html! {
        div.scrolls tabindex="0" role="region" aria-label=(words.say("layers-talents")) {
            table {
                thead {
                    tr {
                        th scope="col" { (words.say("talents-square")) }
                        th scope="col" { (words.say("talents-what")) }
                        th scope="col" { (words.say("talents-how-many")) }
                    }
                }
                tbody {
                    @for figure in figures {
                        @if let Some(square) = figure.square {
                            tr {
                                th scope="row" {
                                    (words.say_with("talents-square-of", &[("code", square.to_string().into()), ("metres", square.size().metres().into())]))
                                }
                                td { (figure.label) }
                                td { (in_words(here, figure.band)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What "not told" means, in plain words. It is the same whatever is withheld, and if nothing is.
fn why_not_more(here: &Here) -> Markup {
    let words = here.words();
    html! {
        section aria-labelledby="why" {
            h2 #why { (words.say("talents-why")) }
            ul.stack {
                @for key in ["talents-why-five", "talents-why-bands", "talents-why-month", "talents-why-no", "talents-why-absent"] { li { (words.say(key)) } }
            }
            p { a href=(PrivacyPath::of(here.slug())) { (words.say("frame-foot-privacy")) } }
        }
    }
}

/// For a steward: new figures, if it is time.
fn new_figures(here: &Here, made: Option<Moment>) -> Markup {
    let words = here.words();
    let next = made.map(next_after).filter(|next| here.now() < *next);
    html! {
        section aria-labelledby="new" {
            h2 #new { (words.say("talents-new")) }
            @if let Some(next) = next {
                p { (words.say_with("talents-new.not-before", &[("day", show::day(words, next.day()).into())])) }
            } @else {
                p { (words.say("talents-new.what")) }
                form method="post" action=(TalentsPath::of(here.slug())) { (send_button(Weight::Main, words.say("talents-new.do"))) }
            }
        }
    }
}
