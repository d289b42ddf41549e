//! An editor writes articles: good ones are read, bad ones come back with the line and the remedy.

use knowledge_base::Article;
use proptest::prelude::*;

const GOOD: &str = r#"+++
title = "KTP-el hilang"
agency = "dukcapil"
category = "kependudukan"
keywords = ["ktp", "hilang"]
spoken = "Buat surat kehilangan di kantor polisi, lalu bawa ke Dukcapil."
reviewed = "2026-11-22"
check = "Perpres 96/2018"
+++

# Langkah

1. Buat *surat kehilangan*.
2. Bawa ke [Dukcapil](https://dukcapil.kemendagri.go.id).
"#;

fn parse(source: &str) -> Result<Article, knowledge_base::ArticleError> {
    Article::parse("ktp-hilang", "id", source)
}

#[test]
fn a_good_article_is_read() {
    let article = parse(GOOD).unwrap();
    assert_eq!(article.key(), "id/ktp-hilang");
    assert_eq!(article.title, "KTP-el hilang");
    assert_eq!(article.keywords, ["ktp", "hilang"]);
    assert!(article.body.starts_with("# Langkah"));
    assert_eq!(article.plain_text(), "Langkah\nBuat surat kehilangan.\nBawa ke Dukcapil.");
}

#[test]
fn files_from_other_systems_are_read_the_same() {
    let windows = format!("\u{feff}{}", GOOD.replace('\n', "\r\n"));
    assert_eq!(parse(&windows), parse(GOOD));
}

#[test]
fn a_source_that_was_written_is_read_back() {
    let article = parse(GOOD).unwrap();
    assert_eq!(parse(&article.to_source()), Ok(article));
}

#[test]
fn every_mistake_is_named_with_its_line_and_remedy() {
    let cases: &[(&str, &str, usize, &str)] = &[
        ("reviewed = \"2026-11-22\"", "reviewed = \"22 November\"", 7, "YYYY-MM-DD"),
        ("reviewed = \"2026-11-22\"", "reviewed = \"2026-02-30\"", 7, "YYYY-MM-DD"),
        ("agency = \"dukcapil\"", "agency = \"Dinas Dukcapil\"", 3, "lower-case"),
        ("category = \"kependudukan\"", "category = \"\"", 4, "lower-case"),
        ("title = \"KTP-el hilang\"", "title = \" \"", 2, "write something"),
        ("title = \"KTP-el hilang\"", "title = \"a\\nb\"", 2, "one line"),
        ("keywords = [\"ktp\", \"hilang\"]", "keywords = \"ktp\"", 5, "as TOML"),
        ("keywords = [\"ktp\", \"hilang\"]", "keywords = [\"\"]", 5, "write something"),
        ("check = \"Perpres 96/2018\"", "chek = \"x\"", 8, "nothing else"),
        ("spoken = \"Buat", "spoken = Buat", 6, "as TOML"),
    ];
    for (good, bad, line, remedy) in cases {
        let source = GOOD.replacen(good, bad, 1);
        assert_ne!(source, GOOD, "{good} is not in the source");
        let error = parse(&source).unwrap_err();
        assert_eq!(error.line, *line, "{bad}: {error}");
        assert!(error.to_string().contains(remedy), "{bad}: {error}");
    }
}

#[test]
fn what_is_missing_or_too_much_is_refused() {
    let long = |field: &str, length: usize| {
        let from = GOOD.find(&format!("{field} = \"")).unwrap() + field.len() + 4;
        let to = from + GOOD[from..].find('"').unwrap();
        format!("{}{}{}", &GOOD[..from], "x".repeat(length), &GOOD[to..])
    };
    let bodyless = &GOOD[..GOOD.find("\n# Langkah").unwrap()];
    for (source, part) in [
        (String::new(), "empty"),
        ("# Langkah".to_owned(), "does not begin"),
        (GOOD.replacen("+++\n\n#", "#", 1), "not closed"),
        (bodyless.to_owned(), "no text"),
        (GOOD.replacen("check = \"Perpres 96/2018\"\n", "", 1), "check"),
        (long("title", 161), "161 characters"),
        (long("spoken", 601), "601 characters"),
        (format!("{GOOD}{}", "x".repeat(256 * 1024)), "bytes"),
    ] {
        let error = parse(&source).unwrap_err().to_string();
        assert!(error.contains(part), "{part}: {error}");
    }
    for (slug, language) in [("KTP hilang", "id"), ("../ktp", "id"), ("", "id"), ("ktp", "fr")] {
        assert!(Article::parse(slug, language, GOOD).is_err(), "{slug} {language}");
    }
}

#[test]
fn a_page_keeps_its_only_h1_and_links_out_without_a_handle() {
    let html = parse(GOOD).unwrap().html();
    assert!(html.contains("<h2>Langkah</h2>") && !html.contains("<h1"), "{html}");
    let link = html.split("<a ").nth(1).unwrap();
    assert!(link.contains("rel=\"nofollow noopener\""), "{html}");
    assert!(link.contains("href=\"https://dukcapil.kemendagri.go.id\""), "{html}");
}

#[test]
fn nothing_in_an_article_can_run_or_load() {
    let mut article = parse(GOOD).unwrap();
    article.body = r#"<script>alert(1)</script>

<div onclick="x()">halo</div> <b onmouseover=x()>tebal</b>

[klik](javascript:alert(1)) [data](data:text/html,x) [dalam](/help/ktp) [surat](mailto:a@b.go.id)

![pelacak](https://jahat.example/p.gif)

[kutip](https://x.example/"onmouseover="alert(1))
"#
    .to_owned();
    let html = article.html();
    for bad in ["<script", "<div", "<img", "javascript:", "data:", "<b "] {
        assert!(!html.contains(bad), "{bad} in {html}");
    }
    assert!(html.contains("&lt;script&gt;alert(1)"), "{html}");
    assert!(html.contains("href=\"/help/ktp\"") && html.contains("mailto:a@b.go.id"), "{html}");
    assert!(!html.split("/help/ktp").nth(1).unwrap().starts_with("\" rel"), "{html}");
    // Inside tags no handler may stand; as text it may.
    assert!(html.split('<').skip(1).all(|tag| !tag.split('>').next().unwrap().contains(" on")), "{html}");
}

#[test]
fn nesting_without_end_is_flattened() {
    let mut article = parse(GOOD).unwrap();
    article.body = format!("{} dalam", ">".repeat(5000));
    let html = article.html();
    assert!(html.matches("<blockquote>").count() <= 32);
    assert!(html.contains("dalam"));
}

proptest! {
    #[test]
    fn any_source_gives_an_article_or_an_error(source in "(\\+\\+\\+\n)?[ -~\n=\"\\[\\]é€]{0,400}(\n\\+\\+\\+\n)?.{0,40}") {
        if let Ok(article) = parse(&source) {
            prop_assert_eq!(parse(&article.to_source()), Ok(article));
        }
    }

    #[test]
    fn any_body_gives_html_without_scripts_and_source_that_comes_back(body in "[a-z<>\"'&;:/()\\[\\]!#*`_ \n|-]{1,300}") {
        let mut article = parse(GOOD).unwrap();
        article.body = body;
        let html = article.html().to_ascii_lowercase();
        prop_assert!(!html.contains("<script") && !html.contains("<iframe") && !html.contains("<img"));
        let source = article.to_source();
        if let Ok(again) = parse(&source) {
            prop_assert_eq!(parse(&again.to_source()), Ok(again));
        }
    }
}
