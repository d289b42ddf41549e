//! What must be mended in a form: said in a summary on top and beside each field.

/// One slip: the field's id, where it is, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    pub field: &'static str,
    pub href: String,
    pub text: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slips(pub Vec<Slip>);

impl Slips {
    /// A slip in a field of this very page.
    pub fn add(&mut self, field: &'static str, text: impl Into<String>) {
        self.0.push(Slip { field, href: format!("#{field}"), text: text.into() });
    }

    /// A slip on another page of the same form.
    pub fn elsewhere(&mut self, page: &str, others: Self) {
        for slip in others.0 {
            self.0.push(Slip { href: format!("{page}{}", slip.href), ..slip });
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn has(&self, field: &str) -> bool {
        self.0.iter().any(|slip| slip.field == field)
    }

    /// All that is wrong with a field.
    pub fn of(&self, field: &str) -> Vec<&str> {
        self.0.iter().filter(|slip| slip.field == field).map(|slip| slip.text.as_str()).collect()
    }

    /// Attributes of the field's control; the names are ours, so nothing needs escaping.
    pub fn mark(&self, field: &'static str) -> String {
        if self.has(field) {
            format!("aria-describedby=\"{field}-hint {field}-error\" aria-invalid=\"true\"")
        } else {
            format!("aria-describedby=\"{field}-hint\"")
        }
    }

    /// Class of the field around it.
    pub fn class(&self, field: &str) -> &'static str {
        if self.has(field) { "field field--error" } else { "field" }
    }
}
