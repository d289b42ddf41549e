//! A form on the page of a ticket that must be mended: the page again, with what was typed.

use actix_web::HttpResponse;

use super::Agent;
use super::ticket::{Trouble, Visit};
use crate::app::App;
use crate::error::{Error, Problem, Result};
use crate::ids::TicketId;

/// The ticket is not as the page showed it.
pub const MOVED_ON: &str = "moved-on";

/// The ticket again, with the form, its words and its choice; any error that no form can mend stays one.
pub async fn mend(
    app: &App,
    agent: Agent,
    id: TicketId,
    error: Error,
    (form, reason, chosen): (&'static str, String, String),
) -> Result<HttpResponse> {
    let code = match &error {
        Error::Problem(Problem { status: 422, code, .. }) => *code,
        // Somebody was faster: what was typed is shown again beside what is now.
        Error::Problem(Problem { status: 409, .. }) if !reason.is_empty() => MOVED_ON,
        _ => return Err(error),
    };
    let trouble = Trouble { form, code, reason, chosen };
    Visit { trouble, ..Visit::again(&agent.came, id) }.answer(app, agent, id).await
}
