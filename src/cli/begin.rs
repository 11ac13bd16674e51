use std::process::ExitCode;

use crate::cli::DataFolder;
use crate::cli::particulars::{Particulars, decide, tell};
use crate::cli::talk::{Failure, Talk};
use crate::inventory::slug::Slug;
use crate::inventory::value::Value;
use crate::neighbourhood::{Beginning, CannotBegin, Neighbourhoods, refusal_in_words};
use crate::words::Language;

/// Begins a neighbourhood.
#[derive(clap::Args)]
#[command(after_help = "Example, complete in one go, so that everybody can see it:
  wijkweb new afrikaanderwijk --name Afrikaanderwijk --controller \"Stichting Wijkraad\" --controller-kind foundation \\
    --contact \"Ans de Vries\" --contact-reach ans@wijkraad.example

What is not said here a steward fills in on the page /SLUG/begin. Until then nobody but stewards sees the neighbourhood.")]
pub(super) struct New {
    /// Short name for addresses: small letters, digits and hyphens.
    slug: Slug,
    #[command(flatten)]
    pub(super) data: DataFolder,
    /// What people call it.
    #[arg(long)]
    name: String,
    /// A sentence or two about it.
    #[arg(long, default_value = "")]
    description: String,
    /// Where its data comes from and under which licence; shown on its pages.
    #[arg(long, default_value = "")]
    data_source: String,
    /// The language in which its own texts are written.
    #[arg(long = "texts-in", value_name = "nl|en", default_value = "nl")]
    texts: Language,
    #[command(flatten)]
    particulars: Particulars,
}

impl New {
    pub(super) fn run(self, neighbourhoods: &Neighbourhoods, talk: &Talk) -> Result<ExitCode, Failure> {
        let mut particulars = self.particulars.read(&self.name);
        particulars.set("language", Value::Codes(vec![self.texts.code().to_owned()]));
        decide(&mut particulars, neighbourhoods.surroundings().now().day());
        let beginning = Beginning {
            name: self.name,
            description: self.description,
            data_source: self.data_source,
            language: self.texts,
            particulars: particulars.clone(),
        };
        match neighbourhoods.begin(&self.slug, &beginning) {
            Ok(_) => {
                talk.say("cli-begun", &[("name", beginning.name.into()), ("slug", self.slug.to_string().into())]);
                tell(talk, &self.slug, &particulars);
                Ok(ExitCode::SUCCESS)
            }
            Err(CannotBegin::Taken) => Err(talk.failure("cli-slug-taken", &[("slug", self.slug.to_string().into())])),
            Err(CannotBegin::Store(error)) => Err(talk.store_failure(&error, &self.data.folder)),
            Err(CannotBegin::Refused(refusal)) => {
                Err(talk.failure("cli-refused", &[("why", refusal_in_words(talk.words(), &refusal).into_owned().into())]))
            }
        }
    }
}
