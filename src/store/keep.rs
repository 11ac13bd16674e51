//! Files and folders that are still there after the power went: small files replaced in one step, and folders whose
//! list of names is written out as well.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Puts `bytes` in the file at `path`, whole or not at all: whoever reads it, also after a power cut, sees the former
/// content or the new one.
///
/// The bytes go to a neighbour file first (`NAME.new`, left-overs of which are overwritten), which then takes the name.
/// Errors are those of the file system; the former content is then still in place. Of two at the same time one waits.
pub fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace(path, bytes, File::options().write(true).create(true).truncate(true))
}

/// As [`replace_file`], for what nobody but who runs the program may read.
pub fn replace_private_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    replace(path, bytes, File::options().write(true).create(true).truncate(true).mode(0o600))
}

fn replace(path: &Path, bytes: &[u8], options: &OpenOptions) -> io::Result<()> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let fresh = with_suffix(path, ".new");
    let write = || {
        let mut file = options.open(&fresh)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&fresh, path)
    };
    let written = write();
    if written.is_err() {
        // On a full disk this gives back the space; the error that counts is the first.
        let _ = fs::remove_file(&fresh);
    }
    written?;
    sync_parent(path)
}

/// As [`replace_file`], for a file that is too large to have in memory: `make` makes it at another path, which then takes
/// the name.
pub fn replace_with<T, E: From<io::Error>>(path: &Path, make: impl FnOnce(&Path) -> Result<T, E>) -> Result<T, E> {
    let fresh = free_name(path, "unfinished");
    let done = make(&fresh).and_then(|made| {
        fs::rename(&fresh, path)?;
        sync_parent(path)?;
        Ok(made)
    });
    if done.is_err() {
        // On a full disk this gives back the space; the error that counts is the first.
        let _ = fs::remove_file(&fresh);
    }
    done
}

/// Writes the file at `path`, which must not be there yet. Its bytes are on the disk when this returns; its name is once
/// the folder is [written out](sync_folder).
pub fn write_new<T, E: From<io::Error>>(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> Result<T, E>) -> Result<T, E> {
    let mut out = BufWriter::with_capacity(1 << 18, File::create_new(path)?);
    let done = write(&mut out)?;
    out.flush()?;
    out.get_ref().sync_all()?;
    Ok(done)
}

/// Makes the folder at `path`, and those above it, so that they survive a power cut. A folder that is there already is
/// no error.
pub fn make_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = parent_of(path) {
        make_folder(parent)?;
    }
    match fs::create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        Err(error) => Err(error),
        Ok(()) => sync_parent(path),
    }
}

/// Writes out the list of names in the folder at `path`, so that files made, renamed or removed in it stay so.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Writes out the list of names in which `path` itself stands.
pub fn sync_parent(path: &Path) -> io::Result<()> {
    parent_of(path).map_or(Ok(()), sync_folder)
}

/// Moves what is at `path` to the first free name `NAME.REASON-N` beside it (N from 1) and tells that name. Nothing is
/// ever overwritten.
pub fn set_aside(path: &Path, reason: &str) -> io::Result<PathBuf> {
    let aside = free_name(path, reason);
    fs::rename(path, &aside)?;
    sync_parent(path)?;
    Ok(aside)
}

/// The first name `NAME.REASON-N` beside `path` (N from 1) that nothing has yet.
pub fn free_name(path: &Path, reason: &str) -> PathBuf {
    let numbered = (1_u64..).map(|number| with_suffix(path, &format!(".{reason}-{number}")));
    let mut free = numbered.filter(|candidate| fs::symlink_metadata(candidate).is_err());
    free.next().unwrap_or_else(|| with_suffix(path, reason))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.file_name().unwrap_or_default().to_owned();
    name.push(suffix);
    path.with_file_name(name)
}

/// The folder a path stands in; `.` for a bare name.
fn parent_of(path: &Path) -> Option<&Path> {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Some(Path::new(".")),
        parent => parent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        replace_file(&path, b"the first text, which is long").unwrap();
        replace_file(&path, b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn the_left_over_of_a_broken_off_replacement_is_in_nobodys_way() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        replace_file(&path, b"kept").unwrap();
        fs::write(folder.path().join("settings.json.new"), b"half a te").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"kept");
        replace_file(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
    }

    #[test]
    fn a_replacement_that_fails_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("photo");
        // Nothing can take the name of a folder.
        fs::create_dir(&path).unwrap();
        replace_file(&path, &[7; 5000]).unwrap_err();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn two_who_replace_a_file_at_once_do_not_mix_their_texts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        let texts = [[b'a'; 5000], [b'b'; 5000]];
        std::thread::scope(|scope| {
            for text in &texts {
                scope.spawn(|| (0..30).for_each(|_| replace_file(&path, text).unwrap()));
            }
        });
        let text = fs::read(&path).unwrap();
        assert!(texts.iter().any(|one| one[..] == text));
    }

    #[test]
    fn what_is_set_aside_never_covers_what_was_set_aside_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sled");
        fs::write(&path, b"one").unwrap();
        let first = set_aside(&path, "damaged").unwrap();
        fs::write(&path, b"two").unwrap();
        let second = set_aside(&path, "damaged").unwrap();
        assert_eq!(first, folder.path().join("sled.damaged-1"));
        assert_eq!(second, folder.path().join("sled.damaged-2"));
        assert_eq!(fs::read(first).unwrap(), b"one");
        assert!(!path.exists());
    }

    #[test]
    fn folders_are_made_with_those_above_them_and_may_exist() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b/c");
        make_folder(&deep).unwrap();
        make_folder(&deep).unwrap();
        assert!(deep.is_dir());
        fs::write(folder.path().join("file"), b"").unwrap();
        assert!(make_folder(&folder.path().join("file")).is_err());
    }
}
