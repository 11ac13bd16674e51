use maud::{Markup, html};

use crate::web::here::Here;
use crate::web::pages::embed::frame::in_language;
use crate::web::pages::embed::sites;
use crate::web::paths::{EmbedListPath, EmbedMapPath};
use crate::words::{Language, Words};

/// What to put on the other site, to be copied: the map and the list, in each language. `origin` is where this site is
/// known, such as `https://wijk.example`.
pub(in crate::web::pages) fn snippets(here: &Here, origin: &str) -> Markup {
    let words = here.words();
    let allowed = here.view().profile().and_then(|profile| profile.text("embed_sites")).map(sites);
    let is_on = matches!(allowed, Some(Ok(sites)) if !sites.is_empty());
    html! {
        section aria-labelledby="embed" {
            h2 #embed { (words.say("embed-title")) }
            p { (words.say(if is_on { "embed-on" } else { "embed-off" })) }
            @if is_on {
                @for (at, (label, snippet)) in all(here, origin).iter().enumerate() {
                    div.field {
                        label for={ "embed-" (at) } { (label) }
                        textarea.snippet id={ "embed-" (at) } readonly rows="4" { (snippet) }
                    }
                }
                p.soft { (words.say("embed-narrower")) }
            }
        }
    }
}

fn all(here: &Here, origin: &str) -> Vec<(String, String)> {
    let frames = [("map", EmbedMapPath::of(here.slug()).to_string(), 560), ("list", EmbedListPath::of(here.slug()).to_string(), 480)];
    let each = frames.iter().flat_map(|frame| Language::ALL.into_iter().map(move |language| (frame, language)));
    each.map(|((what, path, height), language)| {
        let spoken = Words::of(language);
        let label = here.words().say_with(&format!("embed-{what}"), &[("language", spoken.say("language-name").into())]);
        let title = spoken.say_with(&format!("embed-{what}.title"), &[("name", here.name().into())]);
        let address = format!("{origin}{}", in_language(path, language));
        let snippet = html! { iframe src=(address) title=(title) width="100%" height=(height) loading="lazy" {} };
        (label.into_owned(), snippet.into_string())
    })
    .collect()
}
