//! The forms of the administration: fields with label, hint, what was typed, and what must be mended.
//!
//! Labels are `admin-field-<name>`, hints `admin-hint-<name>` where there is one, remedies
//! `admin-problem-<code>`. The audit names fields by the same labels.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::texts::Lang;

/// What a browser sent, or what stands in the table: names and values.
#[derive(Clone, Debug, Default)]
pub struct Typed(Vec<(String, String)>);

impl Typed {
    pub fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_owned(), value.into()));
    }

    /// Without the spaces around it; empty when there is none.
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// Without what must not be shown again.
    pub fn without(mut self, names: &[&str]) -> Self {
        self.0.retain(|(name, _)| !names.contains(&name.as_str()));
        self
    }

    /// None when it was left empty.
    pub fn some(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// Every value of a name: what was ticked.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Fields to be mended: name and code.
pub type Faults = Vec<(&'static str, &'static str)>;

/// Something to choose: its value and its words.
pub type Choice = (String, String);

#[derive(Debug)]
enum Kind {
    Line {
        input: &'static str,
        longest: usize,
    },
    Area {
        longest: usize,
    },
    Select(Vec<Choice>),
    Ticks(Vec<(Choice, bool)>),
    /// A number with its unit beside it.
    Measure {
        unit: &'static str,
        chosen: String,
        units: Vec<Choice>,
    },
}

#[derive(Debug)]
struct Field {
    name: &'static str,
    label: String,
    hint: Option<String>,
    fault: Option<String>,
    is_optional: bool,
    value: String,
    kind: Kind,
}

impl Field {
    /// Attributes that tie the field to its hint and its fault.
    fn described(&self) -> String {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.name));
        let fault = self.fault.as_ref().map(|_| format!("{}-error", self.name));
        let ids: Vec<String> = hint.into_iter().chain(fault).collect();
        let invalid = if self.fault.is_some() { " aria-invalid=\"true\"" } else { "" };
        let by =
            if ids.is_empty() { String::new() } else { format!(" aria-describedby=\"{}\"", ids.join(" ")) };
        format!("{by}{invalid}")
    }
}

/// All fields of a form. Goes into a page as it is.
#[derive(Debug, Template)]
#[template(path = "web/admin/fields.html")]
pub struct Fields {
    t: Lang,
    typed: Typed,
    faults: Faults,
    all: Vec<Field>,
}
impl HtmlSafe for Fields {}

/// What must be mended, on top of the page, each line a link to its field.
#[derive(Debug, Template)]
#[template(path = "web/admin/summary.html")]
pub struct Summary {
    t: Lang,
    lines: Vec<(&'static str, String)>,
}
impl HtmlSafe for Summary {}

impl Summary {
    pub fn new(t: Lang, faults: &[(&'static str, &'static str)]) -> Self {
        let lines = faults.iter().map(|(field, code)| (*field, remedy(t, code))).collect();
        Self { t, lines }
    }
}

impl Summary {
    /// The same where several fields may be mended alike: each line begins with the name of its field.
    pub fn named(t: Lang, faults: &[(&'static str, &'static str)]) -> Self {
        let line = |field: &str, code: &str| {
            format!("{}: {}", t.say(&format!("admin-field-{field}")), remedy(t, code))
        };
        let lines = faults.iter().map(|(field, code)| (*field, line(field, code))).collect();
        Self { t, lines }
    }
}

/// What to do about it.
pub fn remedy(t: Lang, code: &str) -> String {
    t.say(&format!("admin-problem-{code}")).into_owned()
}

impl Fields {
    pub fn new(t: Lang, typed: Typed, faults: Faults) -> Self {
        Self { t, typed, faults, all: Vec::new() }
    }

    pub fn summary(&self) -> Summary {
        Summary::new(self.t, &self.faults)
    }

    pub fn line(self, name: &'static str, longest: usize) -> Self {
        self.labelled(name, name, Kind::Line { input: "text", longest })
    }

    /// A line of another kind: `email`, `tel`, `number`.
    pub fn input(self, name: &'static str, input: &'static str, longest: usize) -> Self {
        self.labelled(name, name, Kind::Line { input, longest })
    }

    /// Several lines.
    pub fn area(self, name: &'static str, longest: usize) -> Self {
        self.labelled(name, name, Kind::Area { longest })
    }

    /// The field that was added last may stay empty.
    pub fn optional(mut self) -> Self {
        if let Some(field) = self.all.last_mut() {
            field.is_optional = true;
        }
        self
    }

    /// The field that was added last is told of by the hint of another name.
    pub fn hinted(mut self, hint: &str) -> Self {
        if let Some(field) = self.all.last_mut() {
            field.hint = Some(self.t.say(&format!("admin-hint-{hint}")).into_owned());
        }
        self
    }

    /// What exactly is wrong with the field that was added last, behind its remedy.
    pub fn because(mut self, what: &str) -> Self {
        if let Some(fault) = self.all.last_mut().and_then(|field| field.fault.as_mut())
            && !what.is_empty()
        {
            fault.push(' ');
            fault.push_str(what);
        }
        self
    }

    pub fn select(self, name: &'static str, choices: Vec<Choice>) -> Self {
        self.labelled(name, name, Kind::Select(choices))
    }

    /// Any number of choices; `label` names them all.
    pub fn ticks(self, name: &'static str, label: &str, choices: Vec<Choice>) -> Self {
        let ticked = |choice: Choice| {
            let is_on = self.typed.all(name).any(|value| value == choice.0);
            (choice, is_on)
        };
        let choices = choices.into_iter().map(ticked).collect();
        self.labelled(name, label, Kind::Ticks(choices))
    }

    pub fn measure(self, name: &'static str, unit: &'static str, units: Vec<Choice>) -> Self {
        let chosen = self.typed.text(unit).to_owned();
        self.labelled(name, name, Kind::Measure { unit, chosen, units })
    }

    fn labelled(mut self, name: &'static str, label: &str, kind: Kind) -> Self {
        let t = self.t;
        let hint = format!("admin-hint-{label}");
        let code = self.faults.iter().find(|(field, _)| *field == name).map(|(_, code)| *code);
        self.all.push(Field {
            name,
            label: t.say(&format!("admin-field-{label}")).into_owned(),
            hint: t.has(&hint).then(|| t.say(&hint).into_owned()),
            fault: code.map(|code| remedy(t, code)),
            is_optional: false,
            value: self.typed.text(name).to_owned(),
            kind,
        });
        self
    }
}
