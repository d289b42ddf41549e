//! UTF-7 (RFC 2152), which a few old mail programs still write.

use base64::Engine as _;

/// Decodes as far as it is sound; what is not stays as it came.
pub(super) fn decoded(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(at) = rest.find('+') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end =
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/'))).unwrap_or(rest.len());
        let (run, behind) = rest.split_at(end);
        match word(run) {
            _ if run.is_empty() => out.push('+'),
            Some(word) => out.push_str(&word),
            None => {
                out.push('+');
                out.push_str(run);
            }
        }
        // The hyphen only ends the run.
        rest = behind.strip_prefix('-').unwrap_or(behind);
    }
    out.push_str(rest);
    out
}

fn word(run: &str) -> Option<String> {
    let whole = run.len() - usize::from(run.len() % 4 == 1);
    let lenient = base64::engine::GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        base64::engine::GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent),
    );
    let bytes = lenient.decode(&run[..whole]).ok()?;
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    String::from_utf16(&units).ok().filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn runs_end_and_plus_stays() {
        assert_eq!(decoded(b"Harga +IKw-5, jalan +IBM rusak"), "Harga €5, jalan – rusak");
        assert_eq!(decoded(b"1 +- 2 = 3"), "1 + 2 = 3");
        assert_eq!(decoded(b"+"), "+");
        assert_eq!(decoded(b"a+!b"), "a+!b");
    }
}
