//! Letters that are files: a maildir's, or named one by one.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use channels::limits;

use super::Letter;
use crate::clock::Millis;

/// Bytes of a letter that is too large to take: its header is within.
const HEADER: u64 = 1024 * 1024;

/// The letters of a maildir, read and unread, oldest first. What is below it (`.Sent`) are maildirs of their own.
pub fn of_maildir(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for part in ["cur", "new"] {
        files.extend(inside(&folder.join(part)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                io::Error::new(error.kind(), format!("it has no folder \"{part}\", so it is no maildir"))
            }
            _ => error,
        })?);
    }
    // A name begins with the second in which the letter came.
    files.sort_by_cached_key(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let second = name.split('.').next().and_then(|second| second.parse::<u64>().ok());
        (second.unwrap_or(0), name)
    });
    Ok(files)
}

/// The file itself, or those of a folder that end in `.eml`.
pub fn of_letters(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !fs::metadata(path)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = inside(path)?;
    files.retain(|file| file.extension().is_some_and(|end| end.eq_ignore_ascii_case("eml")));
    files.sort();
    Ok(files)
}

fn inside(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_hidden = entry.file_name().as_encoded_bytes().first() == Some(&b'.');
        if entry.file_type()?.is_file() && !is_hidden {
            files.push(entry.path());
        }
    }
    Ok(files)
}

pub fn read(path: &Path) -> io::Result<Letter> {
    let file = File::open(path)?;
    let about = file.metadata()?;
    let size = about.len();
    let most = if size > limits::MESSAGE as u64 { HEADER } else { limits::MESSAGE as u64 };
    let mut raw = Vec::new();
    file.take(most).read_to_end(&mut raw)?;
    let kept_at = about.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    Ok(Letter::new(raw, size, kept_at.map(|since| since.as_millis() as Millis)))
}
