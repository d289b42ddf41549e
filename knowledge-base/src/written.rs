//! Short answers are written to be read aloud: "call one one two". On paper that is a number.

const DIGITS: [(&str, char); 22] = [
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
    ("one", '1'),
    ("two", '2'),
    ("three", '3'),
    ("four", '4'),
    ("five", '5'),
    ("six", '6'),
    ("seven", '7'),
    ("eight", '8'),
    ("nine", '9'),
    ("oh", '0'),
];

/// Fewer digits in a row are no number to call: "dua tiga hari" means a few days.
const SHORTEST: usize = 3;

/// The text for eyes: `hubungi satu satu dua.` becomes `hubungi 112.`
pub fn written(spoken: &str) -> String {
    let mut text = String::with_capacity(spoken.len());
    let mut run: Vec<&str> = Vec::new();
    for word in spoken.split_inclusive(' ') {
        let bare = letters(word);
        if digit(bare).is_none() {
            flush(&mut text, &mut run);
            text.push_str(word);
            continue;
        }
        run.push(word);
        if word.trim_end_matches(' ').len() > bare.len() {
            // A comma ends the number.
            flush(&mut text, &mut run);
        }
    }
    flush(&mut text, &mut run);
    text
}

fn digit(word: &str) -> Option<char> {
    let word = word.to_lowercase();
    DIGITS.iter().find(|(name, _)| *name == word).map(|(_, digit)| *digit)
}

fn flush(text: &mut String, run: &mut Vec<&str>) {
    if run.len() < SHORTEST {
        text.extend(run.drain(..));
        return;
    }
    let last = run.last().copied().unwrap_or_default();
    text.extend(run.drain(..).filter_map(|word| digit(letters(word))));
    text.push_str(&last[letters(last).len()..]);
}

fn letters(word: &str) -> &str {
    word.trim_end_matches([' ', ',', '.', ';', ':', '?', '!', ')'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_to_call_are_digits() {
        assert_eq!(written("Hubungi satu satu dua, gratis."), "Hubungi 112, gratis.");
        assert_eq!(written("Call one one zero or one one nine now."), "Call 110 or 119 now.");
        assert_eq!(written("Telepon satu lima kosong nol lima lima enam"), "Telepon 1500556");
    }

    #[test]
    fn other_words_stay() {
        for text in
            ["", "Tunggu dua tiga hari.", "One of two ways.", "Biaya lima ratus ribu rupiah.", "a  b "]
        {
            assert_eq!(written(text), text);
        }
    }
}
