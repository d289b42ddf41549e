//! The articles that come with the program, read from `articles/id` and `articles/en` when it is built.

use include_dir::{Dir, File, include_dir};

use crate::Article;

static ARTICLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/articles");

/// Every starter article that can be read, in the order of their keys.
///
/// A file that is not an article is left out and logged: one bad file must not stop a hotline from
/// starting. A test holds that every file is good.
pub fn starter_articles() -> Vec<Article> {
    let mut articles: Vec<Article> = files()
        .filter_map(|file| match read(file) {
            Ok(article) => Some(article),
            Err(problem) => {
                tracing::error!(file = %file.path().display(), %problem, "starter article left out");
                None
            }
        })
        .collect();
    articles.sort_by_key(Article::key);
    articles
}

/// What is wrong with the starter files, one line for each bad one; empty when all are good.
pub fn problems() -> Vec<String> {
    files()
        .filter_map(|file| {
            let problem = read(file).err()?;
            Some(format!("{}: {problem}", file.path().display()))
        })
        .collect()
}

fn files() -> impl Iterator<Item = &'static File<'static>> {
    ARTICLES.dirs().flat_map(Dir::files).filter(|file| file.path().extension().is_some_and(|e| e == "md"))
}

fn read(file: &File<'_>) -> Result<Article, String> {
    let path = file.path();
    let language = path
        .parent()
        .and_then(|folder| folder.file_name())
        .and_then(|name| name.to_str())
        .ok_or("the folder must be called id or en")?;
    let slug = path.file_stem().and_then(|name| name.to_str()).ok_or("the file's name is not text")?;
    let source = file.contents_utf8().ok_or("the file is not UTF-8")?;
    Article::parse(slug, language, source).map_err(|error| error.to_string())
}
