//! How long a search takes while somebody types, and beside it, in the same run, what the search library takes for
//! the exact words of the same questions.

use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use knowledge_base::{Index, Search, starter_articles};
use tantivy::collector::TopDocs;
use tantivy::query::QueryParser;
use tantivy::{IndexReader, TantivyDocument};
use tokio::runtime::Runtime;

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
const COMPLAINT: &str =
    "Halo min, KTP saya hilang di angkot 2 hari lalu, gimana ngurusnya ya? Sudah lapor polisi.";

fn search(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let runtime = Runtime::new().unwrap();
    let index = Index::embedded(folder.path()).unwrap();
    runtime.block_on(index.publish(&starter_articles())).unwrap();
    let mut group = criterion.benchmark_group("search");
    for text in QUESTIONS {
        let search = Search {
            text: text.to_owned(),
            language: Some("id".to_owned()),
            limit: HITS,
            ..Search::default()
        };
        group.bench_function(text, |b| b.iter(|| runtime.block_on(index.search(&search)).unwrap()));
    }
    let (reader, parser) = bare(folder.path());
    for text in QUESTIONS {
        group.bench_function(format!("{text} (exact words)"), |b| {
            b.iter(|| {
                let (query, _) = parser.parse_query_lenient(text);
                let searcher = reader.searcher();
                let found = searcher.search(&query, &TopDocs::with_limit(HITS).order_by_score()).unwrap();
                found
                    .into_iter()
                    .map(|(_, address)| searcher.doc::<TantivyDocument>(address).unwrap())
                    .collect::<Vec<_>>()
            });
        });
    }
    group.finish();
    criterion.bench_function("suggest beside a complaint", |b| {
        b.iter(|| runtime.block_on(index.suggest(COMPLAINT, "id", 3)).unwrap());
    });
}

/// The library's own reader of the same index.
fn bare(folder: &Path) -> (IndexReader, QueryParser) {
    let entries = std::fs::read_dir(folder).unwrap();
    let path = entries.flatten().map(|entry| entry.path()).find(|path| path.join("meta.json").exists());
    let index = tantivy::Index::open_in_dir(path.unwrap()).unwrap();
    let schema = index.schema();
    let fields = ["title", "keywords", "text"].map(|name| schema.get_field(name).unwrap());
    (index.reader().unwrap(), QueryParser::for_index(&index, fields.to_vec()))
}

criterion_group!(benches, search);
criterion_main!(benches);
