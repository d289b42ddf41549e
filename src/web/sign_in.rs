//! Signing in and out, and the one-time link by which an account gets its password.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::shell::SESSION;
use super::{Form, Shell, html, page, see_other};
use crate::app::App;
use crate::auth::{self, PasswordHash, Role, Staff};
use crate::error::{Error, Result};

/// Bytes of an address to go to afterwards; longer ones are forgotten.
const LONGEST_NEXT: usize = 500;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/sign-in").get(show).post(enter))
        .route("/sign-out", web::post().to(leave))
        .service(web::resource("/welcome/{token}").get(greet).post(set_password));
}

#[derive(Template)]
#[template(path = "web/sign_in.html")]
struct SignInPage {
    shell: Shell,
    /// Kept when the password was wrong.
    email: String,
    next: String,
    /// Code of what is wrong: `desk-problem-<code>`.
    problem: Option<&'static str>,
    /// Set on a one-time link: whose password is to be chosen.
    welcome: Option<Staff>,
}

#[derive(Deserialize)]
struct Where {
    #[serde(default)]
    next: String,
}

/// Also for those who are signed in: they may want to be somebody else.
async fn show(shell: Shell, query: web::Query<Where>) -> Result<HttpResponse> {
    let next = query.into_inner().next;
    page(&SignInPage { shell, email: String::new(), next, problem: None, welcome: None })
}

#[derive(Deserialize)]
struct Credentials {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

async fn enter(app: web::Data<App>, shell: Shell, form: Form<Credentials>) -> Result<HttpResponse> {
    let Form(Credentials { email, password, next }) = form;
    match auth::sign_in(&app.db, &email, password, &shell.address).await {
        Ok((staff, token)) => Ok(signed_in(&app, &staff, token, &next)),
        Err(error) => {
            let (status, code) = mendable(error)?;
            html(status, &SignInPage { shell, email, next, problem: Some(code), welcome: None })
        }
    }
}

async fn leave(app: web::Data<App>, request: HttpRequest, _form: Form<Where>) -> Result<HttpResponse> {
    if let Some(cookie) = request.cookie(SESSION) {
        app.db.write(async |tx| auth::sign_out(tx, cookie.value()).await).await?;
    }
    let mut response = see_other("/sign-in");
    let mut gone = cookie(&app, String::new());
    gone.make_removal();
    // A cookie of ours is always well formed.
    let _ = response.add_cookie(&gone);
    Ok(response)
}

/// The link is used up by choosing a password, not by looking at it: mail scanners look, too.
async fn greet(app: web::Data<App>, shell: Shell, token: web::Path<String>) -> Result<HttpResponse> {
    let staff = app.db.read(async |tx| auth::staff_of_link(tx, &token).await).await?;
    let email = String::new();
    if staff.is_none() {
        let problem = Some("link-used");
        return html(
            StatusCode::NOT_FOUND,
            &SignInPage { shell, email, next: String::new(), problem, welcome: None },
        );
    }
    page(&SignInPage { shell, email, next: String::new(), problem: None, welcome: staff })
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    password: String,
}

async fn set_password(
    app: web::Data<App>,
    shell: Shell,
    token: web::Path<String>,
    form: Form<Choice>,
) -> Result<HttpResponse> {
    let password = form.0.password;
    let known = app.db.read(async |tx| auth::staff_of_link(tx, &token).await).await?;
    let Some(known) = known else { return greet(web::Data::clone(&app), shell, token).await };
    let hash = match PasswordHash::of(password.clone()).await {
        Ok(hash) => hash,
        Err(error) => {
            let (status, code) = mendable(error)?;
            let page = SignInPage {
                shell,
                email: String::new(),
                next: String::new(),
                problem: Some(code),
                welcome: Some(known),
            };
            return html(status, &page);
        }
    };
    // Of two who hold the same link one comes first; the other reads that it is used.
    match app.db.write(async |tx| auth::use_link(tx, &token, &hash).await).await {
        Ok(_) => {}
        Err(Error::Problem(problem)) if problem.code == "not-found" => return greet(app, shell, token).await,
        Err(error) => return Err(error),
    }
    let (staff, session) = auth::sign_in(&app.db, &known.email, password, &shell.address).await?;
    Ok(signed_in(&app, &staff, session, ""))
}

/// What the person at the form can do something about, as status and code; anything else stays an error.
fn mendable(error: Error) -> Result<(StatusCode, &'static str)> {
    match error {
        Error::Problem(problem) if matches!(problem.status, 422 | 429) => {
            let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            Ok((status, problem.code))
        }
        error => Err(error),
    }
}

fn signed_in(app: &App, staff: &Staff, token: String, next: &str) -> HttpResponse {
    let to = local(next).unwrap_or(if staff.role == Role::Official { "/trends" } else { "/desk" });
    let mut response = see_other(to);
    // A cookie of ours is always well formed.
    let _ = response.add_cookie(&cookie(app, token));
    response
}

fn cookie(app: &App, token: String) -> Cookie<'static> {
    Cookie::build(SESSION, token)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.config.public_url.starts_with("https:"))
        .finish()
}

/// The address if it is a page of ours: browsers read `//host` and `/\host` as other people's.
fn local(next: &str) -> Option<&str> {
    let ours = next.starts_with('/')
        && !next[1..].starts_with(['/', '\\'])
        && next.len() <= LONGEST_NEXT
        && next.chars().all(|c| c.is_ascii_graphic())
        && !next.starts_with("/sign-in")
        && next != "/";
    ours.then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_come_next() {
        assert_eq!(local("/desk/42?view=mine"), Some("/desk/42?view=mine"));
        for other in ["", "/", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nb", "desk"]
        {
            assert_eq!(local(other), None, "{other:?}");
        }
    }
}
