//! How a citizen is known to us: names, addresses, numbers, and the parts these are made of.

use super::Veil;
use super::cover::{SAME, last};
use crate::contacts::KnownAs;
use crate::texts::Lang;

/// Shorter parts of names are too often words.
const PART: usize = 3;
impl Veil {
    pub fn new(t: Lang, name: Option<&str>, known: &[KnownAs]) -> Self {
        let mut veil = Self { mask: t.say("people-hidden").into_owned(), ..Self::default() };
        veil.knows(name, known);
        veil
    }

    fn knows(&mut self, name: Option<&str>, known: &[KnownAs]) {
        if let Some(name) = name {
            self.also_called(name);
        }
        for known in known {
            match known.kind.as_str() {
                "email" => self.also_at(&known.value),
                "phone" => {
                    let digits: Vec<u8> = known.value.bytes().filter(u8::is_ascii_digit).collect();
                    if digits.len() >= SAME {
                        self.numbers.insert(last(&digits));
                    }
                }
                // A visitor's token and a Telegram id are words of their own.
                _ => {
                    self.words.insert(known.value.to_lowercase());
                }
            }
        }
    }

    /// Another name, as a letter's From line gives it.
    pub fn also_called(&mut self, name: &str) {
        let parts = name.split(|c: char| !c.is_alphanumeric());
        // "andi82" is also Andi.
        let parts = parts.flat_map(|part| [part, part.trim_matches(|c: char| c.is_ascii_digit())]);
        let long = parts.filter(|part| part.chars().count() >= PART && part.chars().any(char::is_alphabetic));
        // Émilie signs as Emilie where the keyboard has no é.
        self.words.extend(long.flat_map(|part| [part.to_lowercase(), knowledge_base::fold(part)]));
    }

    /// Another address of theirs.
    pub(super) fn also_at(&mut self, address: &str) {
        let address = address.to_lowercase();
        self.also_called(address.split('@').next().unwrap_or_default());
        self.addresses.insert(address);
    }

    /// Somebody else in their letters. Offices are there, too, and are called "Dinas Air": only the whole name and the
    /// whole address are hidden, not every word they are made of.
    pub(super) fn beside_them(&mut self, address: &str, name: Option<&str>) {
        self.addresses.insert(address.to_lowercase());
        let parts = name.unwrap_or_default().split(|c: char| !c.is_alphanumeric());
        let name: Vec<String> = parts.filter(|part| !part.is_empty()).map(str::to_lowercase).collect();
        if name.iter().any(|part| part.chars().count() >= PART) {
            self.names.push(name);
        }
    }
}
