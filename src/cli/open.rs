use std::process::ExitCode;

use crate::cli::DataFolder;
use crate::cli::bring_in::find;
use crate::cli::particulars::{Particulars, decide, tell};
use crate::cli::talk::{Failure, Talk};
use crate::inventory::change::Change;
use crate::inventory::kind::Kind;
use crate::inventory::provenance::{Actor, Provenance};
use crate::inventory::record::Record;
use crate::inventory::slug::Slug;
use crate::neighbourhood::{Neighbourhoods, Order, refusal_in_words};

/// Completes what a neighbourhood says about itself, and opens it.
#[derive(clap::Args)]
#[command(after_help = "Example, for a neighbourhood that an earlier version began:
  wijkweb open afrikaanderwijk --controller \"Stichting Wijkraad\" --contact \"Ans de Vries\" --contact-reach ans@wijkraad.example

Without more than the short name it says what is still needed.")]
pub(super) struct Open {
    /// Short name of the neighbourhood.
    slug: Slug,
    #[command(flatten)]
    pub(super) data: DataFolder,
    /// Hide it again: nobody but stewards sees it from now on.
    #[arg(long)]
    hide: bool,
    #[command(flatten)]
    particulars: Particulars,
}

impl Open {
    pub(super) fn run(self, neighbourhoods: &Neighbourhoods, talk: &Talk) -> Result<ExitCode, Failure> {
        let neighbourhood = find(neighbourhoods, &self.slug, &self.data.folder, talk)?;
        let graph = neighbourhood.snapshot();
        let no_profile = || talk.failure("cli-no-particulars", &[("slug", self.slug.to_string().into())]);
        let profile = graph.records().find(|record| record.kind == Kind::Neighbourhood).ok_or_else(no_profile)?;
        let now = neighbourhoods.surroundings().now();
        let mut values = profile.values.clone();
        for (field, value) in self.particulars.read(profile.name()).iter() {
            // A usual answer is no reason to write over one that was given.
            if self.particulars.says(field) || values.get(field).is_none() {
                values.set(field, value.clone());
            }
        }
        if self.hide {
            values.clear("open_since");
        } else {
            decide(&mut values, now.day());
        }
        if values != profile.values {
            let provenance = Provenance { updated: now, by: Actor::operator(), ..profile.provenance.clone() };
            let changed = Record { version: profile.version + 1, provenance, values: values.clone(), ..Record::clone(profile) };
            let order = Order { changes: vec![Change::Record(changed)], by: Actor::operator(), at: now, delivery: None };
            let refused = |refusal| talk.failure("cli-refused", &[("why", refusal_in_words(talk.words(), &refusal).into_owned().into())]);
            neighbourhood.write(order).map_err(refused)?;
        }
        if self.hide {
            talk.say("cli-hidden", &[("slug", self.slug.to_string().into())]);
        } else {
            tell(talk, &self.slug, &values);
        }
        Ok(ExitCode::SUCCESS)
    }
}
