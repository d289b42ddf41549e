//! Difficult letters. Each becomes an `Inbound`, looked at once by a person and kept as a snapshot in
//! `data/email/snapshots/`. Small letters are files in `data/email/`; those whose bytes matter or whose
//! size is the point are made here.

use std::path::Path;
use std::time::{Duration, Instant};

use channels::email::{Ours, parse};
use channels::{Content, Identity, Inbound, InboundKind, limits};
use proptest::prelude::*;
use serde_json::{Value, json};

fn ours() -> Ours {
    Ours {
        domain: "sahut.kota.test".into(),
        addresses: vec!["hotline@kota.test".into()],
        checked_by: "mx.kota.test".into(),
    }
}

fn read(raw: &[u8]) -> Inbound {
    parse(raw, &ours())
}

/// The envelope with bytes shortened to their count and beginning.
fn shown(inbound: &Inbound) -> Value {
    let mut value = serde_json::to_value(inbound).unwrap();
    for (file, shown) in inbound.attachments.iter().zip(value["attachments"].as_array_mut().unwrap()) {
        if let Content::Bytes(bytes) = &file.content {
            let begins = String::from_utf8_lossy(&bytes[..bytes.len().min(24)]).into_owned();
            shown["content"] = json!({ "bytes": bytes.len(), "begins": begins });
        }
    }
    value.as_object_mut().unwrap().remove("mail");
    for empty in ["language", "place", "also_known_as", "channel", "from_name", "html", "sent_at"] {
        if value[empty].is_null() || value[empty] == json!([]) || empty == "channel" {
            value.as_object_mut().unwrap().remove(empty);
        }
    }
    value
}

fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("data/email/snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

fn snapshot(name: &str, raw: &[u8]) {
    let inbound = read(raw);
    assert_within_limits(&inbound);
    settings().bind(|| insta::assert_json_snapshot!(name, shown(&inbound)));
}

fn assert_within_limits(inbound: &Inbound) {
    assert!(!inbound.external_id.is_empty() && inbound.external_id.len() <= limits::ID);
    assert_eq!(inbound.thread.message_id.as_ref(), Some(&inbound.external_id));
    assert!(inbound.text.len() <= limits::TEXT);
    assert!(inbound.attachments.len() <= limits::ATTACHMENTS);
    assert!(inbound.thread.references.len() <= 50);
    for file in &inbound.attachments {
        assert!(!file.name.is_empty() && file.name.chars().count() <= 120, "{}", file.name);
        assert!(!file.name.contains(['/', '\\', '\0']), "{}", file.name);
        assert!(file.media_type.contains('/'));
        assert!(
            matches!(&file.content, Content::Bytes(bytes) if bytes.len() <= limits::ATTACHMENT)
                || matches!(file.content, Content::Refused { .. })
        );
    }
    let all =
        serde_json::to_string(&(&inbound.text, &inbound.html, &inbound.subject, &inbound.from_name)).unwrap();
    assert!(!all.contains("\\u0000"), "PostgreSQL stores no NUL");
    if let Identity::Email(address) = &inbound.from {
        assert!(address.contains('@') && address.len() <= 254 && !address.contains(char::is_whitespace));
    }
}

/// Letters travel with CRLF; files in a repository do not.
fn crlf(text: &[u8]) -> Vec<u8> {
    text.split_inclusive(|b| *b == b'\n')
        .flat_map(|line| match line.strip_suffix(b"\n") {
            Some(line) => [line, b"\r\n"].concat(),
            None => line.to_vec(),
        })
        .collect()
}

fn files() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/email");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "eml"))
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), std::fs::read(path).unwrap()))
        .collect();
    files.sort();
    assert!(files.len() >= 40);
    files
}

#[test]
fn files_have_snapshots() {
    for (name, bytes) in files() {
        snapshot(&name, &crlf(&bytes));
    }
}

#[test]
fn line_ends_make_no_difference() {
    for (name, bytes) in files() {
        let (mut unix, mut net) = (read(&bytes), read(&crlf(&bytes)));
        for inbound in [&mut unix, &mut net] {
            if inbound.external_id.starts_with("sha256:") {
                inbound.external_id.clear();
                inbound.thread.message_id = None;
            }
            for file in &mut inbound.attachments {
                if let Content::Bytes(bytes) = &mut file.content {
                    bytes.retain(|b| *b != b'\r');
                }
            }
        }
        assert_eq!(unix, net, "{name}");
    }
}

#[test]
fn windows_1252() {
    snapshot("windows-1252", b"From: \"Ren\xe9\" <rene@example.net>\r\nTo: hotline@kota.test\r\nSubject: Caf\xe9 \x93tutup\x94\r\nMessage-ID: <cp.1@example.net>\r\nContent-Type: text/plain; charset=windows-1252\r\n\r\n\x93Caf\xe9\x94 \x80 5 \x96 tutup\r\n");
    snapshot("eight-bit-undeclared", b"From: a@example.net\r\nSubject: Lampu \xe2\x80\x93 mati\r\nMessage-ID: <cp.2@example.net>\r\n\r\nHarga \x80 5\r\n");
}

#[test]
fn east_asian_charsets() {
    snapshot("gb2312", b"From: =?GB2312?B?zfXQocP3?= <wang@example.net>\r\nSubject: =?gb2312?B?xOO6ww==?=\r\nMessage-ID: <gb.1@example.net>\r\nContent-Type: text/plain; charset=GB2312\r\n\r\n\xc4\xe3\xba\xc3\r\n");
    snapshot("iso-2022-jp", b"From: a@example.jp\r\nSubject: =?ISO-2022-JP?B?GyRCJDMkcyRLJEEkTxsoQg==?=\r\nMessage-ID: <jp.1@example.jp>\r\nContent-Type: text/plain; charset=ISO-2022-JP\r\nContent-Transfer-Encoding: 7bit\r\n\r\n\x1b$B$3$s$K$A$O\x1b(B\r\n");
}

#[test]
fn what_is_no_letter_is_kept_as_it_came() {
    snapshot("nothing", b"");
    snapshot("binary", &[0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0xff, 0xfe, b':', b'\n', 0, 1, 2, 3]);
    snapshot("prose", b"Ini bukan surat: hanya tulisan.\r\nTanpa kepala sama sekali.\r\n");
    for raw in [&b""[..], b"\r\n\r\n", b":", b"\0\0\0", b"X-Only: this\r\n\r\nbody"] {
        let inbound = read(raw);
        let says = raw.iter().any(u8::is_ascii_graphic);
        assert_eq!(inbound.kind == InboundKind::Message, says, "{raw:?}");
        assert_eq!(inbound.from, Identity::Unknown);
        assert!(!says || inbound.attachments[0].content == Content::Bytes(raw.to_vec()), "{raw:?}");
        assert!(inbound.external_id.starts_with("sha256:") && inbound.external_id.len() == 71);
        assert_eq!(inbound.remarks.len(), 1);
    }
}

#[test]
fn controls_do_not_survive() {
    let inbound = read(b"From: \"a\0b\" <a@example.net>\r\nSubject: x\0y\x07z\r\nMessage-ID: <nul.1@example.net>\r\n\r\nsatu\0dua\x1b[31m\r\n");
    assert_within_limits(&inbound);
    assert_eq!(inbound.text, "satudua[31m");
}

fn with_head(head: &str, body: &[u8]) -> Vec<u8> {
    [
        format!("From: a@example.net\r\nSubject: x\r\nMessage-ID: <big@example.net>\r\n{head}\r\n")
            .as_bytes(),
        body,
    ]
    .concat()
}

#[expect(clippy::disallowed_methods, reason = "measures how long a bomb burns")]
/// Reads a bomb in a thread with the stack that tokio's threads have, and in good time.
fn survives(raw: Vec<u8>) -> Inbound {
    let begin = Instant::now();
    let inbound = std::thread::Builder::new()
        .stack_size(2 * 1024 * 1024)
        .spawn(move || read(&raw))
        .unwrap()
        .join()
        .unwrap();
    assert!(begin.elapsed() < Duration::from_mins(1), "{:?}", begin.elapsed());
    assert_within_limits(&inbound);
    inbound
}

#[test]
fn a_huge_header_is_cut_and_the_body_kept() {
    let head = format!("X-Huge: {}\r\n", "a ".repeat(1_000_000));
    let inbound = survives(with_head(&head, b"Isi tetap ada.\r\n"));
    assert_eq!(inbound.text, "Isi tetap ada.");
    assert!(inbound.remarks.iter().any(|remark| remark.contains("header")));
    for beginnings in [" =?a?Q?x", "=?a?Q?x", " =?utf-8?B?QQ", "=?"] {
        let head = format!("X-Words:{}\r\n", beginnings.repeat(200_000 / beginnings.len()));
        assert_eq!(survives(with_head(&head, b"Isi.\r\n")).text, "Isi.");
    }
    let many = "X-A: b\r\n".repeat(100_000);
    assert_eq!(survives(with_head(&many, b"Isi.\r\n")).text, "Isi.");
}

#[test]
fn long_threads_are_shortened() {
    let ids = (0..5_000).map(|n| format!(" <r{n}@example.net>\r\n")).collect::<Vec<String>>().concat();
    let inbound = survives(with_head(
        &format!("References:{ids}In-Reply-To: <r7@example.net> <zu{}@x>\r\n", "x".repeat(300)),
        b"x",
    ));
    assert_eq!(inbound.thread.references.len(), 50);
    assert_eq!(inbound.thread.references[..2], ["r7@example.net", "r4999@example.net"]);
}

#[test]
fn depth_bombs() {
    let multipart = (0..50_000)
        .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"))
        .collect::<Vec<String>>()
        .concat();
    let rfc822 = "Content-Type: message/rfc822\r\n\r\n".repeat(100_000);
    let global = "Content-Type: message (x) / (y) global\r\n\r\n".repeat(100_000);
    let lost = (0..100_000)
        .map(|n| format!("--z\r\nContent-Type: multipart/mixed; boundary=never{n}\r\n\r\nx\r\n"))
        .collect::<Vec<String>>()
        .concat();
    let bomb =
        |bomb: &str| survives(format!("From: a@example.net\r\nMessage-ID: <d@x>\r\n{bomb}").into_bytes());
    let inbound = bomb(&multipart);
    assert!(inbound.remarks.iter().any(|remark| remark.contains("nested")), "{:?}", inbound.remarks);
    // A forwarded letter is a file, whatever is inside.
    for inside in [&rfc822, &global] {
        assert_eq!(bomb(inside).attachments.len(), 1);
    }
    survives(with_head("Content-Type: multipart/mixed; boundary=z\r\n", lost.as_bytes()));
    // The bomb hides in base64, where nothing can be counted: it stays a file.
    let hidden = base64(rfc822.as_bytes());
    let raw =
        with_head("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n", hidden.as_bytes());
    survives(raw);
    let digest = format!("--z\r\nContent-Transfer-Encoding: base64\r\n\r\n{hidden}\r\n--z--\r\n");
    let inbound = survives(with_head("Content-Type: multipart/digest; boundary=z\r\n", digest.as_bytes()));
    assert_eq!(inbound.attachments.len(), 1);
}

#[test]
fn many_parts_and_large_files() {
    let parts = (0..40)
        .map(|n| format!("--z\r\nContent-Type: image/png; name=f{n}.png\r\n\r\nx\r\n"))
        .collect::<Vec<String>>()
        .concat();
    let inbound = survives(with_head("Content-Type: multipart/mixed; boundary=z\r\n", parts.as_bytes()));
    assert_eq!(inbound.attachments.len(), limits::ATTACHMENTS);
    assert!(inbound.remarks.iter().any(|remark| remark.contains("40 files")));

    let parts = "--z\r\n\r\nx\r\n".repeat(200_000);
    survives(with_head("Content-Type: multipart/mixed; boundary=z\r\n", parts.as_bytes()));

    let mut file = b"--z\r\nContent-Type: video/mp4; name=film.mp4\r\n\r\n".to_vec();
    file.resize(file.len() + limits::ATTACHMENT + 1, b'x');
    file.extend_from_slice(b"\r\n--z--\r\n");
    let inbound = survives(with_head("Content-Type: multipart/mixed; boundary=z\r\n", &file));
    assert_eq!(inbound.attachments[0].content, Content::Refused { size: limits::ATTACHMENT as u64 + 1 });

    let inbound = survives(with_head("", "baris panjang\r\n".repeat(2_000_000).as_bytes()));
    assert!(inbound.text.starts_with("baris panjang\nbaris panjang"));
    assert!(inbound.text.len() > limits::TEXT - 100);
    assert!(inbound.remarks.iter().any(|remark| remark.contains("only the first 26214400 were read")));
}

#[test]
fn html_bombs() {
    let bombs = [
        "<div>".repeat(200_000),
        (0..20_000).fold(String::new(), |html, n| html + &format!("<font size={n}><p>")),
        "<table><tr><td>".repeat(6_000),
        "<".repeat(500_000),
        "<b><i><u>".repeat(6_000) + "&nbsp;kata",
        format!("<p title=\"{}\">kata", "x".repeat(400_000)),
        "<blockquote>".repeat(200) + "kata",
        "<ul><li>".repeat(120) + "kata",
    ];
    for bomb in bombs {
        survives(with_head("Content-Type: text/html\r\n", bomb.as_bytes()));
    }
}

fn base64(bytes: &[u8]) -> String {
    use lettre::message::{Body, header::ContentTransferEncoding};
    let body = Body::new_with_encoding(bytes.to_vec(), ContentTransferEncoding::Base64).unwrap();
    String::from_utf8(body.into_vec()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes(raw in prop::collection::vec(any::<u8>(), 0..2_000)) {
        assert_within_limits(&read(&raw));
    }

    /// Bytes from the vocabulary of mail come much further in than any bytes.
    #[test]
    fn any_words_of_mail(words in prop::collection::vec(0..VOCABULARY.len(), 0..120), noise in prop::collection::vec(any::<u8>(), 0..20)) {
        let mut raw: Vec<u8> = words.iter().flat_map(|word| VOCABULARY[*word].bytes()).collect();
        let at = words.len() * 7 % (raw.len() + 1);
        raw.splice(at..at, noise);
        assert_within_limits(&read(&raw));
    }

    /// A letter cut anywhere, with one byte wrong, is still a letter or at least a text.
    #[test]
    fn damaged_letters(which in 0_usize..40, cut in 0.0_f64..1.0, at in 0.0_f64..1.0, byte in any::<u8>()) {
        let mut raw = crlf(&files()[which].1);
        let place = (at * (raw.len() - 1) as f64) as usize;
        raw[place] = byte;
        raw.truncate((cut * raw.len() as f64) as usize);
        assert_within_limits(&read(&raw));
    }
}

const VOCABULARY: [&str; 34] = [
    "\r\n",
    "\n",
    "\r\n\r\n",
    "\n\n",
    " ",
    "\t",
    "--",
    "--b",
    "--b--",
    "b",
    "From: a@b.c\r\n",
    "To: hotline@kota.test\r\n",
    "Subject: ",
    "=?utf-8?B?",
    "=?utf-8?Q?=",
    "?=",
    "Message-ID: <a@b>\r\n",
    "Content-Type: multipart/mixed; boundary=b\r\n",
    "Content-Type: multipart/alternative; boundary=\"b\"\r\n",
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n",
    "Content-Type: multipart/digest; boundary=b\r\n",
    "Content-Type: message/rfc822\r\n",
    "Content-Type: message/delivery-status\r\n",
    "Content-Type: text/html; charset=gb2312\r\n",
    "Content-Type: text/plain; charset=\"utf-7\"; name*0*=iso-8859-1''%E9\r\n",
    "Content-Transfer-Encoding: base64\r\n",
    "Content-Transfer-Encoding: quoted-printable\r\n",
    "Content-Disposition: attachment; filename=\"../a\"\r\n",
    "Date: Tue, 3 Nov 2026 10:15:00 +0700\r\n",
    "Final-Recipient: rfc822; a@b.c\r\nStatus: 5.1.1\r\n",
    "QUJD",
    "<p>x</p><table><td>",
    "References: <",
    "\u{e9}\u{1f600}",
];
