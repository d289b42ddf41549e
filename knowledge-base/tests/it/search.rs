//! A citizen types into the search box.

use knowledge_base::{Index, Search};

use crate::library::{article, articles, index, keys, search};

#[tokio::test]
async fn words_forms_mistakes_and_beginnings_all_find_the_article() {
    let index = index().await;
    for (text, key) in [
        ("ktp hilang", "id/ktp-hilang"),
        ("kehilangan ktp", "id/ktp-hilang"),
        ("membuat paspor", "id/paspor-baru"),
        ("pembuatan paspor baru", "id/paspor-baru"),
        // mistakes: one letter wrong, missing, swapped; two in a long word
        ("pasoor baru", "id/paspor-baru"),
        ("akta kelahran", "id/akta-kelahiran"),
        ("akta kelahrian", "id/akta-kelahiran"),
        ("imigrsai", "id/paspor-baru"),
        ("perpanjngn stnk", "id/pajak-motor"),
        // typing on
        ("pasp", "id/paspor-baru"),
        ("ktp hil", "id/ktp-hilang"),
        ("jalan berl", "id/jalan-rusak"),
        ("samp", "id/sampah"),
        // only in the text
        ("m-paspor jadwal foto", "id/paspor-baru"),
        ("lost identity card", "en/id-card-lost"),
    ] {
        let found = keys(&index, text).await;
        assert_eq!(found.first().map(String::as_str), Some(key), "{text}: {found:?}");
    }
}

#[tokio::test]
async fn other_names_find_the_article() {
    let index = index().await;
    for (text, key) in [
        ("e-ktp raib", "id/ktp-hilang"),
        ("kartu tanda penduduk hilang", "id/ktp-hilang"),
        ("surat tanda nomor kendaraan", "id/pajak-motor"),
        ("air ledeng", "id/pdam-mati"),
        ("akte lahir", "id/akta-kelahiran"),
        ("jalan bolong", "id/jalan-rusak"),
    ] {
        let found = keys(&index, text).await;
        assert!(found.iter().take(2).any(|k| k == key), "{text}: {found:?}");
    }
}

#[tokio::test]
async fn nothing_is_found_where_nothing_is() {
    let index = index().await;
    for text in ["xyzzyplugh", "!!!", "🙂", "\u{0}\u{1}", "99999"] {
        assert_eq!(keys(&index, text).await, Vec::<String>::new(), "{text}");
    }
    // One strange word does not spoil the others.
    assert_eq!(keys(&index, "paspor xyzzyplugh").await[0], "id/paspor-baru");
}

#[tokio::test]
async fn the_preferred_language_comes_first_and_another_is_better_than_nothing() {
    let index = index().await;
    let in_language = async |text: &str, language: &str| {
        let search = Search { language: Some(language.to_owned()), ..search(text) };
        let hits = index.search(&search).await.unwrap();
        hits.into_iter().map(|hit| hit.key).collect::<Vec<_>>()
    };
    let english = in_language("ktp", "en").await;
    assert_eq!(english[0], "en/id-card-lost");
    assert!(english.iter().all(|key| key.starts_with("en/")), "{english:?}");
    assert!(in_language("ktp", "id").await.iter().all(|key| key.starts_with("id/")));
    // There is no English article about rubbish.
    assert_eq!(in_language("sampah", "en").await[0], "id/sampah");
}

#[tokio::test]
async fn filters_hold_and_the_limit_is_kept() {
    let index = index().await;
    let mut wanted = Search { agency: Some("samsat".to_owned()), ..search("") };
    let hits = index.search(&wanted).await.unwrap();
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0].agency, "samsat");
    wanted.category = Some("kependudukan".to_owned());
    assert!(index.search(&wanted).await.unwrap().is_empty());
    let all = Search { limit: 5000, ..search("") };
    assert_eq!(index.search(&all).await.unwrap().len(), articles().len());
    let none = Search { limit: 0, ..search("ktp") };
    assert!(index.search(&none).await.unwrap().is_empty());
    // Longer than is read, and cut inside a character.
    let long = format!("paspor {}", "é".repeat(9000));
    assert_eq!(keys(&index, &long).await.first().map(String::as_str), Some("id/paspor-baru"));
}

#[tokio::test]
async fn matches_are_marked_also_when_mistyped_and_nothing_else_is_html() {
    let index = Index::in_memory();
    let mut evil = article(
        "id",
        "evil",
        "Paspor <img src=x onerror=alert(1)> & \"kutip\"",
        &["paspor"],
        "Ganti paspor `<script>alert(1)</script>` yang rusak.",
    );
    evil.spoken = "<b>Paspor</b>".to_owned();
    index.publish(&[evil]).await.unwrap();
    for text in ["paspor", "pasopr", "pasp"] {
        let hit = index.search(&search(text)).await.unwrap().remove(0);
        assert_eq!(
            hit.title_html, "<mark>Paspor</mark> &lt;img src=x onerror=alert(1)&gt; &amp; &quot;kutip&quot;",
            "{text}"
        );
        assert_eq!(
            hit.snippet_html,
            "Ganti <mark>paspor</mark> &lt;script&gt;alert(1)&lt;/script&gt; yang rusak."
        );
    }
    // A form is marked as well.
    let hit = index.search(&search("pergantian paspor")).await.unwrap().remove(0);
    assert!(hit.snippet_html.contains("<mark>Ganti</mark>"), "{}", hit.snippet_html);
}

#[tokio::test]
async fn publishing_again_replaces_and_removing_removes() {
    let index = index().await;
    let count = articles().len() as u64;
    let mut changed = articles().remove(0);
    changed.title = "Kartu identitas digital".to_owned();
    index.publish(&[changed]).await.unwrap();
    assert_eq!(index.count().await.unwrap(), count);
    let hit = index.search(&search("identitas digital")).await.unwrap().remove(0);
    assert_eq!((hit.key.as_str(), hit.title.as_str()), ("id/ktp-hilang", "Kartu identitas digital"));
    index.remove(&["id/ktp-hilang".to_owned(), "id/not-there".to_owned()]).await.unwrap();
    assert_eq!(index.count().await.unwrap(), count - 1);
    assert!(keys(&index, "identitas digital").await.iter().all(|key| key != "id/ktp-hilang"));
    index.clear().await.unwrap();
    assert_eq!(index.count().await.unwrap(), 0);
    index.health().await.unwrap();
}
