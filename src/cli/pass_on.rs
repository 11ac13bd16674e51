//! A running program owns its data folder. A command that needs the folder meanwhile is passed on to it, through a
//! socket in the folder that only the folder's owner may open, and its answers come back the same way.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::{fs, thread};

use clap::Parser;
use serde::{Deserialize, Serialize};

use crate::cli::Arguments;
use crate::cli::errand::Errand;
use crate::cli::talk::{Failure, Talk};
use crate::neighbourhood::Neighbourhoods;

const SOCKET: &str = "wijkweb.socket";

/// A command as it was typed, and where.
#[derive(Serialize, Deserialize)]
struct Typed {
    arguments: Vec<String>,
    folder: PathBuf,
    language: String,
}

const ANSWER: u8 = b'a';
const REMARK: u8 = b'r';
const END: u8 = b'e';

/// Passes the command this process was started with on to the owner of the folder; nothing if nobody listens there.
pub(super) fn to_owner(folder: &Path, talk: &Talk) -> Option<Result<ExitCode, Failure>> {
    let stream = UnixStream::connect(folder.join(SOCKET)).ok()?;
    Some(converse(stream, talk).map_err(|error| talk.system_failure(&error)))
}

fn converse(mut stream: UnixStream, talk: &Talk) -> io::Result<ExitCode> {
    let typed = Typed {
        arguments: std::env::args().collect(),
        folder: std::env::current_dir()?,
        language: talk.words().language().code().to_owned(),
    };
    writeln!(stream, "{}", serde_json::to_string(&typed)?)?;
    loop {
        let mut head = [0; 5];
        stream.read_exact(&mut head)?;
        let [tag, length @ ..] = head;
        let mut bytes = vec![0; usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX)];
        stream.read_exact(&mut bytes)?;
        match tag {
            // A pipe that was closed, or a full disk: then the other need not go on.
            ANSWER => talk.pipe().write_all(&bytes).and_then(|()| talk.pipe().flush())?,
            REMARK => talk.remark(&String::from_utf8_lossy(&bytes).trim_end()),
            _ => return Ok(if bytes == b"0" { ExitCode::SUCCESS } else { ExitCode::FAILURE }),
        }
    }
}

/// The door at which others hand in commands. When it is dropped, nobody finds it any more.
pub(super) struct ErrandDoor {
    path: PathBuf,
    running: Arc<AtomicUsize>,
}

impl ErrandDoor {
    /// How many commands are being done.
    pub(super) fn running(&self) -> usize {
        self.running.load(Ordering::Acquire)
    }
}

impl Drop for ErrandDoor {
    fn drop(&mut self) {
        // The next start takes it away as well.
        let _ = fs::remove_file(&self.path);
    }
}

/// Takes commands of others on this folder, for as long as the process runs.
pub(super) fn take_errands(folder: &Path, neighbourhoods: Arc<Neighbourhoods>) -> io::Result<ErrandDoor> {
    let path = folder.join(SOCKET);
    // What a killed process left behind; the folder's lock says that there is no living one.
    if path.exists() {
        fs::remove_file(&path)?;
    }
    let listener = UnixListener::bind(&path)?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
    let running = Arc::new(AtomicUsize::new(0));
    let door = ErrandDoor { path, running: Arc::clone(&running) };
    thread::Builder::new().name("errands".to_owned()).spawn(move || {
        for stream in listener.incoming().filter_map(Result::ok) {
            let (neighbourhoods, running) = (Arc::clone(&neighbourhoods), Arc::clone(&running));
            running.fetch_add(1, Ordering::AcqRel);
            thread::spawn(move || {
                if let Err(error) = serve(&stream, &neighbourhoods) {
                    tracing::warn!(%error, "a command that was passed on was broken off");
                }
                drop(neighbourhoods);
                running.fetch_sub(1, Ordering::AcqRel);
            });
        }
    })?;
    Ok(door)
}

fn serve(stream: &UnixStream, neighbourhoods: &Neighbourhoods) -> io::Result<()> {
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line)?;
    let typed: Typed = serde_json::from_str(&line)?;
    let shared = Arc::new(Mutex::new(stream.try_clone()?));
    let mouth = |tag| Box::new(Mouth { tag, stream: Arc::clone(&shared) });
    let words = typed.language.parse().map(crate::words::Words::of).ok();
    let talk = Talk::to(words, typed.folder, mouth(ANSWER), mouth(REMARK));
    let errand = Arguments::try_parse_from(&typed.arguments).ok().and_then(|arguments| Errand::of(arguments.command));
    let done = errand.map_or_else(|| Err(talk.failure("cli-not-passed-on", &[])), |errand| errand.run_with(neighbourhoods, &talk));
    let code: &[u8] = match done {
        Ok(code) if code == ExitCode::SUCCESS => b"0",
        Ok(_) => b"1",
        Err(failure) => {
            talk.remark(&failure);
            b"1"
        }
    };
    mouth(END).write_all(code)
}

/// Sends what is said as frames: a tag, a length and the bytes.
struct Mouth {
    tag: u8,
    stream: Arc<Mutex<UnixStream>>,
}

impl Write for Mouth {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let part = &bytes[..usize::try_from(length).unwrap_or(bytes.len())];
        let mut stream = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        stream.write_all(&[self.tag])?;
        stream.write_all(&length.to_be_bytes())?;
        stream.write_all(part)?;
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
