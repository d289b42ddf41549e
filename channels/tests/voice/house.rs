//! A house with three tickets' worth of knowledge, to hold calls with.

use std::fmt::Write as _;

use channels::voice::flow::{
    AgentLine, Answer, Ask, Event, Place, Recording, Settings, Step, Topic, Verb, step,
};
use channels::voice::twilio::twiml::{Carrier, render};
use channels::voice::{Keys, Language};

/// The check digit rule of this house: digits only, eleven of them, their sum divisible by ten.
pub fn check(number: &str) -> bool {
    number.len() == 11 && number.bytes().map(|b| u32::from(b - b'0')).sum::<u32>().is_multiple_of(10)
}

/// A number that rule accepts, and its PIN.
pub const NUMBER: &str = "26110000424";
pub const PIN: &str = "482913";

pub fn settings() -> Settings {
    Settings::new("Hotline Kota Contoh", check)
}

pub fn recording(seconds: u32) -> Recording {
    Recording {
        url: "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1".into(),
        seconds,
        sid: Some("RE1".into()),
    }
}

pub fn started() -> Event {
    Event::Started { from: Some("+6281298765432".into()), language: None }
}

pub fn started_in(language: Language) -> Event {
    Event::Started { from: Some("+6281298765432".into()), language: Some(language) }
}

pub fn key(keys: &str) -> Event {
    Event::Digits(Keys::new(keys))
}

/// One call: what the carrier would send and be told, and what was asked of the house.
pub struct Call {
    pub place: Place,
    pub settings: Settings,
    pub agent: AgentLine,
    pub can_save: bool,
    pub asked: Vec<Ask>,
    pub verbs: Vec<Verb>,
    step: u32,
    log: String,
}

impl Call {
    pub fn new() -> Self {
        Self {
            place: Place::default(),
            settings: settings(),
            agent: AgentLine::Nobody,
            can_save: true,
            asked: vec![],
            verbs: vec![],
            step: 0,
            log: String::new(),
        }
    }

    /// All events in turn; the transcript, for a snapshot.
    pub fn hold(mut self, events: &[Event]) -> String {
        for event in events {
            self.event(event);
        }
        self.log
    }

    /// One event, carried on until there are verbs. The place goes through JSON, as in a database row.
    pub fn event(&mut self, event: &Event) -> String {
        let _ = writeln!(self.log, "--- {}", told(event));
        let row = serde_json::to_string(&self.place).unwrap();
        let mut next = step(&serde_json::from_str(&row).unwrap(), event, &self.settings);
        for _ in 0..10 {
            match next {
                Step::Verbs { place, verbs } => {
                    self.step += 1;
                    let page = render(&verbs, self.step, &Carrier::default(), &self.settings);
                    let body = page.split_once('\n').unwrap().1;
                    self.log.push_str(body);
                    (self.place, self.verbs) = (place, verbs);
                    return page;
                }
                Step::Ask { place, ask } => {
                    let _ = writeln!(self.log, "house: {ask:?}");
                    let answer = self.find_out(&ask, place.language);
                    self.asked.push(ask);
                    next = step(&place, &Event::Answer(answer), &self.settings);
                }
            }
        }
        panic!("the flow asks the house without end");
    }

    fn find_out(&self, ask: &Ask, language: Language) -> Answer {
        let english = language == Language::English;
        let text = |id: &str, en: &str| if english { en } else { id }.to_owned();
        match ask {
            Ask::TicketStatus { number, pin } => {
                let right = number == NUMBER && pin.reveal() == PIN;
                Answer::Status(
                    right.then(|| text("Laporan Anda sedang dikerjakan.", "Your report is being worked on.")),
                )
            }
            Ask::Topics => Answer::Topics(vec![
                Topic { key: "ktp".into(), title: text("KTP elektronik", "identity cards") },
                Topic { key: "banjir".into(), title: text("banjir", "floods") },
            ]),
            Ask::Article { key } if key == "banjir" => Answer::Article(Some(text(
                "Saat banjir, matikan listrik & naik ke tempat tinggi. Untuk pertolongan, hubungi 112.",
                "In a flood, switch off the power & go to high ground. For help, call 112.",
            ))),
            Ask::Article { .. } => Answer::Article(None),
            Ask::OpenTicket(_) if self.can_save => {
                Answer::TicketOpened { number: "2611-000042-4".into(), pin: Keys::new(PIN), notice: None }
            }
            Ask::OpenTicket(_) => Answer::Failed,
            Ask::AddRecording(_) => Answer::RecordingAdded,
            Ask::AgentAvailable => Answer::Agent(self.agent.clone()),
        }
    }
}

fn told(event: &Event) -> String {
    match event {
        Event::Digits(keys) => format!("keys {}", keys.reveal()),
        Event::Recorded(recording) => format!("recorded {} s", recording.seconds),
        other => format!("{other:?}"),
    }
}
