use geo::{Contains, Point, Rect};
use maud::{Markup, html};

use crate::consent::Disclosed;
use crate::inventory::kind::Kind;
use crate::inventory::whereabouts::Whereabouts;
use crate::web::here::Here;
use crate::web::parts::{Weight, icon, link_button};
use crate::web::paths::{AssetPath, MapPath};
use crate::web::show;

/// Where the record is: the areas it lies in, its coordinates, and the way to the map.
pub(super) fn place(here: &Here, record: Disclosed<'_>) -> Markup {
    let words = here.words();
    html! {
        @if record.kind().declaration().located {
            section.card aria-labelledby="place" {
                h2 #place { (words.say("asset-place")) }
                @if let Some(address) = record.text("address_text") { p { (address) } }
                @if let Some(whereabouts) = record.whereabouts() {
                    (areas(here, record, whereabouts))
                    p { (show::place(words, whereabouts)) }
                    @let address = format!("{}?asset={}", MapPath::of(here.slug()), record.id());
                    (link_button(Weight::Quiet, &address, html! { (icon("map")) (words.say("asset-to-map")) }))
                } @else {
                    p { (words.say("asset-not-on-map")) }
                }
            }
        }
    }
}

/// The areas whose boundary holds its middle, from small to large.
fn areas(here: &Here, record: Disclosed<'_>, whereabouts: &Whereabouts) -> Markup {
    let labels = here.labels();
    let middle = Point::from(whereabouts.middle());
    let mut areas: Vec<_> = here
        .view()
        .within(Rect::new(middle.0, middle.0))
        .filter(|area| area.kind() == Kind::Area && area.id() != record.id())
        .filter_map(|area| Some((area, area.whereabouts().filter(|place| place.geometry().contains(&middle))?)))
        .map(|(area, place)| (place.bounds().width() * place.bounds().height(), area))
        .collect();
    areas.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    html! {
        @if !areas.is_empty() {
            p {
                (labels.words.say("asset-lies-in")) " "
                @for (at, (_, area)) in areas.iter().enumerate() {
                    @if at > 0 { ", " }
                    a href=(AssetPath::of(here.slug(), area.id())) { (labels.name(*area)) }
                }
            }
        }
    }
}
