//! The folder of an index: opening, creating, replacing what cannot be used.
//!
//! The index lives in a folder of its own inside the one it is given (`articles-v2`), so that replacing it never
//! touches a file that is not ours. A file `rebuild-needed` stands there from creation until the owner of the
//! articles says that all of them are in; so a crash in between is not forgotten.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use tantivy::directory::{Directory as _, DirectoryLock, INDEX_WRITER_LOCK, MmapDirectory};
use tantivy::schema::Schema;

use super::schema::VERSION;
use crate::index::IndexError;

const PREFIX: &str = "articles-v";
const MARKER: &str = "rebuild-needed";

/// An opened folder.
pub struct Folder {
    pub index: tantivy::Index,
    pub marker: PathBuf,
}

pub fn open(dir: &Path, schema: &Schema) -> Result<Folder, IndexError> {
    let path = dir.join(format!("{PREFIX}{VERSION}"));
    make(&path)?;
    let marker = path.join(MARKER);
    if let Ok(index) = usable(&path, schema) {
        return Ok(Folder { index, marker });
    }
    // From here on files are written or deleted, and nobody else may be doing that: another process may be
    // creating the index this very moment, or have cleaned up files between our two looks.
    let lock = lock(&path)?;
    let index = match usable(&path, schema) {
        Ok(index) => index,
        Err(reason) => {
            if path.join("meta.json").exists() {
                tracing::warn!(folder = %path.display(), %reason, "search index replaced by an empty one");
            }
            empty(&path)?;
            fs::write(&marker, "").map_err(|e| unavailable(&path, &e))?;
            tantivy::Index::create_in_dir(&path, schema.clone()).map_err(|e| unavailable(&path, &e))?
        }
    };
    drop(lock);
    remove_other_versions(dir);
    Ok(Folder { index, marker })
}

/// Opens an index that is there, whole, and of our schema.
fn usable(path: &Path, schema: &Schema) -> Result<tantivy::Index, String> {
    let index = tantivy::Index::open_in_dir(path).map_err(|e| e.to_string())?;
    if index.schema() != *schema {
        return Err("it has other fields".to_owned());
    }
    let damaged = index.validate_checksum().map_err(|e| e.to_string())?;
    if damaged.is_empty() { Ok(index) } else { Err(format!("damaged files: {damaged:?}")) }
}

/// Waits a little for a process that is creating, not for one that keeps writing.
fn lock(path: &Path) -> Result<DirectoryLock, IndexError> {
    let directory = MmapDirectory::open(path).map_err(|e| unavailable(path, &e))?;
    for _ in 0..20 {
        if let Ok(lock) = directory.acquire_lock(&INDEX_WRITER_LOCK) {
            return Ok(lock);
        }
        sleep(Duration::from_millis(50));
    }
    Err(IndexError::Unavailable(format!(
        "{} must be built anew, but another process is writing there",
        path.display()
    )))
}

/// Deletes the files of an index, all but the lock that we hold.
fn empty(path: &Path) -> Result<(), IndexError> {
    for entry in fs::read_dir(path).map_err(|e| unavailable(path, &e))? {
        let entry = entry.map_err(|e| unavailable(path, &e))?;
        if entry.file_name() == INDEX_WRITER_LOCK.filepath.as_os_str() {
            continue;
        }
        let kind = entry.file_type().map_err(|e| unavailable(path, &e))?;
        if kind.is_file() {
            fs::remove_file(entry.path()).map_err(|e| unavailable(path, &e))?;
        }
    }
    Ok(())
}

/// Indexes of earlier versions are of no use to anybody. That they cannot be deleted is no reason to stop.
fn remove_other_versions(dir: &Path) {
    let Ok(entries) = fs::read_dir(dir) else {
        return;
    };
    let ours = format!("{PREFIX}{VERSION}");
    for entry in entries.flatten() {
        let name = entry.file_name();
        let other = name.to_str().is_some_and(|name| {
            name != ours && name.strip_prefix(PREFIX).is_some_and(|rest| rest.parse::<u32>().is_ok())
        });
        if other && let Err(error) = fs::remove_dir_all(entry.path()) {
            tracing::warn!(folder = %entry.path().display(), %error, "old search index not deleted");
        }
    }
}

fn make(path: &Path) -> Result<(), IndexError> {
    fs::create_dir_all(path).map_err(|e| unavailable(path, &e))
}

fn unavailable(path: &Path, error: &dyn std::fmt::Display) -> IndexError {
    IndexError::Unavailable(format!("{}: {error}", path.display()))
}
