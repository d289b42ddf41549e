//! Answers: found with typos, shown in both languages, there without the engine; and the front door.

use sahut::config::Config;

use super::report;
use crate::story;
use crate::support::House;

story!(a_question_with_a_typo_finds_its_answer, async |house: &House| {
    let citizen = house.visitor();
    let found = citizen.get("/help?q=ktp+hilng").await.text;
    assert!(found.contains("href=\"/help/ktp-hilang-rusak\"") && found.contains("<mark>"), "{found}");
    let live = citizen.get("/help/answers?q=ktp+hilng").await.text;
    assert!(
        live.starts_with("<ul class=\"answers-list\" data-count-text=") && live.contains("ktp-hilang-rusak"),
        "{live}"
    );
    assert_eq!(citizen.get("/help/answers?q=k").await.text, "");
    let suggested = citizen
        .post("/report/suggest", &[("q", "Lampu jalan di depan rumah saya mati sejak Senin")])
        .await
        .text;
    assert!(
        suggested.contains("Mungkin ini sudah menjawab") && suggested.contains("lampu-jalan-mati"),
        "{suggested}"
    );

    let article = citizen.get("/help/ktp-hilang-rusak").await.text;
    assert!(
        article.contains("<html lang=\"id\"")
            && article.contains("Diperiksa")
            && article.contains("href=\"?language=en\""),
        "{article}"
    );
    let english = citizen.get("/help/ktp-hilang-rusak?language=en").await.text;
    assert!(english.contains("Checked on") && english.contains("To be sure, check with"), "{english}");
    assert_eq!(citizen.get("/help/tidak-ada").await.status, 404);
    let all = citizen.get("/help").await.text;
    assert!(all.matches("href=\"/help/").count() >= 30, "{all}");
    let nothing = citizen.get("/help?q=zzqxw").await.text;
    assert!(nothing.contains("/report?text=zzqxw"), "{nothing}");
});

story!(
    help_goes_on_without_the_engine,
    // Nobody listens on port 9 (discard): the engine is away.
    |config: &mut Config| config.meilisearch_url = Some("http://127.0.0.1:9".into()),
    async |house: &House| {
        let citizen = house.visitor();
        let page = citizen.get("/help?q=ktp+hilang").await;
        assert_eq!(page.status, 200);
        assert!(
            page.text.contains("Pencarian sedang terganggu") && page.text.contains("/help/ktp-hilang-rusak"),
            "{}",
            page.text
        );
        assert_eq!(citizen.get("/help/answers?q=ktp").await.text, "");
        assert_eq!(citizen.post("/report/suggest", &[("q", "KTP saya hilang di pasar")]).await.status, 200);
        assert_eq!(citizen.get("/help/ktp-hilang-rusak").await.status, 200);
        report(&citizen).await;
        // The articles wait for the engine; this story is about the pages.
        house.forget_jobs().await;
    }
);

story!(an_article_in_one_language_is_shown_to_all, async |house: &House| {
    let write = async |tx: &mut _| {
        let mut article =
            knowledge_base::starter_articles().into_iter().find(|a| a.language == "en").unwrap();
        article.slug = "only-english".into();
        sahut::articles::save(tx, &article).await
    };
    house.app.db.write(write).await.unwrap();
    let page = house.visitor().get("/help/only-english").await.text;
    assert!(
        page.contains("belum ada dalam bahasa Indonesia")
            && page.contains("<article class=\"article\" lang=\"en\">"),
        "{page}"
    );
});

story!(the_front_door_names_only_ways_that_work, async |house: &House| {
    let home = house.visitor().get("/").await.text;
    for there in [
        "href=\"/report\"",
        "href=\"/track\"",
        "href=\"/widget\"",
        "href=\"tel:112\"",
        "/help/ktp-hilang-rusak",
    ] {
        assert!(home.contains(there), "{there} in {home}");
    }
    assert!(!home.contains("mailto:") && !home.contains("t.me/"), "{home}");
});
