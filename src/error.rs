//! What can go wrong, in two kinds: a person can mend it, or we must.
//!
//! A [`Problem`] has a stable code; its words live in Fluent (`error-<code>`), so that a citizen
//! reads them in their language and the API gives the code to machines.

use std::borrow::Cow;

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Somebody asked for what cannot be: they are told what, why and what to do next.
    #[error("{0}")]
    Problem(Problem),
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    #[error("search: {0}")]
    Search(#[from] knowledge_base::IndexError),
    #[error("files: {0}")]
    Files(#[from] object_store::Error),
    /// Another worker holds the job now: whatever we did is rolled back.
    #[error("the lease on this job was lost")]
    LeaseLost,
    /// A defect or a broken installation.
    #[error("{0}")]
    Internal(String),
}

/// A refusal with a stable code, never renumbered or renamed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub code: &'static str,
    /// HTTP status an edge answers with.
    pub status: u16,
    /// The form field it belongs to.
    pub field: Option<&'static str>,
    /// English detail for logs and API clients; holds no personal data.
    pub detail: Cow<'static, str>,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code, self.detail)
    }
}

impl Error {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Problem(problem) => problem.code,
            Self::Database(_) => "database-away",
            Self::Search(_) => "search-away",
            Self::Files(_) => "files-away",
            Self::LeaseLost | Self::Internal(_) => "internal",
        }
    }

    pub fn status(&self) -> u16 {
        match self {
            Self::Problem(problem) => problem.status,
            Self::Database(_) | Self::Search(_) | Self::Files(_) => 503,
            Self::LeaseLost | Self::Internal(_) => 500,
        }
    }
}

fn problem(code: &'static str, status: u16, detail: impl Into<Cow<'static, str>>) -> Error {
    Error::Problem(Problem { code, status, field: None, detail: detail.into() })
}

/// Also the answer to "not yours": it never reveals that the thing exists.
pub fn not_found(what: &'static str) -> Error {
    problem("not-found", 404, format!("there is no such {what}, or it is not yours to see"))
}

pub fn forbidden(why: &'static str) -> Error {
    problem("forbidden", 403, why)
}

pub fn sign_in_required() -> Error {
    problem("sign-in-required", 401, "sign in first")
}

/// Somebody else changed it meanwhile.
pub fn conflict(detail: &'static str) -> Error {
    problem("conflict", 409, detail)
}

/// A step that does not begin where the ticket is.
pub fn not_from_here(step: impl std::fmt::Display, stage: impl std::fmt::Display) -> Error {
    problem("step-not-from-here", 409, format!("{step} cannot be done with a ticket that is {stage}"))
}

/// What cannot be taken back any more: too long ago, somebody was told, or it was not one's own.
pub fn slip_too_old() -> Error {
    problem("slip-too-old", 409, "this can no longer be taken back")
}

/// A file that nobody gets before the virus scanner has looked at it.
pub fn file_unchecked() -> Error {
    problem("file-unchecked", 423, "this file is being checked for viruses: try again in a moment")
}

/// A file that is kept locked.
pub fn file_infected() -> Error {
    problem("file-infected", 403, "something harmful was found in this file: it is kept locked")
}

/// The same words are on their way another way already, or there.
pub fn sent_already() -> Error {
    problem("sent-already", 409, "the same words were sent another way already")
}

pub fn too_many(detail: &'static str) -> Error {
    problem("too-many-attempts", 429, detail)
}

pub fn too_large(detail: impl Into<Cow<'static, str>>) -> Error {
    problem("too-large", 413, detail)
}

/// A field of a form or request that must be mended; `code` names the remedy.
pub fn invalid(field: &'static str, code: &'static str) -> Error {
    Error::Problem(Problem { code, status: 422, field: Some(field), detail: Cow::Borrowed(field) })
}

/// A request that makes no sense.
pub fn bad_request(detail: impl Into<Cow<'static, str>>) -> Error {
    problem("bad-request", 400, detail)
}

pub fn internal(detail: impl Into<String>) -> Error {
    Error::Internal(detail.into())
}
