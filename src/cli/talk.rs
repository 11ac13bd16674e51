use std::fmt::Display;
use std::io::Write;
use std::path::Path;

use crate::neighbourhood::StoreError;
use crate::words::{Filling, Language, Words};

/// Speaks to whoever typed the command, in their language: answers on standard output, the rest on standard error.
pub(super) struct Talk {
    words: Words,
}

/// Why a command could not do its work, in words for whoever typed it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Failure(pub(super) String);

/// The language in an environment such as `nl_NL.UTF-8`; English for every other.
#[expect(clippy::unnecessary_wraps, reason = "the shape that clap asks for")]
pub(super) fn language(text: &str) -> Result<Words, String> {
    Ok(Words::of(text.get(..2).and_then(|code| code.parse().ok()).unwrap_or(Language::English)))
}

impl Talk {
    pub(super) fn new(words: Option<Words>) -> Self {
        Self { words: words.unwrap_or(Words::of(Language::Dutch)) }
    }

    pub(super) fn words(&self) -> Words {
        self.words
    }

    /// An answer.
    pub(super) fn say(&self, key: &str, fillings: &[Filling<'_>]) {
        self.write(&self.words.say_with(key, fillings));
    }

    /// A line of an answer that needs no words.
    #[expect(clippy::unused_self, reason = "speaking is done by who speaks")]
    pub(super) fn write(&self, line: &dyn Display) {
        // Whoever closes the pipe does not want to read on.
        let _ = writeln!(std::io::stdout(), "{line}");
    }

    /// Something to know beside the answer.
    #[expect(clippy::unused_self, reason = "speaking is done by who speaks")]
    pub(super) fn warn(&self, line: &str) {
        let _ = writeln!(std::io::stderr(), "{line}");
    }

    pub(super) fn failure(&self, key: &str, fillings: &[Filling<'_>]) -> Failure {
        Failure(self.words.say_with(key, fillings).into_owned())
    }

    /// A data folder that cannot be opened or written.
    pub(super) fn store_failure(&self, error: &StoreError, folder: &Path) -> Failure {
        self.failure("cli-store-failure", &[("folder", folder.display().to_string().into()), ("why", error.to_string().into())])
    }
}
