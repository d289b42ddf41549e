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
mod trends;

pub use openapi::document;

use actix_web::{HttpResponse, web};

use crate::agencies;
use crate::db::Tx;
use crate::error::{Error, Problem, Result};
use crate::ids::{AgencyId, CategoryId};

/// All paths of the API.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(
        web::scope("/api/v1")
            .app_data(web::QueryConfig::default().error_handler(|error, _| wrong_query(&error).into()))
            .configure(tickets::routes)
            .configure(articles::routes)
            .configure(trends::routes)
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

/// A code that could be one: a database need not see the others.
fn plausible(field: &'static str, code: &str) -> Result<()> {
    if code.len() <= 100 && !code.chars().any(char::is_control) { Ok(()) } else { Err(unknown(field)) }
}

fn unknown(field: &'static str) -> Error {
    wrong(field, "code-unknown", "there is no such code")
}

/// The agency a filter names.
async fn agency(tx: &mut Tx, code: Option<&str>) -> Result<Option<AgencyId>> {
    let Some(code) = code else { return Ok(None) };
    plausible("agency", code)?;
    match agencies::agency_by_code(tx, code).await {
        Ok(agency) => Ok(Some(agency.id)),
        Err(error) if error.status() == 404 => Err(unknown("agency")),
        Err(error) => Err(error),
    }
}

/// The category a filter or a new ticket names.
async fn category(tx: &mut Tx, code: Option<&str>) -> Result<Option<CategoryId>> {
    let Some(code) = code else { return Ok(None) };
    plausible("category", code)?;
    match agencies::category_by_code(tx, code).await {
        Ok(category) => Ok(Some(category.id)),
        Err(error) if error.status() == 404 => Err(unknown("category")),
        Err(error) => Err(error),
    }
}
