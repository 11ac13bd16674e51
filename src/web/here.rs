use std::sync::Arc;

use crate::graph::{Graph, View};
use crate::inventory::id::Id;
use crate::inventory::moment::Day;
use crate::inventory::slug::Slug;
use crate::neighbourhood::Neighbourhood;
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::Words;

/// A visitor in a neighbourhood: what every page about a neighbourhood begins with.
pub(crate) struct Here {
    /// The neighbourhood, for writing.
    pub(crate) neighbourhood: Arc<Neighbourhood>,
    /// Who asks.
    pub(crate) visitor: Visitor,
    /// Today.
    pub(crate) today: Day,
    graph: Arc<Graph>,
}

impl AppState {
    /// The neighbourhood in an address, as this visitor may see it now.
    pub(crate) async fn here(&self, slug: &str, visitor: Visitor) -> Result<Here, Problem> {
        let slug: Slug = slug.parse().map_err(|_| Problem::NotFound)?;
        let neighbourhoods = Arc::clone(&self.neighbourhoods);
        // Loading reads the disk the first time.
        let found = tokio::task::spawn_blocking(move || neighbourhoods.find(&slug)).await.map_err(|_| Problem::OurFault)?;
        let neighbourhood = found?.ok_or(Problem::NotFound)?;
        let today = self.neighbourhoods.surroundings().now().day();
        Ok(Here { graph: neighbourhood.snapshot(), neighbourhood, visitor, today })
    }

    /// The same, for a page on which only a steward may act.
    pub(crate) async fn here_as_steward(&self, slug: &str, visitor: Visitor) -> Result<Here, Problem> {
        if visitor.is_steward() { self.here(slug, visitor).await } else { Err(Problem::NotForYou) }
    }
}

impl Here {
    /// What this visitor may see.
    pub(crate) fn view(&self) -> View<'_> {
        self.graph.seen_by(self.visitor.audience)
    }

    /// The short name of the neighbourhood.
    pub(crate) fn slug(&self) -> &Slug {
        self.neighbourhood.slug()
    }

    /// The texts in the visitor's language.
    pub(crate) fn words(&self) -> Words {
        self.visitor.words
    }

    /// The neighbourhood's name.
    pub(crate) fn name(&self) -> String {
        self.view().profile().map_or_else(|| self.slug().to_string(), |profile| profile.name().to_owned())
    }
}

/// The id in an address.
pub(crate) fn id_in_address(text: &str) -> Result<Id, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}
