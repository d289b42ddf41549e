//! What a caller said, as the keys they could have pressed.
//!
//! For people who cannot press keys. Only used when the carrier was asked to recognise speech.

use super::Keys;

/// Words that stand for one choice of the main menu, most urgent first: a sentence with "kebakaran" and
/// "lapor" in it is an emergency. "Tolong" is missing on purpose: it mostly means "please".
const CHOICES: [(&str, &[&str]); 6] = [
    ("5", &["darurat", "gawat", "kebakaran", "emergency", "fire", "ambulance", "ambulans"]),
    ("0", &["petugas", "operator", "agent", "person"]),
    ("2", &["status", "perkembangan", "progress"]),
    ("3", &["informasi", "info", "information"]),
    ("1", &["lapor", "melapor", "laporan", "pengaduan", "report", "complaint"]),
    ("9", &["english", "inggris", "indonesian", "indonesia"]),
];

const DIGITS: [(&str, char); 26] = [
    ("nol", '0'),
    ("kosong", '0'),
    ("satu", '1'),
    ("dua", '2'),
    ("tiga", '3'),
    ("empat", '4'),
    ("lima", '5'),
    ("enam", '6'),
    ("tujuh", '7'),
    ("delapan", '8'),
    ("sembilan", '9'),
    ("zero", '0'),
    ("oh", '0'),
    ("one", '1'),
    ("two", '2'),
    ("three", '3'),
    ("four", '4'),
    ("five", '5'),
    ("six", '6'),
    ("seven", '7'),
    ("eight", '8'),
    ("nine", '9'),
    ("bintang", '*'),
    ("star", '*'),
    ("kembali", '*'),
    ("back", '*'),
];

/// Digits said one by one, at any question: "dua enam satu" is `261`. Words between them are passed over.
pub fn digits(said: &str) -> Option<Keys> {
    let keys: String = words(said)
        .map(|word| match DIGITS.iter().find(|(name, _)| *name == word) {
            Some((_, key)) => key.to_string(),
            None => word.chars().filter(char::is_ascii_digit).collect(),
        })
        .collect();
    (!keys.is_empty()).then(|| Keys::new(&keys))
}

/// A choice of the main menu: a word for it, else its digit.
pub fn choice(said: &str) -> Option<Keys> {
    let said_words: Vec<String> = words(said).collect();
    if said_words.iter().any(|word| word == "112") {
        return Some(Keys::from("5"));
    }
    CHOICES
        .iter()
        .find(|(_, names)| said_words.iter().any(|word| names.contains(&word.as_str())))
        .map(|(key, _)| Keys::from(*key))
        .or_else(|| digits(said))
}

/// Lower-case words; a recogniser's answer is short, so the rest of a long one is not looked at.
fn words(said: &str) -> impl Iterator<Item = String> {
    said.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).take(60).map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_urgent_word_wins() {
        assert_eq!(choice("saya mau lapor kebakaran"), Some(Keys::from("5")));
        assert_eq!(choice("Saya mau melapor."), Some(Keys::from("1")));
        assert_eq!(choice("hubungi 112"), Some(Keys::from("5")));
        assert_eq!(choice("tiga"), Some(Keys::from("3")));
        assert_eq!(choice("apa kabar"), None);
    }

    #[test]
    fn digits_are_read_one_by_one() {
        assert_eq!(digits("dua enam, satu 1 kosong"), Some(Keys::from("26110")));
        assert_eq!(digits("eh"), None);
    }
}
