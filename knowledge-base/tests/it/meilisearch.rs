//! The same library on a Meilisearch server: on the stand-in always, on a real one when
//! `SAHUT_TEST_MEILISEARCH_URL` (and `SAHUT_TEST_MEILISEARCH_KEY`) name it.

use std::time::Duration;

use knowledge_base::{Index, IndexError, Search};
use secrecy::SecretString;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::time::Instant;

use crate::library::{article, articles, keys, search};
use crate::stand_in::{KEY, Mood, StandIn};

fn key() -> SecretString {
    SecretString::from(KEY.to_owned())
}

fn connect(stand_in: &StandIn) -> Index {
    Index::meilisearch(&stand_in.url, Some(key()), "test-").unwrap()
}

async fn filled() -> (StandIn, Index) {
    let stand_in = StandIn::start().await;
    let index = connect(&stand_in);
    index.prepare().await.unwrap();
    index.publish(&articles()).await.unwrap();
    (stand_in, index)
}

/// What must hold on any server.
async fn story(index: &Index) {
    index.prepare().await.unwrap();
    index.clear().await.unwrap();
    // A second start finds everything there, but nothing in it.
    index.prepare().await.unwrap();
    assert!(index.needs_rebuild());
    index.publish(&articles()).await.unwrap();
    index.rebuilt();
    index.prepare().await.unwrap();
    assert!(!index.needs_rebuild());
    index.health().await.unwrap();
    assert_eq!(index.count().await.unwrap(), articles().len() as u64);

    assert_eq!(keys(index, "paspor baru").await[0], "id/paspor-baru");
    // A form that only the stems know.
    assert!(keys(index, "pergantian kehilangan ktp").await.contains(&"id/ktp-hilang".to_owned()));
    assert!(keys(index, "!!!").await.is_empty());
    let hit = index.search(&search("sampah")).await.unwrap().remove(0);
    assert_eq!(hit.key, "id/sampah");
    assert!(hit.title_html.starts_with("<mark>Sampah</mark>"), "{}", hit.title_html);
    assert!(hit.snippet_html.contains("<mark>"), "{}", hit.snippet_html);
    let wanted =
        Search { language: Some("en".to_owned()), agency: Some("dukcapil".to_owned()), ..search("ktp") };
    assert_eq!(index.search(&wanted).await.unwrap()[0].key, "en/id-card-lost");
    // No English article about rubbish, so the Indonesian one is better than nothing.
    let wanted = Search { language: Some("en".to_owned()), ..search("sampah") };
    assert_eq!(index.search(&wanted).await.unwrap()[0].key, "id/sampah");
    let all = Search { limit: 50, ..search("") };
    assert_eq!(index.search(&all).await.unwrap().len(), articles().len());
    let quoted = Search { agency: Some("x\" OR agency = \"samsat".to_owned()), ..search("stnk") };
    assert!(index.search(&quoted).await.unwrap().is_empty());

    let complaint = "ktp saya hilang di angkot gimana ngurusnya";
    let hits = index.suggest(complaint, "id", 3).await.unwrap();
    assert_eq!(hits.first().map(|hit| hit.key.as_str()), Some("id/ktp-hilang"));
    let beside = "Saya suka makan bakso sambil nonton film kemarin malam";
    assert!(index.suggest(beside, "id", 3).await.unwrap().is_empty());

    index
        .publish(&[article(
            "id",
            "evil",
            "<img src=x> zaitun",
            &["zaitun"],
            "`<script>` zaitun & \"minyak\"",
        )])
        .await
        .unwrap();
    let hit = index.search(&search("zaitun")).await.unwrap().remove(0);
    assert_eq!(hit.title_html, "&lt;img src=x&gt; <mark>zaitun</mark>");
    assert!(
        hit.snippet_html.contains("&lt;script&gt; <mark>zaitun</mark> &amp; &quot;minyak&quot;"),
        "{}",
        hit.snippet_html
    );
    index.remove(&["id/evil".to_owned(), "id/not-there".to_owned()]).await.unwrap();
    assert!(keys(index, "zaitun").await.is_empty());
    assert_eq!(index.count().await.unwrap(), articles().len() as u64);
}

#[tokio::test]
async fn the_story_on_the_stand_in() {
    let stand_in = StandIn::start().await;
    story(&connect(&stand_in)).await;
    stand_in.assert_understood();
}

#[tokio::test]
async fn the_story_on_a_real_server() {
    let Ok(url) = std::env::var("SAHUT_TEST_MEILISEARCH_URL") else {
        eprintln!("left out: set SAHUT_TEST_MEILISEARCH_URL to run the story on a real Meilisearch");
        return;
    };
    let key = std::env::var("SAHUT_TEST_MEILISEARCH_KEY").ok().map(SecretString::from);
    let prefix = format!("test-{}-", std::process::id());
    let index = Index::meilisearch(&url, key, &prefix).unwrap();
    story(&index).await;
    for (text, key) in [("pasopr", "id/paspor-baru"), ("kartu tanda penduduk hilang", "id/ktp-hilang")] {
        assert_eq!(keys(&index, text).await[0], key);
    }
    index.clear().await.unwrap();
}

#[tokio::test]
async fn the_server_is_told_how_to_search() {
    let (stand_in, index) = filled().await;
    let settings = stand_in.settings();
    assert_eq!(settings["searchableAttributes"][0], "title");
    assert_eq!(settings["filterableAttributes"], json!(["language", "agency", "category"]));
    assert_eq!(settings["stopWords"], json!([]));
    assert_eq!(settings["typoTolerance"]["minWordSizeForTypos"], json!({"oneTypo": 5, "twoTypos": 9}));
    assert_eq!(
        settings["localizedAttributes"],
        json!([{"locales": ["ind", "eng"], "attributePatterns": ["*"]}])
    );
    let rules = settings["rankingRules"].as_array().unwrap();
    let rank = |name: &str| rules.iter().position(|rule| rule == name).unwrap();
    assert!(rank("attribute") < rank("proximity"));
    let synonyms = settings["synonyms"]["ktp"].as_array().unwrap();
    assert!(synonyms.contains(&json!("kartu tanda penduduk")) && !synonyms.contains(&json!("ktp")));
    let document = &stand_in.documents()["id_ktp-hilang"];
    assert!(document["about"].as_str().unwrap().split(' ').any(|stem| stem == "hilang"));
    // Doing it again sends the same and breaks nothing.
    index.prepare().await.unwrap();
    assert_eq!(stand_in.settings(), settings);
    assert_eq!(index.count().await.unwrap(), articles().len() as u64);
    stand_in.assert_understood();
}

#[tokio::test]
async fn an_index_that_another_version_filled_is_filled_anew() {
    let (stand_in, index) = filled().await;
    index.rebuilt();
    let answer = reqwest::Client::new()
        .patch(format!("{}/indexes/test-articles/settings", stand_in.url))
        .bearer_auth(KEY)
        .json(&json!({"searchableAttributes": ["title", "keywords", "text"]}))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 202);
    index.prepare().await.unwrap();
    assert!(index.needs_rebuild());
    assert_eq!(index.count().await.unwrap(), 0);
    stand_in.assert_understood();
}

#[tokio::test]
async fn colloquial_words_are_sent_in_their_standard_spelling() {
    let (stand_in, index) = filled().await;
    for text in ["ktp sy ilang di angkot, gmn ngurusnya", "aer pdam ga ngalir2"] {
        assert!(!index.suggest(text, "id", 3).await.unwrap().is_empty(), "{text}");
    }
    assert_eq!(keys(&index, "ngilangin ktp").await[0], "id/ktp-hilang");
    let asked = stand_in.questions();
    for word in ["ktp", "hilang", "urus", "air", "alir"] {
        assert!(asked.iter().any(|q| q == word), "{word}: {asked:?}");
    }
    assert!(asked.contains(&"hilang ktp".to_owned()), "{asked:?}");
    assert!(asked.iter().all(|q| !["ilang", "aer", "ngalir2"].contains(&q.as_str())), "{asked:?}");
}

#[tokio::test]
async fn a_failed_task_is_a_failure() {
    let (stand_in, index) = filled().await;
    stand_in.mood(Mood::TasksFail);
    for result in [
        index.publish(&articles()).await,
        index.remove(&["id/sampah".to_owned()]).await,
        index.clear().await,
        index.prepare().await,
    ] {
        let error = result.unwrap_err();
        assert!(matches!(error, IndexError::Unavailable(_)), "{error:?}");
        assert!(error.to_string().contains("No space left on device"), "{error}");
    }
}

#[tokio::test]
async fn trouble_of_the_server_means_later_and_ends_soon() {
    let (stand_in, index) = filled().await;
    for mood in [Mood::Internal, Mood::Proxy, Mood::Nonsense, Mood::Silent] {
        stand_in.mood(mood);
        let begun = Instant::now();
        let errors = [
            index.search(&search("ktp")).await.err(),
            index.suggest("ktp saya hilang", "id", 3).await.err(),
            index.count().await.err(),
            index.health().await.err(),
        ];
        for error in errors {
            assert!(matches!(error, Some(IndexError::Unavailable(_))), "{mood:?}: {error:?}");
        }
        assert!(begun.elapsed() < Duration::from_secs(12), "{mood:?} took {:?}", begun.elapsed());
    }
    // And when it is back, so are we.
    stand_in.mood(Mood::Good);
    assert_eq!(keys(&index, "paspor baru").await[0], "id/paspor-baru");
}

#[tokio::test]
async fn a_server_that_is_not_there_means_later() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let index = Index::meilisearch(&url, Some(key()), "test-").unwrap();
    let error = index.publish(&articles()).await.unwrap_err();
    assert!(matches!(error, IndexError::Unavailable(_)), "{error}");
    assert!(error.to_string().contains("refused"), "{error}");
}

#[tokio::test]
async fn a_server_that_was_wiped_means_later() {
    let stand_in = StandIn::start().await;
    let index = connect(&stand_in);
    for error in [index.search(&search("ktp")).await.err(), index.health().await.err()] {
        assert!(matches!(error, Some(IndexError::Unavailable(_))), "{error:?}");
    }
}

#[tokio::test]
async fn a_wrong_key_is_refused_and_never_printed() {
    let stand_in = StandIn::start().await;
    let wrong = "a-wrong-key-nobody-may-see";
    for (key, code) in [
        (Some(SecretString::from(wrong.to_owned())), "invalid_api_key"),
        (None, "missing_authorization_header"),
        (Some(SecretString::from(String::new())), "missing_authorization_header"),
    ] {
        let index = Index::meilisearch(&stand_in.url, key, "test-").unwrap();
        let error = index.health().await.unwrap_err();
        assert!(matches!(error, IndexError::Rejected(_)), "{error:?}");
        assert!(error.to_string().contains(code), "{error}");
        assert!(!format!("{error:?} {index:?}").contains(wrong));
    }
    assert!(stand_in.log().iter().any(|line| line == "GET /indexes/test-articles/stats"));
}

#[test]
fn an_address_key_or_prefix_that_cannot_be_is_refused_at_once() {
    let bad_key = Some(SecretString::from("line\nbreak".to_owned()));
    for (url, key, prefix) in [
        ("localhost:7700", Some(key()), "a-"),
        ("ftp://localhost", Some(key()), "a-"),
        ("http://user:secret@localhost:7700", Some(key()), "a-"),
        ("http://localhost:7700", bad_key, "a-"),
        ("http://localhost:7700", Some(key()), "a/b"),
    ] {
        let error = Index::meilisearch(url, key, prefix).unwrap_err();
        assert!(matches!(error, IndexError::Rejected(_)), "{url} {prefix}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}
