//! Reads a mail of 25 MB that is made here and says what it held: for measuring what one costs.
//! `/usr/bin/time -v cargo run --release -p channels --example read_mail`

use channels::email::{Ours, parse};
use channels::{Content, limits};

fn main() {
    // Two files of nearly the largest size a mail can carry, and a long text.
    let line = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0NTY3\r\n";
    let file = line.repeat(limits::MESSAGE / 2 / line.len() - 20);
    let part = |name: &str| {
        format!(
            "--b\r\nContent-Type: video/mp4; name={name}\r\nContent-Transfer-Encoding: base64\r\n\r\n{file}\r\n"
        )
    };
    let raw = format!(
        "From: siti@example.net\r\nSubject: Film\r\nMessage-ID: <film@example.net>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nTerlampir.\r\n{}{}--b--\r\n",
        part("satu.mp4"),
        part("dua.mp4")
    );
    drop(file);
    let inbound = parse(raw.as_bytes(), &Ours::default());
    let kept: usize = inbound
        .attachments
        .iter()
        .map(|file| match &file.content {
            Content::Bytes(bytes) => bytes.len(),
            _ => 0,
        })
        .sum();
    println!("{} bytes of mail, {} files of {kept} bytes", raw.len(), inbound.attachments.len());
}
