//! `POST /tickets`

use actix_web::{HttpRequest, HttpResponse, web};
use channels::{Channel, Identity, Inbound, InboundKind, Place, Thread};
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::answers::{BadBody, Failure, Filed, Refusals};
use super::super::body::{Json, checked_key, idempotency_key, key_reused};
use super::super::caller::Caller;
use super::super::{category, plausible, unknown, wrong};
use crate::agencies;
use crate::app::App;
use crate::conversations;
use crate::db::Tx;
use crate::error::{Error, Problem, Result};
use crate::intake::{self, Outcome, Received, Wishes};
use crate::outbox;
use crate::secret::random_token;
use crate::texts::Lang;
use crate::tickets::{self, Class, TicketNumber};

const TEXT: usize = 20_000;
const SUBJECT: usize = 200;
const PLACE: usize = 300;
const NAME: usize = 120;
const EMAIL: usize = 200;

/// A ticket that another system files for a citizen. Only `text` is needed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTicket {
    /// What it is about, in the citizen's words; at most 20,000 characters.
    #[schema(min_length = 1, max_length = 20_000, example = "Air mati sejak pagi di Jalan Melati")]
    pub text: String,
    /// At most 200 characters; the first words of the text unless given.
    #[schema(max_length = 200)]
    pub subject: Option<String>,
    /// Code of a category; guessed from the words unless given.
    pub category: Option<String>,
    /// The category's class unless given.
    pub class: Option<Class>,
    /// Official code of an area.
    pub area: Option<String>,
    /// The place in words, at most 300 characters.
    #[schema(max_length = 300)]
    pub place: Option<String>,
    /// Degrees, WGS 84; together with `longitude`.
    #[schema(minimum = -90, maximum = 90)]
    pub latitude: Option<f64>,
    #[schema(minimum = -180, maximum = 180)]
    pub longitude: Option<f64>,
    /// What the citizen calls themself.
    #[schema(max_length = 120)]
    pub name: Option<String>,
    /// Answers go here.
    #[schema(max_length = 200)]
    pub email: Option<String>,
    /// With country code, or an Indonesian number.
    #[schema(example = "+6281234567890")]
    pub phone: Option<String>,
    /// Guessed from the words unless given.
    pub language: Option<Lang>,
    /// Nobody but supervisors sees who it is.
    #[serde(default)]
    pub anonymous: bool,
    /// Seen by the agency's officers and supervisors only.
    #[serde(default)]
    pub confidential: bool,
    /// The ticket's id in your system. Filing the same id again changes nothing and answers 200.
    #[schema(max_length = 200)]
    pub external_id: Option<String>,
}

/// Files a ticket. Repeating a request with the same `external_id` or `Idempotency-Key` files nothing
/// more: it answers 200 with the number, without the PIN.
#[utoipa::path(
    post, path = "/api/v1/tickets", tag = "tickets", operation_id = "createTicket",
    params(("Idempotency-Key" = Option<String>, Header,
        description = "Names this request, 1 to 200 characters; `external_id` counts when both are given.")),
    request_body = NewTicket,
    responses(
        (status = 201, description = "Filed. The PIN is told this once.", body = Filed,
            headers(("Location" = String, description = "The ticket in this API."))),
        (status = 200, description = "Filed earlier; nothing happened.", body = Filed),
        (status = 202, description = "Kept, but it could not be filed: a person will look at it.", body = Failure),
        BadBody,
        Refusals,
    ),
    security(("token" = [])),
)]
pub async fn create(
    app: web::Data<App>,
    caller: Caller,
    request: HttpRequest,
    body: Json<NewTicket>,
) -> Result<HttpResponse> {
    let by = caller.for_work()?.id;
    let new = body.value;
    let key = match new.external_id.as_deref() {
        Some(text) => Some(checked_key(text)?),
        None => idempotency_key(request.headers())?,
    };
    let key = format!("{by}:{}", key.unwrap_or_else(random_token));
    let inbound = checked(&new, &key)?;
    app.db.read(async |tx| known_codes(tx, &new).await).await?;
    let mut received = Received::new(inbound, body.raw.to_vec(), "application/json");
    received.wishes = Wishes {
        category: new.category.clone(),
        class: new.class,
        area: new.area.clone(),
        place: new.place.clone().filter(|place| !place.trim().is_empty()),
        is_anonymous: new.anonymous,
        is_confidential: new.confidential,
        claims: Vec::new(),
    };
    match intake::receive(&app, &received).await? {
        Outcome::Opened { ticket, pin, .. } => {
            let filed = filed(&app, &ticket.number, Some(pin.tell().to_owned()));
            let place = format!("/api/v1/tickets/{}", ticket.number);
            Ok(HttpResponse::Created()
                .insert_header(("Location", place))
                .insert_header(("Cache-Control", "no-store"))
                .json(filed))
        }
        Outcome::Joined { ticket, .. } => Ok(HttpResponse::Ok().json(filed(&app, &ticket.number, None))),
        Outcome::Repeat => match app.db.read(async |tx| earlier(&app, tx, &received).await).await? {
            Some(number) => Ok(HttpResponse::Ok().json(filed(&app, &number, None))),
            None => Err(set_aside()),
        },
        Outcome::Noted | Outcome::Rejected => Err(set_aside()),
    }
}

fn filed(app: &App, number: &TicketNumber, pin: Option<String>) -> Filed {
    let track_url = app.follow(number);
    Filed { number: number.to_string(), pin, track_url }
}

/// The number that an earlier request with this key was given. Other words under the same key are a
/// mistake of the client, who would otherwise believe that they were filed.
async fn earlier(app: &App, tx: &mut Tx, received: &Received) -> Result<Option<TicketNumber>> {
    let inbound = &received.inbound;
    let reference = reference(&inbound.external_id);
    let Some(message) = conversations::message_by_ref(tx, Channel::Api, &reference).await? else {
        return Ok(None);
    };
    let Some(ticket) = message.ticket_id else { return Ok(None) };
    let ticket = tickets::get(tx, ticket).await?;
    // Digits that happen to be the PIN were masked on their way in.
    let text = ticket.without_pin(&app.secret, &inbound.text, outbox::PIN_MASK);
    if message.body != text || message.subject != inbound.subject {
        return Err(key_reused());
    }
    Ok(Some(ticket.number))
}

fn reference(key: &str) -> String {
    format!("api:{key}")
}

fn set_aside() -> Error {
    Error::Problem(Problem {
        code: "set-aside",
        status: 202,
        field: None,
        detail: "kept, but it could not be filed: a person will look at it; do not send it again".into(),
    })
}

/// Categories and areas must be known; a typing mistake must not file a ticket somewhere else.
async fn known_codes(tx: &mut Tx, new: &NewTicket) -> Result<()> {
    category(tx, new.category.as_deref()).await?;
    if let Some(code) = &new.area {
        plausible("area", code)?;
        agencies::area(tx, code).await?.ok_or_else(|| unknown("area"))?;
    }
    Ok(())
}

fn checked(new: &NewTicket, key: &str) -> Result<Inbound> {
    let text = new.text.trim();
    if text.is_empty() {
        return Err(wrong("text", "text-needed", "say what it is about"));
    }
    if text.chars().count() > TEXT || text.contains('\0') {
        return Err(wrong("text", "text-long", "at most 20,000 characters, and no NUL"));
    }
    let subject = short(new.subject.as_deref(), SUBJECT, "subject")?;
    short(new.place.as_deref(), PLACE, "place")?;
    let mut identities = Vec::new();
    if let Some(address) = &new.email {
        let shape = || wrong("email", "email-shape", "an address looks like name@example.org");
        identities.push(Identity::Email(email(address).ok_or_else(shape)?));
    }
    if let Some(phone) = &new.phone {
        let shape = || wrong("phone", "phone-shape", "a telephone number looks like +6281234567890");
        identities.push(Identity::Phone(channels::voice::e164(phone).ok_or_else(shape)?));
    }
    let place = match (new.latitude, new.longitude) {
        (None, None) => None,
        (Some(latitude), Some(longitude))
            if (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude) =>
        {
            Some(Place { latitude, longitude, label: None })
        }
        _ => return Err(wrong("latitude", "coordinates-range", "give both, -90 to 90 and -180 to 180")),
    };
    let mut identities = identities.into_iter();
    Ok(Inbound {
        channel: Channel::Api,
        external_id: key.to_owned(),
        from: identities.next().unwrap_or(Identity::Unknown),
        from_name: short(new.name.as_deref(), NAME, "name")?,
        language: new.language.map(|lang| lang.code().to_owned()),
        sent_at: None,
        // No key: every ticket has a conversation of its own.
        thread: Thread { message_id: Some(reference(key)), ..Thread::default() },
        kind: InboundKind::Message,
        subject,
        text: text.to_owned(),
        html: None,
        attachments: Vec::new(),
        place,
        also_known_as: identities.collect(),
        remarks: Vec::new(),
        mail: None,
    })
}

fn short(text: Option<&str>, longest: usize, field: &'static str) -> Result<Option<String>> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.chars().count() > longest || text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(wrong(field, "text-long", "too long, or with control characters"));
    }
    Ok(Some(text.to_owned()))
}

/// The shape only: whether it exists shows when an answer goes there.
fn email(text: &str) -> Option<String> {
    let address = text.trim().to_lowercase();
    let (local, domain) = address.split_once('@')?;
    let plain = |part: &str| {
        !part.is_empty()
            && !part.chars().any(|c| c.is_whitespace() || c.is_control() || "@<>,;\"()".contains(c))
    };
    (address.len() <= EMAIL && plain(local) && plain(domain)).then_some(address)
}
