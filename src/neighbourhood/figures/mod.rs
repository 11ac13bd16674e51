//! The published figures about people of every neighbourhood: made when they are due, kept, and looked over before they
//! are told, so that nobody is in them who left. What may be told is decided by [`crate::consent::figures`]; here it is
//! only known who agrees at this moment, what was told last, and what day it is.

mod living;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::consent::Audience;
use crate::consent::figures::{Figures, Release, Topic};
use crate::graph::Graph;
use crate::inventory::moment::Moment;
use crate::neighbourhood::loaded::Neighbourhood;
use crate::neighbourhood::neighbourhoods::Neighbourhoods;
use crate::store::Error;

pub(super) use living::living;

/// At least so many days lie between two releases: the more often figures are made, the fewer people change between them.
pub const DAYS_BETWEEN: i64 = 30;

/// What came of wanting a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Released {
    /// It was made.
    Made,
    /// There is one that is not old enough; the next can be made from this moment on.
    NotBefore(Moment),
    /// Too few people agree to be counted.
    TooFew,
}

/// The last release of a neighbourhood.
#[derive(Default)]
enum Last {
    /// It was not read yet.
    #[default]
    Unread,
    /// There is none.
    None,
    /// This one.
    Made(Release),
}

/// What a neighbourhood tells, as far as it was worked out.
#[derive(Default)]
pub(super) struct Told {
    release: Last,
    /// What it tells of the neighbourhood in this edition.
    seen: Option<(u64, Option<Arc<Figures>>)>,
}

impl Neighbourhoods {
    /// What is told of people at this moment; nothing before the first release. It is the same for every audience.
    ///
    /// Whoever does not agree any more, moved, hid or was erased is noticed here, before anything is told, and what is
    /// withheld because of that stays so until the next release, also if they come back.
    pub fn figures(&self, of: &Neighbourhood) -> Result<Option<Arc<Figures>>, Error> {
        let graph = of.snapshot();
        let mut told = lock(&of.figures);
        if let Some((edition, figures)) = &told.seen
            && *edition == graph.edition()
        {
            return Ok(figures.clone());
        }
        let Some(mut release) = self.last_release(of, &mut told)? else { return Ok(None) };
        if release.notice(&living(&graph, &of.past().secrets().homes)) {
            if let Err(error) = self.releases.keep(of.slug(), &release) {
                // It is withheld all the same, by the next look at the latest.
                tracing::error!(slug = %of.slug(), %error, "that a figure is withheld could not be kept");
            }
            told.release = Last::Made(release.clone());
        }
        let figures = Some(Arc::new(with_words(release.figures(), &graph)));
        told.seen = Some((graph.edition(), figures.clone()));
        Ok(figures)
    }

    /// Makes a release, if enough people agree and the last one is old enough.
    pub fn release(&self, of: &Neighbourhood) -> Result<Released, Error> {
        let now = self.surroundings().now();
        let mut told = lock(&of.figures);
        let last = self.last_release(of, &mut told)?;
        if let Some(next) = last.as_ref().map(|last| next_after(last.made)).filter(|next| now < *next) {
            // A clock that was ahead must not hold up the figures for years.
            if last.as_ref().is_none_or(|last| last.made <= now) {
                return Ok(Released::NotBefore(next));
            }
        }
        let living = living(&of.snapshot(), &of.past().secrets().homes);
        let made = match last {
            Some(last) => Some(last.next(&living, now)),
            None => Release::first(&living, now),
        };
        let Some(made) = made else { return Ok(Released::TooFew) };
        self.releases.keep(of.slug(), &made)?;
        *told = Told { release: Last::Made(made), seen: None };
        Ok(Released::Made)
    }

    /// Makes the releases that are due, in every neighbourhood. To be called now and then.
    pub fn release_if_due(&self) {
        for slug in self.slugs() {
            let done = match self.find(&slug) {
                Ok(Some(neighbourhood)) => self.release(&neighbourhood),
                Ok(None) => continue,
                Err(error) => Err(error),
            };
            match done {
                Ok(Released::Made) => tracing::info!(%slug, "figures about people were made"),
                Ok(_) => {}
                Err(error) => tracing::error!(%slug, %error, "figures about people could not be made"),
            }
        }
    }

    fn last_release(&self, of: &Neighbourhood, told: &mut Told) -> Result<Option<Release>, Error> {
        if matches!(told.release, Last::Unread) {
            told.release = self.releases.last(of.slug())?.map_or(Last::None, Last::Made);
        }
        Ok(if let Last::Made(release) = &told.release { Some(release.clone()) } else { None })
    }
}

/// Only groups that are words for everyone: that others exist is not told by their figures either.
fn with_words(mut figures: Figures, graph: &Graph) -> Figures {
    let view = graph.seen_by(Audience::Everyone);
    let is_word = |group: &str| view.term("skill_group", group).is_some();
    figures.groups.retain(|group, _| is_word(group));
    figures.cells.retain(|cell| match &cell.topic {
        Topic::People => true,
        Topic::Group(group) => is_word(group),
    });
    figures
}

/// When the release after one of this moment is due.
pub fn next_after(made: Moment) -> Moment {
    made.days_before(-DAYS_BETWEEN)
}

fn lock(told: &Mutex<Told>) -> MutexGuard<'_, Told> {
    told.lock().unwrap_or_else(PoisonError::into_inner)
}
