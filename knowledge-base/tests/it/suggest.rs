//! A whole complaint comes in: is the answer already written?

use crate::library::index;

#[tokio::test]
async fn real_complaints_find_their_article() {
    let index = index().await;
    for (text, language, key) in [
        ("ktp saya hilang di angkot gimana ngurusnya", "id", "id/ktp-hilang"),
        (
            "Selamat pagi min, sudah 2 minggu sampah di depan gang kami ga diangkut, baunya minta ampun, tolong dong",
            "id",
            "id/sampah",
        ),
        (
            "Pak, aspal di depan pasar berlubang besar, kemarin ada motor jatuh, mohon diperbaiki",
            "id",
            "id/jalan-rusak",
        ),
        ("air pdam dari kemarin mati, sekalinya nyala keruh coklat", "id", "id/pdam-mati"),
        ("anak saya baru lahir minggu lalu, mau bikin aktanya syaratnya apa ya", "id", "id/akta-kelahiran"),
        ("mau ke luar negeri bulan depan belum punya pasport", "id", "id/paspor-baru"),
        (
            "Hello, I lost my identity card in the bus yesterday, what should I do now?",
            "en",
            "en/id-card-lost",
        ),
    ] {
        let hits = index.suggest(text, language, 3).await.unwrap();
        let found: Vec<_> = hits.iter().map(|hit| hit.key.as_str()).collect();
        assert_eq!(found.first(), Some(&key), "{text}: {found:?}");
    }
}

#[tokio::test]
async fn text_about_something_else_suggests_nothing() {
    let index = index().await;
    for text in [
        "Saya suka makan bakso sambil nonton film kemarin malam",
        "halo",
        "terima kasih banyak ya pak bu",
        "",
        "1234567890 !!!",
        "lorem ipsum dolor sit amet consectetur adipiscing elit",
        "Ada kucing lucu sekali tidur di sofa tetangga, warnanya oranye",
        "selamat ulang tahun semoga panjang umur dan bahagia selalu bersama keluarga tercinta",
    ] {
        let hits = index.suggest(text, "id", 3).await.unwrap();
        let found: Vec<_> = hits.iter().map(|hit| (hit.key.as_str(), hit.score)).collect();
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

#[tokio::test]
async fn a_very_long_complaint_is_read_from_its_beginning() {
    let index = index().await;
    let text = format!("KTP hilang. {}", "Ceritanya panjang sekali. ".repeat(2000));
    let hits = index.suggest(&text, "id", 3).await.unwrap();
    assert_eq!(hits.first().map(|hit| hit.key.as_str()), Some("id/ktp-hilang"));
    assert!(index.suggest(&text, "id", 0).await.unwrap().is_empty());
}
