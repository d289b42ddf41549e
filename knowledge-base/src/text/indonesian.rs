//! Indonesian stemming.
//!
//! The Snowball rules (crate `frostem`) cut endings and beginnings by sight. They cannot know that *menyewa*
//! comes from *sewa* and not from *yewa*, and they do not know how people write on a phone (*ngurusnya*). So
//! first every way to undress the word is tried against our list of roots, and only when none is a root do
//! the rules decide.

use frostem::{Algorithm, Stemmer};

use super::roots::is_root;

/// Forms that no rule leads home, and words that look dressed but are not.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("bekerja", "kerja"),
    ("belajar", "ajar"),
    ("pelajar", "ajar"),
    ("pelajaran", "ajar"),
    ("pembelajaran", "ajar"),
    ("ketemu", "temu"),
    ("mempunyai", "punya"),
    ("dibikin", "buat"),
    ("dicolong", "curi"),
    ("kecurian", "curi"),
    ("dimatikan", "mati"),
    ("pajak", "pajak"),
    ("berita", "berita"),
    ("beras", "beras"),
    ("kepala", "kepala"),
    ("dinas", "dinas"),
    ("pekan", "pekan"),
    ("bulan", "bulan"),
    ("makan", "makan"),
    ("minggu", "minggu"),
    ("menteri", "menteri"),
    ("kementerian", "menteri"),
    ("kecamatan", "camat"),
    ("kelurahan", "lurah"),
    ("kepolisian", "polisi"),
    ("perempuan", "perempuan"),
    ("kesehatan", "sehat"),
    ("kewarganegaraan", "warganegara"),
];

pub(super) fn stem(word: &str) -> String {
    if word.len() < 4 || is_root(word) {
        return word.to_owned();
    }
    if let Some((_, root)) = EXCEPTIONS.iter().find(|(form, _)| *form == word) {
        return (*root).to_owned();
    }
    if let Some(root) = known_root(word) {
        return root;
    }
    Stemmer::new(Algorithm::Indonesian).stem(word).into_owned()
}

/// Takes off endings and beginnings, the fewest first, until a root of our list stands there.
fn known_root(word: &str) -> Option<String> {
    let mut bare = vec![word.to_owned()];
    // Particle, then possessive, then derivational ending: each may be there or not.
    for endings in
        [&["lah", "kah", "tah", "pun"][..], &["nya", "ku", "mu"][..], &["kan", "an", "i", "in"][..]]
    {
        for at in 0..bare.len() {
            for ending in endings {
                if let Some(rest) = bare[at].strip_suffix(ending)
                    && rest.len() >= 3
                {
                    let rest = rest.to_owned();
                    bare.push(rest);
                }
            }
        }
    }
    // Up to three beginnings stand before a root: *di-per-…*, *ke-ber-…*, *mem-per-…*.
    for _ in 0..=3 {
        if let Some(root) = bare.iter().find(|form| is_root(form)) {
            return Some(root.clone());
        }
        let mut next = Vec::new();
        for form in &bare {
            without_prefix(form, &mut next);
        }
        if next.is_empty() {
            return None;
        }
        bare = next;
    }
    None
}

/// Every form the word may have had before one prefix was put in front. The nasal of *meN-* and *peN-* swallows
/// the first letter of the root (*meN-tulis* = *menulis*), so that letter is tried again.
fn without_prefix(form: &str, out: &mut Vec<String>) {
    const PREFIXES: &[(&str, &[&str])] = &[
        ("menge", &[""]),
        ("meng", &["", "k"]),
        ("meny", &["s", "c"]),
        ("mem", &["", "p"]),
        ("men", &["", "t"]),
        ("me", &[""]),
        ("penge", &[""]),
        ("peng", &["", "k"]),
        ("peny", &["s", "c"]),
        ("pem", &["", "p"]),
        ("pen", &["", "t"]),
        ("per", &[""]),
        ("pe", &["", "r"]),
        ("ber", &["", "r"]),
        ("be", &[""]),
        ("ter", &["", "r"]),
        ("te", &[""]),
        ("di", &[""]),
        ("ke", &[""]),
        ("se", &[""]),
        // As people speak: ngurus, nyewa, nulis, mukul.
        ("nge", &[""]),
        ("ng", &["", "k"]),
        ("ny", &["s", "c"]),
        ("n", &["t"]),
        ("m", &["p"]),
    ];
    for (prefix, starts) in PREFIXES {
        let Some(rest) = form.strip_prefix(prefix) else {
            continue;
        };
        if rest.len() < 2 {
            continue;
        }
        for start in *starts {
            out.push(format!("{start}{rest}"));
        }
    }
}
