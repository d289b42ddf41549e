//! How often suggestions are right, counted over questions as people write them, with all starter articles in.
//!
//! The limits are what is reached; whoever changes articles, words or judging sees here what it costs. Before titles
//! and keywords were counted apart from texts and spellings were read through one list: 86 and 92 % of the Indonesian,
//! 82 and 85 % of the English, 25 and 28 of the 40 unseen, 1 false.

use knowledge_base::{Index, starter_articles};
use secrecy::SecretString;

use crate::questions::{ENGLISH, INDONESIAN, NOT_THIS, UNANSWERED, UNSEEN, UNSEEN_UNANSWERED};

/// A real Meilisearch with all starter articles, when `SAHUT_TEST_MEILISEARCH_URL` names one.
async fn real_server() -> Option<Index> {
    let url = std::env::var("SAHUT_TEST_MEILISEARCH_URL").ok()?;
    let key = std::env::var("SAHUT_TEST_MEILISEARCH_KEY").ok().map(SecretString::from);
    let index = Index::meilisearch(&url, key, &format!("recall-{}-", std::process::id())).unwrap();
    index.prepare().await.unwrap();
    index.publish(&starter_articles()).await.unwrap();
    Some(index)
}

/// What was counted, and each question that went wrong, for whoever has to look into it.
#[derive(Default)]
struct Counted {
    asked: usize,
    first: usize,
    among_three: usize,
    wrong: Vec<String>,
}

impl Counted {
    fn percent(&self, part: usize) -> usize {
        part * 100 / self.asked.max(1)
    }
}

async fn starter_index() -> Index {
    let index = Index::in_memory();
    index.publish(&starter_articles()).await.unwrap();
    index
}

async fn slugs(index: &Index, text: &str, language: &str) -> Vec<String> {
    let hits = index.suggest(text, language, 3).await.unwrap();
    assert!(hits.iter().all(|hit| hit.language == language), "{text}: {hits:?}");
    hits.into_iter().map(|hit| hit.slug).collect()
}

async fn count(index: &Index, language: &str, questions: &[(&str, &str)]) -> Counted {
    let mut counted = Counted { asked: questions.len(), ..Counted::default() };
    for (text, slug) in questions {
        let found = slugs(index, text, language).await;
        let place = found.iter().position(|other| other == slug);
        counted.first += usize::from(place == Some(0));
        counted.among_three += usize::from(place.is_some());
        if place != Some(0) {
            counted.wrong.push(format!("{slug} for {text:?}: {found:?}"));
        }
    }
    println!(
        "{language}: {} questions, first {} %, among three {} %\n{}",
        counted.asked,
        counted.percent(counted.first),
        counted.percent(counted.among_three),
        counted.wrong.join("\n")
    );
    counted
}

#[tokio::test]
async fn questions_find_their_article() {
    let index = starter_index().await;
    for (language, questions, first, among_three) in [("id", INDONESIAN, 96, 100), ("en", ENGLISH, 100, 100)]
    {
        let counted = count(&index, language, questions).await;
        assert!(counted.percent(counted.first) >= first, "first: {} of {}", counted.first, counted.asked);
        assert!(
            counted.percent(counted.among_three) >= among_three,
            "among three: {} of {}",
            counted.among_three,
            counted.asked
        );
    }
}

#[tokio::test]
async fn questions_nobody_looked_at_find_their_article() {
    let index = starter_index().await;
    let (mut first, mut among_three) = (0, 0);
    for (language, text, slug) in UNSEEN {
        let found = slugs(&index, text, language).await;
        let place = found.iter().position(|other| other == slug);
        first += usize::from(place == Some(0));
        among_three += usize::from(place.is_some());
        if place != Some(0) {
            println!("{slug} for {text:?}: {found:?}");
        }
    }
    println!("unseen: {} questions, first {first}, among three {among_three}", UNSEEN.len());
    assert!(first >= 34 && among_three >= 36, "first: {first}, among three: {among_three}");
}

#[tokio::test]
async fn what_no_article_answers_gets_no_suggestion() {
    let index = starter_index().await;
    let mut wrong = Vec::new();
    for (language, text) in UNANSWERED.iter().chain(UNSEEN_UNANSWERED) {
        let hits = index.suggest(text, language, 3).await.unwrap();
        if !hits.is_empty() {
            let found: Vec<_> = hits.into_iter().map(|hit| (hit.slug, hit.score)).collect();
            wrong.push(format!("{text:?}: {found:?}"));
        }
    }
    println!(
        "{} of {} got a false suggestion\n{}",
        wrong.len(),
        UNANSWERED.len() + UNSEEN_UNANSWERED.len(),
        wrong.join("\n")
    );
    assert!(wrong.len() <= 2, "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_shared_word_is_not_enough() {
    let index = starter_index().await;
    let mut wrong = Vec::new();
    for (language, text, beside) in NOT_THIS {
        let found = slugs(&index, text, language).await;
        if found.iter().any(|slug| slug == beside) {
            wrong.push(format!("{text:?}: {found:?}"));
        }
    }
    println!("{} of {} got what is beside the point\n{}", wrong.len(), NOT_THIS.len(), wrong.join("\n"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_real_server_is_as_right() {
    let Some(index) = real_server().await else {
        eprintln!("left out: set SAHUT_TEST_MEILISEARCH_URL to count on a real Meilisearch");
        return;
    };
    for (language, questions) in [("id", INDONESIAN), ("en", ENGLISH)] {
        let counted = count(&index, language, questions).await;
        assert!(counted.percent(counted.among_three) >= 98, "{}", counted.wrong.join("\n"));
    }
    let mut wrong = Vec::new();
    for (language, text) in UNANSWERED.iter().chain(UNSEEN_UNANSWERED) {
        let hits = index.suggest(text, language, 3).await.unwrap();
        if !hits.is_empty() {
            wrong.push(format!("{text:?}: {:?}", hits.into_iter().map(|hit| hit.slug).collect::<Vec<_>>()));
        }
    }
    println!("real server: {} false\n{}", wrong.len(), wrong.join("\n"));
    index.clear().await.unwrap();
    assert!(wrong.len() <= 2, "{}", wrong.join("\n"));
}
