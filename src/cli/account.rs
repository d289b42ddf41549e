//! `sahut account`: staff, their one-time links, and the tokens of programs that act for them.

use clap::{ArgGroup, Subcommand};
use jiff::tz::TimeZone;

use super::database;
use crate::agencies;
use crate::auth::{self, Role, Staff};
use crate::config::Config;
use crate::db::{Db, Tx};
use crate::error::{Error, Result, internal};
use crate::ids::TokenId;
use crate::when;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make an account and print the link through which its owner sets a password.
    Create {
        email: String,
        /// As colleagues and histories show it.
        #[arg(long)]
        name: String,
        /// agent, agency_officer, supervisor, official or administrator.
        #[arg(long, value_parser = role)]
        role: Role,
        /// Code of an agency this person works for, with everything below it; may be given several
        /// times. The body that runs the hotline unless given.
        #[arg(long, value_name = "CODE", num_args = 1..)]
        agency: Vec<String>,
    },
    /// Print a fresh link through which the owner of an account sets a new password.
    Reset { email: String },
    /// Make, list or revoke the API tokens of an account.
    #[command(group = ArgGroup::new("deed").required(true))]
    Token {
        email: String,
        /// Make a token; the name says what it is for.
        #[arg(long, group = "deed")]
        name: Option<String>,
        /// Revoke the token with this id.
        #[arg(long, group = "deed", value_name = "ID")]
        revoke: Option<TokenId>,
        /// List the tokens.
        #[arg(long, group = "deed")]
        list: bool,
    },
}

fn role(code: &str) -> Result<Role, String> {
    let codes = || Role::ALL.iter().map(|role| role.code()).collect::<Vec<_>>().join(", ");
    Role::parse(code).ok_or_else(|| format!("a role is one of {}", codes()))
}

pub async fn run(config: &Config, args: Args) -> Result<()> {
    let db = database(config).await?;
    let done = act(config, &db, args.what).await;
    db.close().await;
    done
}

async fn act(config: &Config, db: &Db, what: What) -> Result<()> {
    match what {
        What::Create { email, name, role, agency } => {
            let token = db.write(async |tx| create(tx, &email, &name, role, &agency).await).await?;
            println!("{} may set a password through this link, once, within 48 hours:", email.trim());
            println!("{}/welcome/{token}", config.public_url);
        }
        What::Reset { email } => {
            let token = db
                .write(async |tx| {
                    let staff = known(tx, &email).await?;
                    auth::fresh_link(tx, staff.id).await
                })
                .await?;
            println!("{} may set a new password through this link, once, within 48 hours:", email.trim());
            println!("{}/welcome/{token}", config.public_url);
        }
        What::Token { email, name: Some(name), .. } => {
            let token = db
                .write(async |tx| {
                    let staff = known(tx, &email).await?;
                    auth::create_token(tx, staff.id, named(&name)?).await
                })
                .await?;
            println!("{token}");
            eprintln!("This is shown once. Whoever holds it acts with the rights of {}.", email.trim());
        }
        What::Token { email, revoke: Some(id), .. } => {
            db.write(async |tx| {
                let staff = known(tx, &email).await?;
                if !auth::tokens_of(tx, staff.id).await?.iter().any(|token| token.id == id) {
                    return Err(internal(format!("{} has no token {id}; see --list", staff.email)));
                }
                auth::revoke_token(tx, id).await
            })
            .await?;
            println!("Token {id} is revoked.");
        }
        What::Token { email, .. } => list(db, &email, &config.zone()).await?,
    }
    Ok(())
}

async fn create(tx: &mut Tx, email: &str, name: &str, role: Role, codes: &[String]) -> Result<String> {
    let mut agencies = Vec::new();
    for code in codes.iter().flat_map(|code| code.split(',')).map(str::trim).filter(|code| !code.is_empty()) {
        let agency = agencies::agency_by_code(tx, code).await.map_err(|error| match error.status() {
            404 => internal(format!("there is no agency with the code {code}")),
            _ => error,
        })?;
        agencies.push(agency.id);
    }
    if agencies.is_empty() {
        agencies.push(agencies::root(tx).await?.id);
    }
    let id = auth::create(tx, email, name, role, &agencies).await.map_err(in_words)?;
    auth::one_time_link(tx, id).await
}

/// Codes are for pages; on the command line people want words.
fn in_words(error: Error) -> Error {
    match error.code() {
        "email-taken" => internal("there is an account with this e-mail already; see `sahut account reset`"),
        "email-shape" => internal("an e-mail address looks like name@example.org"),
        "name-needed" => internal("a name has 1 to 200 characters"),
        _ => error,
    }
}

async fn known(tx: &mut Tx, email: &str) -> Result<Staff> {
    let unknown = || internal(format!("there is no account {}; see `sahut account create`", email.trim()));
    auth::by_email(tx, email).await?.ok_or_else(unknown)
}

fn named(name: &str) -> Result<&str> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err(internal("a token's name has 1 to 100 printable characters"));
    }
    Ok(name)
}

async fn list(db: &Db, email: &str, zone: &TimeZone) -> Result<()> {
    let tokens = db
        .read(async |tx| {
            let staff = known(tx, email).await?;
            auth::tokens_of(tx, staff.id).await
        })
        .await?;
    if tokens.is_empty() {
        println!("No tokens.");
    }
    for token in tokens {
        let used = token
            .last_used_at
            .map_or("never used".to_owned(), |at| format!("last used {}", when::machine(at, zone)));
        let state = if token.revoked_at.is_some() { "revoked" } else { "good" };
        let made = when::machine(token.created_at, zone);
        println!("{}  {state:7}  made {made}  {used}  {}", token.id, token.name);
    }
    Ok(())
}
