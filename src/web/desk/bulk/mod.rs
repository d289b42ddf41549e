//! Many tickets at once: tick them in the queue, say what should become of them, read what did.

mod told;

pub use told::{show, undo};

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::Agent;
use super::chrome::{Choice, Names};
use super::macro_use;
use super::parts;
use super::rows::Ask;
use crate::app::App;
use crate::auth::{self, Staff};
use crate::bulk::{self, Deed, How, Pick};
use crate::db::Tx;
use crate::error::{Error, Problem, Result, invalid};
use crate::ids::{StaffId, TicketId};
use crate::macros::Macro;
use crate::shared;
use crate::texts::Lang;
use crate::tickets::life::{Refusal, Step};
use crate::tickets::{self, TicketNumber};
use crate::web::{Form, Shell, html, see_other};

/// What can be done, in the order of the bar.
pub const BULK_KINDS: [&str; 6] = ["assign", "refer", "category", "status", "gather", "macro"];
/// Characters of a reason.
const LONGEST: usize = 2_000;
/// Colleagues offered.
const COLLEAGUES: usize = 200;

/// Value of the box that ticks a ticket.
pub fn pick(ticket: TicketId, assignee: Option<StaffId>) -> String {
    format!("{ticket}:{}", assignee.map(|id| id.to_string()).unwrap_or_default())
}

pub fn parse(value: &str) -> Option<Pick> {
    let (ticket, seen) = value.split_once(':').unwrap_or((value, ""));
    Some(Pick { ticket: ticket.parse().ok()?, seen: seen.parse().ok() })
}

/// The fields of all kinds: what is offered, what was typed, what must be mended.
#[derive(Debug, Default)]
pub struct Forms {
    pub colleagues: Vec<Choice>,
    pub agencies: Vec<Choice>,
    pub categories: Vec<Choice>,
    pub statuses: Vec<Choice>,
    pub macros: Vec<Choice>,
    pub refer_reason: String,
    pub status_reason: String,
    /// Number of the report that the others come to, and how.
    pub main: String,
    pub how: String,
    /// Field and `desk-problem-<code>`.
    trouble: Option<(&'static str, &'static str)>,
}

impl Forms {
    pub async fn load(tx: &mut Tx, shell: &Shell, staff: &Staff, names: &Names) -> Result<Self> {
        Self::typed(tx, shell, staff, names, &Typed::of(Vec::new()), None).await
    }

    async fn typed(
        tx: &mut Tx,
        shell: &Shell,
        staff: &Staff,
        names: &Names,
        typed: &Typed,
        trouble: Option<(&'static str, &'static str)>,
    ) -> Result<Self> {
        let t = shell.t;
        let choice =
            |value: String, word: String, chosen: &str| Choice { is_chosen: value == chosen, value, word };
        let mut colleagues = vec![
            choice(
                "me".into(),
                t.with("desk-bulk-me", "name", staff.name.as_str()).into_owned(),
                &typed.assignee,
            ),
            choice(String::new(), t.say("desk-nobody").into_owned(), &typed.assignee),
        ];
        for colleague in auth::colleagues(tx, staff.id, COLLEAGUES as i64).await? {
            let word = format!("{} · {}", colleague.name, t.say(&format!("role-{}", colleague.role.code())));
            colleagues.push(choice(colleague.id.to_string(), word, &typed.assignee));
        }
        let macros: Vec<Macro> = shared::within_reach(tx, staff.id).await?;
        Ok(Self {
            macros: macros
                .into_iter()
                .map(|one| choice(one.id.to_string(), one.title, &typed.macro_id))
                .collect(),
            colleagues,
            agencies: names.agency_choices(t, None, typed.agency.parse().ok()),
            categories: names.category_choices(t, typed.category.parse().ok()),
            statuses: steps(t).into_iter().map(|(value, word)| choice(value, word, &typed.status)).collect(),
            refer_reason: typed.refer_reason.clone(),
            status_reason: typed.status_reason.clone(),
            main: typed.main.clone(),
            how: typed.how.clone(),
            trouble,
        })
    }

    /// The colleagues by name, for a list of what one of them holds.
    pub fn people(&self, chosen: Option<StaffId>) -> Vec<Choice> {
        let colleagues = self.colleagues.iter().filter_map(|one| Some((one.value.parse().ok()?, one)));
        let choice = |(id, one): (StaffId, &Choice)| Choice {
            value: one.value.clone(),
            word: one.word.clone(),
            is_chosen: chosen == Some(id),
        };
        colleagues.map(choice).collect()
    }

    /// What is wrong with this field.
    pub fn wrong(&self, field: &str) -> Option<&'static str> {
        self.trouble.filter(|(at, _)| *at == field).map(|(_, code)| code)
    }
}

/// The form as it was sent.
#[derive(Clone, Debug, Default)]
struct Typed {
    picks: Vec<Pick>,
    kind: String,
    assignee: String,
    agency: String,
    refer_reason: String,
    category: String,
    status: String,
    status_reason: String,
    macro_id: String,
    main: String,
    how: String,
    list: Ask,
}

impl Typed {
    fn of(fields: Vec<(String, String)>) -> Self {
        let mut typed = Self { assignee: "me".to_owned(), ..Self::default() };
        // As browsers count it: a line break is one character there, and two on the way.
        let words = |reason: &str| reason.trim().replace("\r\n", "\n");
        for (name, value) in fields {
            match name.as_str() {
                "ticket" => {
                    let known = parse(&value)
                        .filter(|pick| !typed.picks.iter().any(|other| other.ticket == pick.ticket));
                    typed.picks.extend(known);
                }
                "do" => typed.kind = value,
                "assignee" => typed.assignee = value,
                "agency" => typed.agency = value,
                "refer-reason" => typed.refer_reason = words(&value),
                "category" => typed.category = value,
                "status" => typed.status = value,
                "macro" => typed.macro_id = value,
                "status-reason" => typed.status_reason = words(&value),
                "main" => typed.main = value.chars().take(40).collect(),
                "how" => typed.how = value,
                "list" => typed.list = Ask::of(&value),
                _ => {}
            }
        }
        typed
    }

    /// What is asked for, if it can be asked for.
    fn deed(&self, me: StaffId) -> Result<Deed> {
        for (field, reason) in [("refer-reason", &self.refer_reason), ("status-reason", &self.status_reason)]
        {
            if reason.chars().count() > LONGEST {
                return Err(invalid(field, "reason-long"));
            }
        }
        match self.kind.as_str() {
            "assign" if self.assignee.is_empty() => Ok(Deed::Assign { to: None }),
            "assign" if self.assignee == "me" => Ok(Deed::Assign { to: Some(me) }),
            "assign" => {
                let to = self.assignee.parse().map_err(|_| invalid("assignee", "bulk-assignee"))?;
                Ok(Deed::Assign { to: Some(to) })
            }
            "refer" => {
                let agency = self.agency.parse().map_err(|_| invalid("agency", "agency-needed"))?;
                Ok(Deed::Refer { agency, reason: self.refer_reason.clone() })
            }
            "category" => {
                let category = self.category.parse().map_err(|_| invalid("category", "bulk-category"))?;
                Ok(Deed::Category { category })
            }
            "gather" => {
                let how = if self.how == "merge" { How::Merge } else { How::Child };
                let number = TicketNumber::parse(self.main.trim());
                let number = number.map_err(|_| invalid("main", "relations-number"))?;
                Ok(Deed::Gather { how, main: number.digits().to_owned() })
            }
            _ => {
                let (code, refusal) = self.status.split_once(':').unwrap_or((&self.status, ""));
                let step = Step::parse(code).filter(|step| STEPS.contains(step));
                let step = step.ok_or_else(|| invalid("status", "bulk-status"))?;
                let (refusal, reason) = (Refusal::parse(refusal), self.status_reason.clone());
                Ok(Deed::Step { step, refusal, reason })
            }
        }
    }
}

/// The steps that make sense for many tickets; what does not begin where a ticket is, is refused for it.
const STEPS: [Step; 9] = [
    Step::Verify,
    Step::Accept,
    Step::Start,
    Step::AskCitizen,
    Step::AwaitOther,
    Step::Resume,
    Step::Answer,
    Step::Reopen,
    Step::Reject,
];

/// Values and words of the choice.
fn steps(t: Lang) -> Vec<(String, String)> {
    let mut choices = Vec::new();
    for step in STEPS {
        if step == Step::Reject {
            for refusal in Refusal::ALL {
                let why = t.say(&format!("refusal-{refusal}"));
                choices
                    .push((format!("{step}:{refusal}"), t.with("desk-step-reject", "why", why).into_owned()));
            }
        } else {
            choices.push((step.to_string(), t.say(&format!("desk-step-{step}")).into_owned()));
        }
    }
    choices
}

/// A form that must be mended, with everything that was ticked and typed.
#[derive(Template)]
#[template(path = "web/desk/bulk/mend.html")]
struct Mend {
    shell: Shell,
    bulk: Forms,
    kind: &'static str,
    trouble: (&'static str, &'static str),
    /// Id of the field that must be mended.
    at: &'static str,
    /// Value of the box, number, subject; only what the reader may see.
    ticked: Vec<(String, String, String)>,
    list: String,
}

pub async fn act(
    app: web::Data<App>,
    agent: Agent,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    let typed = Typed::of(form.0);
    let deed = match typed.kind.as_str() {
        "macro" => macro_use::deed(&app, &agent.staff, &typed.macro_id).await,
        _ => typed.deed(agent.staff.id),
    };
    let done = match deed {
        Ok(deed) => bulk::run(&app, &agent.staff, &deed, &typed.picks).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(id) => Ok(see_other(&format!("/desk/bulk/{id}{}", typed.list.carry(typed.list.cursor())))),
        Err(Error::Problem(problem)) if problem.status == 422 || problem.status == 404 => {
            mend(&app, agent, typed, problem).await
        }
        Err(error) => Err(error),
    }
}

async fn mend(app: &App, agent: Agent, typed: Typed, problem: Problem) -> Result<HttpResponse> {
    let Agent { staff, shell, .. } = agent;
    let kind = BULK_KINDS.into_iter().find(|kind| *kind == typed.kind).unwrap_or("status");
    // Something in the form that is gone meanwhile: the first field of its kind.
    let first = match kind {
        "assign" => "assignee",
        "refer" => "agency",
        "gather" => "main",
        other => other,
    };
    let trouble = match problem.status {
        404 => (first, "bulk-gone"),
        _ => (problem.field.unwrap_or(first), problem.code),
    };
    let (bulk, ticked) = app
        .db
        .read(async |tx| {
            let names = Names::load(tx, shell.t).await?;
            let forms = Forms::typed(tx, &shell, &staff, &names, &typed, Some(trouble)).await?;
            let picks = &typed.picks[..typed.picks.len().min(bulk::MOST * 2)];
            let ids: Vec<TicketId> = picks.iter().map(|pick| pick.ticket).collect();
            let mut seen = tickets::visible_among(tx, staff.id, &ids).await?;
            let ticked: Vec<_> = picks
                .iter()
                .filter_map(|one| Some((one, seen.remove(&one.ticket)?)))
                .map(|(one, ticket)| (pick(ticket.id, one.seen), ticket.number.to_string(), ticket.subject))
                .collect();
            Ok((forms, ticked))
        })
        .await?;
    let at = match trouble.0 {
        "assignee" => "bulk-assignee",
        "agency" => "bulk-agency",
        "main" => "bulk-main",
        "refer-reason" => "bulk-refer-reason",
        "category" => "bulk-category",
        "macro" => "bulk-macro",
        "status-reason" => "bulk-status-reason",
        "ticket" => "ticked",
        _ => "bulk-status",
    };
    let list = typed.list.carry(typed.list.cursor());
    let page = Mend { shell, bulk, kind, trouble, at, ticked, list };
    html(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_says_which_ticket_and_who_was_shown() {
        let value = pick(TicketId(7), Some(StaffId(3)));
        assert_eq!(parse(&value), Some(Pick { ticket: TicketId(7), seen: Some(StaffId(3)) }));
        assert_eq!(parse("7:"), Some(Pick { ticket: TicketId(7), seen: None }));
        assert_eq!(parse("x:3"), None);
        let fields = [("ticket", "7:3"), ("ticket", "7:"), ("ticket", "8:"), ("do", "assign")];
        let typed = Typed::of(fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
        assert_eq!(typed.picks.len(), 2, "ticked twice is ticked once");
        assert_eq!(typed.deed(StaffId(9)).unwrap(), Deed::Assign { to: Some(StaffId(9)) });
    }
}
