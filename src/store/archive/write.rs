//! Writing an archive, line after line.

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::line::{self, End, Head, Piece};
use super::{Contents, FORMAT};
use crate::inventory::slug::Slug;

/// How many bytes of a picture go in one line.
const PIECE_BYTES: usize = 48 << 10;

/// An archive being written.
pub(in crate::store) struct Writer<W: Write> {
    out: W,
    contents: Contents,
    sha: Sha256,
    line: Vec<u8>,
}

impl<W: Write> Writer<W> {
    /// Begins an archive.
    pub(in crate::store) fn begin(out: W, slug: &Slug, name: String) -> io::Result<Self> {
        let head = Head { wijkweb: "archive".to_owned(), format: FORMAT, slug: slug.to_string(), name: name.clone() };
        let contents = Contents { slug: slug.clone(), name, commits: 0, pictures: 0, bytes: 0, sha256: String::new() };
        let mut writer = Self { out, contents, sha: Sha256::new(), line: line::open(&head)? };
        writer.put()?;
        Ok(writer)
    }

    /// Writes the next commit, as it stands in the journal.
    pub(in crate::store) fn commit(&mut self, seq: u64, commit: &[u8]) -> io::Result<()> {
        line::of_commit(seq, commit, &mut self.line);
        self.contents.commits += 1;
        self.put()
    }

    /// Writes a picture, after all commits.
    pub(in crate::store) fn picture(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let of = u32::try_from(bytes.len().div_ceil(PIECE_BYTES).max(1)).map_err(io::Error::other)?;
        for part in 1..=of {
            let piece = bytes.chunks(PIECE_BYTES).nth(usize::try_from(part - 1).unwrap_or(usize::MAX)).unwrap_or_default();
            self.line = line::open(&Piece { picture: name, part, of, base64: &STANDARD.encode(piece) })?;
            self.put()?;
        }
        self.contents.pictures += 1;
        Ok(())
    }

    /// Writes the last line, and tells what is in the archive.
    pub(in crate::store) fn end(mut self) -> io::Result<(Contents, W)> {
        let sha256 = format!("{:x}", self.sha.clone().finalize());
        self.line = line::open(&End { commits: self.contents.commits, pictures: self.contents.pictures, sha256 })?;
        self.put()?;
        self.contents.sha256 = format!("{:x}", self.sha.finalize());
        self.out.flush()?;
        Ok((self.contents, self.out))
    }

    fn put(&mut self) -> io::Result<()> {
        line::seal(&mut self.line);
        self.sha.update(&self.line);
        self.contents.bytes += u64::try_from(self.line.len()).map_err(io::Error::other)?;
        self.out.write_all(&self.line)?;
        self.line.clear();
        Ok(())
    }
}
