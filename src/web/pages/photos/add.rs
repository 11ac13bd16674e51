use axum::extract::multipart::Multipart;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use crate::access::Right;
use crate::capture::sheet::Sheet;
use crate::consent::Disclosed;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::tie_kind::TieKind;
use crate::neighbourhood::{Order, Refusal};
use crate::web::faults::Fault;
use crate::web::fields::Choice;
use crate::web::frame::Tab;
use crate::web::here::{Here, id_in_address};
use crate::web::inputs::Inputs;
use crate::web::parts::{Tone, Weight, crumbs, icon, link_button, message, send_button};
use crate::web::paths::{AssetPath, AssetsPath, PhotoPath, PhotosPath};
use crate::web::photos::{self, Handed, NewPhotos, Photo, Picture, read_sheet, receive};
use crate::web::problem::Problem;
use crate::web::saved::{Saved, saved_at};
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// The photo that was just taken away.
#[derive(Default, Deserialize)]
pub(super) struct Gone {
    photo: Option<String>,
}

const DONE: [&str; 4] = ["kept", "first", "away", "erased"];

/// The photos of a record, and the form for more.
pub(super) async fn form(
    path: PhotosPath,
    State(state): State<AppState>,
    Query(saved): Query<Saved>,
    Query(gone): Query<Gone>,
    visitor: Visitor,
) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let of = depictable(&here, &path.id)?;
    let told = told(&here, of.id(), &saved, &gone);
    Ok(page(&here, of, &Sheet::default(), &[], &[], &told))
}

/// Keeps photos. What cannot be taken in is named, the others are kept, and nothing typed is lost.
pub(super) async fn add(path: PhotosPath, State(state): State<AppState>, visitor: Visitor, form: Multipart) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor.clone()).await?;
    let of = depictable(&here, &path.id)?;
    let handed = receive(form, state.neighbourhoods.pictures(here.slug())?, state.settings.largest_upload).await?;
    let Handed { sheet, pictures, .. } = &handed;
    let mut faults = handed.faults(here.words());
    if pictures.is_empty() && faults.is_empty() {
        faults.push(Fault::new(here.words(), "photo", "photo-none"));
    }
    let values = match read_sheet(&here, here.labels().name(of), sheet) {
        Ok(values) => values,
        Err(wrong) => {
            faults.extend(wrong);
            return Ok(again(&here, of, sheet, pictures, &faults, StatusCode::UNPROCESSABLE_ENTITY));
        }
    };
    let surroundings = state.neighbourhoods.surroundings();
    let changes = NewPhotos { of: of.id(), values, pictures }.changes(&here, surroundings);
    let mut seq = None;
    if !changes.is_empty() {
        let order = Order { changes, by: here.visitor.actor(), at: surroundings.now(), delivery: None };
        seq = match here.neighbourhood.write_async(order).await {
            Ok(seq) => Some(seq),
            Err(Refusal::NotKept(_)) => {
                faults.push(Fault::new(here.words(), "photo", "problem-not-kept.next"));
                return Ok(again(&here, of, sheet, pictures, &faults, StatusCode::INSUFFICIENT_STORAGE));
            }
            Err(refusal) => return Err(refusal.into()),
        };
    }
    if faults.is_empty() {
        return Ok(Redirect::to(&saved_at(AssetPath::of(here.slug(), of.id()), "photographed", seq)).into_response());
    }
    // Some were kept: they stand on the page as it is now.
    let here = state.here(&path.slug, visitor).await?;
    let of = depictable(&here, &path.id)?;
    Ok(again(&here, of, sheet, &[], &faults, StatusCode::UNPROCESSABLE_ENTITY))
}

/// The record in the address, if a photo can show one of its kind.
fn depictable<'a>(here: &'a Here, id: &str) -> Result<Disclosed<'a>, Problem> {
    let id: Id = id_in_address(id)?;
    here.view().record(id).filter(|record| TieKind::Depicts.ends_at(record.kind())).ok_or(Problem::NotFound)
}

fn again(here: &Here, of: Disclosed<'_>, sheet: &Sheet, pictures: &[Picture], faults: &[Fault], status: StatusCode) -> Response {
    (status, page(here, of, sheet, pictures, faults, &html! {})).into_response()
}

fn page(here: &Here, of: Disclosed<'_>, sheet: &Sheet, pictures: &[Picture], faults: &[Fault], told: &Markup) -> Markup {
    let (labels, words, slug) = (here.labels(), here.words(), here.slug());
    let name = labels.name(of);
    let title = words.say_with("photo-page", &[("name", name.into())]);
    let inputs = Inputs { labels, owner: Kind::Photo.code(), sheet, faults };
    let (list, asset) = (AssetsPath::with_kind(slug, of.kind()), AssetPath::of(slug, of.id()).to_string());
    here.frame(&title).tab(Tab::List).page(html! {
        (crumbs(words, &[(&list, &labels.many(of.kind())), (&asset, name)], &words.say("photo-title")))
        div.page-head { h1 { (title) } }
        (told)
        (inputs.summary())
        (kept(here, of))
        section aria-labelledby="add-photos" {
            h2 #add-photos { (words.say("photo-add")) }
            form.stack method="post" action=(PhotosPath::of(slug, of.id())) enctype="multipart/form-data" {
                (photos::kept_so_far(words, pictures))
                (photos::ask(&inputs))
                p.soft { (words.say("photo-for-all")) }
                div.row {
                    (send_button(Weight::Main, words.say("photo-keep")))
                    (link_button(Weight::Quiet, &asset, words.say("form-cancel")))
                }
            }
        }
    })
}

/// The photos that are there, each with the way to change it.
fn kept(here: &Here, of: Disclosed<'_>) -> Markup {
    let words = here.words();
    let photos = Photo::all_of(here.view(), of.id());
    html! {
        @if !photos.is_empty() {
            ul.photo-list.plain aria-label=(words.say("photo-title")) {
                @for photo in &photos {
                    li {
                        (photos::small(here, *photo))
                        div {
                            p { strong { (photo.record.name()) } @if photo.is_first() && photos.len() > 1 { " · " (words.say("photo-is-first")) } }
                            @if photo.record.text("alternative").is_none() { p.soft { (words.say("photo-without-words")) } }
                            @let label = words.say_with("photo-change", &[("name", photo.record.name().into())]);
                            p { a href=(PhotoPath::of(here.slug(), photo.record.id())) { (icon("edit")) " " (label) } }
                        }
                    }
                }
            }
        }
    }
}

fn told(here: &Here, of: Id, saved: &Saved, gone: &Gone) -> Markup {
    let words = here.words();
    let gone: Option<Id> = gone.photo.as_deref().filter(|_| saved.done(&["away"]).is_some()).and_then(|id| id.parse().ok());
    html! {
        (saved.message(here, &DONE, |done| words.say(&format!("photo-done-{done}")).into_owned()))
        @if let Some(id) = gone.filter(|_| here.may(Right::Remove)) {
            (message(Tone::Tip, words.say("photo-still-kept"), html! { (erase_form(here, id, of)) }))
        }
    }
}

/// Erasing asks for a yes first: it is the one act here that cannot be undone.
pub(super) fn erase_form(here: &Here, id: Id, of: Id) -> Markup {
    let words = here.words();
    let sure = words.say("photo-erase-sure");
    html! {
        form method="post" action=(PhotoPath::of(here.slug(), id)) {
            input type="hidden" name="act" value="erase";
            // Where to go on to: when the photo was taken away before, nothing else knows.
            input type="hidden" name="of" value=(of);
            (Choice { value: "yes", label: &sure, is_chosen: false, kind: None, count: None }.draw("checkbox", "sure"))
            (send_button(Weight::Strict, words.say("photo-erase")))
        }
    }
}
