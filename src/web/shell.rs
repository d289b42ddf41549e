//! What every page knows: the language, who is signed in, and the token its forms carry.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::ACCEPT;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};

use super::frame::{Spoken, Visitor};
use crate::app::App;
use crate::auth::{self, Staff};
use crate::clock::Millis;
use crate::error::{Error, Result, sign_in_required};
use crate::notices;
use crate::secret::token_hash;
use crate::texts::Lang;
use crate::when;

pub const SESSION: &str = "sahut_session";

/// Handed to every template as `shell`.
#[derive(Clone, Debug)]
pub struct Shell {
    pub t: Lang,
    pub city: String,
    /// Path of this page, for the language switch and "you are here".
    pub path: String,
    /// Query without `language`, empty or beginning with `&`: keeps the rest of the address.
    pub query: String,
    pub staff: Option<Staff>,
    /// Notices that wait to be read, for pages that show how many.
    pub unread: i64,
    /// Messages that could not be taken in, in the rooms of those who look after them; counted up to 100.
    pub rejects: i64,
    /// Does the reader look after the whole house? Asked on the pages of the administration only.
    pub is_whole_house: bool,
    /// Value of the hidden field `csrf` of every form.
    pub csrf: String,
    /// Random name of this browser.
    pub visitor: String,
    /// What the token is bound to: this browser and, when signed in, this very session. A neighbouring site
    /// that plants a visitor's cookie still has no token for a session.
    bound_to: String,
    /// Address of the caller, for limits only.
    pub address: String,
    pub now: Millis,
    pub zone: jiff::tz::TimeZone,
    pub emergency: String,
}

impl Shell {
    /// Address of an asset: `{{ shell.asset("css/base.css") }}`.
    pub fn asset(&self, path: &str) -> String {
        super::asset(path)
    }

    /// This page in the other language.
    pub fn other_language(&self) -> String {
        format!("{}?language={}{}", self.path, self.t.other().code(), self.query)
    }

    /// `page` when this page lies at or below the path: `aria-current="{{ shell.here("/desk") }}"`.
    pub fn here(&self, path: &str) -> &'static str {
        let below = |rest: &str| rest.is_empty() || rest.starts_with('/');
        if self.path.strip_prefix(path).is_some_and(below) { "page" } else { "false" }
    }

    /// `Senin, 23 November 2026 14.05 WIB`.
    pub fn moment(&self, at: &Millis) -> String {
        when::moment(*at, &self.zone, self.t)
    }

    /// `Senin, 23 November 2026`.
    pub fn date(&self, at: &Millis) -> String {
        when::date(*at, &self.zone, self.t)
    }

    /// `23 Nov 14.05`.
    pub fn short(&self, at: &Millis) -> String {
        when::short(*at, &self.zone, self.t)
    }

    /// For `<time datetime>`.
    pub fn machine(&self, at: &Millis) -> String {
        when::machine(*at, &self.zone)
    }

    pub fn ago(&self, at: &Millis) -> String {
        when::ago(*at, self.now, self.t)
    }

    pub fn due(&self, at: &Millis) -> String {
        when::due(*at, self.now, self.t)
    }

    /// May the reader change tickets, or only read them?
    pub fn may_work(&self) -> bool {
        self.staff.as_ref().is_some_and(|staff| staff.role.works_on_tickets())
    }

    /// Is this the token that our form carried to this very browser?
    pub fn csrf_matches(&self, app: &App, token: &str) -> bool {
        app.secret.matches("csrf", &self.bound_to, token)
    }

    async fn of(request: &HttpRequest) -> Result<Self> {
        let app =
            request.app_data::<web::Data<App>>().cloned().ok_or_else(|| crate::error::internal("no app"))?;
        let visitor =
            request.extensions().get::<Visitor>().map(|visitor| visitor.0.clone()).unwrap_or_default();
        let t = request.extensions().get::<Spoken>().map_or(Lang::Id, |spoken| spoken.0);
        let is_administration = request.path().starts_with("/admin");
        let (staff, unread, is_whole_house) = match request.cookie(SESSION) {
            Some(cookie) => {
                let counts = request.method() == actix_web::http::Method::GET && is_for_staff(request.path());
                app.db
                    .read(async |tx| {
                        let staff = auth::staff_of_session(tx, cookie.value()).await?;
                        let unread = match &staff {
                            Some(staff) if counts => notices::unread(tx, staff.id).await?,
                            _ => 0,
                        };
                        let is_whole_house = match &staff {
                            Some(staff) if is_administration => auth::is_whole_house(tx, staff.id).await?,
                            _ => false,
                        };
                        Ok((staff, unread, is_whole_house))
                    })
                    .await?
            }
            None => (None, 0, false),
        };
        let session = request.cookie(SESSION).map(|cookie| token_hash(cookie.value())).unwrap_or_default();
        let bound_to = format!("{visitor}:{session}");
        let mut query = String::new();
        for pair in request.query_string().split('&') {
            if !pair.is_empty() && !pair.starts_with("language=") {
                query.push('&');
                query.push_str(pair);
            }
        }
        Ok(Self {
            t,
            city: app.config.city_name.clone(),
            path: request.path().to_owned(),
            query,
            staff,
            unread,
            rejects: 0,
            is_whole_house,
            csrf: app.secret.digest("csrf", &bound_to),
            bound_to,
            visitor,
            address: super::address(request, &app.config),
            now: app.db.clock.now(),
            zone: app.zone.clone(),
            emergency: app.config.voice_emergency_number.clone(),
        })
    }
}

/// Pages in the frame of the desk.
fn is_for_staff(path: &str) -> bool {
    ["/desk", "/trends", "/admin"].into_iter().any(|room| path.starts_with(room))
}

impl FromRequest for Shell {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Self::of(&request).await })
    }
}

/// A page that needs somebody signed in; others are sent to sign in first.
pub struct SignedIn {
    pub staff: Staff,
    pub shell: Shell,
}

impl FromRequest for SignedIn {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let shell = Shell::of(&request).await?;
            let staff = shell.staff.clone().ok_or_else(sign_in_required)?;
            if !asks_by_itself(&request)
                && let (Some(app), Some(cookie)) =
                    (request.app_data::<web::Data<App>>(), request.cookie(SESSION))
            {
                auth::seen(&app.db, cookie.value()).await?;
            }
            Ok(Self { staff, shell })
        })
    }
}

/// Is this an open desk that looks again, and not the person in front of it?
fn asks_by_itself(request: &HttpRequest) -> bool {
    let accepts = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
    request.headers().contains_key("X-Sahut-Live") || accepts == Some("text/event-stream")
}
