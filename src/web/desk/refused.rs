//! What staff read when something cannot be: who was quicker, or where their own page is.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::{Error as WebError, FromRequest};
use askama::Template;

use super::parts;
use crate::error::{Error, forbidden};
use crate::web::{Shell, html};

const TRENDS_ONLY: &str = "officials read trends; the desk is for those who answer";

/// For officials at the door of the desk.
pub fn trends_only() -> Error {
    forbidden(TRENDS_ONLY)
}

const READS_ONLY: &str = "this role reads tickets and does not change them";

/// For those who read how others answer.
pub fn reads_only() -> Error {
    forbidden(READS_ONLY)
}

#[derive(Template)]
#[template(path = "web/desk/refused.html")]
struct RefusedPage {
    shell: Shell,
    icon: &'static str,
    /// `desk-refused-<code>` and `desk-refused-<code>-text`.
    code: &'static str,
    /// Where to go on, and what it is called.
    href: String,
    word: &'static str,
}

/// Puts a page around refusals that staff can do something about; all others pass as they are.
pub async fn explain(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, WebError> {
    let response = next.call(request).await?.map_into_boxed_body();
    let refusal = response.response().error().and_then(|error| error.as_error::<Error>());
    let Some(Error::Problem(problem)) = refusal else { return Ok(response) };
    let path = response.request().path();
    let (status, icon, code, href, word) = match problem.status {
        403 if problem.detail == TRENDS_ONLY => {
            (StatusCode::FORBIDDEN, "chart", "official", "/trends".to_owned(), "desk-see-trends")
        }
        403 if problem.detail == READS_ONLY => {
            (StatusCode::FORBIDDEN, "lock", "reads-only", "/desk".to_owned(), "desk-to-queue")
        }
        409 => {
            // `/desk/42/assign` goes on at `/desk/42`.
            let ticket = path.rsplit_once('/').map_or("/desk", |(ticket, _)| ticket).to_owned();
            let (icon, code) = match problem.code {
                "step-not-from-here" => ("half", "step"),
                "slip-too-old" => ("clock", "slip"),
                _ => ("users", "conflict"),
            };
            (StatusCode::CONFLICT, icon, code, ticket, "desk-look-again")
        }
        _ => return Ok(response),
    };
    let (request, old) = response.into_parts();
    let Ok(shell) = Shell::extract(&request).await else {
        return Ok(ServiceResponse::new(request, old));
    };
    match html(status, &RefusedPage { shell, icon, code, href, word }) {
        Ok(page) => Ok(ServiceResponse::new(request, page)),
        Err(_) => Ok(ServiceResponse::new(request, old)),
    }
}
