//! A call that left a report, as a message.

use super::Language;
use super::flow::Report;
use super::twilio::request::CallRequest;
use crate::{Attachment, Channel, Content, Identity, Inbound, InboundKind, Thread};

/// What a caller left, in the house's words. One report a call, so its external id is `call:<CallSid>` and
/// a repeated request is the same message.
///
/// `call` is any request of that call. The recording is only named; a job fetches it with
/// [`super::fetch_recording`].
pub fn inbound(call: &CallRequest, report: &Report, language: Language) -> Inbound {
    let from = call.from.clone().map_or(Identity::Unknown, Identity::Phone);
    Inbound {
        channel: Channel::Voice,
        external_id: format!("call:{}", call.call_sid),
        from,
        from_name: None,
        language: Some(language.code().into()),
        sent_at: None,
        thread: Thread { key: Some(call.call_sid.clone()), ..Thread::default() },
        kind: InboundKind::Message,
        subject: Some(subject(report, language).into()),
        text: text(call, report, language),
        html: None,
        attachments: report.recording.iter().map(|r| recording(&r.url)).collect(),
        place: None,
        also_known_as: vec![],
        remarks: remarks(call, report),
        mail: None,
    }
}

/// Carriers give the address without an ending, which means WAV; with `.mp3` the same is a tenth as large.
fn recording(url: &str) -> Attachment {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    let (reference, file, media_type) = match name.rsplit_once('.') {
        Some((_, "mp3")) => (url.to_owned(), "rekaman.mp3", "audio/mpeg"),
        None if path.len() == url.len() => (format!("{url}.mp3"), "rekaman.mp3", "audio/mpeg"),
        // Another ending, or a query (a signed address), is not touched.
        _ => (url.to_owned(), "rekaman.wav", "audio/wav"),
    };
    Attachment {
        name: file.into(),
        media_type: media_type.into(),
        content: Content::Remote { reference, size: None },
    }
}

const fn subject(report: &Report, language: Language) -> &'static str {
    match (language, report.emergency, report.recording.is_some()) {
        (Language::Indonesian, true, _) => "Panggilan darurat lewat telepon",
        (Language::Indonesian, false, true) => "Laporan lewat telepon",
        (Language::Indonesian, false, false) => "Minta ditelepon kembali",
        (Language::English, true, _) => "Emergency call by telephone",
        (Language::English, false, true) => "Report by telephone",
        (Language::English, false, false) => "Asks to be called back",
    }
}

fn text(call: &CallRequest, report: &Report, language: Language) -> String {
    let number = report.callback.as_deref().or(call.from.as_deref());
    let length = report
        .recording
        .as_ref()
        .map(|recording| format!("{}:{:02}", recording.seconds / 60, recording.seconds % 60));
    let sentences = match language {
        Language::Indonesian => [
            report.emergency.then(|| "Penelepon memilih keadaan darurat.".to_owned()),
            Some(match length {
                Some(length) => format!("Pesan suara, {length}."),
                None => "Tidak ada suara yang terekam.".into(),
            }),
            number.filter(|_| report.recording.is_none()).map(|n| format!("Telepon kembali: {n}.")),
        ],
        Language::English => [
            report.emergency.then(|| "The caller chose the emergency line.".to_owned()),
            Some(match length {
                Some(length) => format!("Voice message, {length}."),
                None => "No voice was recorded.".into(),
            }),
            number.filter(|_| report.recording.is_none()).map(|n| format!("Call back: {n}.")),
        ],
    };
    sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn remarks(call: &CallRequest, report: &Report) -> Vec<String> {
    let mut remarks = Vec::new();
    if call.from.is_none() {
        remarks.push("The caller's number was withheld.".into());
    }
    if report.callback.is_some() {
        remarks.push("The number to call back was typed by the caller and is not proven.".into());
    }
    remarks
}
