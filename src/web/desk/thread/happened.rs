//! What was done to a ticket, in words and with a picture.

use std::borrow::Cow;

use channels::Channel;
use fluent_bundle::FluentArgs;

use crate::ids::{AgencyId, CategoryId};
use crate::tickets::life::{Refusal, Step};
use crate::tickets::{Entry as Event, EventKind, Status};
use crate::web::Shell;
use crate::web::desk::chrome::Names;
use crate::web::desk::parts::{self, Icon};
use crate::web::desk::undelivered;

/// The picture of a step says which way it went.
pub fn icon(event: &Event) -> Icon {
    parts::icon(match event.kind {
        EventKind::Status => match Step::parse(event.text("step")) {
            Some(Step::Verify | Step::Accept | Step::Answer | Step::Confirm) => "check",
            Some(Step::AskCitizen | Step::AwaitOther) => "pause",
            Some(Step::Resume | Step::Start) => "play",
            Some(Step::Dispute | Step::Undelivered) => "warning",
            Some(Step::Wrote | Step::Complete | Step::Reopen) => "reply",
            Some(Step::Merge | Step::Unmerge) => "copy",
            Some(Step::Close | Step::Lapse) => "lock",
            Some(Step::Reject | Step::Decline) => "cross",
            Some(Step::Refer) | None => "half",
        },
        EventKind::Opened => "inbox",
        EventKind::Assigned => "user",
        EventKind::Referred => "agency",
        EventKind::Reclassified | EventKind::Suggested | EventKind::Routed | EventKind::Weighed => "tag",
        EventKind::Supported => "users",
        EventKind::ByMail => "mail",
        EventKind::Located => "pin",
        EventKind::Joined => "reply",
        EventKind::Undelivered | EventKind::Escalated => "warning",
        EventKind::Rated => "star",
        EventKind::PutAside => "pause",
        EventKind::Woke => "play",
        EventKind::HandedOver => "note",
        EventKind::Hidden | EventKind::Erased => "mask",
        EventKind::Related => "copy",
    })
}

/// What the citizen said with their verdict, as the history tells it.
pub fn said_with(event: &Event) -> Option<&str> {
    Some(event.text("words")).filter(|words| event.kind == EventKind::Rated && !words.is_empty())
}

pub fn words(shell: &Shell, names: &Names, event: &Event, who: &str) -> String {
    let t = shell.t;
    let mut args = FluentArgs::new();
    args.set("who", who.to_owned());
    let mut key = Cow::Owned(format!("desk-event-{}", event.kind.code()));
    let reason = event.text("reason");
    match event.kind {
        EventKind::Opened => {
            let channel = Channel::parse(event.text("channel")).unwrap_or(Channel::Api);
            args.set("channel", parts::channel_word(t, channel));
        }
        EventKind::Status => {
            let to = Status::parse(event.text("to"));
            args.set("to", to.map_or_else(String::new, |to| parts::status_word(t, to)));
            let step = event.text("step");
            if !step.is_empty() {
                key = format!("desk-event-step-{}", step.replace('_', "-")).into();
            }
            match Refusal::parse(event.text("refusal")) {
                Some(refusal) => args.set("why", t.say(&format!("refusal-{refusal}")).into_owned()),
                // Told of a past that knew no kinds of reasons.
                None if step == Step::Reject.code() => key = "desk-event-step-reject-plain".into(),
                None => {}
            }
            // What the house itself wrote down has words of its own.
            if matches!(reason, "citizen-wrote" | "citizen-disputes" | "undelivered") {
                key = format!("desk-event-{reason}").into();
            }
        }
        EventKind::Assigned if !event.text("left").is_empty() => {
            key = "desk-event-left".into();
            args.set("left", event.text("left").to_owned());
        }
        EventKind::Assigned if event.text("to").is_empty() && event.staff_id.is_none() => {
            key = "desk-event-freed".into();
        }
        EventKind::Assigned if event.text("to").is_empty() => key = "desk-event-released".into(),
        EventKind::Assigned if event.staff_id.is_none() => {
            key = "desk-event-handed-out".into();
            args.set("to", event.text("to").to_owned());
        }
        EventKind::Assigned if event.text("to") == who => key = "desk-event-took".into(),
        EventKind::Weighed if event.text("to").is_empty() => key = "desk-event-weighed-not".into(),
        EventKind::Assigned | EventKind::Weighed => args.set("to", event.text("to").to_owned()),
        EventKind::Referred => {
            if event.data.0.get("declined").is_some() {
                key = "desk-event-declined".into();
            } else if event.data.0.get("taken_back").is_some() {
                key = "desk-event-refer-back".into();
            }
            args.set("to", names.agency(AgencyId(event.number("to").unwrap_or_default())));
        }
        EventKind::Reclassified => {
            let class = |name: &str| event.data.0.get(name).and_then(|it| it.get("class")?.as_str());
            if class("was") == Some("emergency") && class("now") != Some("emergency") {
                key = "desk-event-calmed".into();
            }
            args.set("to", names.category(CategoryId(event.number("to").unwrap_or_default())));
        }
        EventKind::Suggested => {
            let category = CategoryId(event.number("to").unwrap_or_default());
            args.set("to", names.category(category));
            args.set("share", event.number("percent").unwrap_or_default());
            args.set("area", event.text("area").to_owned());
            if !event.text("area").is_empty() {
                key = "desk-event-area-read".into();
            } else if event.staff_id.is_none() {
                key = "desk-event-filed-by-words".into();
            }
        }
        EventKind::Routed => {
            args.set("rule", event.text("rule").to_owned());
            if reason == "area" {
                key = "desk-event-routed-area".into();
                args.set("area", event.text("area").to_owned());
                args.set("agency", names.agency(AgencyId(event.number("agency").unwrap_or_default())));
            }
        }
        EventKind::PutAside => {
            args.set("until", shell.moment(&event.number("until").unwrap_or_default()));
        }
        EventKind::Woke if event.staff_id.is_some() => key = "desk-event-woken".into(),
        EventKind::Undelivered if !event.text("what").is_empty() => {
            key = format!("desk-event-undelivered-{}", event.text("what")).into();
        }
        EventKind::Joined
        | EventKind::Undelivered
        | EventKind::HandedOver
        | EventKind::Hidden
        | EventKind::Erased
        | EventKind::Woke => {}
        EventKind::Escalated => {
            args.set("clock", t.say(&format!("clock-{}", event.text("clock"))).into_owned());
            args.set("to", t.say(&format!("rung-{}", event.text("rung"))).into_owned());
        }
        EventKind::Supported | EventKind::ByMail => {
            key = format!("desk-event-{}-{}", event.kind, event.text("deed")).into();
            args.set("agency", names.agency(AgencyId(event.number("agency").unwrap_or_default())));
        }
        EventKind::Located => {
            key = format!("desk-event-located-{}", event.text("deed")).into();
            for side in ["from", "to"] {
                let place = Some(event.text(side)).filter(|place| !place.is_empty());
                args.set(side, place.map_or_else(|| t.say("place-nowhere").into_owned(), str::to_owned));
            }
        }
        EventKind::Rated => args.set("score", event.number("score").unwrap_or_default()),
        EventKind::Related => {
            key = format!("desk-event-related-{}", event.text("what")).into();
            args.set("other", event.text("other").to_owned());
            args.set("n", event.number("n").unwrap_or_default());
        }
    }
    let mut words = t.with_args(&key, Some(&args)).into_owned();
    let error = undelivered::words(t, event.text("error"));
    for more in [reason, error.as_str()] {
        if !more.is_empty() && !key.ends_with(more) {
            words.push_str(": ");
            words.push_str(more);
        }
    }
    words
}
