use std::collections::BTreeMap;

use maud::{Markup, html};
use serde_json::json;

use crate::consent::Disclosed;
use crate::graph::View;
use crate::web::files;
use crate::web::here::Here;
use crate::web::pages::map::tiles::Tiles;
use crate::web::pages::map::{MOST_READ, kinds_on_map};
use crate::web::parts::kind_icon;
use crate::web::paths::{AssetsPath, OgcCollectionsPath};

/// Texts that the script says, each under `map-` in the language files; `%n` and `%name` are filled in by the script.
const TEXTS: &[&str] = &[
    "open",
    "here",
    "close",
    "cluster",
    "in-view-one",
    "in-view-many",
    "none",
    "missing",
    "first-rows",
    "to-map",
    "to-map-short",
    "filters-one",
    "filters-many",
    "around-asking",
    "around-found",
    "around-far",
    "around-refused",
    "around-unknown",
    "around-cannot",
    "nameless",
    "area",
    "metres",
    "kilometres",
    "zoom-in",
    "zoom-out",
    "talents-none",
    "talents-trouble",
];

/// The element in which the map is drawn, with all that its script needs to know.
pub(super) fn holder(here: &Here, functions: &[(String, String)], chosen: Option<Disclosed<'_>>, tiles: Option<&Tiles>) -> Markup {
    let (words, view) = (here.words(), here.view());
    let kinds: Vec<_> = kinds_on_map()
        .map(|kind| {
            json!({
                "code": kind.code(), "collection": kind.plural(), "one": here.labels().kind(kind), "icon": kind_icon(kind.code()),
                "hasFunctions": kind.field("functions").is_some(),
            })
        })
        .collect();
    let functions: BTreeMap<_, _> = functions.iter().cloned().collect();
    let texts: BTreeMap<_, _> = TEXTS.iter().map(|key| (*key, words.say(&format!("map-{key}")))).collect();
    let extent = extent(view).map(|[west, south, east, north]| json!([west, south, east, north]).to_string());
    let chosen = chosen.filter(|record| record.whereabouts().is_some());
    let source = view.profile().and_then(|profile| profile.text("data_source")).map_or_else(|| here.name().to_owned(), str::to_owned);
    html! {
        div #map role="region" aria-label=(words.say("map-region"))
            data-collections=(OgcCollectionsPath::of(here.slug())) data-assets=(AssetsPath::of(here.slug()))
            data-icons=(files::address("drawings/icons.svg"))
            data-kinds=(json!(kinds)) data-functions=(json!(functions)) data-texts=(json!(texts))
            data-extent=[extent] data-attribution=(source)
            data-asset=[chosen.map(|record| record.id().to_string())] data-asset-collection=[chosen.map(|record| record.kind().plural())]
            data-tiles=[tiles.map(|tiles| &tiles.url)] data-tiles-attribution=[tiles.map(|tiles| &tiles.attribution)] {}
    }
}

/// The box where the assets are, in degrees: west, south, east, north. A few that lie far off, rightly or by a slip, do not
/// stretch it. Where there are no assets, the box of all there is.
pub(in crate::web::pages) fn extent(view: View<'_>) -> Option<[f64; 4]> {
    let middles = kinds_on_map().flat_map(|kind| view.of_kind(kind)).filter_map(Disclosed::whereabouts).take(MOST_READ);
    let (mut longitudes, mut latitudes): (Vec<_>, Vec<_>) = middles.map(|place| (place.middle().x, place.middle().y)).unzip();
    let whole = || view.extent().map(|bounds| [bounds.min().x, bounds.min().y, bounds.max().x, bounds.max().y]);
    match (most_of(&mut longitudes), most_of(&mut latitudes)) {
        (Some((west, east)), Some((south, north))) => Some([west, south, east, north]),
        _ => whole(),
    }
}

/// From where to where nearly all numbers lie: without the outermost fiftieth at both ends.
fn most_of(numbers: &mut [f64]) -> Option<(f64, f64)> {
    numbers.sort_unstable_by(f64::total_cmp);
    let left_out = numbers.len() / 50;
    Some((*numbers.get(left_out)?, *numbers.get(numbers.len() - 1 - left_out)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_asset_far_away_does_not_shrink_the_neighbourhood() {
        let mut numbers: Vec<f64> = (0..100).map(|n| 5.0 + f64::from(n) / 1000.0).collect();
        numbers.push(4000.0);
        assert!(most_of(&mut numbers).unwrap().1 < 5.2);
        assert_eq!(most_of(&mut [3.0]), Some((3.0, 3.0)));
        assert_eq!(most_of(&mut []), None);
    }
}
