use std::process::ExitCode;

use super::{Flags, Origin, SETTINGS, Wrong};
use crate::cli::DataFolder;
use crate::cli::talk::{Failure, Talk};
use crate::words::Words;

/// Says what holds for every setting, and where that was said.
#[derive(clap::Args)]
#[command(after_help = "Example of a file wijkweb.toml:
  listen = \"127.0.0.1:8080\"
  https = true
  public_address = \"https://wijk.example\"
  trusted_proxies = \"127.0.0.1\"
  log = \"info\"
  log_format = \"json\"

  [backup]
  folder = \"/mnt/backup/wijkweb\"
  at = \"03:30\"
  daily = 7")]
pub(crate) struct Show {
    #[command(flatten)]
    data: DataFolder,
    #[command(flatten)]
    flags: Flags,
}

impl Show {
    pub(crate) fn run(self, talk: &Talk) -> Result<ExitCode, Failure> {
        let failure = |wrong: Wrong| Failure(wrong.say(talk.words()));
        let said = self.flags.gather(&self.data.folder, &|name| std::env::var_os(name)).map_err(failure)?;
        for said in &said {
            talk.write(&format!("{} = {}    # {}", said.name, quoted(&said.text), origin(talk.words(), &said.origin)));
        }
        self.flags.choose(&self.data.folder, &|name| std::env::var_os(name)).map_err(failure)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// As it would stand in the file.
fn quoted(text: &str) -> String {
    let is_bare = text.parse::<i64>().is_ok() || text.parse::<bool>().is_ok();
    if is_bare { text.to_owned() } else { format!("{text:?}") }
}

fn origin(words: Words, origin: &Origin) -> String {
    match origin {
        Origin::Flag(name) => words.say_with("settings-by-flag", &[("name", name.clone().into())]).into_owned(),
        Origin::Environment(name) => words.say_with("settings-by-environment", &[("name", name.clone().into())]).into_owned(),
        Origin::File { path, line } => {
            let fillings = [("path", path.display().to_string().into()), ("line", line.to_string().into())];
            words.say_with("settings-by-file", &fillings).into_owned()
        }
        Origin::Default => words.say("settings-by-default").into_owned(),
    }
}

impl Wrong {
    /// What is wrong, where, and what is allowed.
    pub(crate) fn say(&self, words: Words) -> String {
        let at = |path: &std::path::Path, line: usize| [("path", path.display().to_string().into()), ("line", line.to_string().into())];
        let text = match self {
            Self::Unreadable { path, why } => {
                words.say_with("settings-unreadable", &[("path", path.display().to_string().into()), ("why", why.clone().into())])
            }
            Self::NoToml { path, line, why } => {
                words.say_with("settings-no-toml", &[&at(path, *line)[..], &[("why", why.clone().into())]].concat())
            }
            Self::Unknown { path, line, name } => {
                let known: Vec<_> = SETTINGS.iter().map(|setting| setting.name).collect();
                let names = [("name", name.clone().into()), ("known", known.join(", ").into())];
                words.say_with("settings-unknown", &[&at(path, *line)[..], &names].concat())
            }
            Self::Unfit { name, text, origin: place, allowed } => words.say_with(
                "settings-unfit",
                &[
                    ("name", (*name).into()),
                    ("text", text.clone().into()),
                    ("origin", origin(words, place).into()),
                    ("allowed", words.say(allowed).into()),
                ],
            ),
        };
        text.into_owned()
    }
}
