//! Verbs as TwiML.

use super::super::Language;
use super::super::flow::{Gather, Say, Settings, Verb};
use std::fmt::Write as _;

/// How this carrier is spoken to.
#[derive(Clone, Debug)]
pub struct Carrier {
    /// Path of our webhook, relative to the address it was called at: `/channels/voice/twilio`.
    pub action: String,
    /// Path that recording callbacks go to.
    pub recording: String,
    /// Voice for Indonesian, such as `Google.id-ID-Wavenet-A`; empty for the carrier's own.
    pub voice_indonesian: String,
    /// Voice for English.
    pub voice_english: String,
}

impl Default for Carrier {
    fn default() -> Self {
        Self {
            action: "/channels/voice/twilio".into(),
            recording: "/channels/voice/twilio/recording".into(),
            voice_indonesian: "Google.id-ID-Wavenet-A".into(),
            voice_english: "Google.en-US-Wavenet-F".into(),
        }
    }
}

/// Numbers that are never read as "one hundred and twelve": the emergency and service lines.
const SPELLED: [&str; 8] = ["110", "112", "113", "115", "117", "118", "119", "129"];
/// Characters of one Say; carriers cut or refuse long ones (Twilio: 4096).
const SAY: usize = 1500;

/// A whole TwiML document. `next_step` is the number the carrier's next request comes with, as
/// `?step=N`: the same request coming twice carries the same number and gets the stored answer.
pub fn render(verbs: &[Verb], next_step: u32, carrier: &Carrier, settings: &Settings) -> String {
    let mut page = Page { out: String::new(), carrier, settings, next_step };
    page.out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>\n");
    for verb in verbs {
        page.verb(verb);
    }
    page.out.push_str("</Response>\n");
    page.out
}

struct Page<'a> {
    out: String,
    carrier: &'a Carrier,
    settings: &'a Settings,
    next_step: u32,
}

impl Page<'_> {
    fn verb(&mut self, verb: &Verb) {
        match verb {
            Verb::Say(say) => self.say(say),
            Verb::Gather(gather) => self.gather(gather),
            Verb::Record { most_seconds, silence_seconds } => {
                self.open(
                    "Record",
                    &[
                        ("action", &self.action()),
                        ("method", "POST"),
                        ("maxLength", &most_seconds.to_string()),
                        ("timeout", &silence_seconds.to_string()),
                        ("finishOnKey", "#"),
                        ("playBeep", "true"),
                        ("recordingStatusCallback", &self.carrier.recording.clone()),
                        ("recordingStatusCallbackMethod", "POST"),
                        ("recordingStatusCallbackEvent", "completed absent"),
                    ],
                );
                self.out.push_str("</Record>\n");
                // An empty recording never calls the action.
                self.redirect();
            }
            Verb::Dial { number, ring_seconds } => {
                let ring = ring_seconds.to_string();
                self.open("Dial", &[("action", &self.action()), ("method", "POST"), ("timeout", &ring)]);
                self.open("Number", &[]);
                let dialled = |c: &char| c.is_ascii_digit() || *c == '+';
                self.out.extend(number.chars().filter(dialled));
                self.out.push_str("</Number></Dial>\n");
            }
            Verb::Queue { name } => {
                self.open("Enqueue", &[("action", &self.action()), ("method", "POST")]);
                escape(&mut self.out, name);
                self.out.push_str("</Enqueue>\n");
            }
            Verb::Hangup => self.out.push_str("<Hangup/>\n"),
        }
    }

    fn gather(&mut self, gather: &Gather) {
        let one = gather.most_keys == 1;
        let (most, seconds) = (gather.most_keys.to_string(), gather.seconds.to_string());
        let action = self.action();
        let mut attributes = vec![
            ("action", action.as_str()),
            ("method", "POST"),
            // Without it a silent caller falls through to the next verb.
            ("actionOnEmptyResult", "true"),
            ("input", if gather.speech.is_some() { "dtmf speech" } else { "dtmf" }),
            ("numDigits", &most),
            // At a choice `#` is a key like any other; at a number it ends the number.
            ("finishOnKey", if one { "" } else { "#" }),
            ("timeout", &seconds),
        ];
        if let Some(language) = gather.speech {
            attributes.push(("language", tag(language)));
            attributes.push(("speechTimeout", "auto"));
        }
        self.open("Gather", &attributes);
        self.out.push('\n');
        for say in &gather.prompts {
            self.say(say);
        }
        self.out.push_str("</Gather>\n");
        // For carriers that do not know actionOnEmptyResult.
        self.redirect();
    }

    fn say(&mut self, say: &Say) {
        let voice = match say.language {
            Language::Indonesian => self.carrier.voice_indonesian.clone(),
            Language::English => self.carrier.voice_english.clone(),
        };
        let text = say.prompt.text(say.language, self.settings);
        for part in parts(&text) {
            if voice.is_empty() {
                self.open("Say", &[("language", tag(say.language))]);
            } else {
                self.open("Say", &[("language", tag(say.language)), ("voice", &voice)]);
            }
            spoken(&mut self.out, part);
            self.out.push_str("</Say>\n");
        }
    }

    fn redirect(&mut self) {
        self.open("Redirect", &[("method", "POST")]);
        let action = self.action();
        escape(&mut self.out, &action);
        self.out.push_str("</Redirect>\n");
    }

    fn action(&self) -> String {
        format!("{}?step={}", self.carrier.action, self.next_step)
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let _ = write!(self.out, "<{name}");
        for (key, value) in attributes {
            let _ = write!(self.out, " {key}=\"");
            escape(&mut self.out, value);
            self.out.push('"');
        }
        self.out.push('>');
    }
}

const fn tag(language: Language) -> &'static str {
    match language {
        Language::Indonesian => "id-ID",
        Language::English => "en-US",
    }
}

/// Text for XML. What XML 1.0 cannot hold at all is left out.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{FFFE}' | '\u{FFFF}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
}

/// Escaped text in which the emergency lines are marked to be read digit by digit.
fn spoken(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| !c.is_alphanumeric()).unwrap_or(from.len());
        let (token, after) = from.split_at(end);
        escape(out, before);
        let joined = before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | ',' | '-' | '+'))
            || after.starts_with('-')
            || after.strip_prefix(['.', ',']).is_some_and(|a| a.starts_with(|c: char| c.is_ascii_digit()));
        if SPELLED.contains(&token) && !joined {
            let _ = write!(out, "<say-as interpret-as=\"digits\">{token}</say-as>");
        } else {
            escape(out, token);
        }
        rest = after;
    }
    escape(out, rest);
}

/// Cuts a long text at the ends of sentences, else at blanks, else anywhere.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while rest.chars().nth(SAY).is_some() {
        let limit = rest.char_indices().nth(SAY).map_or(rest.len(), |(at, _)| at);
        let head = &rest[..limit];
        let cut = [". ", "? ", "! ", "\n"].iter().filter_map(|end| head.rfind(end)).max();
        let cut = cut.map(|at| at + 1).or_else(|| head.rfind(' ')).filter(|at| *at > 0);
        let (part, after) = rest.split_at(cut.unwrap_or(limit));
        parts.push(part.trim());
        rest = after.trim_start();
    }
    parts.push(rest);
    parts.retain(|part| !part.is_empty());
    parts
}
