//! Texts with blanks that staff write themselves: `Laporan {{ number }} sudah kami terima.`
//!
//! They are minijinja templates, cut down to what a letter needs: blanks and `{% if %}`. No loops, no
//! assignments, no filters: what a text of so many letters can cost is then bounded by its length, and
//! nobody needs to know more than the names of the blanks. Texts are plain, so nothing is escaped; pages
//! escape them like any other text.

use std::collections::BTreeMap;

use minijinja::{Environment, ErrorKind, UndefinedBehavior};

/// Characters of a template.
pub const LONGEST: usize = 8_000;
/// Characters that may come out.
const FILLED: usize = 20_000;
/// Steps of a rendering; a text of the longest kind takes a tenth of it.
const FUEL: u64 = 50_000;
/// Words that may stand behind `{%`.
const TAGS: [&str; 4] = ["if", "elif", "else", "endif"];

/// What is put into the blanks, by name.
pub type Blanks = BTreeMap<&'static str, String>;

/// Why a text cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// `template-<what>`: names the remedy in the texts.
    pub code: &'static str,
    /// The word it is about, empty when there is none.
    pub word: String,
    /// From 1; 0 when it is about the whole text.
    pub line: usize,
}

impl Mistake {
    fn new(code: &'static str, word: impl Into<String>, line: usize) -> Self {
        Self { code, word: word.into(), line }
    }
}

/// Fills the blanks. A blank that is not there is a mistake wherever it stands, also where an `{% if %}`
/// would have skipped it.
pub fn fill(source: &str, blanks: &Blanks) -> Result<String, Mistake> {
    if source.chars().count() > LONGEST {
        return Err(Mistake::new("template-long", "", 0));
    }
    only_known_tags(source)?;
    let mut engine = Environment::empty();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_fuel(Some(FUEL));
    engine.set_recursion_limit(50);
    let template = engine.template_from_str(source).map_err(|error| mistake(source, &error))?;
    let mut unknown: Vec<String> = template
        .undeclared_variables(false)
        .into_iter()
        .filter(|name| !blanks.contains_key(name.as_str()))
        .collect();
    unknown.sort_unstable();
    if let Some(name) = unknown.into_iter().next() {
        let line = source.lines().position(|line| line.contains(&name)).map_or(0, |at| at + 1);
        return Err(Mistake::new("template-unknown", name, line));
    }
    let filled = template
        .render(minijinja::Value::from(
            blanks.iter().map(|(name, value)| (*name, value.clone())).collect::<BTreeMap<_, _>>(),
        ))
        .map_err(|error| mistake(source, &error))?;
    if filled.chars().count() > FILLED {
        return Err(Mistake::new("template-long", "", 0));
    }
    Ok(filled)
}

/// Every real tag begins with `{%`, so looking at each of these misses none.
fn only_known_tags(source: &str) -> Result<(), Mistake> {
    let mut rest = source;
    let mut line = 1;
    while let Some(at) = rest.find("{%") {
        line += rest[..at].matches('\n').count();
        rest = &rest[at + 2..];
        let inside = rest.trim_start_matches(['-', '+']).trim_start();
        let word: String = inside.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if !TAGS.contains(&word.as_str()) {
            return Err(Mistake::new("template-tag", word, line));
        }
    }
    Ok(())
}

fn mistake(source: &str, error: &minijinja::Error) -> Mistake {
    let code = match error.kind() {
        ErrorKind::OutOfFuel => "template-long",
        ErrorKind::UnknownFilter | ErrorKind::UnknownFunction | ErrorKind::UnknownTest => "template-plain",
        _ => "template-syntax",
    };
    let line = error.line().unwrap_or(0).min(source.lines().count());
    Mistake::new(code, "", line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blanks() -> Blanks {
        Blanks::from([("number", "2611-000042-7".to_owned()), ("name", String::new())])
    }

    #[test]
    fn blanks_are_filled_and_nothing_is_escaped() {
        let text = "Laporan {{ number }}{% if name %}, {{ name }}{% else %} & <Anda>{% endif %}";
        assert_eq!(fill(text, &blanks()).unwrap(), "Laporan 2611-000042-7 & <Anda>");
    }

    #[test]
    fn a_blank_that_is_not_there_is_named_even_where_nobody_would_meet_it() {
        let text = "Halo\n{% if name %}{{ nama }}{% endif %}";
        assert_eq!(fill(text, &blanks()), Err(Mistake::new("template-unknown", "nama", 2)));
        assert_eq!(fill("{{ a.b }}", &blanks()), Err(Mistake::new("template-unknown", "a", 1)));
    }

    #[test]
    fn what_could_cost_much_is_refused() {
        for text in [
            "{% for x in number %}{{ x }}{% endfor %}",
            "{%- set x = number ~ number %}",
            "{% raw %}{% endraw %}",
            "{% macro x() %}{% endmacro %}",
            "{%",
        ] {
            assert_eq!(fill(text, &blanks()).unwrap_err().code, "template-tag", "{text}");
        }
        assert!(fill("{{ number * 100000000 }}", &blanks()).is_err());
        assert_eq!(fill("{{ number|upper }}", &blanks()).unwrap_err().code, "template-plain");
        assert_eq!(fill("{{ range(9) }}", &blanks()).unwrap_err().code, "template-unknown");
        assert_eq!(fill("{{ number", &blanks()).unwrap_err().code, "template-syntax");
        assert_eq!(fill(&"x".repeat(LONGEST + 1), &blanks()).unwrap_err().code, "template-long");
        let nested = "{{ ".to_owned() + &"(".repeat(3_000) + "number" + &")".repeat(3_000) + " }}";
        assert!(fill(&nested, &blanks()).is_err());
        let much = "{{ number ~ number ~ number ~ number }}".repeat(200);
        assert!(fill(&much, &blanks()).is_ok());
    }
}
