//! Attachments and large raw payloads: a local folder, or an S3-compatible store shared by all nodes.
//!
//! A file is written before the transaction that refers to it, under a key made from its content: a
//! crash in between leaves a file nobody refers to, never a row without its file.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::prefix::PrefixStore;
use object_store::{BackoffConfig, GetResult, ObjectStore, RetryConfig};
use sha2::{Digest, Sha256};

use crate::error::{Result, internal};

#[derive(Clone, Debug)]
pub struct Files(Arc<dyn ObjectStore>);

impl Files {
    pub fn folder(path: &Path) -> Result<Self> {
        std::fs::create_dir_all(path)
            .map_err(|error| internal(format!("cannot make the folder {}: {error}", path.display())))?;
        Ok(Self(Arc::new(LocalFileSystem::new_with_prefix(path)?)))
    }

    /// `s3://bucket/prefix`; key, secret and endpoint come from the usual AWS variables. Asks the store
    /// nothing yet: a node may start while it is away.
    pub fn s3(address: &str) -> Result<Self> {
        let url = url::Url::parse(address)
            .ok()
            .filter(|url| url.host_str().is_some_and(|bucket| !bucket.is_empty()))
            .ok_or_else(|| internal("configuration: files_url: write s3://bucket/prefix"))?;
        let store = AmazonS3Builder::from_env()
            .with_url(address)
            .with_retry(patience())
            .build()
            .map_err(|error| internal(format!("configuration: files_url: {error}")))?;
        Ok(Self(Arc::new(PrefixStore::new(store, url.path().trim_matches('/').to_owned()))))
    }

    /// Keeps the bytes and returns their key. The same bytes give the same key, so writing over what is
    /// there changes nothing, and asks of a store no conditions that not every one knows.
    pub async fn put(&self, bytes: Vec<u8>) -> Result<String> {
        let digest = hex(&Sha256::digest(&bytes));
        let key = format!("{}/{}", &digest[..2], &digest[2..]);
        self.0.put(&path(&key), bytes.into()).await?;
        Ok(key)
    }

    /// Can files be written, read and removed?
    pub async fn check(&self) -> Result<()> {
        let path = object_store::path::Path::from(format!("check/{}", crate::secret::random_token()));
        self.0.put(&path, b"sahut".to_vec().into()).await?;
        let read = self.0.get(&path).await?.bytes().await;
        self.0.delete(&path).await?;
        if read?.as_ref() == b"sahut" {
            Ok(())
        } else {
            Err(internal("a file reads otherwise than it was written"))
        }
    }

    /// Out of reach, and not gone yet. What is not there is laid aside already.
    pub async fn lay_aside(&self, key: &str) -> Result<()> {
        is_there(self.0.rename(&path(key), &aside(key)).await)
    }

    /// Within reach again, if nobody put the same meanwhile.
    pub async fn bring_back(&self, key: &str) -> Result<()> {
        if self.0.head(&path(key)).await.is_ok() {
            return is_there(self.0.delete(&aside(key)).await);
        }
        is_there(self.0.rename(&aside(key), &path(key)).await)
    }

    /// What was laid aside is gone for good.
    pub async fn burn(&self, key: &str) -> Result<()> {
        is_there(self.0.delete(&aside(key)).await)
    }

    pub async fn get(&self, key: &str) -> Result<Vec<u8>> {
        Ok(self.0.get(&path(key)).await?.bytes().await?.to_vec())
    }

    /// The same to be read piece by piece, for what is passed on as it is and need not be in memory whole.
    pub async fn open(&self, key: &str) -> Result<GetResult> {
        Ok(self.0.get(&path(key)).await?)
    }
}

fn path(key: &str) -> object_store::path::Path {
    object_store::path::Path::from(key)
}

fn aside(key: &str) -> object_store::path::Path {
    object_store::path::Path::from(format!("erased/{key}"))
}

/// What is not there needs nothing done.
fn is_there(done: std::result::Result<(), object_store::Error>) -> Result<()> {
    match done {
        Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// A store that stumbles is asked again, but only for moments: providers and citizens wait for our answer
/// (a telephone carrier 15 seconds), and they and the queue come again later.
fn patience() -> RetryConfig {
    RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(1),
            ..BackoffConfig::default()
        },
        max_retries: 3,
        retry_timeout: Duration::from_secs(5),
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
