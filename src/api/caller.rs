//! Who calls: a member of staff, by the token a program carries for them.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::error::InternalError;
use actix_web::http::header::{AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE};
use actix_web::{FromRequest, HttpRequest, ResponseError, web};

use crate::app::App;
use crate::auth::{self, Staff};
use crate::error::{Error, Problem, Result, forbidden, internal};
use crate::web::address;

/// Characters of a token; longer ones are not even looked up.
const TOKEN: usize = 200;

/// A caller with a good token.
#[derive(Debug)]
pub struct Caller(pub Staff);

impl Caller {
    /// Tickets are not for those who read trends only.
    pub fn for_tickets(&self) -> Result<&Staff> {
        if self.0.role.sees_tickets() {
            Ok(&self.0)
        } else {
            Err(forbidden("this role reads trends only, never a ticket"))
        }
    }

    /// Changing tickets is not for those who only read them.
    pub fn for_work(&self) -> Result<&Staff> {
        let staff = self.for_tickets()?;
        if staff.role.works_on_tickets() {
            Ok(staff)
        } else {
            Err(forbidden("this role reads tickets and does not change them"))
        }
    }

    /// Trends are for those who answer for them.
    pub fn for_trends(&self) -> Result<&Staff> {
        if self.0.role.sees_trends() { Ok(&self.0) } else { Err(forbidden("this role does not read trends")) }
    }
}

async fn of(request: &HttpRequest) -> Result<Staff> {
    let app = request.app_data::<web::Data<App>>().ok_or_else(|| internal("no app"))?;
    let token = token(request).ok_or_else(|| refused("send the header Authorization: Bearer <token>"))?;
    auth::bearer(&app.db, token).await?.ok_or_else(|| {
        let address = address(request, &app.config);
        tracing::warn!(address, "an API token that is wrong or revoked was refused");
        refused("this token is wrong or was revoked")
    })
}

fn token(request: &HttpRequest) -> Option<&str> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && token.len() <= TOKEN).then_some(token)
}

fn refused(detail: &'static str) -> Error {
    Error::Problem(Problem { code: "token-needed", status: 401, field: None, detail: detail.into() })
}

impl FromRequest for Caller {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Self::Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            of(&request).await.map(Self).map_err(|error| {
                if error.status() != 401 {
                    return error.into();
                }
                // RFC 6750: the answer says which kind of credentials is wanted.
                let mut response = error.error_response();
                response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
                InternalError::from_response(error, response).into()
            })
        })
    }
}
