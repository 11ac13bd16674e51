use std::sync::Arc;

use crate::access::{Access, Right, Role};
use crate::consent::Disclosed;
use crate::consent::figures::Figures;
use crate::graph::{Graph, View};
use crate::inventory::id::Id;
use crate::inventory::moment::{Day, Moment};
use crate::inventory::provenance::Actor;
use crate::inventory::slug::Slug;
use crate::neighbourhood::{Neighbourhood, Neighbourhoods};
use crate::web::frame::Frame;
use crate::web::labels::Labels;
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::{Language, Words};

/// A visitor in a neighbourhood: what every page about a neighbourhood begins with.
pub(crate) struct Here {
    /// The neighbourhood, for writing.
    pub(crate) neighbourhood: Arc<Neighbourhood>,
    /// Who asks.
    pub(crate) visitor: Visitor,
    /// Today.
    pub(crate) today: Day,
    /// The languages in which this visitor can read its pages.
    pub(crate) languages: Vec<Language>,
    name: String,
    graph: Arc<Graph>,
    past: Option<Day>,
    neighbourhoods: Arc<Neighbourhoods>,
}

impl AppState {
    /// The neighbourhood in an address, as this visitor may see it now.
    pub(crate) async fn here(&self, slug: &str, mut visitor: Visitor) -> Result<Here, Problem> {
        let neighbourhood = self.neighbourhood(slug, &visitor).await?;
        let today = self.neighbourhoods.surroundings().now().day();
        let graph = neighbourhood.snapshot();
        let profile = graph.seen_by(visitor.audience).profile();
        let name = profile.map_or_else(|| neighbourhood.slug().to_string(), |profile| profile.name().to_owned());
        let languages = languages(profile, &visitor);
        if let Some(first) = languages.first().filter(|_| !languages.contains(&visitor.words.language())) {
            visitor.words = Words::of(*first);
        }
        Ok(Here { name, graph, neighbourhood, visitor, languages, today, past: None, neighbourhoods: Arc::clone(&self.neighbourhoods) })
    }

    /// The neighbourhood in an address. Every page, layer, file and picture begins here, so that nobody but a steward gets
    /// anything of one that is not open yet.
    pub(crate) async fn neighbourhood(&self, slug: &str, visitor: &Visitor) -> Result<Arc<Neighbourhood>, Problem> {
        let slug: Slug = slug.parse().map_err(|_| Problem::NotFound)?;
        let neighbourhood = match self.neighbourhoods.at_hand(&slug) {
            Some(neighbourhood) => neighbourhood,
            None => load(Arc::clone(&self.neighbourhoods), slug).await?,
        };
        if visitor.role() == Some(Role::Steward) || neighbourhood.is_open() { Ok(neighbourhood) } else { Err(Problem::NotOpenYet) }
    }
}

/// The languages in which this visitor can read the pages of a neighbourhood. Its stewards can in every one: they write them.
fn languages(profile: Option<Disclosed<'_>>, visitor: &Visitor) -> Vec<Language> {
    let offered = profile.filter(|_| visitor.role() != Some(Role::Steward)).map_or(&[][..], |profile| profile.codes("page_languages"));
    let offered: Vec<_> = offered.iter().filter_map(|code| code.parse().ok()).collect();
    if offered.is_empty() { Language::ALL.to_vec() } else { offered }
}

/// Reads a neighbourhood from the disk.
async fn load(neighbourhoods: Arc<Neighbourhoods>, slug: Slug) -> Result<Arc<Neighbourhood>, Problem> {
    let found = tokio::task::spawn_blocking(move || neighbourhoods.find(&slug)).await;
    found.map_err(|_| Problem::OurFault)??.ok_or(Problem::NotFound)
}

impl Here {
    /// The same visitor in the neighbourhood as it was on an earlier day, which only looks and cannot be changed.
    pub(crate) fn in_the_past(self, graph: Graph, day: Day) -> Self {
        Self { graph: Arc::new(graph), past: Some(day), ..self }
    }

    /// The earlier day as which the neighbourhood is looked at; nothing where it is looked at as it is now.
    pub(crate) fn past(&self) -> Option<Day> {
        self.past
    }

    /// What this visitor may see.
    pub(crate) fn view(&self) -> View<'_> {
        self.graph.seen_by(self.visitor.audience)
    }

    /// The neighbourhood as it was when the visitor came; it does not change.
    pub(crate) fn graph(&self) -> Arc<Graph> {
        Arc::clone(&self.graph)
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
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The visitor may do this here.
    pub(crate) fn may(&self, right: Right) -> bool {
        self.visitor.may(right)
    }

    /// The neighbourhood says of itself that it keeps what residents tell.
    pub(crate) fn keeps_talents(&self) -> bool {
        self.view().profile().is_some_and(|profile| profile.codes("purposes").iter().any(|purpose| purpose == "talents"))
    }

    /// The present moment.
    pub(crate) fn now(&self) -> Moment {
        self.neighbourhoods.surroundings().now()
    }

    /// What is told of people in figures: the same for every visitor; nothing before the first release.
    pub(crate) async fn figures(&self) -> Result<Option<Arc<Figures>>, Problem> {
        let (neighbourhoods, neighbourhood) = (Arc::clone(&self.neighbourhoods), Arc::clone(&self.neighbourhood));
        let figures = tokio::task::spawn_blocking(move || neighbourhoods.figures(&neighbourhood)).await;
        Ok(figures.map_err(|_| Problem::OurFault)??)
    }

    /// Who has which key.
    pub(crate) fn access(&self) -> &Access {
        self.neighbourhoods.access()
    }

    /// What whoever wrote something is called, for those who may know it.
    pub(crate) fn name_of(&self, actor: &Actor) -> String {
        let words = self.words();
        let name = |id| self.access().account(id).map_or_else(|| words.say("actor-gone").into_owned(), |account| account.name.clone());
        match actor.accounts() {
            Some((by, None)) => name(by),
            Some((by, Some(resident))) => {
                words.say_with("actor-helping", &[("name", name(by).into()), ("resident", name(resident).into())]).into_owned()
            }
            None => words.find(&format!("actor-{}", actor.0)).map_or_else(|| actor.0.clone(), std::borrow::Cow::into_owned),
        }
    }

    /// The words for what is declared and for the vocabularies here.
    pub(crate) fn labels(&self) -> Labels<'_> {
        Labels::new(self.words(), self.view(), self.today)
    }

    /// The frame round a page of this neighbourhood with this title.
    pub(crate) fn frame<'a>(&'a self, title: &'a str) -> Frame<'a> {
        let frame = Frame::new(self.words(), title).of(self.slug(), &self.name).readable_in(&self.languages);
        frame.seen_by(&self.visitor).at(&self.visitor.address)
    }
}

/// The id in an address.
pub(crate) fn id_in_address(text: &str) -> Result<Id, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}
