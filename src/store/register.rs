//! A register: a few thousand rows under names, kept in one file that is added to, and read whole at a start.
//!
//! It is for what the program itself must know, such as who may come in; not for what a neighbourhood has. Each line is a
//! line of the [journal](super::journal) and one write, that happens whole or not at all: `[["name",row],["other",null]]`.
//! When more of the file is past than present, it is written anew.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde_json::Value;
use serde_json::value::RawValue;

use crate::store::error::{Error, Flaw};
use crate::store::journal::{Line, Segment, Tail, add_line, cut_off, read_line};
use crate::store::keep;

/// So many rows of the past are never a reason to write the file anew.
const FEW: usize = 1_000;

/// Nobody but who runs the program reads it.
const MODE: u32 = 0o600;

/// An open register.
#[derive(Debug)]
pub struct Register {
    path: PathBuf,
    rows: BTreeMap<String, String>,
    /// The end of the file; opened at the first write, so that looking makes no file.
    tail: Option<Tail>,
    /// Bytes of whole lines, until it is opened.
    good: u64,
    last_seq: u64,
    /// How many rows of the file are past.
    past: usize,
}

impl Register {
    /// Opens the register in the file at `path`, an empty one if there is none; the first write makes it. A broken-off last write is cut off and kept
    /// beside it. Errors: those of the file system, and [`Error::Damaged`].
    pub fn open(path: &Path) -> Result<Self, Error> {
        let bytes = match fs::read(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            bytes => bytes.map_err(|cause| Error::unreadable(path, cause))?,
        };
        let read = Reading::of(&bytes, path)?;
        if read.good < bytes.len() {
            let aside = cut_off(path, long(read.good))?;
            tracing::warn!(aside = %aside.display(), "the last write to a register was not complete and is cut off");
        }
        let (path, good) = (path.to_owned(), long(read.good));
        Ok(Self { path, rows: read.rows, tail: None, good, last_seq: read.last_seq, past: read.past })
    }

    /// All rows, by name, each as its JSON.
    pub fn rows(&self) -> impl Iterator<Item = (&str, &str)> {
        self.rows.iter().map(|(name, row)| (name.as_str(), row.as_str()))
    }

    /// Puts rows (JSON) in, or takes them out where there is none: all of them, or none after an error. They are on the disk
    /// when this returns.
    pub fn put(&mut self, changes: &[(String, Option<Value>)]) -> Result<(), Error> {
        if changes.is_empty() {
            return Ok(());
        }
        let json = |cause: serde_json::Error| Error::not_kept(&self.path, cause.into());
        let mut line = Vec::new();
        let seq = self.last_seq + 1;
        add_line(Line { seq, group: seq, commit: &serde_json::to_vec(changes).map_err(json)? }, &mut line);
        self.tail()?.append(&line)?;
        self.last_seq = seq;
        for (name, row) in changes {
            let former = match row {
                Some(row) => self.rows.insert(name.clone(), row.to_string()),
                None => self.rows.remove(name),
            };
            self.past += usize::from(former.is_some()) + usize::from(row.is_none());
        }
        if self.past > self.rows.len() + FEW
            && let Err(error) = self.rewrite()
        {
            tracing::warn!(%error, "a register could not be written anew; it goes on growing");
        }
        Ok(())
    }

    /// Writes the file anew with what holds now, so that nothing of the past is left in it.
    pub fn rewrite(&mut self) -> Result<(), Error> {
        let mut bytes = Vec::new();
        let mut seq = 0;
        for (name, row) in &self.rows {
            seq += 1;
            let row: &RawValue = serde_json::from_str(row).map_err(|cause| Error::not_kept(&self.path, cause.into()))?;
            let commit = serde_json::to_vec(&[(name, row)]).map_err(|cause| Error::not_kept(&self.path, cause.into()))?;
            add_line(Line { seq, group: seq, commit: &commit }, &mut bytes);
        }
        keep::replace_private_file(&self.path, &bytes).map_err(|cause| Error::not_kept(&self.path, cause))?;
        (self.tail, self.good, self.last_seq, self.past) = (None, long(bytes.len()), seq, 0);
        Ok(())
    }

    fn tail(&mut self) -> Result<&mut Tail, Error> {
        let open = if let Some(tail) = self.tail.take() {
            tail
        } else {
            let made = OpenOptions::new().create(true).append(true).mode(MODE).open(&self.path);
            made.map_err(|cause| Error::not_kept(&self.path, cause))?;
            Tail::open(&Segment { first: 1, path: self.path.clone() }, self.good)?
        };
        Ok(self.tail.insert(open))
    }
}

fn long(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

/// What a file was found to hold.
#[derive(Default)]
struct Reading {
    rows: BTreeMap<String, String>,
    last_seq: u64,
    past: usize,
    /// Bytes of whole lines.
    good: usize,
}

impl Reading {
    fn of(bytes: &[u8], path: &Path) -> Result<Self, Error> {
        let mut read = Self::default();
        let mut lines = bytes.split_inclusive(|byte| *byte == b'\n').enumerate();
        while let Some((number, line)) = lines.next() {
            let damaged = |flaw| Error::Damaged { file: path.to_owned(), line: long(number) + 1, flaw };
            let Some(whole) = read_line(line) else {
                // A bad line in front of a whole one is no broken-off write.
                let is_last = lines.all(|(_, line)| read_line(line).is_none());
                return if is_last { Ok(read) } else { Err(damaged(Flaw::Altered)) };
            };
            let expected = read.last_seq + 1;
            if whole.seq != expected {
                return Err(damaged(Flaw::Misplaced { expected, found: whole.seq }));
            }
            let Ok(changes) = serde_json::from_slice::<Vec<(String, Option<&RawValue>)>>(whole.commit) else {
                let what = format!("line {}", number + 1);
                return Err(Error::NotUnderstood { folder: path.to_owned(), seq: whole.seq, what });
            };
            for (name, row) in changes {
                let former = match row {
                    Some(row) => read.rows.insert(name, row.get().to_owned()),
                    None => read.rows.remove(&name),
                };
                read.past += usize::from(former.is_some()) + usize::from(row.is_none());
            }
            (read.last_seq, read.good) = (whole.seq, read.good + line.len());
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use serde_json::json;

    use super::*;

    fn rows(register: &Register) -> Vec<(String, String)> {
        register.rows().map(|(name, row)| (name.to_owned(), row.to_owned())).collect()
    }

    fn put(register: &mut Register, name: &str, row: Option<Value>) {
        register.put(&[(name.to_owned(), row)]).unwrap();
    }

    #[test]
    fn what_was_put_is_there_after_opening_again_and_what_was_taken_out_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("accounts");
        let mut register = Register::open(&path).unwrap();
        put(&mut register, "a", Some(json!({"name": "Fatma\n"})));
        register.put(&[("b".to_owned(), Some(json!(2))), ("c".to_owned(), Some(json!(3)))]).unwrap();
        put(&mut register, "b", None);
        let kept = rows(&register);
        assert_eq!(kept, [("a".to_owned(), r#"{"name":"Fatma\n"}"#.to_owned()), ("c".to_owned(), "3".to_owned())]);
        drop(register);
        assert_eq!(rows(&Register::open(&path).unwrap()), kept);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, MODE);
    }

    #[test]
    fn a_write_that_was_broken_off_at_any_byte_is_wholly_gone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("accounts");
        let mut register = Register::open(&path).unwrap();
        put(&mut register, "a", Some(json!(1)));
        let before = fs::read(&path).unwrap();
        register.put(&[("a".to_owned(), None), ("b".to_owned(), Some(json!(2)))]).unwrap();
        let after = fs::read(&path).unwrap();
        for cut in before.len()..after.len() {
            fs::write(&path, &after[..cut]).unwrap();
            let mut register = Register::open(&path).unwrap();
            assert_eq!(rows(&register), [("a".to_owned(), "1".to_owned())], "cut at {cut}");
            put(&mut register, "c", Some(json!(3)));
            assert_eq!(Register::open(&path).unwrap().rows().count(), 2);
        }
    }

    #[test]
    fn damage_before_the_end_is_named_and_not_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("accounts");
        let mut register = Register::open(&path).unwrap();
        for number in 0..3 {
            put(&mut register, "a", Some(json!(number)));
        }
        let mut bytes = fs::read(&path).unwrap();
        bytes[20] ^= 1;
        fs::write(&path, &bytes).unwrap();
        assert!(matches!(Register::open(&path), Err(Error::Damaged { line: 1, .. })));
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }

    #[test]
    fn a_file_with_more_past_than_present_is_written_anew_and_nothing_of_the_past_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("accounts");
        let mut register = Register::open(&path).unwrap();
        put(&mut register, "secret", Some(json!("Jan")));
        put(&mut register, "secret", None);
        register.rewrite().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"");
        for number in 0..3 * FEW {
            put(&mut register, "a", Some(json!(number)));
        }
        assert!(fs::metadata(&path).unwrap().len() < 100_000, "written anew at least twice");
        assert_eq!(rows(&Register::open(&path).unwrap()), [("a".to_owned(), (3 * FEW - 1).to_string())]);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, MODE);
    }
}
