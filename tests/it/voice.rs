//! The telephone, as the carrier sees it: forms in, TwiML out.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::TcpListener;

use actix_web::{App as Web, HttpRequest, HttpResponse, HttpServer, web};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sahut::config::Config;
use sahut::ids::{StaffId, TicketId};
use sahut::tickets::{self, Class, Filter, View};
use sahut::{articles, auth, conversations, outbox};
use sha1::Sha1;

use crate::story;
use crate::support::{House, city};

const TOKEN: &str = "9f86d081884c7d659a2feaa0c55ad015";
const CALLER: &str = "+6281298765432";
const SOUND: &[u8] = b"ID3\x03\x00\x00\x00\x00\x00\x21 what the caller said";
const VOICE: &str = "/channels/voice/twilio";

thread_local! {
    /// Where this story's carrier keeps recordings.
    static CARRIER: RefCell<String> = const { RefCell::new(String::new()) };
}

/// A carrier with recordings, and its account in the configuration.
fn carrier(config: &mut Config) {
    async fn recording(request: HttpRequest) -> HttpResponse {
        let expected = format!("Basic {}", STANDARD.encode(format!("AC1:{TOKEN}")));
        let shown = request.headers().get("authorization").and_then(|value| value.to_str().ok());
        if shown == Some(&expected) && request.path().rsplit('.').next() == Some("mp3") {
            HttpResponse::Ok().content_type("audio/mpeg").body(SOUND)
        } else {
            HttpResponse::Unauthorized().finish()
        }
    }
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let host = listener.local_addr().expect("an address").to_string();
    let server = HttpServer::new(|| Web::new().default_service(web::to(recording)))
        .workers(1)
        .disable_signals()
        .listen(listener)
        .expect("a carrier")
        .run();
    actix_web::rt::spawn(server);
    config.twilio_account_sid = Some("AC1".into());
    config.twilio_auth_token = Some(TOKEN.into());
    config.twilio_media_hosts.clone_from(&host);
    CARRIER.set(format!("http://{host}/2010-04-01/Accounts/AC1/Recordings"));
}

fn recording_url(sid: &str) -> String {
    CARRIER.with_borrow(|carrier| format!("{carrier}/{sid}"))
}

fn sid(letter: char) -> String {
    format!("RE{}", letter.to_string().repeat(32))
}

/// As Twilio's documentation says it.
fn signature(url: &str, fields: &[(&str, &str)]) -> String {
    let sorted: BTreeMap<&str, &str> = fields.iter().copied().collect();
    let mut signed = url.to_owned();
    for (name, value) in sorted {
        signed += name;
        signed += value;
    }
    let mut mac = Hmac::<Sha1>::new_from_slice(TOKEN.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// One call of one person.
struct Phone<'a> {
    house: &'a House,
    /// The node that answers.
    url: String,
    call: &'a str,
    from: &'a str,
    step: String,
}

impl<'a> Phone<'a> {
    fn new(house: &'a House, call: &'a str) -> Self {
        Self { house, url: house.url.clone(), call, from: CALLER, step: VOICE.to_owned() }
    }

    async fn post(&self, path: &str, more: &[(&str, &str)]) -> (u16, String) {
        let mut fields = vec![("CallSid", self.call), ("From", self.from), ("To", "+622130001122")];
        fields.extend(more);
        let url = format!("{}{path}", self.url);
        let signature = signature(&url, &fields);
        let answer = self.house.visitor();
        let request = answer.client.post(url).form(&fields).header("X-Twilio-Signature", signature);
        let answer = answer.answer(request).await;
        (answer.status, answer.text)
    }

    /// A request of the call itself, at the step that the last answer named.
    async fn ask(&mut self, more: &[(&str, &str)]) -> String {
        let (status, twiml) = self.post(&self.step.clone(), more).await;
        assert_eq!(status, 200, "{twiml}");
        if let Some((_, rest)) = twiml.split_once(&format!("{VOICE}?step=")) {
            let step: String = rest.chars().take_while(char::is_ascii_digit).collect();
            self.step = format!("{VOICE}?step={step}");
        }
        twiml
    }

    async fn dial(&mut self) -> String {
        self.ask(&[("CallStatus", "ringing"), ("Direction", "inbound")]).await
    }

    async fn press(&mut self, keys: &str) -> String {
        self.ask(&[("CallStatus", "in-progress"), ("Digits", keys)]).await
    }

    async fn ended(&self, status: &str) {
        let (code, text) = self.post(&format!("{VOICE}/status"), &[("CallStatus", status)]).await;
        assert_eq!(code, 204, "{text}");
    }
}

/// Digits of the first sentence that has this word.
fn digits_after(twiml: &str, word: &str) -> String {
    let sentence =
        twiml.lines().find(|line| line.contains(word)).unwrap_or_else(|| panic!("{word}: {twiml}"));
    let (_, rest) = sentence.split_once(word).unwrap();
    rest.chars().filter(char::is_ascii_digit).collect()
}

async fn agent(house: &House) -> StaffId {
    house.app.db.read(async |tx| auth::by_email(tx, city::AGENT).await).await.unwrap().unwrap().id
}

async fn reply(house: &House, ticket: i64, text: &str) {
    let by = agent(house).await;
    house
        .app
        .db
        .write(async |tx| outbox::reply(tx, &house.app.zone, TicketId(ticket), by, text, &[]).await)
        .await
        .unwrap();
}

/// Says a report; gives number, PIN and ticket.
async fn report(house: &House, call: &str) -> (String, String, i64) {
    let mut phone = Phone::new(house, call);
    phone.dial().await;
    let twiml = phone.press("1").await;
    assert!(twiml.contains("<Record"), "{twiml}");
    let url = recording_url(&sid('a'));
    let told = phone
        .ask(&[("CallStatus", "in-progress"), ("RecordingUrl", &url), ("RecordingDuration", "37")])
        .await;
    let (number, pin) = (digits_after(&told, "Nomor laporan Anda"), digits_after(&told, "PIN Anda"));
    assert_eq!((number.len(), pin.len()), (11, 6), "{told}");
    (number, pin, house.number("SELECT MAX(id) AS n FROM ticket").await)
}

story!(a_report_by_telephone_is_answered_by_telephone, carrier, async |house: &House| {
    let mut phone = Phone::new(house, "CA1");
    let greeting = phone.dial().await;
    assert!(greeting.contains("Selamat datang di Kota Tirtamaya"), "{greeting}");
    assert!(greeting.find("darurat").unwrap() < greeting.find("Untuk melapor").unwrap(), "{greeting}");
    phone.press("1").await;
    let url = recording_url(&sid('a'));
    let fields = [("CallStatus", "in-progress"), ("RecordingUrl", url.as_str()), ("RecordingDuration", "37")];
    let step = phone.step.clone();
    let told = phone.ask(&fields).await;
    // The carrier did not hear us and asks again: the same words, the same ticket.
    let (status, again) = phone.post(&step, &fields).await;
    assert_eq!((status, &again), (200, &told));
    let announced =
        [("RecordingUrl", url.as_str()), ("RecordingSid", &sid('a')), ("RecordingStatus", "completed")];
    assert_eq!(phone.post(&format!("{VOICE}/recording"), &announced).await.0, 204);
    assert!(house.number("SELECT COUNT(*) AS n FROM call_step").await > 0);
    phone.ended("completed").await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM call_step").await, 0, "answers speak PINs");
    // Both, once more, after the end.
    phone.post(&step, &fields).await;
    phone.post(&format!("{VOICE}/recording"), &announced).await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM call_step").await, 0);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM attachment").await, 1);

    // The recording is fetched from the carrier by a job.
    house.work().await;
    let ticket = house.number("SELECT id AS n FROM ticket").await;
    let files =
        house.app.db.read(async |tx| conversations::attachments(tx, TicketId(ticket)).await).await.unwrap();
    let key = files[0].file_key.as_deref().expect("a fetched recording");
    assert_eq!(house.app.files.get(key).await.unwrap(), SOUND);
    assert_eq!(files[0].media_type, "audio/mpeg");

    // An answer waits until the citizen asks for it.
    reply(house, ticket, "Petugas datang besok pagi pukul delapan.").await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE state = 'held'").await, 1);
    let mut later = Phone::new(house, "CA2");
    later.dial().await;
    later.press("2").await;
    assert!(later.press(&digits_after(&told, "Nomor laporan Anda")).await.contains("PIN"));
    let heard = later.press(&digits_after(&told, "PIN Anda")).await;
    assert!(heard.contains("Petugas datang besok pagi pukul delapan."), "{heard}");
    assert!(heard.contains("Sedang dikerjakan"), "{heard}");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE state = 'held'").await, 0);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);
});

/// An agent labels the report, a supervisor confirms: calls of this number are answered last.
async fn limit(house: &House, ticket: i64) {
    let label = [("kind", "prank"), ("note", "Tertawa, lalu menutup")];
    let labelled = house.staff(city::AGENT).await.post(&format!("/desk/{ticket}/person/label"), &label).await;
    assert_eq!(labelled.status, 200, "{}", labelled.text);
    let mark = house.number("SELECT id AS n FROM nuisance_mark").await;
    let path = format!("/admin/limits/mark/{mark}/confirm");
    assert_eq!(house.staff(city::SUPERVISOR).await.post(&path, &[]).await.status, 200);
}

story!(whoever_calls_under_a_limit_hears_it, carrier, async |house: &House| {
    let (_, _, first) = report(house, "CA0").await;
    limit(house, first).await;
    let told = "SELECT COUNT(*) AS n FROM nuisance_limit WHERE told_at IS NOT NULL";
    // Who hangs up while speaking is taken in, and was told nothing.
    let mut gone = Phone::new(house, "CA1");
    gone.dial().await;
    gone.press("1").await;
    let url = recording_url(&sid('b'));
    let hung_up = [
        ("CallStatus", "completed"),
        ("Digits", "hangup"),
        ("RecordingUrl", url.as_str()),
        ("RecordingDuration", "4"),
    ];
    gone.ask(&hung_up).await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM nuisance_limited").await, 1);
    assert_eq!(house.number(told).await, 0);
    // In every call, behind the number; on the page of the report it is written how to object.
    for call in ["CA2", "CA3"] {
        let mut phone = Phone::new(house, call);
        phone.dial().await;
        phone.press("1").await;
        let url = recording_url(&sid('c'));
        let heard = phone
            .ask(&[("CallStatus", "in-progress"), ("RecordingUrl", &url), ("RecordingDuration", "37")])
            .await;
        let (pin, notice) = (heard.find("PIN Anda"), heard.find("dijawab sesudah yang lain sampai"));
        assert!(pin.is_some() && notice > pin, "{heard}");
        assert_eq!(house.number(told).await, 1);
    }
    let written = "SELECT COUNT(*) AS n FROM message WHERE direction = 'out' AND body LIKE '%/appeal/%'";
    // Each call has a report of its own, and it stands on the page of each.
    assert_eq!(house.number(written).await, 2);
    // An emergency is no matter for limits.
    let mut fire = Phone::new(house, "CA4");
    fire.dial().await;
    fire.press("5").await;
    fire.ended("completed").await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM nuisance_limited").await, 3);
    house.work().await;
});

story!(a_mistyped_number_and_a_wrong_pin, carrier, async |house: &House| {
    let (number, pin, _) = report(house, "CA1").await;
    house.work().await;
    let mut phone = Phone::new(house, "CA2");
    phone.dial().await;
    phone.press("2").await;
    let swapped = format!("{}{}", &number[..10], (number.as_bytes()[10] - b'0' + 1) % 10);
    assert!(phone.press(&swapped).await.contains("salah ketik"));
    phone.press(&number).await;
    let wrong = if pin == "000000" { "000001" } else { "000000" };
    let refused = phone.press(wrong).await;
    assert!(refused.contains("tidak cocok") && !refused.contains("Laporan 26"), "{refused}");
    phone.press(&number).await;
    let led_on = phone.press(&pin).await;
    assert!(led_on.contains("Laporan 26"), "{led_on}");
});

story!(an_answer_from_the_knowledge_base, carrier, async |house: &House| {
    report(house, "CA0").await;
    house.work().await;
    let mut phone = Phone::new(house, "CA1");
    phone.dial().await;
    let topics = phone.press("3").await;
    assert!(topics.contains("Tekan 8 untuk"), "{topics}");
    let heard = phone.press("1").await;
    let all = house.app.db.read(async |tx| articles::all(tx, "id").await).await.unwrap();
    let plain = heard
        .replace("<say-as interpret-as=\"digits\">", "")
        .replace("</say-as>", "")
        .replace("&quot;", "\"");
    let start = |text: &str| text.chars().take(40).collect::<String>();
    let article = all.iter().find(|article| plain.contains(&start(&article.spoken)));
    assert!(article.is_some_and(|article| topics.contains(&article.title)), "{heard}");
    // In English, too.
    let mut english = Phone::new(house, "CA2");
    english.dial().await;
    assert!(english.press("9").await.contains("To report something, press 1") || english.step.ends_with('2'));
    assert!(english.press("3").await.contains("Press 1 for"));
});

story!(an_emergency_calls_112_and_stands_first, carrier, async |house: &House| {
    report(house, "CA0").await;
    house.work().await;
    let mut phone = Phone::new(house, "CA1");
    phone.dial().await;
    let twiml = phone.press("5").await;
    assert!(twiml.contains("<Number>112</Number>"), "{twiml}");
    // They hang up while it rings: they are called back all the same.
    phone.ended("completed").await;
    phone.ended("completed").await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 2);
    let by = agent(house).await;
    let queue = house
        .app
        .db
        .read(async |tx| tickets::list(tx, by, View::Open, &Filter::default(), None, 10).await)
        .await
        .unwrap();
    assert_eq!(queue[0].class, Class::Emergency);
    assert_eq!((queue[0].rank, queue[0].priority), (0, 1));
    assert!(queue[0].subject.contains("darurat"), "{}", queue[0].subject);
});

story!(a_hang_up_while_speaking_loses_nothing, carrier, async |house: &House| {
    // The carrier's own request tells of the recording.
    let mut phone = Phone::new(house, "CA1");
    phone.dial().await;
    phone.press("1").await;
    let url = recording_url(&sid('b'));
    phone
        .ask(&[
            ("CallStatus", "completed"),
            ("Digits", "hangup"),
            ("RecordingUrl", &url),
            ("RecordingDuration", "4"),
        ])
        .await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM call_step").await, 0);
    phone.ended("completed").await;

    // Only the callbacks do, in either order.
    for (call, letter, early) in [("CA2", 'c', true), ("CA3", 'd', false)] {
        let mut phone = Phone::new(house, call);
        phone.dial().await;
        phone.press("1").await;
        let (url, sid) = (recording_url(&sid(letter)), sid(letter));
        let fields = [
            ("RecordingUrl", url.as_str()),
            ("RecordingSid", sid.as_str()),
            ("RecordingStatus", "completed"),
            ("RecordingDuration", "9"),
        ];
        let before = house.number("SELECT COUNT(*) AS n FROM ticket").await;
        if early {
            assert_eq!(phone.post(&format!("{VOICE}/recording"), &fields).await.0, 204);
        }
        phone.ended("completed").await;
        if !early {
            assert_eq!(phone.post(&format!("{VOICE}/recording"), &fields).await.0, 204);
        }
        phone.post(&format!("{VOICE}/recording"), &fields).await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, before + 1, "{call}");
    }
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM attachment").await, 3);
    house.work().await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM attachment WHERE state = 'stored'").await, 3);
});

story!(somebody_else_than_the_carrier, carrier, async |house: &House| {
    let url = format!("{}{VOICE}", house.url);
    let fields = [("CallSid", "CA1"), ("From", CALLER), ("CallStatus", "ringing")];
    let right = signature(&url, &fields);
    let client = house.visitor().client;
    let send = async |path: &str, signature: Option<&str>, fields: &[(&str, &str)]| {
        let mut request = client.post(format!("{}{path}", house.url)).form(fields);
        if let Some(signature) = signature {
            request = request.header("X-Twilio-Signature", signature);
        }
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(send(VOICE, None, &fields).await, 403);
    assert_eq!(send(VOICE, Some("AAAA"), &fields).await, 403);
    assert_eq!(send(&format!("{VOICE}?step=1"), Some(&right), &fields).await, 403);
    assert_eq!(send(&format!("{VOICE}/status"), Some(&right), &fields).await, 403);
    assert_eq!(send(&format!("{VOICE}/recording"), Some(&right), &fields).await, 403);
    let other = [("CallSid", "CA1"), ("From", "+6281200000000"), ("CallStatus", "ringing")];
    assert_eq!(send(VOICE, Some(&right), &other).await, 403);
    for table in [
        "SELECT COUNT(*) AS n FROM call",
        "SELECT COUNT(*) AS n FROM inbox",
        "SELECT COUNT(*) AS n FROM reject",
    ] {
        assert_eq!(house.number(table).await, 0, "{table}");
    }
    assert_eq!(send(VOICE, Some(&right), &fields).await, 200);
});

story!(without_a_token_nobody_is_the_carrier, async |house: &House| {
    let (status, _) = Phone::new(house, "CA1").post(VOICE, &[("CallStatus", "ringing")]).await;
    assert_eq!(status, 403);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM call").await, 0);
});

story!(what_cannot_be_read_waits_for_a_person, carrier, async |house: &House| {
    let mut phone = Phone::new(house, "CA1");
    phone.dial().await;
    let (status, _) = phone.post(&format!("{VOICE}/status"), &[("CallStatus", "teleported")]).await;
    assert_eq!(status, 204);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM reject WHERE state = 'waiting'").await, 1);
    // A form without a call, signed; what was typed is not kept.
    let (status, _) = Phone { call: "", ..Phone::new(house, "") }.post(VOICE, &[("Digits", "482913")]).await;
    assert_eq!(status, 400);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM reject WHERE state = 'waiting'").await, 2);
    let raw = house.app.db.read(async |tx| sahut::intake::rejected(tx, None, 10).await).await.unwrap();
    for line in raw {
        let (_, bytes) = sahut::intake::raw_of(&house.app, line.id).await.unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("482913"));
    }
    // The call goes on as if nothing had been.
    assert!(phone.press("2").await.contains("nomor laporan"));
});

fn with_an_agent(config: &mut Config) {
    carrier(config);
    config.voice_agent_number = Some("+622130009999".into());
}

story!(an_agent_is_called, with_an_agent, async |house: &House| {
    let mut phone = Phone::new(house, "CA1");
    phone.dial().await;
    assert!(phone.press("0").await.contains("<Number>+622130009999</Number>"));
    let busy = phone.ask(&[("CallStatus", "in-progress"), ("DialCallStatus", "no-answer")]).await;
    assert!(busy.contains("<Record"), "{busy}");
});

story!(a_hidden_number_leaves_one_to_call_back, carrier, async |house: &House| {
    let mut phone = Phone { from: "anonymous", ..Phone::new(house, "CA1") };
    phone.dial().await;
    phone.press("1").await;
    phone.ask(&[("CallStatus", "in-progress")]).await;
    phone.ask(&[("CallStatus", "in-progress")]).await;
    let told = phone.press("081234567890").await;
    assert_eq!(digits_after(&told, "PIN Anda").len(), 6, "{told}");
    let ticket = house.number("SELECT id AS n FROM ticket").await;
    let ticket = house.app.db.read(async |tx| tickets::get(tx, TicketId(ticket)).await).await.unwrap();
    assert!(ticket.body.contains("+6281234567890"), "{}", ticket.body);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM identity").await, 0, "a typed number proves nothing");
});

story!(a_request_that_comes_twice_at_once, carrier, async |house: &House| {
    let mut phone = Phone::new(house, "CA1");
    phone.dial().await;
    phone.press("1").await;
    let url = recording_url(&sid('a'));
    let fields = [("CallStatus", "in-progress"), ("RecordingUrl", url.as_str()), ("RecordingDuration", "5")];
    let all = (0..6).map(|_| phone.post(&phone.step, &fields));
    let told = futures_util::future::join_all(all).await;
    assert!(told.iter().all(|(status, twiml)| *status == 200 && *twiml == told[0].1), "{told:?}");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);
    house.work().await;
});

story!(the_database_is_away_in_the_middle_of_a_call, carrier, async |house: &House| {
    let node = house.another_node().await;
    let mut phone = Phone::new(house, "CA1");
    phone.dial().await;
    phone.press("1").await;
    node.lose_database().await;
    let url = recording_url(&sid('a'));
    let fields = [("CallStatus", "in-progress"), ("RecordingUrl", url.as_str()), ("RecordingDuration", "5")];
    phone.url.clone_from(&node.url);
    assert_eq!(phone.post(&phone.step, &fields).await.0, 503);
    // The carrier comes again, through the fallback address: the call goes on where it stood.
    phone.url.clone_from(&house.url);
    let failed = format!("{}{}", node.url, phone.step);
    let again = [&fields[..], &[("ErrorCode", "11200"), ("ErrorUrl", &failed)]].concat();
    let (status, told) = phone.post(VOICE, &again).await;
    assert_eq!(status, 200, "{told}");
    assert_eq!(digits_after(&told, "PIN Anda").len(), 6, "{told}");
    assert_eq!(phone.post(VOICE, &again).await.1, told);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);
    house.work().await;
    node.close().await;

    // A question that failed is asked again, and its keys count anew.
    let mut phone = Phone::new(house, "CA2");
    phone.dial().await;
    phone.press("2").await;
    let failed = format!("{}{VOICE}?step=2", house.url);
    let asked = phone.ask(&[("CallStatus", "in-progress"), ("Digits", "*")]).await;
    assert!(asked.contains("Untuk melapor"), "{asked}");
    phone.step = VOICE.to_owned();
    let asked =
        phone.ask(&[("CallStatus", "in-progress"), ("ErrorCode", "11205"), ("ErrorUrl", &failed)]).await;
    assert!(asked.contains("Untuk melapor"), "{asked}");
    assert!(phone.press("3").await.contains("Tekan 1 untuk"));
});
