//! Forms: read once, the token checked before anything else.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Shell;
use crate::app::App;
use crate::error::{Error, Result, bad_request, forbidden, internal, too_large};

/// Fields of a form; more is an attack or a mistake. The longest of ours has a box for every day of a file of
/// holidays, of which there may be [`crate::sla::Layer::MOST_DAYS`].
const FIELDS: usize = 2_500;

/// Fields of a form that says nothing but who sent it.
#[derive(Debug, Deserialize)]
pub struct Nothing {}

/// A URL-encoded form of ours. Its hidden field `csrf` was right.
#[derive(Debug)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Form<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = web::Bytes::from_request(request, payload);
        let shell = Shell::from_request(request, payload);
        let app = request.app_data::<web::Data<App>>().cloned();
        Box::pin(async move {
            let body = body.await.map_err(|_| too_large("the form is too large"))?;
            let shell = shell.await?;
            let app = app.ok_or_else(|| internal("no app"))?;
            let pairs: Vec<(String, String)> =
                serde_urlencoded::from_bytes(&body).map_err(|_| bad_request("the form cannot be read"))?;
            if pairs.len() > FIELDS {
                return Err(too_large("the form has too many fields"));
            }
            let token = pairs.iter().find(|(name, _)| name == "csrf").map_or("", |(_, value)| value);
            if !shell.csrf_matches(&app, token) {
                tracing::warn!(path = shell.path, "a form without the right token was refused");
                return Err(forbidden(
                    "the form's token is missing or wrong: reload the page and send it again",
                ));
            }
            let fields = serde_urlencoded::from_bytes(&body)
                .map_err(|error| bad_request(format!("the form: {error}")))?;
            Ok(Self(fields))
        })
    }
}
