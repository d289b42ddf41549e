//! Whether a request comes from the carrier.
//!
//! `X-Twilio-Signature` is base64(HMAC(token, URL + name + value …)) over the decoded form, names in byte
//! order; a name that repeats contributes its different values in order. A GET signs its URL alone, a
//! JSON body is covered by `bodySHA256` in the URL. HMAC is SHA-1 unless the header
//! `X-Twilio-Webhooks-Signature-Settings` names HMAC_SHA256 (Twilio's "Validating requests" page, and
//! `RequestValidator` of twilio-python 9.13.0).
//!
//! The URL must be built from the configured public address, never from the Host header, and its query
//! must be the very bytes the carrier used.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

enum Algorithm {
    Sha1,
    Sha256,
}

/// Whether `signature` was made with `token` for a form at `url`. Give an empty form for a GET.
///
/// `settings_header` is the value of `X-Twilio-Webhooks-Signature-Settings`; with it `token` is the shared
/// key, without it the account's auth token. An algorithm we do not know is refused. Comparing takes the
/// same time whatever is wrong.
pub fn verify(
    token: &SecretString,
    url: &str,
    form: &[(String, String)],
    signature: &str,
    settings_header: Option<&str>,
) -> bool {
    let Some(algorithm) = algorithm(settings_header) else {
        return false;
    };
    // A token that was never configured: everybody can sign with nothing.
    if token.expose_secret().is_empty() {
        return false;
    }
    let mut sorted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, value) in form {
        sorted.entry(name).or_default().insert(value);
    }
    let mut signed = String::new();
    for (name, values) in &sorted {
        for value in values {
            signed.push_str(name);
            signed.push_str(value);
        }
    }
    // Senders disagree whether the port is part of the URL, so both are right. Both are always computed.
    let mut right = Choice::from(0);
    for url in [with_port(url), without_port(url)] {
        let made = sign(&algorithm, token, &[url.as_bytes(), signed.as_bytes()]);
        right |= made.as_bytes().ct_eq(signature.as_bytes());
    }
    right.into()
}

/// Whether `signature` was made with `token` for a JSON `body` at `url`. Refused without `bodySHA256` in
/// the query: such a signature covers the URL only, and any body would pass.
pub fn verify_json(
    token: &SecretString,
    url: &str,
    body: &[u8],
    signature: &str,
    settings_header: Option<&str>,
) -> bool {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let query = query.split('#').next().unwrap_or_default();
    let named = url::form_urlencoded::parse(query.as_bytes())
        .find_map(|(name, value)| (name == "bodySHA256").then(|| value.to_ascii_lowercase()));
    let Some(named) = named else { return false };
    let hash = format!("{:x}", Sha256::digest(body));
    let same_body = hash.as_bytes().ct_eq(named.as_bytes());
    bool::from(same_body) & verify(token, url, &[], signature, settings_header)
}

fn algorithm(settings_header: Option<&str>) -> Option<Algorithm> {
    let named = settings_header.unwrap_or_default().split(',').find_map(|part| {
        let (name, value) = part.split_once('=')?;
        (name.trim() == "algorithm" && !value.trim().is_empty()).then(|| value.trim())
    });
    match named.map(str::to_ascii_uppercase).as_deref() {
        None | Some("HMAC_SHA1") => Some(Algorithm::Sha1),
        Some("HMAC_SHA256") => Some(Algorithm::Sha256),
        Some(_) => None,
    }
}

fn sign(algorithm: &Algorithm, token: &SecretString, parts: &[&[u8]]) -> String {
    let key = token.expose_secret().as_bytes();
    match algorithm {
        Algorithm::Sha1 => STANDARD.encode(mac::<Hmac<Sha1>>(key, parts)),
        Algorithm::Sha256 => STANDARD.encode(mac::<Hmac<Sha256>>(key, parts)),
    }
}

fn mac<M: Mac + hmac::digest::KeyInit>(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = <M as Mac>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

/// Scheme, authority and the rest (path and query, byte for byte).
fn split(url: &str) -> Option<(&str, &str, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    Some((scheme, &rest[..end], &rest[end..]))
}

/// The authority without and with its port, when it has one.
fn port_of(authority: &str) -> Option<(&str, &str)> {
    let (host, port) = authority.rsplit_once(':')?;
    (!port.is_empty() && port.bytes().all(|b| b.is_ascii_digit())).then_some((host, port))
}

fn with_port(url: &str) -> String {
    match split(url) {
        Some((scheme, authority, rest)) if port_of(authority).is_none() => {
            let port = if scheme.eq_ignore_ascii_case("https") { 443 } else { 80 };
            format!("{scheme}://{authority}:{port}{rest}")
        }
        _ => url.to_owned(),
    }
}

fn without_port(url: &str) -> String {
    match split(url) {
        Some((scheme, authority, rest)) => {
            let host = port_of(authority).map_or(authority, |(host, _)| host);
            format!("{scheme}://{host}{rest}")
        }
        None => url.to_owned(),
    }
}
