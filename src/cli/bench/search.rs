//! Questions to the knowledge base, whole, and the search library asked for the words alone.

use std::path::Path;

use knowledge_base::Search;
use tantivy::collector::TopDocs;
use tantivy::query::QueryParser;
use tantivy::{Index, TantivyDocument};

use super::Bench;
use super::measure::{Row, both};
use crate::error::{Result, internal};

const HITS: usize = 10;
/// As people type: unfinished, with mistakes, in both languages.
const QUESTIONS: [&str; 10] = [
    "ktp hilang",
    "cara perpanjang sim",
    "bpjs tidak aktif",
    "akta kelahiran terlambt",
    "air mati",
    "jalan berlubang",
    "lost passport",
    "pajak kendaraan onlin",
    "banjir darurat",
    "sekolah pendaftar",
];

pub async fn run(bench: &Bench) -> Result<Vec<Row>> {
    let broken = |error: &dyn std::fmt::Display| internal(format!("the search index: {error}"));
    let index = open(&bench.folder.join("search")).map_err(|error| broken(&error))?;
    let reader = index.reader().map_err(|error| broken(&error))?;
    let schema = index.schema();
    let fields = ["title", "keywords", "text"].map(|name| schema.get_field(name));
    let fields: Vec<_> = fields.into_iter().filter_map(Result::ok).collect();
    let parser = QueryParser::for_index(&index, fields);
    let question = |n: i64| QUESTIONS[n as usize % QUESTIONS.len()];

    let whole = async |n: i64| {
        let search = Search {
            text: question(n).into(),
            language: Some("id".into()),
            limit: HITS,
            ..Search::default()
        };
        bench.app.index.search(&search).await?;
        Ok(())
    };
    let bare = async |n: i64| {
        let (query, _) = parser.parse_query_lenient(question(n));
        let searcher = reader.searcher();
        let hits = searcher
            .search(&query, &TopDocs::with_limit(HITS).order_by_score())
            .map_err(|error| broken(&error))?;
        for (_, address) in hits {
            searcher.doc::<TantivyDocument>(address).map_err(|error| broken(&error))?;
        }
        Ok(())
    };
    let (whole, bare) = both(bench.seconds, 1, whole, bare).await?;
    Ok(vec![
        Row::by_median("a question, with typing mistakes forgiven and passages marked", whole, &bare),
        Row::bare("tantivy asked for the exact words", bare),
    ])
}

/// The library's own index lies in a folder of the folder.
fn open(folder: &Path) -> Result<Index, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| error.to_string())?;
    let found = entries.flatten().map(|entry| entry.path()).find(|path| path.join("meta.json").exists());
    let path = found.ok_or("no index was made")?;
    Index::open_in_dir(path).map_err(|error| error.to_string())
}
