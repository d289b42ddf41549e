//! The telephone company of the demo: it knows nothing of Sahut but the address of its webhook, signs
//! what it asks as a carrier does, and does what the answers say.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use secrecy::ExposeSecret;
use sha1::Sha1;
use tokio::sync::Mutex as Turn;

use super::sound;
use super::twiml::{self, Verb};
use crate::config::Config;
use crate::error::{Result, bad_request, internal, not_found};
use crate::secret::random_token;

const HOOK: &str = "/channels/voice/twilio";
const STATUS: &str = "/channels/voice/twilio/status";
/// The number people call in the demo.
pub const NUMBER: &str = "+62811001112";
/// Calls and recordings that are remembered.
const CALLS: usize = 50;
const RECORDINGS: usize = 200;
/// Documents fetched and verbs done for one event.
const DOCUMENTS: usize = 12;
const VERBS: usize = 60;
const ANSWER: Duration = Duration::from_secs(15);

/// What is heard at the other end, and by whom it is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    Voice(String),
    /// What the caller pressed or said.
    Caller(String),
    /// The line itself: ringing, nobody answers.
    Line(&'static str),
}

/// What the caller can do now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Expects {
    /// Keys, this many (0: until `#` or a pause).
    Digits(usize),
    Record,
    #[default]
    Nothing,
    Ended,
}

/// What an event led to.
#[derive(Debug, Default)]
pub struct Answer {
    pub heard: Vec<Heard>,
    pub expects: Expects,
}

/// What the caller does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    Start {
        from: String,
    },
    Digits(String),
    /// The words, typed.
    Record(String),
    Hangup,
}

#[derive(Debug, Default)]
struct Call {
    sid: String,
    from: String,
    waiting: Waiting,
    log: Vec<Heard>,
}

/// What comes next when the caller has done something, and what when they have not.
#[derive(Debug, Default)]
enum Waiting {
    #[default]
    Over,
    Digits {
        action: String,
        on_empty: bool,
        most: usize,
        rest: VecDeque<Verb>,
    },
    Record {
        action: String,
        callback: Option<String>,
        rest: VecDeque<Verb>,
    },
}

impl Waiting {
    fn expects(&self) -> Expects {
        match self {
            Self::Over => Expects::Ended,
            Self::Digits { most, .. } => Expects::Digits(*most),
            Self::Record { .. } => Expects::Record,
        }
    }
}

#[derive(Debug)]
pub struct Carrier {
    /// One event of a call at a time, calls beside each other.
    calls: Mutex<BTreeMap<String, Arc<Turn<Call>>>>,
    recordings: Mutex<VecDeque<(String, Vec<u8>)>>,
    client: reqwest::Client,
}

impl Carrier {
    pub fn new() -> Self {
        let client = reqwest::Client::builder().no_proxy().timeout(ANSWER).build().unwrap_or_default();
        Self { calls: Mutex::default(), recordings: Mutex::default(), client }
    }

    /// The caller does something; `id` is the caller's own name for the call (32 hex digits).
    pub async fn event(&self, config: &Config, id: &str, event: Event) -> Result<Answer> {
        if id.len() != 32 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(bad_request("a call is named by 32 hex digits"));
        }
        let call = match &event {
            Event::Start { from } => self.begin(id, from),
            _ => self.call(id).ok_or_else(|| not_found("call"))?,
        };
        let mut call = call.lock().await;
        let mut talk = Talk { carrier: self, config, call: &mut call, heard: Vec::new(), documents: 0 };
        talk.hear(event).await?;
        let heard = std::mem::take(&mut talk.heard);
        call.log.extend(heard.iter().cloned());
        let said = heard.into_iter().filter(|heard| !matches!(heard, Heard::Caller(_))).collect();
        Ok(Answer { heard: said, expects: call.waiting.expects() })
    }

    /// All that was heard in a call so far and what it waits for, for a page without a script.
    pub async fn log(&self, id: &str) -> Option<(Vec<Heard>, Expects)> {
        let call = self.call(id)?;
        let call = call.lock().await;
        Some((call.log.clone(), call.waiting.expects()))
    }

    /// The sound of a recording.
    pub fn recording(&self, name: &str) -> Option<Vec<u8>> {
        let recordings = self.recordings.lock().unwrap_or_else(PoisonError::into_inner);
        recordings.iter().find(|(known, _)| known == name).map(|(_, sound)| sound.clone())
    }

    fn keep(&self, name: String, sound: Vec<u8>) {
        let mut recordings = self.recordings.lock().unwrap_or_else(PoisonError::into_inner);
        recordings.push_back((name, sound));
        if recordings.len() > RECORDINGS {
            recordings.pop_front();
        }
    }

    fn call(&self, id: &str) -> Option<Arc<Turn<Call>>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    fn begin(&self, id: &str, from: &str) -> Arc<Turn<Call>> {
        let call = Call { sid: sid(id), from: from.to_owned(), ..Call::default() };
        let call = Arc::new(Turn::new(call));
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        if calls.len() >= CALLS {
            calls.pop_first();
        }
        calls.insert(id.to_owned(), call.clone());
        call
    }
}

/// The carrier's own name of a call.
pub fn sid(id: &str) -> String {
    format!("CA{}", id.to_ascii_lowercase())
}

struct Talk<'a> {
    carrier: &'a Carrier,
    config: &'a Config,
    call: &'a mut Call,
    heard: Vec<Heard>,
    documents: usize,
}

impl Talk<'_> {
    async fn hear(&mut self, event: Event) -> Result<()> {
        let verbs = match (event, std::mem::take(&mut self.call.waiting)) {
            (Event::Start { .. }, _) => self.fetch(HOOK, &[]).await?,
            (Event::Hangup, _) => return self.end().await,
            (Event::Digits(keys), Waiting::Digits { action, on_empty, rest, .. }) => {
                self.heard.push(Heard::Caller(keys.clone()));
                if keys.is_empty() && !on_empty {
                    rest
                } else {
                    self.fetch(&action, &[("Digits", &keys)]).await?
                }
            }
            (Event::Record(words), Waiting::Record { action, callback, rest }) => {
                self.heard.push(Heard::Caller(words.clone()));
                if words.trim().is_empty() {
                    rest
                } else {
                    self.recorded(&words, &action, callback.as_deref()).await?
                }
            }
            // Pressed too early or too late: nothing happens on a line that waits for something else.
            (_, waiting) => {
                self.call.waiting = waiting;
                return Ok(());
            }
        };
        self.run(verbs).await
    }

    /// Does verbs until one of them waits for the caller, or the call is over.
    async fn run(&mut self, mut verbs: VecDeque<Verb>) -> Result<()> {
        for _ in 0..VERBS {
            match verbs.pop_front() {
                Some(Verb::Say(text)) => self.heard.push(Heard::Voice(text)),
                Some(Verb::Pause) => {}
                Some(Verb::Gather { action, says, most, on_empty }) => {
                    self.heard.extend(says.into_iter().map(Heard::Voice));
                    self.call.waiting = Waiting::Digits { action, on_empty, most, rest: verbs };
                    return Ok(());
                }
                Some(Verb::Record { action, callback }) => {
                    self.call.waiting = Waiting::Record { action, callback, rest: verbs };
                    return Ok(());
                }
                Some(Verb::Dial { action, number }) => {
                    // Nobody is there in the demo: not the agents' number, and surely not the real 112.
                    let emergency = number == self.config.voice_emergency_number;
                    self.heard.push(Heard::Line(if emergency {
                        "demo-phone-112"
                    } else {
                        "demo-phone-dialled"
                    }));
                    verbs = self.fetch(&action, &[("DialCallStatus", "no-answer")]).await?;
                }
                Some(Verb::Enqueue { action }) => {
                    verbs = self.fetch(&action, &[("QueueResult", "queue-full")]).await?;
                }
                Some(Verb::Redirect(to)) => verbs = self.fetch(&to, &[]).await?,
                Some(Verb::Hangup) | None => return self.end().await,
            }
        }
        Err(internal("the telephone's answers never end"))
    }

    /// The sound is there to be fetched before anybody hears of it.
    async fn recorded(
        &mut self,
        words: &str,
        action: &str,
        callback: Option<&str>,
    ) -> Result<VecDeque<Verb>> {
        let (sound, seconds) = sound::recording(words);
        let recording = format!("RE{}", &random_token()[..32]);
        let name = format!("{recording}.wav");
        self.carrier.keep(name.clone(), sound);
        let (url, seconds) =
            (format!("{}/demo/recordings/{name}", self.config.public_url), seconds.to_string());
        let told = [("RecordingUrl", url.as_str()), ("RecordingDuration", seconds.as_str()), ("Digits", "#")];
        let verbs = self.fetch(action, &told).await?;
        if let Some(callback) = callback {
            let status =
                [("RecordingSid", recording.as_str()), ("RecordingStatus", "completed"), told[0], told[1]];
            self.ask(callback, "in-progress", &status).await?;
        }
        Ok(verbs)
    }

    /// The line is dead and the house hears of it.
    async fn end(&mut self) -> Result<()> {
        self.call.waiting = Waiting::Over;
        self.ask(STATUS, "completed", &[]).await?;
        Ok(())
    }

    async fn fetch(&mut self, to: &str, more: &[(&str, &str)]) -> Result<VecDeque<Verb>> {
        self.documents += 1;
        if self.documents > DOCUMENTS {
            return Err(internal("the telephone sends the carrier round in circles"));
        }
        let document = self.ask(to, "in-progress", more).await?;
        let verbs = twiml::read(&document)
            .map_err(|error| internal(format!("TwiML the carrier refuses: {error}")))?;
        Ok(verbs.into())
    }

    /// One signed request to the webhook.
    async fn ask(&self, to: &str, status: &str, more: &[(&str, &str)]) -> Result<String> {
        let url = format!("{}{to}", self.config.public_url);
        let mut form = vec![
            ("AccountSid", self.config.twilio_account_sid.as_deref().unwrap_or_default()),
            ("ApiVersion", "2010-04-01"),
            ("CallSid", self.call.sid.as_str()),
            ("CallStatus", status),
            ("Direction", "inbound"),
            ("From", self.call.from.as_str()),
            ("To", NUMBER),
        ];
        form.extend(more);
        let away =
            |error: reqwest::Error| internal(format!("the webhook does not answer: {}", error.without_url()));
        let request =
            self.carrier.client.post(&url).header("X-Twilio-Signature", self.sign(&url, &form)?).form(&form);
        let answer = request.send().await.map_err(away)?;
        if !answer.status().is_success() {
            return Err(internal(format!("the webhook answers {} at {to}", answer.status())));
        }
        answer.text().await.map_err(away)
    }

    /// Address and fields in order of their names, as Twilio's "Validating requests" has it.
    fn sign(&self, url: &str, form: &[(&str, &str)]) -> Result<String> {
        let token =
            self.config.twilio_auth_token.as_ref().ok_or_else(|| internal("the carrier has no token"))?;
        let mut sorted = form.to_vec();
        sorted.sort_unstable();
        let mut mac = Hmac::<Sha1>::new_from_slice(token.expose_secret().as_bytes())
            .map_err(|_| internal("HMAC takes keys of any length"))?;
        mac.update(url.as_bytes());
        for (name, value) in sorted {
            mac.update(name.as_bytes());
            mac.update(value.as_bytes());
        }
        Ok(STANDARD.encode(mac.finalize().into_bytes()))
    }
}
