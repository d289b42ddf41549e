//! Signatures, against vectors made with Twilio's own Python library.

use channels::voice::twilio::signature::{verify, verify_json};
use secrecy::SecretString;
use serde::Deserialize;

#[derive(Deserialize)]
struct Vectors {
    token: String,
    forms: Vec<SignedForm>,
    json_bodies: Vec<SignedBody>,
}

#[derive(Deserialize)]
struct SignedForm {
    name: String,
    url: String,
    form: Vec<(String, String)>,
    signature: String,
    settings: Option<String>,
    valid: bool,
}

#[derive(Deserialize)]
struct SignedBody {
    name: String,
    url: String,
    body: String,
    signature: String,
    settings: Option<String>,
    valid: bool,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../data/voice/signatures.json")).unwrap()
}

#[test]
fn forms() {
    let vectors = vectors();
    let token = SecretString::from(vectors.token.as_str());
    assert_eq!(vectors.forms.len(), 27);
    for v in &vectors.forms {
        let right = verify(&token, &v.url, &v.form, &v.signature, v.settings.as_deref());
        assert_eq!(right, v.valid, "{}", v.name);
        // The order in which fields come is nothing to a signature.
        let turned: Vec<_> = v.form.iter().rev().cloned().collect();
        let right = verify(&token, &v.url, &turned, &v.signature, v.settings.as_deref());
        assert_eq!(right, v.valid, "{}, turned round", v.name);
    }
}

#[test]
fn json_bodies() {
    let vectors = vectors();
    let token = SecretString::from(vectors.token.as_str());
    assert_eq!(vectors.json_bodies.len(), 6);
    for v in &vectors.json_bodies {
        let settings = v.settings.as_deref();
        let right = verify_json(&token, &v.url, v.body.as_bytes(), &v.signature, settings);
        assert_eq!(right, v.valid, "{}", v.name);
    }
}

#[test]
fn addresses_that_are_none_do_not_panic() {
    let token = SecretString::from("x");
    for url in ["", "://", "https://", "https://:", "http://[::1", "nonsense", "https://ä:1/?#"] {
        assert!(!verify(&token, url, &[], "AAAA", None));
        assert!(!verify_json(&token, url, b"{}", "AAAA", None));
    }
}

/// The signature is python's `hmac.new(b"", b"https://hotline.kota.test:443/", "sha1")`.
#[test]
fn a_token_that_is_not_configured_lets_nobody_in() {
    let (url, signature) = ("https://hotline.kota.test/", "MaMdw+DOoRdO7wyTIittEerflnM=");
    assert!(!verify(&SecretString::from(""), url, &[], signature, None));
}
