//! argon2id, off the async threads because it takes its time on purpose.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};

use tokio::sync::Semaphore;

use crate::error::{Result, internal};

pub async fn hash(password: String) -> Result<String> {
    run(move || hash_now(&password)).await
}

/// Takes as long when there is no account, so that time does not tell.
pub async fn verify(password: String, stored: Option<String>) -> Result<bool> {
    static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now("nobody's password").unwrap_or_default());
    run(move || {
        let known = stored.is_some();
        let text = stored.unwrap_or_else(|| NOBODY.clone());
        let parsed =
            PasswordHash::new(&text).map_err(|_| internal("a stored password hash cannot be read"))?;
        let matches = Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
        Ok(matches && known)
    })
    .await
}

fn hash_now(password: &str) -> Result<String> {
    let salt = SaltString::encode_b64(&rand::random::<[u8; 16]>()).map_err(|_| internal("salt"))?;
    Argon2::default()
        .hash_password(password.as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(|_| internal("hashing a password failed"))
}

async fn run<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    // Each takes 19 MB and a core: a flood of sign-ins waits in line instead of taking the machine.
    static AT_ONCE: Semaphore = Semaphore::const_new(4);
    let _turn = AT_ONCE.acquire().await.map_err(|_| internal("hashing is closed"))?;
    tokio::task::spawn_blocking(work).await.map_err(|_| internal("hashing a password was cut off"))?
}
