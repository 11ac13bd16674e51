use maud::{Markup, html};

use crate::access::Right;
use crate::consent::Disclosed;
use crate::inventory::tie_kind::TieKind;
use crate::web::here::Here;
use crate::web::parts::{Weight, icon, link_button};
use crate::web::paths::{PhotoFilePath, PhotosPath};
use crate::web::photos::Photo;
use crate::web::show;

/// What the sizes of a photo are called in addresses, from small to large.
pub(crate) const SIZES: [&str; 3] = ["small.jpg", "phone.jpg", "print.jpg"];

/// The photos of a record on its page: the first large, the others beside each other. For the team also the way to more.
pub(crate) fn section(here: &Here, record: Disclosed<'_>) -> Markup {
    let words = here.words();
    let photos = Photo::all_of(here.view(), record.id());
    let may_add = here.may(Right::Add) && TieKind::Depicts.ends_at(record.kind());
    html! {
        @if !photos.is_empty() || may_add {
            section.photos aria-label=(words.say("photo-title")) {
                @for photo in photos.iter().take(1) { (figure(here, *photo, "(min-width: 62rem) 38rem, 100vw")) }
                @if photos.len() > 1 {
                    div.photo-row { @for photo in &photos[1..] { (figure(here, *photo, "(min-width: 62rem) 18rem, 50vw")) } }
                }
                @if may_add {
                    @let label = words.say(if photos.is_empty() { "photo-add" } else { "photo-manage" });
                    (link_button(Weight::Quiet, &PhotosPath::of(here.slug(), record.id()).to_string(), html! { (icon("camera")) (label) }))
                }
            }
        }
    }
}

/// A photo with what is said of it. `layout` tells the browser how wide it will stand, as HTML's `sizes` has it.
pub(crate) fn figure(here: &Here, photo: Photo<'_>, layout: &str) -> Markup {
    let [_, _, print] = SIZES.map(|size| address(here, photo, size));
    html! {
        figure.photo {
            a href=(print) {
                picture {
                    // On paper the largest, however small it stood on the screen.
                    source media="print" srcset=(print);
                    (image(here, photo, layout))
                }
            }
            figcaption { (caption(here, photo)) }
        }
    }
}

/// The smallest size, for a list; the words beside it say what it is.
pub(crate) fn small(here: &Here, photo: Photo<'_>) -> Markup {
    let [(width, height), ..] = photo.dimensions();
    html! { img.photo-small src=(address(here, photo, SIZES[0])) alt="" width=(width) height=(height) loading="lazy" decoding="async"; }
}

/// The first photo of a record in its smallest size, where this visitor may see one.
pub(crate) fn small_photo_of(here: &Here, record: Disclosed<'_>) -> Option<Markup> {
    Photo::first_of(here.view(), record.id()).map(|photo| small(here, photo))
}

fn image(here: &Here, photo: Photo<'_>, layout: &str) -> Markup {
    let [_, (width, height), _] = photo.dimensions();
    let mut offered: Vec<(u32, String)> = Vec::new();
    for (size, (width, _)) in SIZES.into_iter().zip(photo.dimensions()) {
        // A photo that was small has the same picture in several sizes.
        if offered.last().is_none_or(|(narrower, _)| *narrower < width) {
            offered.push((width, format!("{} {width}w", address(here, photo, size))));
        }
    }
    let offered: Vec<_> = offered.into_iter().map(|(_, offered)| offered).collect();
    html! {
        img src=(address(here, photo, SIZES[1])) srcset=(offered.join(", ")) sizes=(layout) alt=(photo.told())
            width=(width) height=(height) decoding="async";
    }
}

fn caption(here: &Here, photo: Photo<'_>) -> Markup {
    let labels = here.labels();
    let said = |name: &str| {
        let value = photo.record.value(name)?;
        Some(show::plainly(labels, photo.record.kind().field(name)?, value))
    };
    let maker = said("maker").map(|maker| labels.words.say_with("photo-by", &[("maker", maker.into())]).into_owned());
    let taken = said("taken_on").map(|day| labels.words.say_with("photo-taken", &[("day", day.into())]).into_owned());
    let more: Vec<_> = [taken, maker, said("licence")].into_iter().flatten().collect();
    html! { (photo.record.name()) @if !more.is_empty() { " " span.soft { (more.join(" · ")) } } }
}

fn address(here: &Here, photo: Photo<'_>, size: &str) -> String {
    PhotoFilePath::of(here.slug(), photo.record.id(), size).to_string()
}
