//! What the fields of an agency and a category must look like, before anything is looked up. All faults
//! at once, so that a form names them together.

use super::{NewAgency, NewCategory};

/// A field of a form and the code of its remedy.
pub type Fault = (&'static str, &'static str);

/// Most characters of names, codes, phone numbers and addresses.
pub const LONGEST_NAME: usize = 200;
pub const LONGEST_CODE: usize = 40;
pub const LONGEST_PHONE: usize = 30;
pub const LONGEST_EMAIL: usize = 200;
/// Minutes a ticket may take: a year.
pub const LONGEST_DUE: i64 = 366 * 24 * 60;
pub const LAST_POSITION: i64 = 9_999;

impl NewAgency {
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = code(&self.code);
        faults.extend(names(&self.name_id, &self.name_en));
        if self.phone.as_deref().is_some_and(|phone| !is_phone(phone)) {
            faults.push(("phone", "phone-shape"));
        }
        if self.email.as_deref().is_some_and(|email| !is_email(email)) {
            faults.push(("email", "email-shape"));
        }
        faults
    }
}

impl NewCategory {
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = code(&self.code);
        faults.extend(names(&self.name_id, &self.name_en));
        if !(1..=4).contains(&self.priority) {
            faults.push(("priority", "priority-needed"));
        }
        if !(1..=LONGEST_DUE).contains(&self.due_minutes) {
            faults.push(("due", "due-range"));
        }
        if !(0..=LAST_POSITION).contains(&self.position) {
            faults.push(("position", "position-range"));
        }
        faults
    }
}

fn code(code: &str) -> Vec<Fault> {
    let is_good = !code.is_empty()
        && code.len() <= LONGEST_CODE
        && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !code.starts_with('-')
        && !code.ends_with('-');
    if is_good { Vec::new() } else { vec![("code", "code-shape")] }
}

fn names(id: &str, en: &str) -> Vec<Fault> {
    [("name_id", id), ("name_en", en)]
        .into_iter()
        .filter(|(_, name)| {
            let empty = name.trim().is_empty();
            empty || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control)
        })
        .map(|(field, _)| (field, "both-names"))
        .collect()
}

/// Digits as people write them; short numbers such as 112 count.
pub fn is_phone(phone: &str) -> bool {
    let digits = phone.bytes().filter(u8::is_ascii_digit).count();
    let known = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | '(' | ')' | ' ' | '/');
    (3..=20).contains(&digits) && phone.len() <= LONGEST_PHONE && phone.chars().all(known)
}

/// One `@` with something sensible on both sides. Whether somebody reads there, only a letter can tell.
pub fn is_email(email: &str) -> bool {
    let Some((local, domain)) = email.split_once('@') else { return false };
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '@' | ',' | ';' | '<' | '>' | '"');
    let parts_are_good = domain.split('.').all(|part| {
        !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '-') && !part.starts_with('-')
    });
    email.len() <= LONGEST_EMAIL
        && !local.is_empty()
        && !local.contains(odd)
        && domain.contains('.')
        && parts_are_good
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_numbers() {
        for good in ["a@b.id", "pengaduan.air@pdam.kota-tirta.go.id"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["", "a", "a@", "@b.id", "a@b", "a@@b.id", "a b@c.id", "a@b..id", "a@b.id, c@d.id"] {
            assert!(!is_email(bad), "{bad}");
        }
        for good in ["112", "(022) 123-4567", "+62 811 2233 4455"] {
            assert!(is_phone(good), "{good}");
        }
        for bad in ["", "12", "telepon", "0811#1", "123456789012345678901234567890123"] {
            assert!(!is_phone(bad), "{bad}");
        }
    }
}
