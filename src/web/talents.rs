//! The published figures about people with their words, for pages, files and layers.

use crate::consent::figures::Topic;
use crate::formats::talents::{Figure, figures as figures_of};
use crate::inventory::moment::Moment;
use crate::web::here::Here;
use crate::web::problem::Problem;
use crate::words::fold;

/// What is told at this moment.
pub(crate) struct Published {
    /// When the figures were made; nothing before the first.
    pub(crate) made: Option<Moment>,
    /// All of them, in the order of their ids.
    pub(crate) figures: Vec<Figure>,
}

/// The figures of a neighbourhood in a visitor's language.
pub(crate) async fn figures(here: &Here) -> Result<Published, Problem> {
    let Some(told) = here.figures().await? else { return Ok(Published { made: None, figures: Vec::new() }) };
    let labels = here.labels();
    let label = |topic: &Topic| match topic {
        Topic::People => labels.words.say("talents-people").into_owned(),
        Topic::Group(group) => labels.term("skill_group", group).into_owned(),
    };
    Ok(Published { made: Some(told.made), figures: figures_of(&told, label) })
}

impl Published {
    /// The figures of the whole neighbourhood: people first, then the groups in the order of the alphabet, never of size.
    pub(crate) fn of_all(&self) -> Vec<&Figure> {
        sorted(self.figures.iter().filter(|figure| figure.square.is_none()))
    }

    /// The figures of squares, square by square from west to east.
    pub(crate) fn of_squares(&self) -> Vec<&Figure> {
        let mut all = sorted(self.figures.iter().filter(|figure| figure.square.is_some()));
        all.sort_by_key(|figure| figure.square);
        all
    }
}

fn sorted<'a>(figures: impl Iterator<Item = &'a Figure>) -> Vec<&'a Figure> {
    let mut all: Vec<_> = figures.collect();
    all.sort_by_cached_key(|figure| (figure.group().is_some(), fold(&figure.label), figure.id));
    all
}
