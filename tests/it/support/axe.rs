//! axe-core, run in a page of the browser; left out, and says so, when `SAHUT_TEST_AXE` is not set.

use std::sync::LazyLock;

use fantoccini::Client;
use serde_json::{Value, json};

/// Where its script lies; `tests/run` fetches it from the npm registry.
static SCRIPT: LazyLock<Option<String>> = LazyLock::new(|| {
    let path = std::env::var("SAHUT_TEST_AXE").ok().filter(|path| !path.is_empty());
    if path.is_none() {
        eprintln!("left out: SAHUT_TEST_AXE is not set (tests/run sets it)");
    }
    path.map(|path| std::fs::read_to_string(path).expect("SAHUT_TEST_AXE: a readable file"))
});

/// Everything of WCAG 2.2 AA that a program can see, in light; then what colour can break, in dark.
const LOOK: &str = "
    const done = arguments[arguments.length - 1];
    const root = document.documentElement;
    const theme = root.dataset.theme;
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    (async () => {
        const light = await axe.run(document, { runOnly: tags, resultTypes: ['violations'] });
        root.dataset.theme = 'dark';
        // Colours change over 120 ms.
        await new Promise((on) => setTimeout(on, 250));
        const dark = await axe.run(document, { runOnly: { type: 'rule', values: ['color-contrast'] }, resultTypes: ['violations'] });
        if (theme === undefined) delete root.dataset.theme; else root.dataset.theme = theme;
        return [...light.violations, ...dark.violations.map((found) => ({ ...found, id: found.id + ' in the dark' }))];
    })().then(done, (error) => done([{ id: String(error), impact: 'serious', nodes: [] }]));
";

/// Serious and critical violations on the page as it stands, a line each.
pub async fn violations(window: &Client) -> Vec<String> {
    let Some(script) = SCRIPT.as_deref() else { return Vec::new() };
    window.execute(script, Vec::new()).await.expect("axe-core");
    let found = window.execute_async(LOOK, Vec::new()).await.expect("what axe-core found");
    let found = found.as_array().cloned().unwrap_or_default();
    let serious = found.iter().filter(|rule| matches!(rule["impact"].as_str(), Some("serious" | "critical")));
    serious.map(told).collect()
}

fn told(rule: &Value) -> String {
    let nodes = rule["nodes"].as_array().cloned().unwrap_or_default();
    let first = nodes.first().map_or(json!(null), |node| json!([node["html"], node["failureSummary"]]));
    format!("{} ({}, {} places): {first}", rule["id"], rule["impact"], nodes.len())
}
