use axum::extract::State;
use maud::{Markup, html};

use crate::access::Right;
use crate::capture::sheet::Sheet;
use crate::consent::Disclosed;
use crate::inventory::kind::Kind;
use crate::web::faults::Fault;
use crate::web::frame::Tab;
use crate::web::here::{Here, id_in_address};
use crate::web::inputs::Inputs;
use crate::web::pages::photos::add::erase_form;
use crate::web::parts::{Weight, crumbs, link_button, send_button};
use crate::web::paths::{AssetPath, HistoryPath, PhotoPath, PhotosPath};
use crate::web::photos::{ASKED, Photo, figure};
use crate::web::problem::Problem;
use crate::web::refill::refill;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// One photo, with all that a steward can do with it.
pub(super) async fn show(path: PhotoPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let photo = Photo::with_id(here.view(), id_in_address(&path.id)?).ok_or(Problem::NotFound)?;
    let sheet = refill(photo.record.record().ok_or(Problem::NotFound)?, here.words());
    let visibility = photo.record.visibility().unwrap_or(Kind::Photo.declaration().visibility);
    Ok(page(&here, photo, &sheet.with("visibility", visibility.code()), &[]))
}

/// The page with what is kept or was typed, and what is wrong with it.
pub(super) fn page(here: &Here, photo: Photo<'_>, sheet: &Sheet, faults: &[Fault]) -> Markup {
    let (labels, words, slug, of) = (here.labels(), here.words(), here.slug(), photo.of());
    let inputs = Inputs { labels, owner: Kind::Photo.code(), sheet, faults };
    let name = photo.record.name();
    let (asset, photos) = (AssetPath::of(slug, of.id()).to_string(), PhotosPath::of(slug, of.id()).to_string());
    let fields = Kind::Photo.fields().filter(|field| field.name == "name" || ASKED.contains(&field.name));
    here.frame(name).tab(Tab::List).page(html! {
        (crumbs(words, &[(&asset, labels.name(of)), (&photos, &words.say("photo-title"))], name))
        div.page-head { h1 { (name) } }
        (inputs.summary())
        div.aside-right {
            div.stack {
                (figure(here, photo, "(min-width: 62rem) 38rem, 100vw"))
                form.stack method="post" action=(PhotoPath::of(slug, photo.record.id())) novalidate[!faults.is_empty()] {
                    input type="hidden" name="act" value="keep";
                    input type="hidden" name="version" value=(sheet.one("version"));
                    @for field in fields { (inputs.field(field)) }
                    (inputs.visibility(Kind::Photo.declaration().visibility))
                    div.row {
                        (send_button(Weight::Main, words.say("photo-keep-changes")))
                        (link_button(Weight::Quiet, &photos, words.say("form-cancel")))
                    }
                }
            }
            div.stack {
                (others(here, photo))
                @if here.may(Right::Remove) {
                    (away(here, photo))
                    (erase(here, photo))
                }
                @if here.may(Right::History) {
                    (link_button(Weight::Quiet, &HistoryPath::of(slug, photo.record.id()).to_string(), words.say("history-link")))
                }
            }
        }
    })
}

/// Which of several comes first.
fn others(here: &Here, photo: Photo<'_>) -> Markup {
    let several = Photo::all_of(here.view(), photo.of().id()).len() > 1;
    html! {
        @if several && !photo.is_first() {
            section.card aria-labelledby="first" {
                h2 #first { (here.words().say("photo-first")) }
                p { (here.words().say("photo-first.text")) }
                (act(here, photo.record, "first", Weight::Quiet, "photo-first.do"))
            }
        }
    }
}

fn away(here: &Here, photo: Photo<'_>) -> Markup {
    html! {
        section.card aria-labelledby="away" {
            h2 #away { (here.words().say("photo-away")) }
            p { (here.words().say("photo-away.text")) }
            (act(here, photo.record, "away", Weight::Quiet, "photo-away.do"))
        }
    }
}

fn erase(here: &Here, photo: Photo<'_>) -> Markup {
    let words = here.words();
    html! {
        section.card aria-labelledby="erase" {
            h2 #erase { (words.say("photo-erase")) }
            p { (words.say("photo-erase.text")) }
            (erase_form(here, photo.record.id(), photo.of().id()))
        }
    }
}

fn act(here: &Here, photo: Disclosed<'_>, act: &str, weight: Weight, key: &str) -> Markup {
    html! {
        form method="post" action=(PhotoPath::of(here.slug(), photo.id())) {
            input type="hidden" name="act" value=(act);
            @if let Some(version) = photo.version() { input type="hidden" name="version" value=(version); }
            (send_button(weight, here.words().say(key)))
        }
    }
}
