use std::borrow::Cow;

use maud::{Markup, html};

use crate::web::here::Here;
use crate::web::ogc::layer::Layer;
use crate::web::parts;
use crate::web::paths::{HomePath, OgcCollectionsPath, OgcItemsPath, OgcPath};

/// Where among the layers a page lies.
#[derive(Clone)]
pub(super) enum Level {
    Landing,
    Api,
    Conformance,
    Layers,
    Layer(Layer),
    Items(Layer),
    Item(Layer, String),
}

impl Level {
    fn title(&self, here: &Here) -> Cow<'static, str> {
        let words = here.words();
        match self {
            Self::Landing => words.say_with("layers-title", &[("name", here.name().into())]),
            Self::Api => words.say("layers-api"),
            Self::Conformance => words.say("layers-conformance"),
            Self::Layers => words.say("layers"),
            Self::Layer(layer) => layer.title(here.labels()),
            Self::Items(layer) => words.say_with("layers-items", &[("layer", layer.title(here.labels()).into())]),
            Self::Item(_, name) => Cow::Owned(name.clone()),
        }
    }

    /// The page above this one, and its address.
    fn above(&self, here: &Here) -> Option<(Self, String)> {
        let slug = here.slug();
        match self {
            Self::Landing => None,
            Self::Api | Self::Conformance | Self::Layers => Some((Self::Landing, OgcPath::of(slug).to_string())),
            Self::Layer(_) => Some((Self::Layers, OgcCollectionsPath::of(slug).to_string())),
            Self::Items(layer) => Some((Self::Layer(*layer), layer.address(slug).to_string())),
            Self::Item(layer, _) => Some((Self::Items(*layer), OgcItemsPath::of(slug, layer.id()).to_string())),
        }
    }
}

/// A page about layers, with the way up.
pub(super) fn page(here: &Here, level: &Level, body: &Markup) -> Markup {
    let title = level.title(here);
    let mut above = Vec::new();
    let mut next = level.above(here);
    while let Some((level, href)) = next {
        above.push((href, level.title(here)));
        next = level.above(here);
    }
    above.push((HomePath::of(here.slug()).to_string(), here.name().to_owned().into()));
    above.reverse();
    let above: Vec<_> = above.iter().map(|(href, title)| (href.as_str(), title.as_ref())).collect();
    here.frame(&title).page(html! {
        (parts::crumbs(here.words(), &above, &title))
        header.page-head { h1 { (&title) } }
        (body)
    })
}
