use std::path::Path;
use std::process::ExitCode;

use crate::cli::archive::Archive;
use crate::cli::backup::Backup;
use crate::cli::begin::New;
use crate::cli::bring_in::Import;
use crate::cli::bring_in_people::ImportPeople;
use crate::cli::check::Check;
use crate::cli::close::Close;
use crate::cli::open::Open;
use crate::cli::restore::Restore;
use crate::cli::take_out::Export;
use crate::cli::talk::{Failure, Talk};
use crate::cli::team::Team;
use crate::cli::vocabulary::Vocabulary;
use crate::cli::{Command, pass_on};
use crate::neighbourhood::{Neighbourhoods, StoreError, Surroundings};

/// A command that works on a data folder and ends. A running program that owns the folder can do it for another.
pub(super) enum Errand {
    New(New),
    Open(Open),
    Import(Import),
    ImportPeople(Box<ImportPeople>),
    Export(Export),
    Check(Check),
    Archive(Archive),
    Close(Close),
    Backup(Backup),
    Restore(Restore),
    Vocabulary(Vocabulary),
    Team(Team),
}

impl Errand {
    /// The errand that a command is, if it is one.
    pub(super) fn of(command: Command) -> Option<Self> {
        match command {
            Command::New(new) => Some(Self::New(new)),
            Command::Open(open) => Some(Self::Open(open)),
            Command::Import(import) => Some(Self::Import(import)),
            Command::ImportPeople(import) => Some(Self::ImportPeople(Box::new(import))),
            Command::Export(export) => Some(Self::Export(export)),
            Command::Check(check) => Some(Self::Check(check)),
            Command::Archive(archive) => Some(Self::Archive(archive)),
            Command::Close(close) => Some(Self::Close(close)),
            Command::Backup(backup) => Some(Self::Backup(backup)),
            Command::Restore(restore) => Some(Self::Restore(restore)),
            Command::Vocabulary(vocabulary) => Some(Self::Vocabulary(vocabulary)),
            Command::Team(team) => Some(Self::Team(team)),
            Command::Demo(_) | Command::Serve(_) | Command::Settings(_) | Command::Certificate(_) | Command::Operating => None,
        }
    }

    /// Does it: with the folder, if it is free, or through the program that owns it.
    pub(super) fn run(self, talk: &Talk) -> Result<ExitCode, Failure> {
        let folder = self.folder().to_owned();
        // A slip in the name of the folder is no reason to begin an empty one.
        if !matches!(self, Self::New(_) | Self::Restore(_)) && !folder.exists() {
            let fillings =
                [("file", folder.display().to_string().into()), ("why", talk.words().say("cli-file-not-there").into_owned().into())];
            return Err(talk.failure("cli-file-failure", &fillings));
        }
        match open(&folder, talk) {
            Ok(neighbourhoods) => self.run_with(&neighbourhoods, talk),
            Err(Closed::InUse(error)) => pass_on::to_owner(&folder, talk).unwrap_or_else(|| Err(talk.store_failure(&error, &folder))),
            Err(Closed::Failure(failure)) => Err(failure),
        }
    }

    /// Does it with an open folder.
    pub(super) fn run_with(self, neighbourhoods: &Neighbourhoods, talk: &Talk) -> Result<ExitCode, Failure> {
        match self {
            Self::New(new) => new.run(neighbourhoods, talk),
            Self::Open(open) => open.run(neighbourhoods, talk),
            Self::Import(import) => import.run(neighbourhoods, talk),
            Self::ImportPeople(import) => import.run(neighbourhoods, talk),
            Self::Export(export) => export.run(neighbourhoods, talk),
            Self::Check(check) => check.run(neighbourhoods, talk),
            Self::Archive(archive) => archive.run(neighbourhoods, talk),
            Self::Close(close) => close.run(neighbourhoods, talk),
            Self::Backup(backup) => backup.run(neighbourhoods, talk),
            Self::Restore(restore) => restore.run(neighbourhoods, talk),
            Self::Vocabulary(vocabulary) => vocabulary.run(neighbourhoods, talk),
            Self::Team(team) => team.run(neighbourhoods, talk),
        }
    }

    fn folder(&self) -> &Path {
        match self {
            Self::New(new) => &new.data.folder,
            Self::Open(open) => &open.data.folder,
            Self::Import(import) => &import.data.folder,
            Self::ImportPeople(import) => &import.data.folder,
            Self::Export(export) => &export.data.folder,
            Self::Check(check) => &check.data.folder,
            Self::Archive(archive) => &archive.data.folder,
            Self::Close(close) => &close.data.folder,
            Self::Backup(backup) => &backup.data.folder,
            Self::Restore(restore) => &restore.data.folder,
            Self::Vocabulary(vocabulary) => vocabulary.folder(),
            Self::Team(team) => &team.data.folder,
        }
    }
}

/// Why a data folder did not open.
pub(super) enum Closed {
    /// Another process owns it.
    InUse(StoreError),
    /// Another reason.
    Failure(Failure),
}

/// Opens a data folder and says what had to be mended.
pub(super) fn open(folder: &Path, talk: &Talk) -> Result<Neighbourhoods, Closed> {
    match Neighbourhoods::open(folder, Surroundings::real()) {
        Ok((neighbourhoods, notices)) => {
            for notice in notices {
                talk.remark(&notice.say(talk.words()));
            }
            Ok(neighbourhoods)
        }
        Err(error @ StoreError::InUse { .. }) => Err(Closed::InUse(error)),
        Err(error) => Err(Closed::Failure(talk.store_failure(&error, folder))),
    }
}
