//! The installation's own key: signs tokens of strangers and peppers what is hashed, so that a copy of
//! the database alone opens no ticket by its stored PIN.

mod seal;

use std::path::Path;

use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::error::{Result, internal};
use crate::files::hex;

#[derive(Clone)]
pub struct Secret(SecretString);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    pub fn new(key: SecretString) -> Result<Self> {
        if key.expose_secret().len() < 32 {
            return Err(internal(
                "configuration: secret_key: use at least 32 characters, such as `openssl rand -hex 32` prints",
            ));
        }
        Ok(Self(key))
    }

    /// Reads the key file in the data folder, or makes one that only its owner can read.
    pub fn in_folder(folder: &Path) -> Result<Self> {
        let path = folder.join("secret.key");
        let trouble =
            |error: std::io::Error| internal(format!("cannot keep the key {}: {error}", path.display()));
        if let Ok(text) = std::fs::read_to_string(&path) {
            return Self::new(text.trim().into());
        }
        std::fs::create_dir_all(folder).map_err(trouble)?;
        let key = random_token();
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&path) {
            Ok(mut file) => {
                std::io::Write::write_all(&mut file, key.as_bytes()).map_err(trouble)?;
                Self::new(key.into())
            }
            // Another process was quicker: its key counts.
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                let text = std::fs::read_to_string(&path).map_err(trouble)?;
                Self::new(text.trim().into())
            }
            Err(error) => Err(trouble(error)),
        }
    }

    /// A keyed digest (hex) for one purpose; digests of different purposes never match.
    pub fn digest(&self, purpose: &str, data: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.expose_secret().as_bytes())
            .expect("HMAC takes keys of any length");
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(data.as_bytes());
        hex(&mac.finalize().into_bytes())
    }

    /// In constant time.
    pub fn matches(&self, purpose: &str, data: &str, digest: &str) -> bool {
        self.digest(purpose, data).as_bytes().ct_eq(digest.as_bytes()).into()
    }
}

/// 256 random bits as 64 hex digits: sessions, links, API and visitor tokens.
pub fn random_token() -> String {
    hex(&rand::random::<[u8; 32]>())
}

/// What of a random token is stored: it has 256 bits, so a plain hash is enough.
pub fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}
