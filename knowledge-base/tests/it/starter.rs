//! The articles that come with the program: all can be read, and all can be found.

use knowledge_base::text::words;
use knowledge_base::{Article, Index, Search, starter, starter_articles};

#[test]
fn every_starter_file_is_an_article() {
    let problems = starter::problems();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    let articles = starter_articles();
    assert!(!articles.is_empty());
    // Every article stands in both languages under the same slug.
    let in_language = |code: &str| -> Vec<&str> {
        articles.iter().filter(|a| a.language == code).map(|a| a.slug.as_str()).collect()
    };
    assert_eq!(in_language("id"), in_language("en"));
}

/// How many of the articles stand among the first five for a question made from each.
async fn found(index: &Index, articles: &[Article], question: impl Fn(&Article) -> String) -> Vec<String> {
    let mut missed = Vec::new();
    for article in articles {
        let text = question(article);
        let search = Search {
            text: text.clone(),
            language: Some(article.language.clone()),
            limit: 5,
            ..Search::default()
        };
        let hits = index.search(&search).await.unwrap();
        if hits.iter().all(|hit| hit.key != article.key()) {
            missed.push(format!("{} by {text:?}", article.key()));
        }
    }
    missed
}

/// The title with one mistake in every word of five letters and more; which kind depends on the word.
fn mistyped(article: &Article) -> String {
    words(&article.title)
        .map(|word| {
            let mut letters: Vec<char> = word.text.chars().collect();
            if letters.len() < 5 {
                return word.text;
            }
            let at = 1 + letters.len() * 7 % (letters.len() - 2);
            match letters.len() % 3 {
                0 => letters.swap(at, at + 1),
                1 => drop(letters.remove(at)),
                _ => letters[at] = if letters[at] == 'x' { 'y' } else { 'x' },
            }
            letters.into_iter().collect::<String>()
        })
        .collect::<Vec<_>>()
        .join(" ")
}

#[tokio::test]
async fn every_starter_article_is_found_by_its_title_and_nearly_all_by_a_mistyped_one() {
    let articles = starter_articles();
    let index = Index::in_memory();
    index.publish(&articles).await.unwrap();
    assert_eq!(index.count().await.unwrap(), articles.len() as u64);
    let missed = found(&index, &articles, |article| article.title.clone()).await;
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    let missed = found(&index, &articles, mistyped).await;
    assert!(
        missed.len() * 10 <= articles.len(),
        "{} of {}:\n{}",
        missed.len(),
        articles.len(),
        missed.join("\n")
    );
}

/// Complaints as they come in, with the article that answers them.
const COMPLAINTS: &[(&str, &str, &str)] = &[
    ("id", "ktp saya hilang di angkot gimana ngurusnya", "ktp-hilang-rusak"),
    ("id", "kk saya kebakar pas kebakaran kemarin, cara buat lagi gimana", "kk-hilang"),
    ("id", "anak baru lahir 2 bulan lalu belum ada aktanya, syaratnya apa aja", "akta-kelahiran"),
    ("id", "bapak saya meninggal bulan lalu, mau urus surat kematian", "akta-kematian"),
    ("id", "SIM C saya mau habis bulan depan, bisa perpanjang online?", "sim-perpanjang"),
    ("id", "mau bikin paspor buat umroh berapa biayanya", "paspor-baru"),
    ("id", "iuran bpjs nunggak setahun, bisa dicicil ga", "bpjs-kesehatan-menunggak"),
    ("id", "air pdam udah 3 hari ga ngalir di perumahan kami", "air-mati-keruh"),
    ("id", "tagihan air bulan ini kok naik 3x lipat padahal pemakaian biasa", "air-tagihan-tinggi"),
    ("id", "lampu jalan depan gang mati sudah seminggu, gelap dan rawan begal", "lampu-jalan-mati"),
    ("id", "sampah di depan rumah ga diangkut2 udah 2 minggu bau banget", "sampah-tidak-diangkut"),
    ("id", "jalan depan pasar berlubang besar, kemarin ada yang jatuh", "jalan-rusak"),
    ("id", "got mampet air meluap ke jalan kalau hujan", "drainase-mampet"),
    ("id", "pohon besar tumbang menutup jalan", "pohon-tumbang"),
    ("id", "petugas kelurahan minta uang 50rb buat tanda tangan", "pungutan-liar"),
    ("id", "token listrik saya ga bisa dimasukin ditolak terus", "listrik-token-bermasalah"),
    ("id", "mau pindah ke kota lain urus surat pindah dimana", "pindah-domisili"),
    ("id", "saya mau nikah bulan juni syarat di kua apa aja", "nikah-kua"),
    ("en", "I lost my passport at the station, what now?", "paspor-hilang"),
    ("en", "the street light in front of my house has been off for a week", "lampu-jalan-mati"),
    ("en", "How do I pay my property tax?", "pbb-bayar"),
];

#[tokio::test]
async fn complaints_meet_the_article_that_answers_them() {
    let articles = starter_articles();
    let index = Index::in_memory();
    index.publish(&articles).await.unwrap();
    let mut missed = Vec::new();
    let mut asked = 0;
    for (language, text, slug) in COMPLAINTS {
        let key = format!("{language}/{slug}");
        // The articles are edited by others; what is not there cannot be suggested.
        if articles.iter().all(|article| article.key() != key) {
            continue;
        }
        asked += 1;
        let hits = index.suggest(text, language, 3).await.unwrap();
        if hits.iter().all(|hit| hit.key != key) {
            let found: Vec<_> = hits.into_iter().map(|hit| (hit.key, hit.score)).collect();
            missed.push(format!("{key} for {text:?}: {found:?}"));
        }
    }
    assert!(asked > 0);
    assert!(missed.len() * 10 <= asked, "{} of {asked}:\n{}", missed.len(), missed.join("\n"));
}

#[tokio::test]
async fn talk_about_other_things_meets_no_article() {
    let articles = starter_articles();
    let index = Index::in_memory();
    index.publish(&articles).await.unwrap();
    let mut met = Vec::new();
    for text in [
        "Saya suka makan bakso sambil nonton film kemarin malam",
        "selamat ulang tahun semoga panjang umur dan bahagia selalu bersama keluarga tercinta",
        "Ada kucing lucu sekali tidur di sofa tetangga, warnanya oranye",
        "terima kasih banyak ya pak bu atas bantuannya",
        "lorem ipsum dolor sit amet consectetur adipiscing elit",
        "resep rendang padang yang empuk bagaimana ya",
        "siapa juara liga inggris musim ini",
        "what a lovely sunset at the beach yesterday",
        "can you recommend a good restaurant for dinner",
    ] {
        let hits = index.suggest(text, "id", 3).await.unwrap();
        if !hits.is_empty() {
            let found: Vec<_> = hits.into_iter().map(|hit| (hit.key, hit.score)).collect();
            met.push(format!("{text:?}: {found:?}"));
        }
    }
    assert!(met.is_empty(), "{}", met.join("\n"));
}
