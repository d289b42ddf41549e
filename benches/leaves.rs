//! What runs for every contact and touches nothing: reading a number, guessing a category, checking a
//! signature. `cargo bench`

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use sahut::secret::Secret;
use sahut::tickets::TicketNumber;

fn leaves(c: &mut Criterion) {
    let number = TicketNumber::parse("2611-000001-3").expect("a number");
    c.bench_function("read a ticket number", |b| {
        b.iter(|| TicketNumber::parse(black_box(" 2611 - 000001 - 3 ")));
    });
    c.bench_function("print a ticket number", |b| b.iter(|| black_box(&number).to_string()));
    let secret = Secret::new("0123456789abcdef0123456789abcdef".into()).expect("a key");
    let digest = secret.digest("csrf", "visitor");
    c.bench_function("check a token", |b| {
        b.iter(|| secret.matches("csrf", black_box("visitor"), black_box(&digest)));
    });
    let words = "Selamat pagi, air bersih di Jalan Melati mati sejak pukul lima, mohon diperbaiki";
    c.bench_function("guess a language", |b| b.iter(|| knowledge_base::guess_language(black_box(words))));
    c.bench_function("fold words", |b| b.iter(|| knowledge_base::fold(black_box(words))));
}

criterion_group!(benches, leaves);
criterion_main!(benches);
