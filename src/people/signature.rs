//! Where the signature below a letter begins.

/// Lines below "Kind regards" that are a signature and not the rest of a letter.
const SIGNED: usize = 6;

/// Lines after which people sign.
const GREETINGS: [&str; 12] = [
    "hormat saya",
    "hormat kami",
    "salam",
    "salam hormat",
    "wassalam",
    "terima kasih",
    "regards",
    "kind regards",
    "best regards",
    "sincerely",
    "yours sincerely",
    "ttd",
];

/// The line at which the signature begins.
pub fn signature(lines: &[&str]) -> Option<usize> {
    let marked = lines.iter().position(|line| matches!(line.trim_end(), "--" | "—" | "__"));
    let greeting = || {
        let first = lines.len().saturating_sub(SIGNED + 1);
        let is_greeting = |line: &&str| {
            let words = line.trim().trim_end_matches([',', '.', '!']).to_lowercase();
            GREETINGS.contains(&words.as_str())
        };
        let at = first + lines[first..].iter().position(is_greeting)?;
        let below = at + 1;
        // "Terima kasih." as the last line is no signature.
        lines.get(below..)?.iter().any(|line| !line.trim().is_empty()).then_some(below)
    };
    marked.or_else(greeting)
}
