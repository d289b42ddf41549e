//! Signing outgoing letters (DKIM, RFC 6376 and 8463), for those whose mail server does not do it for them.
//!
//! Over the very bytes that leave, relaxed in header and body: relays fold lines and trim blanks. Every header in
//! [`HEADERS`] is named once more than it is there, so that nobody adds a second one on the way.
//!
//! Written here: the libraries that sign (`mail-auth`) bring a DNS resolver of a hundred crates along, for verifying,
//! which our mail server does; and the signature of lettre 0.11 does not verify when it names the Content-Type of a
//! letter in parts.

use std::fmt;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

/// What of a letter nobody may change or add on the way.
const HEADERS: [&str; 14] = [
    "From",
    "To",
    "Cc",
    "Subject",
    "Date",
    "Message-ID",
    "Reply-To",
    "In-Reply-To",
    "References",
    "MIME-Version",
    "Content-Type",
    "Auto-Submitted",
    "List-Unsubscribe",
    // Without it in the signature nobody presses for the reader (RFC 8058 §4).
    "List-Unsubscribe-Post",
];
/// Characters of the signature in a line.
const LINE: usize = 72;

enum Key {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

impl Key {
    const fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "rsa-sha256",
            Self::Ed25519(_) => "ed25519-sha256",
        }
    }

    fn sign(&self, input: &[u8]) -> Result<Vec<u8>, String> {
        match self {
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), input, &mut signature)
                    .map_err(|_| "the key does not sign".to_owned())?;
                Ok(signature)
            }
            // RFC 8463 §3: over the digest.
            Self::Ed25519(key) => Ok(key.sign(&Sha256::digest(input)).as_ref().to_vec()),
        }
    }
}

/// A key and the name under which its other half stands in the DNS: `selector._domainkey.domain`.
pub struct Dkim {
    key: Key,
    selector: String,
    domain: String,
}

impl fmt::Debug for Dkim {
    /// Without the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dkim({}._domainkey.{})", self.selector, self.domain)
    }
}

impl Dkim {
    /// `pem`: a private key, RSA (2048 to 4096 bits) or Ed25519, as `openssl genpkey` writes it.
    ///
    /// # Errors
    /// What is wrong with the key, without a word of it.
    pub fn new(pem: &SecretString, selector: &str, domain: &str) -> Result<Self, String> {
        let is_name = |name: &str| {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
            (1..=253).contains(&name.len()) && name.bytes().all(plain)
        };
        if !is_name(selector) || !is_name(domain) {
            return Err("selector and domain are names in the DNS".into());
        }
        let der = PrivateKeyDer::from_pem_slice(pem.expose_secret().as_bytes())
            .map_err(|_| "this is no private key in PEM (-----BEGIN PRIVATE KEY-----)".to_owned())?;
        let key = match &der {
            PrivateKeyDer::Pkcs1(der) => {
                RsaKeyPair::from_der(der.secret_pkcs1_der()).ok().map(|key| Key::Rsa(Box::new(key)))
            }
            PrivateKeyDer::Pkcs8(der) => {
                let der = der.secret_pkcs8_der();
                let edwards = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).ok().map(Key::Ed25519);
                edwards.or_else(|| RsaKeyPair::from_pkcs8(der).ok().map(|key| Key::Rsa(Box::new(key))))
            }
            _ => None,
        };
        let key = key.ok_or("the key is neither RSA with 2048 to 4096 bits nor Ed25519")?;
        Ok(Self { key, selector: selector.to_owned(), domain: domain.to_ascii_lowercase() })
    }

    /// Whether this domain's signature says anything about letters from that address.
    pub fn speaks_for(&self, address: &str) -> bool {
        let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain).to_ascii_lowercase();
        domain.strip_suffix(&self.domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }

    /// The letter, whose lines end with CR LF, with its signature on top. `at`: milliseconds UTC.
    ///
    /// # Errors
    /// When the key does not sign.
    pub fn signed(&self, letter: &[u8], at: i64) -> Result<Vec<u8>, String> {
        let (head, body) = parts(letter);
        let fields = fields(head);
        let mut names = String::new();
        for name in HEADERS {
            let count = fields.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name)).count();
            for _ in 0..=count {
                names += if names.is_empty() { "" } else { ":\r\n " };
                names += name;
            }
        }
        let mut header = format!(
            "DKIM-Signature: v=1; a={}; c=relaxed/relaxed; d={};\r\n s={}; t={};\r\n h={names};\r\n bh={};\r\n b=",
            self.key.algorithm(),
            self.domain,
            self.selector,
            at.max(0) / 1_000,
            STANDARD.encode(Sha256::digest(relaxed_body(body)))
        );
        let signature = STANDARD.encode(self.key.sign(&input(&fields, &header))?);
        for (nth, line) in signature.as_bytes().chunks(LINE).enumerate() {
            let line = String::from_utf8_lossy(line);
            let _: fmt::Result = write!(header, "{}{line}", if nth == 0 { "" } else { "\r\n " });
        }
        header += "\r\n";
        let mut signed = header.into_bytes();
        signed.extend_from_slice(letter);
        Ok(signed)
    }
}

/// Header with its last line end, and body.
fn parts(letter: &[u8]) -> (&[u8], &[u8]) {
    match letter.windows(4).position(|four| four == b"\r\n\r\n") {
        Some(at) => (&letter[..at + 2], &letter[at + 4..]),
        None => (letter, &[]),
    }
}

/// Name and value of each header field, folds and all.
fn fields(head: &[u8]) -> Vec<(String, String)> {
    let head = String::from_utf8_lossy(head);
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in head.split_inclusive("\r\n") {
        if line.starts_with([' ', '\t'])
            && let Some((_, value)) = fields.last_mut()
        {
            value.push_str(line);
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.to_owned(), value.to_owned()));
        }
    }
    fields
}

/// What is signed: the fields that the signature's header names, each from the last one up, and that header itself.
fn input(fields: &[(String, String)], header: &str) -> Vec<u8> {
    let named = header.split("h=").nth(1).and_then(|rest| rest.split(';').next()).unwrap_or_default();
    let mut left: Vec<&(String, String)> = fields.iter().collect();
    let mut input = String::new();
    for name in named.split(':').map(str::trim) {
        if let Some(at) = left.iter().rposition(|(known, _)| known.trim_end().eq_ignore_ascii_case(name)) {
            let (name, value) = left.remove(at);
            input += &relaxed(name, value);
            input += "\r\n";
        }
    }
    let (name, value) = header.split_once(':').unwrap_or((header, ""));
    input += &relaxed(name, value);
    input.into_bytes()
}

/// RFC 6376 §3.4.2, without the line end.
fn relaxed(name: &str, value: &str) -> String {
    let mut line = name.trim_end().to_ascii_lowercase();
    line.push(':');
    let words = value.split([' ', '\t', '\r', '\n']).filter(|word| !word.is_empty());
    for (nth, word) in words.enumerate() {
        line += if nth == 0 { "" } else { " " };
        line += word;
    }
    line
}

/// RFC 6376 §3.4.4.
fn relaxed_body(body: &[u8]) -> Vec<u8> {
    let (mut relaxed, mut empty) = (Vec::with_capacity(body.len()), 0);
    let body = body.strip_suffix(b"\r\n").unwrap_or(body);
    let mut rest = Some(body);
    while let Some(body) = rest {
        let (line, after) = match body.windows(2).position(|two| two == b"\r\n") {
            Some(at) => (&body[..at], Some(&body[at + 2..])),
            None => (body, None),
        };
        rest = after;
        let mut line = line;
        while let [before @ .., b' ' | b'\t'] = line {
            line = before;
        }
        if line.is_empty() {
            empty += 1;
            continue;
        }
        // Empty lines count only before others.
        for _ in 0..std::mem::take(&mut empty) {
            relaxed.extend_from_slice(b"\r\n");
        }
        let mut blank = false;
        for byte in line {
            let is_blank = matches!(byte, b' ' | b'\t');
            if is_blank && !blank {
                relaxed.push(b' ');
            } else if !is_blank {
                relaxed.push(*byte);
            }
            blank = is_blank;
        }
        relaxed.extend_from_slice(b"\r\n");
    }
    relaxed
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::signature::{ED25519, KeyPair, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

    /// The example of RFC 8463, appendix A: key, letter and the signature that it has.
    const LETTER: &str = "From: Joe SixPack <joe@football.example.com>\r\nTo: Suzie Q <suzie@shopping.example.net>\r\n\
        Subject: Is dinner ready?\r\nDate: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n\
        Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n\r\n\
        Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n";
    const HEADER: &str = "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n d=football.example.com; \
        i=@football.example.com;\r\n q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n subject : date : message-id : \
        from : subject : date;\r\n bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n b=";

    fn football() -> Ed25519KeyPair {
        let seed = STANDARD.decode("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=").unwrap();
        Ed25519KeyPair::from_seed_unchecked(&seed).unwrap()
    }

    #[test]
    fn the_example_of_the_standard() {
        let (head, body) = parts(LETTER.as_bytes());
        let digest = STANDARD.encode(Sha256::digest(relaxed_body(body)));
        assert_eq!(digest, "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=");
        let signature = Key::Ed25519(football()).sign(&input(&fields(head), HEADER)).unwrap();
        assert_eq!(
            STANDARD.encode(signature),
            "/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11BusFa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw=="
        );
    }

    #[test]
    fn what_relays_change_does_not_matter() {
        // RFC 6376 §3.4.5.
        assert_eq!(relaxed("A", " X\r\n"), "a:X");
        assert_eq!(relaxed("B ", " Y\t\r\n\tZ  \r\n"), "b:Y Z");
        assert_eq!(relaxed_body(b" C \r\nD \t E\r\n\r\n\r\n"), b" C\r\nD E\r\n");
        assert_eq!(relaxed_body(b"a"), b"a\r\n");
        assert_eq!(relaxed_body(b""), b"");
        assert_eq!(relaxed_body(b"\r\n\r\n"), b"");
        assert_eq!(relaxed_body(b"a\r\n\r\n  b"), b"a\r\n\r\n b\r\n");
    }

    /// Reads the signature as whoever gets the letter does.
    fn verifies(signed: &str, key: &UnparsedPublicKey<&[u8]>, digests: bool) -> bool {
        let (head, body) = parts(signed.as_bytes());
        let mut all = fields(head);
        let (_, value) = all.remove(0);
        let (before, signature) = value.rsplit_once(" b=").expect("a signature");
        let signature: String = signature.split_whitespace().collect();
        let header = format!("DKIM-Signature:{before} b=");
        let input = input(&all, &header);
        let input = if digests { Sha256::digest(&input).to_vec() } else { input };
        let digest = STANDARD.encode(Sha256::digest(relaxed_body(body)));
        value.contains(&format!("bh={digest};"))
            && key.verify(&input, &STANDARD.decode(signature).unwrap()).is_ok()
    }

    #[test]
    fn signed_and_not_changed() {
        let key = football();
        let public = key.public_key().as_ref().to_vec();
        let public = UnparsedPublicKey::new(&ED25519, public.as_slice());
        let dkim = Dkim { key: Key::Ed25519(key), selector: "s1".into(), domain: "kota.test".into() };
        let signed = String::from_utf8(dkim.signed(LETTER.as_bytes(), 1_795_399_200_000).unwrap()).unwrap();
        assert!(signed.lines().all(|line| line.len() <= 100), "{signed}");
        assert!(verifies(&signed, &public, true));
        assert!(verifies(&signed.replace("Is dinner", "Is\r\n  dinner"), &public, true), "folded anew");
        for (from, to) in [
            ("dinner", "lunch"),
            ("lost", "won"),
            ("\r\nDate:", "\r\nSubject: another\r\nDate:"),
            ("\r\nDate:", "\r\nReply-To: <a@b.test>\r\nDate:"),
        ] {
            assert!(!verifies(&signed.replacen(from, to, 1), &public, true), "{from} -> {to}");
        }
        assert!(dkim.speaks_for("a@Kota.test") && dkim.speaks_for("a@dinas.kota.test"));
        assert!(!dkim.speaks_for("a@lainkota.test") && !dkim.speaks_for("kota.test@x.test"));
    }

    #[test]
    fn keys_of_both_kinds_and_of_none() {
        let rsa = include_str!("../../tests/keys/dkim-rsa.pem");
        let dkim = Dkim::new(&rsa.into(), "s1", "kota.test").unwrap();
        let signed = String::from_utf8(dkim.signed(LETTER.as_bytes(), 0).unwrap()).unwrap();
        let Key::Rsa(key) = &dkim.key else { panic!("an RSA key") };
        let public = key.public_key().as_ref().to_vec();
        assert!(verifies(
            &signed,
            &UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public.as_slice()),
            false
        ));
        let edwards = include_str!("../../tests/keys/dkim-ed25519.pem");
        assert!(matches!(Dkim::new(&edwards.into(), "s1", "kota.test").unwrap().key, Key::Ed25519(_)));
        assert!(Dkim::new(&"rahasia".into(), "s1", "kota.test").is_err_and(|said| !said.contains("rahasia")));
        assert!(Dkim::new(&rsa.into(), "s1; h=", "kota.test").is_err());
        assert!(!format!("{dkim:?}").contains("BEGIN"));
    }
}
