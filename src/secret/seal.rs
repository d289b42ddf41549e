//! Sealing what must be read again: passwords and tokens of others, which a digest could not give back.
//!
//! `1.` and base64 of a random nonce and ChaCha20-Poly1305's output. Each purpose has a key of its own, derived
//! from the installation's; whose it is goes in as associated data, so that a sealed secret moved to another
//! row does not open there.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use hmac::{Hmac, Mac};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use super::Secret;
use crate::error::{Result, internal};

const VERSION: &str = "1.";

impl Secret {
    /// Seals a text for one purpose and one owner, such as (`"mailbox"`, its id).
    pub fn seal(&self, purpose: &str, whose: &str, text: &SecretString) -> Result<String> {
        let nonce: [u8; NONCE_LEN] = rand::random();
        let mut bytes = text.expose_secret().as_bytes().to_vec();
        self.key_for(purpose)?
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(whose.as_bytes()),
                &mut bytes,
            )
            .map_err(|_| internal("a secret could not be sealed"))?;
        Ok(format!("{VERSION}{}", BASE64.encode([nonce.as_slice(), &bytes].concat())))
    }

    /// Opens what was sealed for the same purpose and owner under the same installation key.
    pub fn open(&self, purpose: &str, whose: &str, sealed: &str) -> Result<SecretString> {
        let shut =
            || internal("a sealed secret does not open: was secret_key changed? Enter the secret anew");
        let bytes =
            sealed.strip_prefix(VERSION).and_then(|text| BASE64.decode(text).ok()).ok_or_else(shut)?;
        let (nonce, rest) = bytes.split_at_checked(NONCE_LEN).ok_or_else(shut)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| shut())?;
        let mut rest = rest.to_vec();
        let text = self
            .key_for(purpose)?
            .open_in_place(nonce, Aad::from(whose.as_bytes()), &mut rest)
            .map_err(|_| shut())?;
        let text = std::str::from_utf8(text).map_err(|_| shut())?;
        Ok(text.to_owned().into())
    }

    fn key_for(&self, purpose: &str) -> Result<LessSafeKey> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.expose_secret().as_bytes())
            .expect("HMAC takes keys of any length");
        mac.update(b"seal\0");
        mac.update(purpose.as_bytes());
        let key = UnboundKey::new(&CHACHA20_POLY1305, &mac.finalize().into_bytes())
            .map_err(|_| internal("a key has the wrong length"))?;
        Ok(LessSafeKey::new(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house(key: char) -> Secret {
        Secret::new(key.to_string().repeat(32).into()).unwrap()
    }

    #[test]
    fn it_opens_only_where_it_was_sealed() {
        let house_a = house('a');
        let sealed = house_a.seal("mailbox", "7", &"rahasia".into()).unwrap();
        assert!(!sealed.contains("rahasia"));
        assert_eq!(house_a.open("mailbox", "7", &sealed).unwrap().expose_secret(), "rahasia");
        assert!(house_a.open("mailbox", "8", &sealed).is_err(), "another row");
        assert!(house_a.open("bot", "7", &sealed).is_err(), "another purpose");
        assert!(house('b').open("mailbox", "7", &sealed).is_err(), "another house");
        assert_ne!(sealed, house_a.seal("mailbox", "7", &"rahasia".into()).unwrap(), "never twice the same");
    }

    #[test]
    fn what_was_tampered_with_stays_shut() {
        let house = house('a');
        let sealed = house.seal("bot", "1", &"".into()).unwrap();
        let mut bytes = BASE64.decode(&sealed[2..]).unwrap();
        bytes[NONCE_LEN] ^= 1;
        for text in ["", "1.", "1.AAAA", "2.AAAA", "1.*", &format!("1.{}", BASE64.encode(&bytes))] {
            assert!(house.open("bot", "1", text).is_err(), "{text}");
        }
    }
}
