use std::fmt::Display;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::neighbourhood::StoreError;
use crate::words::{Filling, Language, Words};

/// Speaks to whoever typed the command, in their language: answers on standard output, the rest on standard error. They
/// sit at this terminal, or at another from which the command was passed on.
pub(super) struct Talk {
    words: Words,
    folder: PathBuf,
    ears: Mutex<Ears>,
}

/// Where what is said is heard.
struct Ears {
    answers: Box<dyn Write + Send>,
    remarks: Box<dyn Write + Send>,
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
    /// Speaks at this terminal.
    pub(super) fn here(words: Option<Words>) -> Self {
        Self::to(words, PathBuf::new(), Box::new(io::stdout()), Box::new(io::stderr()))
    }

    /// Speaks to a terminal that is in this folder.
    pub(super) fn to(words: Option<Words>, folder: PathBuf, answers: Box<dyn Write + Send>, remarks: Box<dyn Write + Send>) -> Self {
        Self { words: words.unwrap_or(Words::of(Language::Dutch)), folder, ears: Mutex::new(Ears { answers, remarks }) }
    }

    /// The texts in their language.
    pub(super) fn words(&self) -> Words {
        self.words
    }

    /// A path as they typed it, from the folder they are in.
    pub(super) fn path(&self, typed: &Path) -> PathBuf {
        self.folder.join(typed)
    }

    /// An answer.
    pub(super) fn say(&self, key: &str, fillings: &[Filling<'_>]) {
        self.write(&self.words.say_with(key, fillings));
    }

    /// A line of an answer that needs no words.
    pub(super) fn write(&self, line: &dyn Display) {
        self.hand_over(format!("{line}\n").as_bytes());
    }

    /// Bytes that were asked for. Whoever closes the pipe does not want to read on, so that is no failure.
    pub(super) fn hand_over(&self, bytes: &[u8]) {
        let _ = self.with_ears(|ears| ears.answers.write_all(bytes).and_then(|()| ears.answers.flush()));
    }

    /// The answer as something to write to, where it matters that all of it arrives.
    pub(super) fn pipe(&self) -> Pipe<'_> {
        Pipe(self)
    }

    /// Something to know beside the answer.
    pub(super) fn remark(&self, line: &dyn Display) {
        // In one piece: at another terminal each piece would become a line.
        let _ = self.with_ears(|ears| ears.remarks.write_all(format!("{line}\n").as_bytes()));
    }

    /// A failure in their language.
    pub(super) fn failure(&self, key: &str, fillings: &[Filling<'_>]) -> Failure {
        Failure(self.words.say_with(key, fillings).into_owned())
    }

    /// A data folder that cannot be opened or written.
    pub(super) fn store_failure(&self, error: &StoreError, folder: &Path) -> Failure {
        self.failure("cli-store-failure", &[("folder", folder.display().to_string().into()), ("why", error.say(self.words).into())])
    }

    /// Why a file could not be read or written, in their language.
    pub(super) fn file_trouble(&self, error: &io::Error) -> String {
        let key = match error.kind() {
            io::ErrorKind::NotFound => "cli-file-not-there",
            io::ErrorKind::PermissionDenied => "cli-file-forbidden",
            io::ErrorKind::IsADirectory => "cli-file-is-folder",
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "cli-file-disk-full",
            _ => return self.system_failure(error).to_string(),
        };
        self.words.say(key).into_owned()
    }

    /// Something the operating system refuses.
    pub(super) fn system_failure(&self, error: &io::Error) -> Failure {
        self.failure("cli-disk", &[("why", error.to_string().into())])
    }

    fn with_ears<T>(&self, speak: impl FnOnce(&mut Ears) -> T) -> T {
        speak(&mut self.ears.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Writes to whoever typed the command.
pub(super) struct Pipe<'a>(&'a Talk);

impl Write for Pipe<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.with_ears(|ears| ears.answers.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.with_ears(|ears| ears.answers.flush())
    }
}
