use std::sync::Arc;

use crate::inventory::change::Change;
use crate::inventory::content::{Aspect, Content};
use crate::inventory::field::Field;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::moment::Moment;
use crate::inventory::provenance::Stamp;
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;
use crate::neighbourhood::Kept;
use crate::web::here::Here;
use crate::web::labels::Way;
use crate::web::paths::{AssetPath, EditAssetPath, EditTiePath};
use crate::web::problem::Problem;

/// Which record or tie is changed.
#[derive(Clone, Copy)]
pub(super) enum Target {
    Record(Id),
    Tie(Id),
}

/// A record or tie as it is or was, for a steward to change.
#[derive(Clone)]
pub(crate) enum Subject {
    Record(Box<Record>),
    Tie(Box<Tie>),
}

impl Target {
    pub(super) fn id(self) -> Id {
        match self {
            Self::Record(id) | Self::Tie(id) => id,
        }
    }

    /// What it is now, if it is there and may be changed by form.
    pub(super) fn now(self, here: &Here) -> Option<Subject> {
        match self {
            Self::Record(id) => {
                let record = here.view().record(id)?.record()?;
                record.kind.is_open_to_entry().then(|| Subject::Record(Box::new(record.clone())))
            }
            Self::Tie(id) => here.view().tie(id)?.tie().map(|tie| Subject::Tie(Box::new(tie.clone()))),
        }
    }

    /// What it was, from the first time on.
    pub(super) async fn past(self, here: &Here) -> Vec<Subject> {
        let (neighbourhood, id) = (Arc::clone(&here.neighbourhood), self.id());
        let read = tokio::task::spawn_blocking(move || neighbourhood.past().of(id)).await;
        let commits: Vec<Kept> = match read {
            Ok(Ok(commits)) => commits,
            Ok(Err(error)) => {
                // Without the past every difference is asked; nothing is lost.
                tracing::error!(%error, "the past could not be read");
                Vec::new()
            }
            Err(_) => Vec::new(),
        };
        let subject = |change| match change {
            Change::Record(record) => Some(Subject::Record(Box::new(record))),
            Change::Tie(tie) => Some(Subject::Tie(Box::new(tie))),
            Change::Remove(_) => None,
        };
        commits.into_iter().flat_map(|kept| kept.changes).filter_map(subject).collect()
    }

    /// Where changes of it are posted to.
    pub(super) fn edit(self, here: &Here) -> String {
        match self {
            Self::Record(id) => EditAssetPath::of(here.slug(), id).to_string(),
            Self::Tie(id) => EditTiePath::of(here.slug(), id).to_string(),
        }
    }
}

/// Tells two states of one thing apart. The version alone does not: what was taken away and brought back counts anew.
pub(super) fn mark(version: u32, updated: Moment) -> String {
    format!("{version}@{}", updated.millisecond())
}

impl Subject {
    pub(super) fn target(&self) -> Target {
        match self {
            Self::Record(record) => Target::Record(record.id),
            Self::Tie(tie) => Target::Tie(tie.id),
        }
    }

    pub(super) fn version(&self) -> u32 {
        match self {
            Self::Record(record) => record.version,
            Self::Tie(tie) => tie.version,
        }
    }

    /// What a form carries along to tell which state was seen.
    pub(crate) fn mark(&self) -> String {
        let provenance = match self {
            Self::Record(record) => &record.provenance,
            Self::Tie(tie) => &tie.provenance,
        };
        mark(self.version(), provenance.updated)
    }

    pub(crate) fn content(&self) -> Content {
        match self {
            Self::Record(record) => Content::from(&**record),
            Self::Tie(tie) => Content::from(&**tie),
        }
    }

    pub(super) fn fields(&self) -> Vec<&'static Field> {
        match self {
            Self::Record(record) => record.kind.fields().collect(),
            Self::Tie(tie) => tie.kind.fields().iter().collect(),
        }
    }

    pub(super) fn aspects(&self) -> Vec<Aspect> {
        Aspect::all(self.fields().into_iter()).collect()
    }

    /// The code of its kind, under which its fields may have words of their own.
    pub(super) fn owner(&self) -> &'static str {
        match self {
            Self::Record(record) => record.kind.code(),
            Self::Tie(tie) => tie.kind.code(),
        }
    }

    /// The kind of a record.
    pub(super) fn kind(&self) -> Option<Kind> {
        if let Self::Record(record) = self { Some(record.kind) } else { None }
    }

    pub(super) fn is_tie(&self) -> bool {
        matches!(self, Self::Tie(_))
    }

    /// The change that gives it this content, over the version it has.
    pub(crate) fn becoming(&self, content: Content, stamp: &Stamp) -> Change {
        let version = self.version().saturating_add(1);
        match self {
            Self::Record(record) => {
                let provenance = record.provenance.renewed(stamp);
                Change::Record(content.put_into(Record { version, provenance, ..(**record).clone() }))
            }
            Self::Tie(tie) => {
                let provenance = tie.provenance.renewed(stamp);
                Change::Tie(content.put_into_tie(Tie { version, provenance, ..(**tie).clone() }))
            }
        }
    }

    /// What it is called: a name, or a sentence.
    pub(super) fn name(&self, here: &Here) -> String {
        match self {
            Self::Record(record) => here.view().record(record.id).map_or(record.name(), |record| here.labels().name(record)).to_owned(),
            Self::Tie(tie) => sentence(here, tie),
        }
    }

    /// The page one comes from and goes back to; a tie is seen from the record `at`, if that is one of its ends.
    pub(super) fn page(&self, here: &Here, at: &str) -> String {
        let id = match self {
            Self::Record(record) => record.id,
            Self::Tie(tie) if tie.to.to_string() == at => tie.to,
            Self::Tie(tie) => tie.from,
        };
        AssetPath::of(here.slug(), id).to_string()
    }
}

/// A tie in words: "Zangkoor gebruikt Zaal".
pub(crate) fn sentence(here: &Here, tie: &Tie) -> String {
    let labels = here.labels();
    let name = |id| here.view().record(id).map(|record| labels.name(record)).unwrap_or_default();
    format!("{} {} {}", name(tie.from), labels.tie(tie.kind, Way::Out), name(tie.to))
}

/// The record or tie of an address, or a page that says that it is not there.
pub(super) fn there(here: &Here, target: Target) -> Result<Subject, Problem> {
    target.now(here).ok_or(Problem::NotFound)
}
