//! What the carrier tells: a form, or the query of a GET.

use std::fmt;

use crate::voice::flow::{Event, Recording};
use crate::voice::{Keys, Language, number};

/// Bytes of a form. Twilio's are around one kilobyte.
pub const BODY: usize = 64 * 1024;
/// Fields of a form.
pub const FIELDS: usize = 100;
/// Characters kept of a state we do not know, of an id and of recognised speech.
const STATUS: usize = 64;
const SID: usize = 128;
const SPEECH: usize = 1000;
const URL: usize = 2048;

/// Why a request is not one of a carrier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    #[error("the form is larger than {BODY} bytes")]
    TooLarge,
    #[error("the form has more than {FIELDS} fields")]
    TooManyFields,
    #[error("CallSid is missing, too long or not plain ASCII")]
    CallSid,
}

/// Fields of a form in the order they came, percent-decoded. The signature is made over these.
pub fn fields(form: &[u8]) -> Result<Vec<(String, String)>, Malformed> {
    if form.len() > BODY {
        return Err(Malformed::TooLarge);
    }
    let fields: Vec<_> = url::form_urlencoded::parse(form).into_owned().take(FIELDS + 1).collect();
    if fields.len() > FIELDS { Err(Malformed::TooManyFields) } else { Ok(fields) }
}

/// Where a call (or a call it dialled) stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallStatus {
    Queued,
    Initiated,
    Ringing,
    Answered,
    InProgress,
    Completed,
    Busy,
    Failed,
    NoAnswer,
    Canceled,
    /// A state this program does not know, as it came (at most 64 characters).
    Unknown(String),
}

impl CallStatus {
    pub fn parse(code: &str) -> Self {
        match code {
            "queued" => Self::Queued,
            "initiated" => Self::Initiated,
            "ringing" => Self::Ringing,
            "answered" => Self::Answered,
            "in-progress" => Self::InProgress,
            "completed" => Self::Completed,
            "busy" => Self::Busy,
            "failed" => Self::Failed,
            "no-answer" => Self::NoAnswer,
            "canceled" => Self::Canceled,
            other => Self::Unknown(other.chars().take(STATUS).collect()),
        }
    }

    pub fn code(&self) -> &str {
        match self {
            Self::Queued => "queued",
            Self::Initiated => "initiated",
            Self::Ringing => "ringing",
            Self::Answered => "answered",
            Self::InProgress => "in-progress",
            Self::Completed => "completed",
            Self::Busy => "busy",
            Self::Failed => "failed",
            Self::NoAnswer => "no-answer",
            Self::Canceled => "canceled",
            Self::Unknown(code) => code,
        }
    }

    /// Callbacks arrive out of order: a state of a lower rank never replaces one of a higher rank. An
    /// unknown state replaces nothing.
    pub fn rank(&self) -> u8 {
        match self {
            Self::Unknown(_) => 0,
            Self::Queued => 1,
            Self::Initiated => 2,
            Self::Ringing => 3,
            Self::Answered | Self::InProgress => 4,
            _ => 5,
        }
    }

    /// Nobody is on the line any more.
    pub fn is_over(&self) -> bool {
        self.rank() == 5
    }
}

/// One request of the carrier about one call. `Debug` does not show what was pressed.
#[derive(Clone, PartialEq, Eq)]
pub struct CallRequest {
    /// The carrier's id of the call: ASCII, 1 to 128 characters.
    pub call_sid: String,
    /// E.164, or `None` when withheld.
    pub from: Option<String>,
    /// The number of ours that was called.
    pub to: Option<String>,
    pub status: CallStatus,
    /// May be a PIN.
    pub digits: Keys,
    pub speech: Option<String>,
    pub recording_url: Option<String>,
    pub recording_sid: Option<String>,
    pub recording_seconds: u32,
    /// Set in recording callbacks only; the recording can be fetched when it is `completed`.
    pub recording_status: Option<String>,
    /// How a call that we dialled ended.
    pub dial_status: Option<CallStatus>,
    /// How waiting in a queue ended.
    pub queue_result: Option<String>,
    /// Our own step counter from the query of the action address; `None` at the start of a call and in
    /// status callbacks.
    pub step: Option<u32>,
}

impl CallRequest {
    /// Reads the query of the request's URL and the fields of its body ([`fields`]; none for a GET).
    /// Where a name repeats, the first value counts. Unknown fields are ignored.
    pub fn read(query: &str, form: &[(String, String)]) -> Result<Self, Malformed> {
        let query = fields(query.as_bytes())?;
        let first = |fields: &[(String, String)], name: &str| {
            fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
        };
        let said = |name: &str| first(form, name).or_else(|| first(&query, name));
        let short = |name: &str, most: usize| said(name).filter(|v| !v.is_empty() && v.len() <= most);
        let sid = |name: &str| short(name, SID).filter(|v| v.bytes().all(|b| b.is_ascii_graphic()));
        // Record sends `hangup` as Digits when the caller hung up: that is no key.
        let digits = said("Digits").filter(|digits| digits != "hangup").unwrap_or_default();
        Ok(Self {
            call_sid: sid("CallSid").ok_or(Malformed::CallSid)?,
            from: said("From").and_then(|raw| number::e164(&raw)),
            to: said("To").and_then(|raw| number::e164(&raw)),
            status: CallStatus::parse(&said("CallStatus").unwrap_or_default()),
            digits: Keys::new(&digits),
            speech: said("SpeechResult")
                .map(|said| said.chars().take(SPEECH).collect::<String>())
                .filter(|said| !said.trim().is_empty()),
            recording_url: short("RecordingUrl", URL),
            recording_sid: sid("RecordingSid"),
            recording_seconds: said("RecordingDuration").and_then(|s| s.parse().ok()).unwrap_or(0),
            recording_status: short("RecordingStatus", STATUS),
            dial_status: short("DialCallStatus", STATUS).map(|code| CallStatus::parse(&code)),
            queue_result: short("QueueResult", STATUS),
            step: first(&query, "step").and_then(|step| step.parse().ok()),
        })
    }

    /// The recording this request tells of.
    pub fn recording(&self) -> Option<Recording> {
        let url = self.recording_url.clone()?;
        Some(Recording {
            sid: self.recording_sid.clone().or_else(|| sid_in(&url)),
            url,
            seconds: self.recording_seconds,
        })
    }

    /// What this means for the flow. `None` for a recording callback: it runs beside the conversation, and
    /// the answer to it is not heard by the caller. The house fetches the recording then, and steps with
    /// [`Event::Recorded`] only when the call is over and its place still waits for one.
    ///
    /// `preferred` is the language the contact is known to want; it counts at the start of a call.
    pub fn event(&self, preferred: Option<Language>) -> Option<Event> {
        let over = self.status.is_over();
        if self.recording_status.is_some() {
            return None;
        }
        Some(if let Some(dial) = &self.dial_status {
            let answered = matches!(dial, CallStatus::Completed | CallStatus::Answered);
            Event::DialEnded { answered, hung_up: over }
        } else if let Some(recording) = self.recording() {
            // Before the state: who hangs up while speaking has been recorded all the same.
            Event::Recorded(recording)
        } else if over {
            Event::HungUp
        } else if let Some(result) = self.queue_result.as_deref() {
            match result {
                "hangup" => Event::HungUp,
                _ => Event::QueueLeft { answered: result.starts_with("bridg") },
            }
        } else if !self.digits.is_empty() {
            Event::Digits(self.digits.clone())
        } else if let Some(said) = &self.speech {
            Event::Speech(said.clone())
        } else if self.step.is_none() {
            Event::Started { from: self.from.clone(), language: preferred }
        } else {
            Event::NoInput
        })
    }
}

/// The action of Record carries no RecordingSid, but its URL ends in it.
fn sid_in(url: &str) -> Option<String> {
    let name = url.rsplit('/').next()?.split('.').next()?;
    let twilio = name.len() == 34 && name.starts_with("RE");
    (twilio && name.bytes().all(|b| b.is_ascii_alphanumeric())).then(|| name.to_owned())
}

impl fmt::Debug for CallRequest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("CallRequest")
            .field("call_sid", &self.call_sid)
            .field("status", &self.status)
            .field("step", &self.step)
            .field("digits", &self.digits)
            .field("recording_sid", &self.recording_sid)
            .field("recording_status", &self.recording_status)
            .field("dial_status", &self.dial_status)
            .field("queue_result", &self.queue_result)
            .finish_non_exhaustive()
    }
}
