//! Where it is, by the names of places in the text.

use std::collections::HashMap;

use knowledge_base::fold;
use knowledge_base::text::is_known;

use crate::agencies::Area;

/// Words that say what kind of place follows. They are no part of the name, and after one of them even an
/// ordinary word is a name.
const KINDS: [&str; 12] = [
    "kota",
    "kabupaten",
    "kab",
    "kecamatan",
    "kec",
    "kelurahan",
    "kel",
    "desa",
    "provinsi",
    "district",
    "village",
    "city",
];
/// After these the name is a street's, and streets are called after places far away.
const STREETS: [&str; 8] = ["jalan", "jl", "jln", "gang", "gg", "raya", "street", "terminal"];
/// Words of a name.
const LONGEST: usize = 4;
/// Words of a text that are looked at.
const READ: usize = 400;

/// Names of areas, folded, and the codes that bear them.
#[derive(Debug, Default)]
pub struct Places(HashMap<String, Vec<String>>);

impl Places {
    pub fn of(areas: &[Area]) -> Self {
        let mut places = Self::default();
        // The highest area is everywhere: naming it says nothing.
        for area in areas.iter().filter(|area| area.parent_code.is_some()) {
            let folded = fold(&area.name);
            let mut words: Vec<&str> = folded.split(' ').collect();
            while words.len() > 1 && KINDS.contains(&words[0]) {
                words.remove(0);
            }
            let name = words.join(" ");
            if name.len() >= 4 && words.len() <= LONGEST {
                places.0.entry(name).or_default().push(area.code.clone());
            }
        }
        places
    }

    /// The code of the area that the text names; none when it names several apart, or one of a name that
    /// several bear.
    pub fn named(&self, text: &str) -> Option<String> {
        let folded = fold(text);
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).take(READ).collect();
        let mut found: Vec<&[String]> = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let length = (1..=LONGEST.min(words.len() - at)).rev().find(|length| {
                let name = &words[at..at + length];
                self.0.contains_key(&name.join(" "))
                    && is_name(name, at.checked_sub(1).map(|before| words[before]))
            });
            if let Some(codes) = length.and_then(|length| self.0.get(&words[at..at + length].join(" "))) {
                found.push(codes);
            }
            at += length.unwrap_or(1);
        }
        one_line(&found)
    }
}

fn is_name(name: &[&str], before: Option<&str>) -> bool {
    if before.is_some_and(|word| STREETS.contains(&word)) {
        return false;
    }
    name.len() > 1 || before.is_some_and(|word| KINDS.contains(&word)) || !is_known(name[0])
}

/// Is the area of the first code the second, or above it?
fn holds(above: &str, code: &str) -> bool {
    code.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The lowest area in which all that was named lies one in the other.
fn one_line(found: &[&[String]]) -> Option<String> {
    // A district and a village of the same name: the district is right either way.
    let high = |codes: &[String]| -> Vec<String> {
        let tops =
            codes.iter().filter(|code| !codes.iter().any(|other| other != *code && holds(other, code)));
        tops.cloned().collect()
    };
    let tops: Vec<Vec<String>> = found.iter().map(|codes| high(codes)).collect();
    let certain: Vec<&String> = tops.iter().filter(|tops| tops.len() == 1).flatten().collect();
    let mut lowest: Option<&String> = None;
    for code in &certain {
        match lowest {
            Some(known) if holds(code, known) => {}
            Some(known) if !holds(known, code) => return None,
            _ => lowest = Some(code),
        }
    }
    // Of a name that several bear, whichever lies with the others.
    for codes in tops.iter().filter(|tops| tops.len() > 1) {
        let mut near =
            codes.iter().filter(|code| lowest.is_some_and(|low| holds(low, code) || holds(code, low)));
        match (near.next(), near.next()) {
            (Some(code), None) if lowest.is_some_and(|low| holds(low, code)) => lowest = Some(code),
            (Some(_), None) => {}
            _ => return None,
        }
    }
    lowest.cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Places {
        let area = |code: &str, name: &str| Area {
            code: code.into(),
            parent_code: code.rsplit_once('.').map(|(above, _)| above.to_owned()),
            name: name.into(),
            latitude: None,
            longitude: None,
            population: None,
        };
        Places::of(&[
            area("99", "Jawa Laut"),
            area("99.71", "Kota Tirtamaya"),
            area("99.71.01", "Tirtakulon"),
            area("99.71.01.1001", "Tirtakulon"),
            area("99.71.01.1002", "Banyusari Kulon"),
            area("99.71.02", "Kecamatan Tirtawetan"),
            area("99.71.02.1001", "Karanganyar"),
            area("99.72.01.1001", "Karanganyar"),
            area("99.71.02.1002", "Pasar"),
        ])
    }

    #[test]
    fn a_named_place_is_found_and_a_doubtful_one_is_not() {
        let places = places();
        for (text, code) in [
            ("Banjir di BANYUSARI KULON, RT 03", Some("99.71.01.1002")),
            ("Sampah di Tirtakulon", Some("99.71.01")),
            ("Banyusari Kulon, Kecamatan Tirtakulon, Kota Tirtamaya", Some("99.71.01.1002")),
            ("Jalan Tirtakulon rusak", None),
            ("Jalan Tirtakulon di Tirtawetan rusak", Some("99.71.02")),
            ("Dari Tirtakulon sampai Tirtawetan gelap", None),
            ("Karanganyar banjir", None),
            ("Karanganyar, Tirtawetan banjir", Some("99.71.02.1001")),
            ("Di pasar bau sekali", None),
            ("Kelurahan Pasar bau sekali", Some("99.71.02.1002")),
            ("Jawa Laut", None),
            ("", None),
        ] {
            assert_eq!(places.named(text).as_deref(), code, "{text}");
        }
    }
}
