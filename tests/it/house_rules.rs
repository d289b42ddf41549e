//! The house's own rules: who may import whom, and how long a file may be.

use std::path::{Path, PathBuf};

const FLOWS: &[&str] = &[
    "intake",
    "routing",
    "outbox",
    "track",
    "reports",
    "checks",
    "bulk",
    "cases",
    "escalation",
    "people",
    "scan",
    "leaving",
    "sweep",
    "erasure",
];
const EDGES: &[&str] = &["web", "api", "cli", "listen", "worker"];
const LONGEST: usize = 600;

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    found
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The room a file of `src` belongs to: its first folder or its own name.
fn room(file: &Path) -> String {
    let inside = file.strip_prefix(root().join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

fn imports(text: &str, room: &str) -> bool {
    let name = format!("crate::{room}");
    text.lines().filter(|line| !line.trim_start().starts_with("//")).any(|line| {
        line.match_indices(&name)
            .any(|(at, _)| !line[at + name.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    })
}

#[test]
fn imports_point_inwards() {
    let mut wrong = Vec::new();
    for file in sources(&root().join("src")) {
        let room = room(&file);
        let text = std::fs::read_to_string(&file).unwrap();
        let forbidden: Vec<&str> =
            if EDGES.contains(&room.as_str()) || ["main", "lib"].contains(&room.as_str()) {
                continue;
            } else if FLOWS.contains(&room.as_str()) {
                EDGES.to_vec()
            } else {
                [FLOWS, EDGES].concat()
            };
        for other in forbidden {
            // `app` holds the routing rules for everyone.
            let allowed = room == "app" && other == "routing";
            if !allowed && imports(&text, other) {
                wrong.push(format!("{} imports {other}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn leaf_crates_know_nothing_of_the_house() {
    for krate in ["channels", "knowledge-base"] {
        let manifest = std::fs::read_to_string(root().join(krate).join("Cargo.toml")).unwrap();
        for foreign in ["sqlx", "actix", "sahut.", "\nsahut"] {
            assert!(!manifest.contains(foreign), "{krate} depends on {foreign}");
        }
    }
}

#[test]
fn sql_of_a_noun_stays_private() {
    for file in sources(&root().join("src")) {
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(!text.contains("pub mod store"), "{}: a store is private", file.display());
    }
}

#[test]
fn no_file_is_too_long() {
    for folder in ["src", "channels/src", "knowledge-base/src", "tests"] {
        for file in sources(&root().join(folder)) {
            let lines = std::fs::read_to_string(&file).unwrap().lines().count();
            assert!(lines <= LONGEST, "{} has {lines} lines: which two ideas live in it?", file.display());
        }
    }
}
