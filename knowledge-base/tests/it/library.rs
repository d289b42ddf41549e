//! A small library of articles that the stories search in.

use knowledge_base::{Article, Index, Search};

pub fn article(language: &str, slug: &str, title: &str, keywords: &[&str], body: &str) -> Article {
    Article {
        slug: slug.to_owned(),
        language: language.to_owned(),
        title: title.to_owned(),
        agency: "dukcapil".to_owned(),
        category: "kependudukan".to_owned(),
        keywords: keywords.iter().map(|k| (*k).to_owned()).collect(),
        spoken: format!("{title}: datang ke loket."),
        reviewed: "2026-11-22".to_owned(),
        check: "Kantor setempat".to_owned(),
        body: body.to_owned(),
    }
}

pub fn articles() -> Vec<Article> {
    let mut all = vec![
        article(
            "id",
            "ktp-hilang",
            "KTP-el hilang atau rusak",
            &["ktp", "hilang", "rusak", "surat kehilangan"],
            "## Langkah\n\nBuat **surat kehilangan** di kantor polisi, lalu datang ke Disdukcapil untuk mengurus KTP pengganti.",
        ),
        article(
            "id",
            "akta-kelahiran",
            "Membuat akta kelahiran anak",
            &["akta", "lahir", "bayi"],
            "Bawa surat keterangan lahir dari rumah sakit. Pengurusan tidak dipungut biaya.",
        ),
        article(
            "id",
            "paspor-baru",
            "Membuat paspor baru",
            &["paspor", "imigrasi"],
            "Daftar lewat aplikasi M-Paspor dan pilih jadwal foto di kantor imigrasi.",
        ),
        article(
            "id",
            "pdam-mati",
            "Air PDAM mati atau keruh",
            &["air", "keruh", "pipa bocor"],
            "Laporkan gangguan aliran. Petugas memeriksa pipa di lingkungan Anda.",
        ),
        article(
            "id",
            "sampah",
            "Sampah tidak diangkut",
            &["sampah", "bau", "truk"],
            "Jika truk tidak datang pada jadwalnya, laporkan lokasi dan fotonya. Jangan membakar sampah.",
        ),
        article(
            "id",
            "jalan-rusak",
            "Jalan rusak dan berlubang",
            &["aspal", "lubang"],
            "Sebutkan nama jalan dan patokannya. Lubang yang berbahaya ditutup lebih dahulu.",
        ),
        article(
            "id",
            "pajak-motor",
            "Pajak kendaraan dan perpanjangan STNK",
            &["samsat", "motor", "mobil"],
            "Perpanjangan tahunan dapat dibayar di Samsat atau lewat aplikasi.",
        ),
        article(
            "en",
            "passport-new",
            "Getting a new passport",
            &["passport", "immigration"],
            "Register in the app, choose a day, and bring your identity card for the photograph.",
        ),
        article(
            "en",
            "id-card-lost",
            "Lost or damaged identity card",
            &["ktp", "lost"],
            "Get a loss report from the police, then ask the civil registry for a replacement card.",
        ),
    ];
    "samsat".clone_into(&mut all[6].agency);
    "kendaraan".clone_into(&mut all[6].category);
    all
}

pub async fn index() -> Index {
    let index = Index::in_memory();
    index.publish(&articles()).await.unwrap();
    index
}

pub fn search(text: &str) -> Search {
    Search { text: text.to_owned(), limit: 5, ..Search::default() }
}

/// Keys of what a search finds, best first.
pub async fn keys(index: &Index, text: &str) -> Vec<String> {
    let hits = index.search(&search(text)).await.unwrap();
    hits.into_iter().map(|hit| hit.key).collect()
}
