//! The demo's own folder. A file marks it as made by the demo; no other folder is ever wiped or used.

use std::path::Path;

use crate::error::{Result, internal};

const MARK: &str = "made-by-sahut-demo.txt";
const WHY: &str = "This folder was made by `sahut demo`. Everything in it is made up.\n\
`sahut demo --fresh` wipes it and begins anew; to be rid of it, delete it.\n";

/// Makes sure that the folder is there and ours; with `fresh` it is empty afterwards.
pub fn prepare(folder: &Path, fresh: bool) -> Result<()> {
    let trouble = |error: std::io::Error| internal(format!("the folder {}: {error}", folder.display()));
    let mark = folder.join(MARK);
    let is_new = match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(error) => return Err(trouble(error)),
    };
    if !is_new && !mark.is_file() {
        return Err(internal(format!(
            "the folder {} is not empty and was not made by the demo; give another one with --data",
            folder.display()
        )));
    }
    if fresh && !is_new {
        for entry in std::fs::read_dir(folder).map_err(trouble)? {
            let path = entry.map_err(trouble)?.path();
            // The mark goes last: a wipe that was cut off can be done again.
            if path == mark {
                continue;
            }
            let gone = if path.is_dir() && !path.is_symlink() {
                std::fs::remove_dir_all(&path)
            } else {
                std::fs::remove_file(&path)
            };
            gone.map_err(trouble)?;
        }
    }
    std::fs::create_dir_all(folder).map_err(trouble)?;
    std::fs::write(&mark, WHY).map_err(trouble)
}
