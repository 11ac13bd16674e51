use crate::access::Right;
use crate::web::doors::Doors;
use axum::Router;
use axum::extract::State;
use maud::{Markup, html};

use crate::consent::Audience;
use crate::inventory::kind::{Kind, Role};
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::parts::{Weight, link_button};
use crate::web::paths::{
    AboutPath, CardPath, ExportPath, JoinPath, LogPath, OgcPath, PrivacyPath, ResidentsPath, RightsPath, SettingsPath, TeamPath,
};
use crate::web::problem::Problem;
use crate::web::show;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

pub(super) fn router() -> Router<AppState> {
    Router::new().show(show)
}

/// What is this, who sees what, and where does it come from?
async fn show(path: AboutPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let words = here.words();
    let title = words.say_with("about-title", &[("name", here.name().into())]);
    Ok(here.frame(&title).tab(Tab::About).page(html! {
        header.page-head { h1 { (&title) } p.lead { (words.say("about-lead")) } }
        @if here.may(Right::Settings) { p { (link_button(Weight::Quiet, &SettingsPath::of(here.slug()).to_string(), words.say("about-settings"))) } }
        p { (words.say("about-what")) }
        p { (words.say("about-what.gifts")) }
        (who_sees_what(&here))
        (about_the_data(&here))
        (privacy(&here))
        (keys(&here))
        h2 { (words.say("about-program")) }
        p { (words.say("about-program.what")) }
    }))
}

/// The ways in, and for the team what goes with them.
fn keys(here: &Here) -> Markup {
    let (words, slug) = (here.words(), here.slug());
    let ways = [
        (Right::ComeIn, CardPath::of(slug).to_string(), "card-title"),
        (Right::ComeIn, JoinPath::of(slug).to_string(), "join-title"),
        (Right::Look, RightsPath::of(slug).to_string(), "rights-title"),
        (Right::Residents, ResidentsPath::of(slug).to_string(), "residents-title"),
        (Right::Team, TeamPath::of(slug).to_string(), "team-title"),
        (Right::Log, LogPath::of(slug).to_string(), "log-title"),
    ];
    html! {
        h2 { (words.say("about-keys")) }
        ul.stack { @for (_, address, key) in ways.iter().filter(|(right, ..)| here.may(*right)) { li { a href=(address) { (words.say(key)) } } } }
    }
}

fn who_sees_what(here: &Here) -> Markup {
    let words = here.words();
    let own = here.visitor.audience;
    html! {
        h2 { (words.say("about-audiences")) }
        p { (words.say("about-audiences.what")) }
        div.scrolls tabindex="0" role="region" aria-label=(words.say("about-audiences")) {
            table {
                thead { tr { th scope="col" { (words.say("about-audiences.who")) } th scope="col" { (words.say("about-audiences.sees")) } } }
                tbody {
                    @for audience in Audience::ALL {
                        tr {
                            th scope="row" {
                                (words.say(&format!("about-audience-{audience}")))
                                @if audience == own { " " span.new { (words.say("about-audiences.you")) } }
                            }
                            td { (words.say(&format!("about-audience-{audience}.sees"))) }
                        }
                    }
                }
            }
        }
    }
}

fn about_the_data(here: &Here) -> Markup {
    let (words, slug, view) = (here.words(), here.slug(), here.view());
    let day = show::day(words, here.today);
    let source = view.profile().and_then(|profile| profile.text("data_source"));
    html! {
        h2 { (words.say("about-data")) }
        p { (words.say_with("about-data.count", &[("n", view.count_assets().into()), ("day", day.into())])) }
        p { (words.say("about-data.figures")) }
        h3 { (words.say("about-source")) }
        p { @if let Some(source) = source { (source) } @else { (words.say("about-source.unknown")) } }
        h3 { (words.say("about-take")) }
        p { (words.say("about-take.what")) }
        ul {
            li { a href=(ExportPath::of(slug, "geojson")) { "GeoJSON" } }
            li { a href=(ExportPath::of(slug, "csv")) { "CSV" } }
            li { a href=(OgcPath::of(slug)) { (words.say("about-take.layers")) } }
        }
        h3 { (words.say("about-kinds")) }
        dl.facts {
            @for kind in Kind::with_role(Role::Asset) {
                div { dt { (here.labels().many(kind)) } dd { (words.say(&format!("kind-{kind}.what"))) } }
            }
        }
    }
}

fn privacy(here: &Here) -> Markup {
    let words = here.words();
    html! {
        h2 { (words.say("about-privacy")) }
        ul {
            @for promise in ["persons", "cookies", "strangers", "position", "out"] {
                li { (words.say(&format!("about-privacy.{promise}"))) }
            }
        }
        p { a href=(PrivacyPath::of(here.slug())) { (words.say("about-privacy.notice")) } }
    }
}
