//! The bytes of a letter from somebody new become a ticket: one by one, and fifty in one go as a mailbox gives them
//! out; beside it reading the bytes alone, and the statements alone.

use std::hint::black_box;
use std::sync::atomic::{AtomicI64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::measure::{Row, both};
use super::{Bench, intake as bare};
use crate::agencies;
use crate::error::{Result, internal};
use crate::intake::{self, Received};

/// Letters at the same time, from as many mailboxes.
const AT_ONCE: usize = 16;
/// Letters in one go.
const TOGETHER: usize = 50;

pub async fn run(bench: &Bench) -> Result<Vec<Row>> {
    let app = &bench.app;
    // Each measurement meets letters of its own, as does a second run on the same database: a letter that came
    // before would cost less.
    let next = AtomicI64::new(app.db.clock.now() * 1_000);
    let next = || next.fetch_add(1, Ordering::Relaxed);
    let ours = app.ours();
    let read = || {
        let raw = letter(next());
        let inbound = channels::email::parse(&raw, &ours);
        Received::new(inbound, raw, "message/rfc822")
    };
    let category = app.db.read(async |tx| agencies::category_by_code(tx, "air").await).await?;
    let whole = async |_| intake::receive(app, &read()).await.map(|_| ());
    let storing = async |_| bare::bare(app, &category, next()).await;
    let reading = async |_| {
        black_box(read());
        Ok(())
    };
    let together = async |_| {
        let all: Vec<Received> = std::iter::repeat_with(read).take(TOGETHER).collect();
        let (outcomes, done) = intake::receive_all(app, &all).await;
        done?;
        let all_new = outcomes.len() == TOGETHER && outcomes.iter().all(|one| one.code() == "new");
        if all_new { Ok(()) } else { Err(internal("a letter of the benchmark became no ticket of its own")) }
    };
    let (one, stored) = both(bench.seconds, AT_ONCE, whole, storing).await?;
    let (again, parsed) = both(bench.seconds, AT_ONCE, whole, reading).await?;
    let (many, stored_too) = both(bench.seconds, 1, together, storing).await?;
    let many = many.each(TOGETHER);
    Ok(vec![
        Row::by_throughput("a letter becomes a ticket, against storing alone", one, &stored),
        Row::bare("storing alone, 16 at once", stored),
        Row::by_throughput("a letter becomes a ticket, against reading alone", again, &parsed),
        Row::bare("reading alone", parsed),
        Row::by_throughput("fifty letters in one go, each, against storing alone", many, &stored_too),
        Row::bare("storing alone, one after the other", stored_too),
    ])
}

/// A letter as people send them: words plain and in HTML, an old one quoted below, and a small picture.
fn letter(n: i64) -> Vec<u8> {
    let words = "Selamat pagi, air bersih di Jalan Melati mati sejak pukul lima. Mohon segera diperbaiki.";
    let quoted = format!("> {words}\r\n").repeat(20);
    let html = format!("<p>{words}</p>\r\n").repeat(10);
    let picture: Vec<u8> = (0..12_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let picture: Vec<String> = STANDARD
        .encode([&[0xff, 0xd8, 0xff, 0xe0][..], &picture].concat())
        .as_bytes()
        .chunks(76)
        .map(|line| String::from_utf8_lossy(line).into_owned())
        .collect();
    format!(
        "Received: from mx.warga.test by mx.kota.test; Mon, 23 Nov 2026 08:00:01 +0700\r\n\
         From: Siti Aminah <warga{n}@bench.invalid>\r\nTo: hotline@localhost\r\nSubject: Air mati\r\n\
         Message-ID: <bench-{n}@bench.invalid>\r\nDate: Mon, 23 Nov 2026 08:00:00 +0700\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"m\"\r\n\r\n--m\r\n\
         Content-Type: multipart/alternative; boundary=\"a\"\r\n\r\n--a\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n\r\n{quoted}\r\n--a\r\n\
         Content-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n--a--\r\n--m\r\n\
         Content-Type: image/jpeg; name=\"foto.jpg\"\r\nContent-Disposition: attachment\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--m--\r\n",
        picture.join("\r\n")
    )
    .into_bytes()
}
