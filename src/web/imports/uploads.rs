use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::extract::multipart::{Field, MultipartError};
use axum::http::StatusCode;
use tokio::fs;
use tokio::io::AsyncWriteExt;

use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::slug::Slug;
use crate::web::problem::Problem;

/// How long a file that nobody brought in is kept.
const KEPT_FOR: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// A file that was handed in.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    /// The name it had with whoever handed it in.
    pub(crate) name: String,
    /// Where it is kept.
    pub(crate) path: PathBuf,
}

/// Takes a file in, piece by piece, so that a large one does not fill the memory.
pub(crate) async fn receive(data: &Path, slug: &Slug, id: Id, mut field: Field<'_>, most: usize) -> Result<(), Problem> {
    let name = field.file_name().map(plain_name).unwrap_or_default();
    let path = path(data, slug, id);
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    fs::create_dir_all(&folder).await.map_err(|error| not_kept(&error))?;
    let written = write(&path, &mut field, most).await;
    let named = fs::write(path.with_extension("name"), name).await.map_err(|error| not_kept(&error));
    if let Err(problem) = written.and(named) {
        // What came in half is of no use, and the disk may be full.
        discard(data, slug, id);
        return Err(problem);
    }
    Ok(())
}

async fn write(path: &Path, field: &mut Field<'_>, most: usize) -> Result<(), Problem> {
    let mut file = fs::File::create(path).await.map_err(|error| not_kept(&error))?;
    let mut size = 0;
    while let Some(piece) = field.chunk().await.map_err(|error| broken_off(&error))? {
        size += piece.len();
        if size > most {
            return Err(Problem::TooLarge);
        }
        file.write_all(&piece).await.map_err(|error| not_kept(&error))?;
    }
    file.flush().await.map_err(|error| not_kept(&error))
}

fn broken_off(error: &MultipartError) -> Problem {
    tracing::warn!(%error, "a file that was handed in did not come in whole");
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { Problem::TooLarge } else { Problem::BrokenOff }
}

fn not_kept(error: &io::Error) -> Problem {
    tracing::error!(%error, "a file that was handed in could not be kept");
    Problem::NotKept
}

/// The file with this id, if it is still there.
pub(crate) fn upload(data: &Path, slug: &Slug, id: Id) -> Option<Upload> {
    let path = path(data, slug, id);
    let name = std::fs::read_to_string(path.with_extension("name")).ok()?;
    path.exists().then_some(Upload { name, path })
}

/// Throws a file away.
pub(crate) fn discard(data: &Path, slug: &Slug, id: Id) {
    let path = path(data, slug, id);
    // It may be gone already.
    let _ = std::fs::remove_file(path.with_extension("name"));
    let _ = std::fs::remove_file(path);
}

/// Throws away what was handed in long ago and never brought in.
pub fn discard_stale_uploads(data: &Path, now: Moment) -> io::Result<()> {
    let folders = match std::fs::read_dir(data.join("uploads")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        folders => folders?,
    };
    for folder in folders.filter_map(Result::ok) {
        for file in std::fs::read_dir(folder.path())?.filter_map(Result::ok) {
            let changed = file.metadata()?.modified()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
            let age = u64::try_from(now.millisecond()).unwrap_or(0).saturating_sub(changed.as_secs() * 1000);
            if age > u64::try_from(KEPT_FOR.as_millis()).unwrap_or(u64::MAX) {
                std::fs::remove_file(file.path())?;
            }
        }
    }
    Ok(())
}

fn path(data: &Path, slug: &Slug, id: Id) -> PathBuf {
    data.join("uploads").join(slug.as_str()).join(format!("{id}.file"))
}

/// The last part of a file's name, without what could lead elsewhere.
pub(crate) fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|letter| !letter.is_control()).take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_lead_elsewhere() {
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("C:\\Documenten\\plekken.csv"), "plekken.csv");
        assert_eq!(plain_name("a\nb"), "ab");
    }
}
