//! Reports that more than one works on: supported, merged, followed, answered by e-mail, mentioned, put aside.

use channels::{Channel, Identity};

use super::{Cast, newest, open_at};
use crate::agencies;
use crate::agency_mail::{self, Kind, NewSettings, Origin};
use crate::app::App;
use crate::auth;
use crate::cases;
use crate::cli::demo::city::{DeskWords, MailWords};
use crate::clock::{HOUR, MINUTE};
use crate::contacts;
use crate::conversations;
use crate::db::Tx;
use crate::db::select::Select;
use crate::error::Result;
use crate::follows;
use crate::outbox::{self, Wrote};
use crate::people;
use crate::texts::Lang;
use crate::tickets::public::CaseFilter;
use crate::tickets::{self, Rest, Ticket, public};

/// Agencies whose reports others help with, and who helps.
const HELPED: [&str; 4] = ["pdam", "dlh", "dishub", "kota"];
const HELPER: &str = "pupr-jalan";
/// Reports gathered below one.
const CHILDREN: usize = 3;

pub async fn share(app: &App, tx: &mut Tx, cast: &Cast<'_>, words: &DeskWords) -> Result<()> {
    support(tx, words).await?;
    by_mail(app, tx, cast, &words.mail).await?;
    merge(app, tx, cast).await?;
    gather(tx, cast).await?;
    follow(tx, words).await?;
    beside_the_agent(app, tx, cast, words).await?;
    stay_hidden(tx).await
}

/// One agency asks another for help; where there are two such reports, the other one's part is done.
async fn support(tx: &mut Tx, words: &DeskWords) -> Result<()> {
    let (open, helper) = (open_at(tx, &HELPED).await?, agencies::agency_by_code(tx, HELPER).await?);
    for (at, ticket) in open.iter().take(2).enumerate() {
        let asks = auth::officers_of(tx, ticket.agency_id).await?;
        let (Some(by), Some(helps)) = (asks.first(), auth::officers_of(tx, helper.id).await?.pop()) else {
            return Ok(());
        };
        outbox::support::ask(tx, *by, ticket.id, helper.id, &words.support).await?;
        if at == 1 {
            tickets::finish_support(tx, ticket.id, helper.id, &words.supported, helps).await?;
        }
    }
    Ok(())
}

/// An agency without accounts, and what it wrote about its newest report.
async fn by_mail(app: &App, tx: &mut Tx, cast: &Cast<'_>, words: &MailWords) -> Result<()> {
    let agency = agencies::agency_by_code(tx, &words.agency).await?;
    let settings = NewSettings {
        answers_by_mail: true,
        passes_on: false,
        language: Lang::Id,
        name: Some(words.name.clone()),
        email: Some(words.email.clone()),
        phone: None,
    };
    agency_mail::keep(tx, agency.id, &settings, cast.administrator.id).await?;
    let (Some(ticket), Some(address)) =
        (open_at(tx, &[words.agency.as_str()]).await?.into_iter().next(), agency.email)
    else {
        return Ok(());
    };
    let now = tx.now();
    tx.at((now - 5 * HOUR).max(ticket.created_at + MINUTE));
    // It left long ago: nobody is written to about the past.
    let letter =
        agency_mail::write(tx, ticket.id, agency.id, Kind::Referred, &address, &words.letter).await?;
    agency_mail::sent(tx, letter).await?;
    tx.at(now);
    let letter = agency_mail::letter(tx, letter).await?;
    let (sender, text) = (address.as_str(), words.answer.as_str());
    let wrote = Wrote { kind: Origin::Answer, sender, text, files: &[], deed: None, may_pass: false };
    outbox::agency_wrote(tx, &app.zone, &letter, &wrote).await?;
    Ok(())
}

/// Two reports of one matter, the newer one from somebody who has no address: they read it on their page.
async fn merge(app: &App, tx: &mut Tx, cast: &Cast<'_>) -> Result<()> {
    let alone = " AND t.category_id = ? AND t.channel IN ('form', 'voice') AND NOT EXISTS
        (SELECT 1 FROM identity i WHERE i.contact_id = t.contact_id AND i.kind = 'email')";
    for category in agencies::categories(tx).await? {
        let Some(newer) = newest(tx, alone, [category.id.0.into()]).await?.into_iter().next() else {
            continue;
        };
        let others = newest(tx, " AND t.category_id = ?", [category.id.0.into()]).await?;
        let older = others.iter().find(|other| {
            other.number != newer.number
                && other.created_at < newer.created_at
                && other.agency_id == newer.agency_id
        });
        let Some(older) = older else { continue };
        cases::merge(tx, &app.zone, cast.supervisor, newer.id, older.id).await?;
        return Ok(());
    }
    Ok(())
}

/// In a small past no burst main has made many write: the category with the most open reports gathers some.
async fn gather(tx: &mut Tx, cast: &Cast<'_>) -> Result<()> {
    let children = Select::new("SELECT COUNT(*) AS n FROM ticket_link WHERE kind = 'child'", []);
    if children.number(tx).await? > 0 {
        return Ok(());
    }
    let mut most = Vec::new();
    for category in agencies::categories(tx).await? {
        let open = newest(tx, " AND t.category_id = ?", [category.id.0.into()]).await?;
        if open.len() > most.len() {
            most = open;
        }
    }
    let Some(parent) = most.pop() else { return Ok(()) };
    for child in most.iter().take(CHILDREN) {
        cases::attach(tx, cast.supervisor, child.id, parent.id).await?;
    }
    Ok(())
}

/// Neighbours follow the newest public case. They said yes in the past; their addresses get what comes now.
async fn follow(tx: &mut Tx, words: &DeskWords) -> Result<()> {
    let mut open = public::cases(tx, &CaseFilter::default(), None, 200).await?;
    open.retain(|case| case.status.is_open());
    let Some(case) = open.into_iter().max_by_key(|case| case.number.to_string()) else { return Ok(()) };
    for address in &words.followers {
        let contact = contacts::identify(tx, &Identity::Email(address.clone()), None, Lang::Id).await?;
        let follower = follows::ask(tx, case.id, contact, Lang::Id).await?;
        let key = format!("follow:{}", follower.id);
        let told = conversations::open(tx, Channel::Email, Some(&key), contact, Lang::Id).await?;
        conversations::reply_to(tx, &told, address).await?;
        follows::tell_in(tx, follower.id, told.id).await?;
        cases::confirm(tx, &follower).await?;
    }
    Ok(())
}

/// The agent is given a report, is named in a note, and has put another one aside.
async fn beside_the_agent(app: &App, tx: &mut Tx, cast: &Cast<'_>, words: &DeskWords) -> Result<()> {
    let agent = cast.agent;
    let mut theirs = newest(tx, " AND t.assignee_id = ?", [agent.id.0.into()]).await?;
    if theirs.len() < 2 {
        let free: Vec<Ticket> = newest(tx, " AND t.assignee_id IS NULL", []).await?;
        for ticket in free.into_iter().take(2) {
            let to = (agent.id, agent.name.as_str());
            theirs.push(tickets::assign(tx, ticket.id, to, cast.supervisor.id, None).await?);
        }
    }
    let mut theirs = theirs.into_iter();
    if let Some(ticket) = theirs.next() {
        outbox::note(tx, ticket.id, cast.supervisor.id, &words.mention).await?;
    }
    if let Some(ticket) = theirs.next() {
        let until = Rest::Tomorrow.until(tx.now(), &app.zone);
        tickets::put_aside(tx, ticket.id, until, agent.id, &words.aside).await?;
    }
    Ok(())
}

/// In a small past it may be that nobody whose report is open asked to stay hidden: then somebody does now.
async fn stay_hidden(tx: &mut Tx) -> Result<()> {
    let hidden = Select::new("SELECT COUNT(*) AS n FROM ticket WHERE is_anonymous AND is_open", []);
    if hidden.number(tx).await? > 0 {
        return Ok(());
    }
    let Some(ticket) = newest(tx, "", []).await?.pop() else { return Ok(()) };
    let name = contacts::get(tx, ticket.contact_id).await?.name;
    people::hide(tx, &ticket, name.as_deref(), None).await.map(|_| ())
}
