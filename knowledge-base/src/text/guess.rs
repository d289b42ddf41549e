//! Which language a citizen writes in.

use super::roots::is_root;
use super::stop_words::{ENGLISH, INDONESIAN};
use super::{Language, stem, words};

/// Only the beginning of a text is read, in words.
const READ: usize = 200;

/// English words of public service that Indonesian does not have.
const ENGLISH_WORDS: &[&str] = &[
    "address",
    "apply",
    "baby",
    "bill",
    "birth",
    "broken",
    "card",
    "change",
    "child",
    "complaint",
    "cost",
    "death",
    "driving",
    "electricity",
    "emergency",
    "family",
    "father",
    "fee",
    "fire",
    "flood",
    "garbage",
    "health",
    "help",
    "hospital",
    "house",
    "lamp",
    "land",
    "licence",
    "license",
    "light",
    "lost",
    "marriage",
    "mother",
    "move",
    "need",
    "new",
    "office",
    "passport",
    "pay",
    "phone",
    "police",
    "power",
    "register",
    "renew",
    "report",
    "road",
    "rubbish",
    "school",
    "stolen",
    "street",
    "tax",
    "trash",
    "vehicle",
    "want",
    "water",
    "wife",
    "work",
];

/// `Some("id")` or `Some("en")` when the words speak clearly, `None` when they do not (*"paspor"* alone does,
/// *"KTP 3174"* does not).
pub fn guess_language(text: &str) -> Option<&'static str> {
    let (mut indonesian, mut english) = (0_u32, 0_u32);
    for word in words(text).take(READ) {
        let word = word.text.as_str();
        // A function word is stronger evidence than a word of the trade, which travels between languages.
        if INDONESIAN.binary_search(&word).is_ok() {
            indonesian += 2;
        } else if is_root(word) || is_root(&stem(word, Language::Indonesian)) {
            indonesian += 1;
        }
        if ENGLISH.binary_search(&word).is_ok() {
            english += 2;
        } else if ENGLISH_WORDS.binary_search(&word).is_ok() {
            english += 1;
        }
    }
    // A fair margin, so that one borrowed word does not turn the answer.
    if indonesian > english + english / 2 {
        Some("id")
    } else if english > indonesian + indonesian / 2 {
        Some("en")
    } else {
        None
    }
}
