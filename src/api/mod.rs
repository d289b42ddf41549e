//! The HTTP API under `/api/v1`: what other systems of the city may do with tickets, answers and trends.
//!
//! One file a resource. A caller carries a bearer token (`sahut account token`) and acts with the rights
//! of the member of staff it belongs to; every list goes through the one authorisation predicate. The
//! document at `/api/v1/openapi.json` is made from the same types that are sent.

mod answers;
mod articles;
mod body;
mod caller;
mod codes;
mod names;
mod once;
mod openapi;
mod tickets;

pub use openapi::document;

use actix_web::{HttpResponse, web};

use crate::error::{Error, Problem, Result};

/// All paths of the API.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(
        web::scope("/api/v1")
            .app_data(web::QueryConfig::default().error_handler(|error, _| wrong_query(&error).into()))
            .configure(tickets::routes)
            .configure(articles::routes)
            .configure(openapi::routes),
    );
}

/// For paths that know the resource but not the method.
async fn no_such_method() -> Result<HttpResponse> {
    Err(Error::Problem(Problem {
        code: "method-not-allowed",
        status: 405,
        field: None,
        detail: "this path has other methods: see /api/v1/openapi.json".into(),
    }))
}

/// An unknown parameter or value is named, never ignored: a filter that silently does nothing would
/// show more than was asked for.
fn wrong_query(error: &actix_web::error::QueryPayloadError) -> Error {
    Error::Problem(Problem {
        code: "invalid-request",
        status: 422,
        field: None,
        detail: format!("the query: {error}").into(),
    })
}

/// A field that must be mended, with words for the developer who reads it.
fn wrong(field: &'static str, code: &'static str, detail: &'static str) -> Error {
    Error::Problem(Problem { code, status: 422, field: Some(field), detail: detail.into() })
}
