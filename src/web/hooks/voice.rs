//! `POST /channels/voice/twilio`: the carrier asks what to do with a call.

use actix_web::http::header::{CONTENT_TYPE, HeaderMap};
use actix_web::{HttpRequest, HttpResponse, web};
use channels::voice::twilio::request::{CallRequest, CallStatus, Malformed, fields};
use channels::voice::twilio::signature;
use channels::{Channel, Identity, Inbound, InboundKind, Thread};

use super::voice_call;
use crate::app::App;
use crate::error::{Result, bad_request, forbidden};
use crate::intake::{self, Received};
use crate::secret::token_hash;

const SIGNATURE: &str = "X-Twilio-Signature";
const SETTINGS: &str = "X-Twilio-Webhooks-Signature-Settings";
/// Fields that may hold a PIN; they are never kept.
const TYPED: [&str; 2] = ["Digits", "SpeechResult"];

type Fields = Vec<(String, String)>;

/// The conversation itself: a request of the call, answered with TwiML.
pub async fn request(app: web::Data<App>, request: HttpRequest, body: web::Bytes) -> Result<HttpResponse> {
    let (call, form) = admit(&app, &request, &body).await?;
    // Its fallback address is this one, too: then it says which request of ours failed.
    let failed = form.iter().find(|(name, _)| name == "ErrorUrl").map(|(_, url)| url.as_str());
    let twiml = voice_call::answer(&app, &call, failed, &kept(&form)).await?;
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, "text/xml; charset=utf-8")).body(twiml))
}

/// The carrier tells how the call stands.
pub async fn status(app: web::Data<App>, request: HttpRequest, body: web::Bytes) -> Result<HttpResponse> {
    let (call, form) = admit(&app, &request, &body).await?;
    voice_call::status(&app, &call, &kept(&form)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The carrier tells that a recording is ready.
pub async fn recording(app: web::Data<App>, request: HttpRequest, body: web::Bytes) -> Result<HttpResponse> {
    let (call, form) = admit(&app, &request, &body).await?;
    voice_call::recording(&app, &call, &kept(&form)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Only the carrier comes further, and only with something we can read; what it sent and we cannot
/// read waits for a person.
async fn admit(app: &App, request: &HttpRequest, body: &[u8]) -> Result<(CallRequest, Fields)> {
    let form = fields(body).map_err(|error| refused(request, error))?;
    signed(app, request, &form)?;
    match CallRequest::read(request.query_string(), &form) {
        Ok(call) => {
            if let CallStatus::Unknown(code) = &call.status
                && !code.is_empty()
            {
                let id = format!("status:{}:{code}", call.call_sid);
                set_aside(app, &id, &form, &format!("the carrier told a call status we do not know: {code}"))
                    .await?;
            }
            Ok((call, form))
        }
        Err(error) => {
            let id = format!("form:{}", token_hash(&String::from_utf8_lossy(&kept(&form))));
            set_aside(app, &id, &form, &error.to_string()).await?;
            Err(refused(request, error))
        }
    }
}

fn refused(request: &HttpRequest, error: Malformed) -> crate::error::Error {
    tracing::warn!(path = request.path(), %error, "a telephone request that cannot be read");
    bad_request(error.to_string())
}

/// Is it signed with our account's token, for the address that we are configured to have?
fn signed(app: &App, request: &HttpRequest, form: &Fields) -> Result<()> {
    let Some(token) = &app.config.twilio_auth_token else {
        tracing::warn!(
            "a telephone request was refused: set twilio_auth_token to the auth token of the carrier's account"
        );
        return Err(forbidden("the telephone is not configured"));
    };
    let address = request.uri().path_and_query().map_or(request.path(), |address| address.as_str());
    let url = app.link(address);
    let shown = header(request.headers(), SIGNATURE).unwrap_or_default();
    if signature::verify(token, &url, form, shown, header(request.headers(), SETTINGS)) {
        return Ok(());
    }
    tracing::warn!(
        url,
        peer = ?request.peer_addr().map(|peer| peer.ip()),
        "a telephone request with a wrong signature was refused; if it was the carrier's, \
         public_url must be the very address configured there and twilio_auth_token the account's"
    );
    Err(forbidden("the signature is missing or wrong"))
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The form as it may be kept: without what was typed.
fn kept(form: &Fields) -> Vec<u8> {
    let mut out = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in form.iter().filter(|(name, _)| !TYPED.contains(&name.as_str())) {
        out.append_pair(name, value);
    }
    out.finish().into_bytes()
}

/// To the list where people look at what we did not understand.
async fn set_aside(app: &App, id: &str, form: &Fields, why: &str) -> Result<()> {
    let inbound = Inbound {
        channel: Channel::Voice,
        external_id: id.to_owned(),
        from: Identity::Unknown,
        from_name: None,
        language: None,
        sent_at: None,
        thread: Thread::default(),
        kind: InboundKind::Unknown,
        subject: None,
        text: String::new(),
        html: None,
        attachments: Vec::new(),
        place: None,
        also_known_as: Vec::new(),
        remarks: vec![why.to_owned()],
        mail: None,
    };
    intake::receive(app, &Received::new(inbound, kept(form), voice_call::FORM)).await?;
    Ok(())
}
