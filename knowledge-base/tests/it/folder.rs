//! The embedded index on a disk: kept over a restart, shared by two processes, replaced when it is of no use.

use std::fs;
use std::path::{Path, PathBuf};

use knowledge_base::{Index, IndexError};

use crate::library::{articles, keys};

fn files(dir: &Path) -> Vec<PathBuf> {
    fs::read_dir(dir.join("articles-v2")).unwrap().map(|entry| entry.unwrap().path()).collect()
}

#[tokio::test]
async fn what_was_published_is_there_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::embedded(dir.path()).unwrap();
    assert!(index.needs_rebuild());
    index.publish(&articles()).await.unwrap();
    drop(index);
    // Nobody said that this was everything, so the question stays open over the restart.
    let index = Index::embedded(dir.path()).unwrap();
    assert!(index.needs_rebuild());
    assert_eq!(keys(&index, "paspor").await[0], "id/paspor-baru");
    index.rebuilt();
    drop(index);
    assert!(!Index::embedded(dir.path()).unwrap().needs_rebuild());
}

#[tokio::test]
async fn two_may_read_but_one_writes() {
    let dir = tempfile::tempdir().unwrap();
    let first = Index::embedded(dir.path()).unwrap();
    first.publish(&articles()).await.unwrap();
    let second = Index::embedded(dir.path()).unwrap();
    assert_eq!(keys(&second, "paspor").await[0], "id/paspor-baru");
    let error = second.publish(&articles()).await.unwrap_err();
    assert!(matches!(error, IndexError::Unavailable(_)), "{error}");
    // When the first has gone, the second may.
    drop(first);
    second.publish(&articles()).await.unwrap();
    assert_eq!(second.count().await.unwrap(), articles().len() as u64);
}

#[tokio::test]
async fn a_damaged_index_is_replaced_by_an_empty_one() {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::embedded(dir.path()).unwrap();
    index.publish(&articles()).await.unwrap();
    index.rebuilt();
    drop(index);
    let ours = dir.path().join("keep.txt");
    fs::write(&ours, "not yours").unwrap();
    for damage in [
        &(|dir: &Path| fs::write(dir.join("articles-v2/meta.json"), "{").unwrap()) as &dyn Fn(&Path),
        &|dir| {
            let store = files(dir).into_iter().find(|f| f.extension().is_some_and(|e| e == "store")).unwrap();
            let mut bytes = fs::read(&store).unwrap();
            bytes[3] ^= 0xff;
            fs::write(&store, bytes).unwrap();
        },
        &|dir| {
            let idx = files(dir).into_iter().find(|f| f.extension().is_some_and(|e| e == "idx")).unwrap();
            fs::remove_file(idx).unwrap();
        },
    ] {
        damage(dir.path());
        let index = Index::embedded(dir.path()).unwrap();
        assert!(index.needs_rebuild());
        assert_eq!(index.count().await.unwrap(), 0);
        index.publish(&articles()).await.unwrap();
        assert_eq!(keys(&index, "paspor").await[0], "id/paspor-baru");
        index.rebuilt();
    }
    assert_eq!(fs::read_to_string(ours).unwrap(), "not yours");
}

#[tokio::test]
async fn an_index_of_another_version_goes() {
    let dir = tempfile::tempdir().unwrap();
    let old = dir.path().join("articles-v0");
    fs::create_dir_all(&old).unwrap();
    fs::write(old.join("meta.json"), "{}").unwrap();
    assert!(Index::embedded(dir.path()).unwrap().needs_rebuild());
    assert!(!old.exists());
}

#[test]
fn a_folder_that_cannot_be_is_unavailable() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    assert!(matches!(Index::embedded(&file), Err(IndexError::Unavailable(_))));
}
