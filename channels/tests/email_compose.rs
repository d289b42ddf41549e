//! Our letters: what they look like, and that our own reader understands them.

use channels::email::{Ours, Sender, Smtp, SmtpConfig, compose, parse, thread};
use channels::{Attachment, Channel, Content, Identity, InboundKind, Outbound, SendError};
use proptest::prelude::*;

/// Tuesday, 3 November 2026, 03:15:00 UTC.
const AT: i64 = 1_793_675_700_000;

fn sender() -> Sender {
    Sender { address: "hotline@kota.test".into(), name: "Hotline Kota, \"112\" – Résponsif".into() }
}

fn stranger() -> Ours {
    Ours { domain: "other.test".into(), addresses: vec!["siti@example.net".into()], ..Ours::default() }
}

fn answer() -> Outbound {
    Outbound {
        channel: Channel::Email,
        to: Identity::Email("siti@example.net".into()),
        to_name: Some("Siti Aminah".into()),
        thread_key: None,
        subject: Some("Re: [2611-000042-7] Jalan rusak – RT 05".into()),
        text: "Selamat siang,\n\nlubang <itu> kami tutup besok. Lihat https://kota.test/lacak?n=1&p=2.\nSalam\n\n> Ada lubang\n> di jalan".into(),
        attachments: Vec::new(),
        message_id: thread::message_id(12, 3, "sahut.kota.test"),
        references: vec!["reply.1@example.net".into(), "c12.1@sahut.kota.test".into(), "plain.1@example.net".into()],
        reply_to: None,
        return_path: None,
        automatic: false,
        unsubscribe: None,
        language: "id".into(),
    }
}

fn written(out: &Outbound) -> Vec<u8> {
    compose(out, &sender(), AT).unwrap().formatted()
}

/// With the boundaries, which are made of what is said, named by their order.
fn steady(raw: &[u8]) -> String {
    let mut text = String::from_utf8(raw.to_vec()).unwrap().replace('\r', "");
    let boundaries: Vec<String> = text
        .split("boundary=\"")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
        .collect();
    for (index, boundary) in boundaries.iter().enumerate() {
        text = text.replace(boundary.as_str(), &format!("BOUNDARY-{index}"));
    }
    text
}

#[test]
fn a_second_try_says_the_same() {
    assert_eq!(written(&answer()), written(&answer()));
    let other = Outbound { text: "Lain.".into(), ..answer() };
    assert_ne!(written(&answer()), written(&other));
}

#[test]
fn an_answer_looks_like_this() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("data/email/snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_snapshot!("composed-answer", steady(&written(&answer()))));
    let notice = Outbound { automatic: true, language: "en".into(), references: Vec::new(), ..answer() };
    settings.bind(|| insta::assert_snapshot!("composed-notice", steady(&written(&notice))));
}

#[test]
fn emphasis_is_shown_where_staff_typed_it() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("data/email/snapshots");
    settings.set_prepend_module_to_snapshot(false);
    let text = "Halo *Bu <Siti>*,\n\nkami datang _besok, **pasti**_: *https://kota.test/a_b_c?x=1&y=2*.\n\n\
                2 * 3 * 4, nama_berkas.pdf\n> *lama*";
    let answer = Outbound { text: text.into(), ..answer() };
    settings.bind(|| insta::assert_snapshot!("composed-emphasis", steady(&written(&answer))));
    let notice = String::from_utf8(written(&Outbound { automatic: true, ..answer })).unwrap();
    assert!(!notice.contains("<strong>") && !notice.contains("<em>"), "a machine quotes what others wrote");
}

#[test]
fn an_answer_is_read_back() {
    let mut out = answer();
    out.attachments = vec![
        Attachment {
            name: "bukti – foto.png".into(),
            media_type: "image/png".into(),
            content: Content::Bytes(b"\x89PNG\r\n\x1a\n....".to_vec()),
        },
        Attachment {
            name: "a".repeat(119),
            media_type: "no type".into(),
            content: Content::Bytes(Vec::new()),
        },
        Attachment {
            name: "surat.eml".into(),
            media_type: "message/rfc822".into(),
            content: Content::Bytes(b"Subject: x\r\n\r\ny\r\n".to_vec()),
        },
    ];
    let inbound = parse(&written(&out), &stranger());
    assert_eq!(inbound.kind, InboundKind::Message);
    assert_eq!(inbound.from, Identity::Email("hotline@kota.test".into()));
    assert_eq!(inbound.from_name.as_deref(), Some(sender().name.as_str()));
    assert_eq!(inbound.subject, out.subject);
    assert_eq!(inbound.text, out.text);
    assert_eq!(inbound.sent_at, Some(AT));
    assert_eq!(inbound.external_id, out.message_id);
    assert_eq!(inbound.thread.references, out.references);
    assert_eq!(inbound.language.as_deref(), Some("id"));
    assert_eq!(inbound.remarks, [] as [String; 0]);
    let names: Vec<&str> = inbound.attachments.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["bukti – foto.png", &"a".repeat(119), "surat.eml"]);
    for (sent, came) in out.attachments.iter().zip(&inbound.attachments) {
        assert_eq!(sent.content, came.content, "{}", sent.name);
    }
    let html = inbound.html.unwrap();
    assert!(html.contains("lubang &lt;itu&gt;"));
    assert!(html.contains("href=\"https://kota.test/lacak?n=1&amp;p=2\""));
    // Come back to us, it is ours.
    let ours = Ours { domain: "sahut.kota.test".into(), ..Ours::default() };
    assert_eq!(parse(&written(&answer()), &ours).kind, InboundKind::Automatic);
}

#[test]
fn a_notice_is_automatic_and_nobody_answers_it() {
    let notice = Outbound { automatic: true, ..answer() };
    let letter = compose(&notice, &sender(), AT).unwrap();
    assert_eq!(letter.envelope().from(), None);
    assert_eq!(parse(&letter.formatted(), &stranger()).kind, InboundKind::Automatic);
    let letter = compose(&answer(), &sender(), AT).unwrap();
    assert_eq!(letter.envelope().from().map(ToString::to_string).as_deref(), Some("hotline@kota.test"));
}

#[test]
fn what_cannot_be_a_letter_is_refused() {
    let wrong = [
        Outbound { to: Identity::Unknown, ..answer() },
        Outbound { to: Identity::Email("siti@example.net\r\nBcc: all@example.net".into()), ..answer() },
        Outbound { message_id: "two words@x".into(), ..answer() },
        Outbound { message_id: "a@x>\r\nBcc: <all@example.net".into(), ..answer() },
        Outbound {
            attachments: vec![Attachment {
                name: "x".into(),
                media_type: "a/b".into(),
                content: Content::Remote { reference: "r".into(), size: None },
            }],
            ..answer()
        },
        Outbound {
            attachments: vec![Attachment {
                name: "x".into(),
                media_type: "a/b".into(),
                content: Content::Bytes(vec![0; 20 * 1024 * 1024]),
            }],
            ..answer()
        },
    ];
    for out in wrong {
        assert!(
            matches!(compose(&out, &sender(), AT), Err(SendError::Refused { .. })),
            "{:?} {}",
            out.to,
            out.message_id
        );
    }
}

#[test]
fn headers_cannot_be_smuggled_in() {
    let out = Outbound {
        subject: Some("Halo\r\nBcc: all@example.net\r\n\r\nbody".into()),
        to_name: Some("Siti\r\nX-Evil: 1".into()),
        references: vec![
            "a@b>\r\nX-Evil: 1".into(),
            "fine@example.net".into(),
            "aksara-é@example.net".into(),
        ],
        text: "From: x\r\n.\r\nX-Evil: 1".into(),
        ..answer()
    };
    let letter = compose(&out, &sender(), AT).unwrap();
    assert_eq!(letter.envelope().to().len(), 1);
    let raw = written(&out);
    let head = String::from_utf8(raw).unwrap();
    let head = head.split("\r\n\r\n").next().unwrap();
    assert!(!head.contains("\nBcc") && !head.contains("\nX-Evil"), "{head}");
    assert_eq!(parse(&written(&out), &stranger()).thread.references, ["fine@example.net"]);
}

#[test]
fn long_threads_keep_first_and_newest() {
    let references: Vec<String> = (0..300).map(|n| format!("{n}.{}@example.net", "x".repeat(60))).collect();
    let raw = written(&Outbound { references: references.clone(), ..answer() });
    assert!(String::from_utf8(raw.clone()).unwrap().lines().all(|line| line.len() < 998));
    let found = parse(&raw, &stranger()).thread.references;
    assert_eq!(found.len(), 20);
    assert_eq!(found[..19], references[..19]);
    assert_eq!(found[19], references[299]);
}

#[test]
fn news_end_at_one_press() {
    let link = format!("https://lapor.kota.test/follow/{}/end", "a1b2".repeat(20));
    let head = |link: &str| {
        let raw = written(&Outbound { unsubscribe: Some(link.to_owned()), ..answer() });
        String::from_utf8(raw).unwrap().split("\r\n\r\n").next().unwrap().replace("\r\n ", " ")
    };
    let found = head(&link);
    assert!(found.contains(&format!("List-Unsubscribe: <{link}>\r\n")), "{found}");
    assert!(found.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{found}");
    // In clear nobody presses once; and nothing breaks out of the header.
    assert!(!head("http://127.0.0.1/follow/1.a/end").contains("List-Unsubscribe-Post"));
    for evil in ["https://a.test/>,<mailto:x@y.test", "https://a.test/\r\nBcc: x@y.test", ""] {
        assert!(!head(evil).contains("List-Unsubscribe"), "{evil}");
    }
}

#[test]
fn extreme_dates_are_dates() {
    for at in [i64::MIN, -1, 0, i64::MAX] {
        assert!(
            String::from_utf8(compose(&answer(), &sender(), at).unwrap().formatted())
                .unwrap()
                .contains("\r\nDate: ")
        );
    }
}

#[tokio::test]
async fn a_folder_takes_letters() {
    let folder = std::env::temp_dir().join(format!("sahut-mail-{}", std::process::id()));
    let smtp =
        Smtp::connect(&SmtpConfig { url: format!("file://{}", folder.display()).into(), ca_file: None })
            .unwrap();
    smtp.check().await.unwrap();
    let receipt = smtp.send(&answer(), &sender(), AT).await.unwrap();
    assert_eq!(receipt.provider_id, "c12.3@sahut.kota.test");
    let files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1);
    assert!(files[0].extension().is_some_and(|end| end == "eml"));
    assert_eq!(parse(&std::fs::read(&files[0]).unwrap(), &stranger()).text, answer().text);
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(smtp.check().await.is_err());
    assert!(matches!(smtp.send(&answer(), &sender(), AT).await, Err(SendError::Later { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// What we say arrives as we said it, whatever it is.
    #[test]
    fn any_answer_is_read_back(text in "(\\PC{0,30}\n?){0,8}", subject in "\\PC{0,60}", name in "\\PC{0,30}") {
        let out = Outbound { text, subject: Some(subject), to_name: Some(name), ..answer() };
        let inbound = parse(&written(&out), &stranger());
        let lines = |text: &str| -> Vec<String> { text.trim_end().lines().map(|line| line.trim_end().to_owned()).collect() };
        let said: String = out.text.chars().filter(|c| *c != '\u{feff}' && (!c.is_control() || *c == '\n')).collect();
        prop_assert_eq!(lines(&inbound.text), lines(&said));
        prop_assert_eq!(inbound.external_id, out.message_id);
        prop_assert_eq!(inbound.kind, InboundKind::Message);
    }
}
