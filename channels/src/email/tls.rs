//! TLS to mail servers: rustls with ring, the public roots, and the agency's own root if it has one.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

/// Certificates in a file of extra roots; a file with more is the wrong file.
const ROOTS: usize = 500;

/// A client that trusts the public roots and those in `ca_file` (PEM). Brings its own crypto provider,
/// so the process needs no global one.
pub(super) fn client(ca_file: Option<&Path>) -> Result<Arc<ClientConfig>, String> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if let Some(file) = ca_file {
        let wrong = |why: String| format!("the certificate file {} cannot be used: {why}", file.display());
        let pem = pem(file)?;
        let mut found = 0;
        for certificate in CertificateDer::pem_slice_iter(&pem).take(ROOTS) {
            let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
            roots.add(certificate).map_err(|error| wrong(error.to_string()))?;
            found += 1;
        }
        if found == 0 {
            return Err(wrong("it holds no certificate in PEM form".into()));
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// The bytes of a certificate file.
pub(super) fn pem(file: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(file)
        .map_err(|error| format!("the certificate file {} cannot be read: {error}", file.display()))
}

/// Did the connection fail because the other side's certificate is not one to trust?
pub(super) fn is_distrust(error: &(dyn std::error::Error + 'static)) -> bool {
    // What an `io::Error` wraps is not among its sources; those of what it wraps are.
    let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    let here = match wrapped {
        Some(wrapped) => wrapped.downcast_ref::<rustls::Error>(),
        None => error.downcast_ref::<rustls::Error>(),
    };
    matches!(here, Some(rustls::Error::InvalidCertificate(_))) || error.source().is_some_and(is_distrust)
}
