//! Handing a letter to the agency's mail server, or writing it into a folder for the demo.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};

use super::compose::{Copies, compose_with};
use super::server::{self, Security, Server, Target};
use super::{Dkim, Sender, tls, words};
use crate::{Outage, Outbound, Receipt, SendError};

/// Longest wait for one answer of the server, and for a whole letter.
const ANSWER: Duration = Duration::from_secs(30);
const LETTER: Duration = Duration::from_mins(5);
/// Bytes kept of what the server said.
const REASON: usize = 300;
/// Answers that end in 5 and are about us, not about the letter: TLS or sign-in is wanted or failed
/// (RFC 4954 §6). A person mends the configuration, then the letter goes.
const OURS: [u16; 5] = [530, 532, 534, 535, 538];

/// Why no mail can leave.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{said}")]
pub struct Unready {
    pub about: Outage,
    /// In words for the administrator; holds no secret.
    pub said: String,
}

/// Where outgoing mail goes.
#[derive(Clone, Debug)]
pub struct SmtpConfig {
    /// `smtps://user:password@host:465` (TLS at once), `smtp://user:password@host:587` (STARTTLS, required),
    /// `smtp://127.0.0.1:25?tls=none` (only this machine), or `file:///folder` (letters become `.eml` files).
    pub url: SecretString,
    /// An extra root certificate (PEM), for an agency with its own certificate authority.
    pub ca_file: Option<PathBuf>,
}

/// The configuration cannot work.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("outgoing mail: {0}")]
pub struct SmtpError(pub String);

/// Outgoing mail.
#[derive(Clone)]
pub enum Smtp {
    /// A pool of connections to a server.
    Server(AsyncSmtpTransport<Tokio1Executor>),
    /// A folder of `.eml` files: the same letters, delivered to nobody.
    Folder { transport: AsyncFileTransport<Tokio1Executor>, folder: PathBuf },
    /// The same, signed where the key speaks for the sender.
    Signed(Box<Self>, Arc<Dkim>),
}

impl fmt::Debug for Smtp {
    /// By hand: lettre's transport holds the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server(_) => f.write_str("Smtp::Server"),
            Self::Folder { folder, .. } => write!(f, "Smtp::Folder({})", folder.display()),
            Self::Signed(plain, dkim) => write!(f, "{plain:?} with {dkim:?}"),
        }
    }
}

impl Smtp {
    /// Reads the configuration; a folder is made if it is missing. No word goes over the network yet.
    pub fn connect(config: &SmtpConfig) -> Result<Self, SmtpError> {
        Self::connect_with(config, None)
    }

    /// The same; an access token (XOAUTH2) stands in for the password.
    pub fn connect_with(config: &SmtpConfig, token: Option<&SecretString>) -> Result<Self, SmtpError> {
        match server::read(&config.url, "smtp", (465, 587)).map_err(SmtpError)? {
            Target::Server(server) => Self::server(server, config, token).map_err(SmtpError),
            Target::Folder(folder) => {
                std::fs::create_dir_all(&folder).map_err(|error| {
                    SmtpError(format!("the folder {} cannot be made: {error}", folder.display()))
                })?;
                Ok(Self::Folder { transport: AsyncFileTransport::new(&folder), folder })
            }
        }
    }

    /// From now on letters of senders for whom the key speaks are signed.
    pub fn signed_by(self, dkim: Arc<Dkim>) -> Self {
        Self::Signed(Box::new(self), dkim)
    }

    fn server(server: Server, config: &SmtpConfig, token: Option<&SecretString>) -> Result<Self, String> {
        let tls = match server.security {
            Security::Clear => Tls::None,
            Security::StartTls => Tls::Required(parameters(&server.host, config)?),
            Security::Tls => Tls::Wrapper(parameters(&server.host, config)?),
        };
        // "Dangerous" because it starts without TLS; it is set in the next line.
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
            .tls(tls)
            .port(server.port)
            .timeout(Some(ANSWER));
        if let Some((user, password)) = server.login {
            let secret = token.unwrap_or(&password).expose_secret().to_owned();
            builder = builder.credentials(Credentials::new(user, secret));
            if token.is_some() {
                builder = builder.authentication(vec![Mechanism::Xoauth2]);
            }
        }
        Ok(Self::Server(builder.build()))
    }

    /// Writes the letter and hands it over. `at` is its date, milliseconds UTC. The receipt carries the
    /// Message-ID: delivery reports name that, not the server's queue number.
    ///
    /// # Errors
    /// [`SendError::Later`] for a 4xx answer, a failed sign-in or no network; [`SendError::Refused`] for
    /// a 5xx answer or a letter that cannot be written.
    pub async fn send(&self, out: &Outbound, from: &Sender, at: i64) -> Result<Receipt, SendError> {
        self.send_with(out, &Copies::default(), from, at).await
    }

    /// The same for a letter that others have, too; see [`Copies`].
    ///
    /// # Errors
    /// As [`Smtp::send`].
    pub async fn send_with(
        &self,
        out: &Outbound,
        copies: &Copies,
        from: &Sender,
        at: i64,
    ) -> Result<Receipt, SendError> {
        let letter = compose_with(out, copies, from, at)?;
        let (envelope, mut raw, mut way) = (letter.envelope().clone(), letter.formatted(), self);
        drop(letter);
        while let Self::Signed(plain, dkim) = way {
            if dkim.speaks_for(&from.address) {
                raw = dkim.signed(&raw, at).map_err(|error| later(&format!("DKIM: {error}")))?;
            }
            way = plain;
        }
        match tokio::time::timeout(LETTER, way.hand_over(&envelope, &raw)).await {
            Ok(sent) => sent?,
            Err(_) => return Err(later(&Outage::Silent.by_mail(""))),
        }
        Ok(Receipt { provider_id: out.message_id.clone() })
    }

    async fn hand_over(&self, envelope: &Envelope, raw: &[u8]) -> Result<(), SendError> {
        match self {
            Self::Signed(plain, _) => Box::pin(plain.hand_over(envelope, raw)).await,
            Self::Server(transport) => match transport.send_raw(envelope, raw).await {
                Ok(_) => Ok(()),
                // A server that takes no such address never will; the next letter is no worse for it (RFC 6531 §3.2).
                Err(error) if error.is_client() && needs_utf8(envelope) => {
                    Err(SendError::Refused { reason: words::line(&explained(&error), REASON) })
                }
                Err(error) => Err(judged(&error)),
            },
            Self::Folder { transport, .. } => match transport.send_raw(envelope, raw).await {
                Ok(_) => Ok(()),
                Err(error) => {
                    Err(later(&Outage::Server.by_mail(&format!("the folder cannot be written: {error}"))))
                }
            },
        }
    }

    /// Can mail leave? Connects and signs in, or looks at the folder.
    ///
    /// # Errors
    /// What is wrong, in words for the administrator.
    pub async fn check(&self) -> Result<(), Unready> {
        let unready = |about, said: String| Err(Unready { about, said });
        match self {
            Self::Signed(plain, _) => Box::pin(plain.check()).await,
            Self::Server(transport) => {
                match tokio::time::timeout(LETTER, transport.test_connection()).await {
                    Ok(Ok(true)) => Ok(()),
                    Ok(Ok(false)) => {
                        unready(Outage::Server, "the mail server does not answer as it should".into())
                    }
                    Ok(Err(error)) => {
                        let about = outage(&error, is_about_us(&error)).unwrap_or(Outage::Server);
                        unready(about, explained(&error))
                    }
                    Err(_) => unready(Outage::Silent, "the mail server took too long".into()),
                }
            }
            Self::Folder { folder, .. } => match tokio::fs::metadata(folder).await {
                Ok(found) if found.is_dir() => Ok(()),
                Ok(_) => unready(Outage::Server, format!("{} is not a folder", folder.display())),
                Err(error) => {
                    let said = format!("the mail folder {} cannot be read: {error}", folder.display());
                    unready(Outage::Server, said)
                }
            },
        }
    }
}

fn parameters(host: &str, config: &SmtpConfig) -> Result<TlsParameters, String> {
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(file) = &config.ca_file {
        let certificate = Certificate::from_pem(&tls::pem(file)?).map_err(|error| error.to_string())?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build_rustls().map_err(|error| error.to_string())
}

fn later(reason: &str) -> SendError {
    SendError::Later { reason: words::line(reason, REASON), after_seconds: None }
}

/// Only a server that knows SMTPUTF8 takes it.
fn needs_utf8(envelope: &Envelope) -> bool {
    envelope.from().into_iter().chain(envelope.to()).any(|address| !address.user().is_ascii())
}

/// Is it about our sign-in, and not about this letter?
fn is_about_us(error: &lettre::transport::smtp::Error) -> bool {
    error.status().is_some_and(|code| OURS.contains(&u16::from(code)))
}

fn judged(error: &lettre::transport::smtp::Error) -> SendError {
    let ours = is_about_us(error);
    if error.is_permanent() && !ours {
        SendError::Refused { reason: words::line(&explained(error), REASON) }
    } else {
        later(&match outage(error, ours) {
            Some(outage) => outage.by_mail(&explained(error)),
            None => explained(error),
        })
    }
}

/// What keeps every letter back, not this one alone: a server that says "later" to one letter takes the next.
fn outage(error: &lettre::transport::smtp::Error, ours: bool) -> Option<Outage> {
    let code = error.status().map(u16::from);
    match code {
        _ if ours => Some(Outage::Login),
        // The sign-in does not work for now (RFC 4954 §6); the service closes (RFC 5321 §3.8).
        Some(454) => Some(Outage::Login),
        Some(421) => Some(Outage::Server),
        Some(_) => None,
        None if error.is_transient() => None,
        None if error.is_timeout() => Some(Outage::Silent),
        None if error.is_response() || error.is_client() => Some(Outage::Server),
        None if tls::is_distrust(error) => Some(Outage::Certificate),
        None => Some(Outage::Connect),
    }
}

/// The error with its causes; lettre's own words leave them out.
fn explained(error: &lettre::transport::smtp::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        cause = inner.source();
    }
    text
}
