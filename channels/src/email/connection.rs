//! From a configured address to a signed-in IMAP session.

use std::fmt;

use async_imap::{Authenticator, Client, Session};
use rustls::pki_types::ServerName;
use secrecy::{ExposeSecret, SecretString};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::imap::{ImapConfig, ImapError, within};
use super::server::{self, Security, Server, Target};
use super::{tls, words};

/// Longest wait until a connection stands, TLS included.
const CONNECT: std::time::Duration = std::time::Duration::from_secs(20);
/// Characters of a reason.
const REASON: usize = 200;

/// A stream with or without TLS.
pub(super) trait Connection: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug> Connection for T {}

/// Connects and signs in; also gives the folder's name.
pub(super) async fn open(config: &ImapConfig) -> Result<(Session<Box<dyn Connection>>, String), ImapError> {
    let server = match server::read(&config.url, "imap", (993, 143)).map_err(ImapError::Config)? {
        Target::Server(server) => server,
        Target::Folder(_) => {
            return Err(ImapError::Config("incoming mail cannot be a folder".into()));
        }
    };
    let Some((user, password)) = &server.login else {
        return Err(ImapError::Config("the address names no user".into()));
    };
    let client = match timeout(CONNECT, connect(&server, config)).await {
        Ok(client) => client?,
        Err(_) => return Err(ImapError::TimedOut("connect")),
    };
    let session = within("sign in", async {
        let signed_in = match &config.token {
            Some(token) => client.authenticate("XOAUTH2", Bearer::new(user, token)).await,
            None => client.login(user, password.expose_secret()).await,
        };
        signed_in.map_err(|(error, _)| error)
    })
    .await
    .map_err(|error| match error {
        ImapError::Server(said) => ImapError::Login(said),
        other => other,
    })?;
    let folder = if server.path.is_empty() { "INBOX".to_owned() } else { server.path };
    Ok((session, folder))
}

/// Signs in with an access token, as Google and Microsoft want it.
struct Bearer {
    said: Option<String>,
}

impl Bearer {
    fn new(user: &str, token: &SecretString) -> Self {
        Self { said: Some(format!("user={user}\x01auth=Bearer {}\x01\x01", token.expose_secret())) }
    }
}

impl Authenticator for Bearer {
    type Response = String;

    /// A second question is the server's way to say why not; an empty answer lets it end.
    fn process(&mut self, _challenge: &[u8]) -> String {
        self.said.take().unwrap_or_default()
    }
}

async fn connect(server: &Server, config: &ImapConfig) -> Result<Client<Box<dyn Connection>>, ImapError> {
    let at = || format!("{}:{}", server.host, server.port);
    let no_connection =
        |reason: String| ImapError::Connect { server: at(), reason: words::line(&reason, REASON) };
    let no_tls = |not: NotSecured| match not {
        NotSecured::Certificate(reason) => {
            ImapError::Certificate { server: at(), reason: words::line(&reason, REASON) }
        }
        NotSecured::Other(reason) => no_connection(reason),
    };
    let tcp = TcpStream::connect((server.host.as_str(), server.port))
        .await
        .map_err(|error| no_connection(error.to_string()))?;
    let stream: Box<dyn Connection> = match server.security {
        Security::Clear => Box::new(tcp),
        Security::Tls => Box::new(secured(server, config, tcp).await.map_err(no_tls)?),
        Security::StartTls => {
            let mut clear = greeted(Client::new(tcp)).await.map_err(no_connection)?;
            clear
                .run_command_and_check_ok("STARTTLS", None)
                .await
                .map_err(|_| no_connection("the server offers no STARTTLS".into()))?;
            // What a listener may have slipped in behind the answer stays in the old buffer, unread.
            let stream = secured(server, config, clear.into_inner()).await.map_err(no_tls)?;
            // No second greeting after STARTTLS.
            return Ok(Client::new(Box::new(stream)));
        }
    };
    greeted(Client::new(stream)).await.map_err(no_connection)
}

/// Why there is no encrypted connection.
enum NotSecured {
    Certificate(String),
    Other(String),
}

async fn secured(
    server: &Server,
    config: &ImapConfig,
    tcp: TcpStream,
) -> Result<tokio_rustls::client::TlsStream<TcpStream>, NotSecured> {
    let name =
        ServerName::try_from(server.host.clone()).map_err(|error| NotSecured::Other(error.to_string()))?;
    let client = tls::client(config.ca_file.as_deref()).map_err(NotSecured::Other)?;
    TlsConnector::from(client).connect(name, tcp).await.map_err(|error| {
        if tls::is_distrust(&error) {
            NotSecured::Certificate(error.to_string())
        } else {
            NotSecured::Other(error.to_string())
        }
    })
}

async fn greeted<T: Connection>(mut client: Client<T>) -> Result<Client<T>, String> {
    match client.read_response().await {
        Ok(Some(_)) => Ok(client),
        Ok(None) => Err("the server hung up without a word".into()),
        Err(error) => Err(error.to_string()),
    }
}
