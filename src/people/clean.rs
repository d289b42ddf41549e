//! Files without what they say about who made them. A camera writes place, time and owner into a picture, an
//! office program the author into a document. Kinds we can clean are cleaned; of all others nothing is handed
//! to somebody who may not know the citizen. Which way up a picture was taken is kept: nobody is known by that.

use super::{gif, heif, photo};

/// What can be shown of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cleaned {
    Bytes(Vec<u8>),
    /// Not a kind we can clean, or not what it claims to be.
    No,
}

/// Can such a file be cleaned, as far as its kind says?
pub fn can_clean(media_type: &str) -> bool {
    matches!(
        media_type,
        "image/jpeg"
            | "image/png"
            | "image/webp"
            | "image/gif"
            | "image/heif"
            | "image/heic"
            | "image/avif"
            | "audio/mpeg"
            | "audio/wav"
            | "audio/x-wav"
    )
}

/// What leaves the house of a file that its reader may know of: a kind we can clean leaves clean, anything else as it
/// is. Nobody outside needs to learn whose camera it was and where it stood.
pub fn outward(bytes: Vec<u8>) -> Vec<u8> {
    match clean(&bytes) {
        Cleaned::Bytes(clean) => clean,
        Cleaned::No => bytes,
    }
}

/// The file without names, places and remarks in it.
pub fn clean(bytes: &[u8]) -> Cleaned {
    let cleaned = match infer::get(bytes).map(|kind| kind.mime_type()) {
        Some("image/jpeg") => jpeg(bytes),
        Some("image/png") => png(bytes),
        Some("image/webp") => {
            riff(bytes, b"WEBP", &[b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"ICCP", b"EXIF"])
        }
        Some("image/gif") => gif::bare(bytes),
        Some("image/heif" | "image/avif") => heif::blanked(bytes),
        Some("audio/x-wav" | "audio/wav") => riff(bytes, b"WAVE", &[b"fmt ", b"data", b"fact"]),
        Some("audio/mpeg") => mpeg(bytes),
        _ => None,
    };
    cleaned.map_or(Cleaned::No, Cleaned::Bytes)
}

/// Begins a camera's block in a JPEG, and in some WebP.
const EXIF: &[u8] = b"Exif\0\0";

fn jpeg_block(block: Vec<u8>) -> Vec<u8> {
    let length = u16::try_from(block.len() + EXIF.len() + 2).unwrap_or(u16::MAX).to_be_bytes();
    [&[0xff, 0xe1], length.as_slice(), EXIF, &block].concat()
}

/// Segments and scans up to the end of the picture, without applications' own (EXIF, XMP, IPTC) and remarks, and
/// without whatever is glued on behind: phones put a second picture there, with a second EXIF. JFIF (APP0), the
/// colour profile (APP2) and Adobe's colour switch (APP14) say how to draw it.
fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = bytes.get(..2)?.to_vec();
    let mut at = 2;
    loop {
        let (mark, kind) = (*bytes.get(at)?, *bytes.get(at + 1)?);
        if mark != 0xff {
            return None;
        }
        match kind {
            // A filler.
            0xff => at += 1,
            0xd9 => {
                kept.extend_from_slice(&[0xff, 0xd9]);
                return Some(kept);
            }
            _ => {
                let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
                let segment = bytes.get(at..at + 2 + length.max(2))?;
                let is_profile =
                    kind == 0xe2 && segment.get(4..).is_some_and(|body| body.starts_with(b"ICC_PROFILE\0"));
                let says_something = matches!(kind, 0xe1..=0xed | 0xef | 0xfe) && !is_profile;
                if !says_something {
                    kept.extend_from_slice(segment);
                } else if let Some(turned) = segment.get(4..).and_then(|body| body.strip_prefix(EXIF)) {
                    kept.extend(photo::upright(turned).map(jpeg_block).unwrap_or_default());
                }
                at += segment.len();
                if kind == 0xda {
                    let scan = scan(bytes.get(at..)?)?;
                    kept.extend_from_slice(scan);
                    at += scan.len();
                }
            }
        }
    }
}

/// The drawn lines behind a scan's head, up to the next marker that is none of theirs.
fn scan(bytes: &[u8]) -> Option<&[u8]> {
    let ends = |two: &[u8]| two[0] == 0xff && !matches!(two[1], 0x00 | 0xd0..=0xd7 | 0xff);
    let end = bytes.windows(2).position(ends)?;
    Some(&bytes[..end])
}

/// Chunks that draw; none that tell.
fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    const DRAW: [&[u8]; 16] = [
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"bKGD",
        b"pHYs", b"acTL", b"fcTL", b"fdAT", b"hIST",
    ];
    let mut kept = bytes.get(..8)?.to_vec();
    let mut at = 8;
    while at < bytes.len() {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize;
        let kind = bytes.get(at + 4..at + 8)?;
        let chunk = bytes.get(at..at.checked_add(length)?.checked_add(12)?)?;
        if DRAW.contains(&kind) {
            kept.extend_from_slice(chunk);
        } else if kind == b"eXIf" {
            let block = &chunk[8..chunk.len() - 4];
            kept.extend(photo::upright(block).map(|block| png_chunk(b"eXIf", &block)).unwrap_or_default());
        }
        at += chunk.len();
        if kind == b"IEND" {
            break;
        }
    }
    Some(kept)
}

fn png_chunk(kind: &[u8], body: &[u8]) -> Vec<u8> {
    let said = [kind, body].concat();
    let mut sum = u32::MAX;
    for byte in &said {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes();
    [length.as_slice(), &said, &(!sum).to_be_bytes()].concat()
}

/// `WebP` and WAV: chunks with a name and a length, padded to even.
fn riff(bytes: &[u8], form: &[u8], wanted: &[&[u8]]) -> Option<Vec<u8>> {
    if bytes.get(..4)? != b"RIFF" || bytes.get(8..12)? != form {
        return None;
    }
    let mut kept = bytes.get(..12)?.to_vec();
    let (mut at, mut flags, mut is_turned) = (12, None, false);
    while at + 8 <= bytes.len() {
        let name = &bytes[at..at + 4];
        let length = u32::from_le_bytes(bytes[at + 4..at + 8].try_into().ok()?) as usize;
        let whole = length.checked_add(8)?.checked_add(length % 2)?;
        // A recording that was cut off ends where it ends.
        let chunk = &bytes[at..at.checked_add(whole)?.min(bytes.len())];
        if wanted.contains(&name) && name == b"EXIF" {
            let block = &chunk[8..chunk.len().min(8 + length)];
            if let Some(block) = photo::upright(block.strip_prefix(EXIF).unwrap_or(block)) {
                kept.extend_from_slice(b"EXIF");
                kept.extend_from_slice(&u32::try_from(block.len()).ok()?.to_le_bytes());
                kept.extend(block);
                is_turned = true;
            }
        } else if wanted.contains(&name) {
            // The extended header says whether EXIF and XMP follow.
            if name == b"VP8X" {
                flags = Some(kept.len() + 8);
            }
            kept.extend_from_slice(chunk);
        }
        at += chunk.len();
    }
    if let Some(at) = flags {
        let flags = kept.get_mut(at)?;
        *flags = *flags & !0b0000_1100 | if is_turned { 0b0000_1000 } else { 0 };
    }
    let length = u32::try_from(kept.len() - 8).ok()?;
    kept[4..8].copy_from_slice(&length.to_le_bytes());
    Some(kept)
}

/// Without the tags before (`ID3v2`) and behind (`ID3v1`, APE) the sound.
fn mpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = bytes;
    while rest.starts_with(b"ID3") {
        let size = rest.get(6..10)?.iter().fold(0_usize, |size, byte| (size << 7) | usize::from(byte & 0x7f));
        let footer = if rest.get(5)? & 0x10 == 0 { 0 } else { 10 };
        rest = rest.get(size + 10 + footer..)?;
    }
    // Anything but sound behind the tags is something we do not know.
    if rest.first() != Some(&0xff) {
        return None;
    }
    let behind = [b"TAG".as_slice(), b"APETAGEX", b"LYRICS"];
    let tail = rest.len().saturating_sub(64 * 1024);
    let ends = behind.iter().filter_map(|mark| {
        let at = rest[tail..].windows(mark.len()).position(|part| part == *mark)?;
        Some(tail + at)
    });
    let end = ends.min().unwrap_or(rest.len());
    Some(rest[..end].to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: &[u8]) -> Vec<u8> {
        match clean(bytes) {
            Cleaned::Bytes(bytes) => bytes,
            Cleaned::No => panic!("not cleaned"),
        }
    }

    fn has(bytes: &[u8], needle: &[u8]) -> bool {
        bytes.windows(needle.len()).any(|part| part == needle)
    }

    #[test]
    fn a_photo_keeps_its_picture_and_loses_its_owner() {
        let mut photo = b"\xff\xd8\xff\xe0\x00\x07JFIF\0".to_vec();
        photo.extend(b"\xff\xe1\x00\x14Exif\0\0Siti Rahma\0\0");
        photo.extend(b"\xff\xfe\x00\x06Siti");
        photo.extend(b"\xff\xda\x00\x03\x01picture\xff\xd9 glued on: Siti");
        let clean = told(&photo);
        assert!(!has(&clean, b"Siti") && has(&clean, b"picture") && has(&clean, b"JFIF"));
        assert!(clean.ends_with(b"\xff\xd9"));
    }

    #[test]
    fn a_drawing_loses_its_remarks() {
        let chunk = |kind: &[u8], body: &[u8]| {
            let mut chunk = u32::try_from(body.len()).unwrap().to_be_bytes().to_vec();
            chunk.extend(kind);
            chunk.extend(body);
            chunk.extend([0; 4]);
            chunk
        };
        let mut drawing = b"\x89PNG\r\n\x1a\n".to_vec();
        drawing.extend(chunk(b"IHDR", &[0; 13]));
        drawing.extend(chunk(b"tEXt", b"Author\0Siti"));
        drawing.extend(chunk(b"IDAT", b"picture"));
        drawing.extend(chunk(b"IEND", b""));
        drawing.extend(b"Siti");
        let clean = told(&drawing);
        assert!(!has(&clean, b"Siti") && has(&clean, b"picture"));
    }

    #[test]
    fn sound_loses_its_tags() {
        let mut sound = b"ID3\x04\0\0\0\0\0\x04Siti\xff\xfb\x90\0sound".to_vec();
        sound.extend(b"TAGSiti");
        assert_eq!(told(&sound), b"\xff\xfb\x90\0sound");
        let mut recording = b"RIFF\0\0\0\0WAVE".to_vec();
        recording.extend(b"fmt \x02\0\0\0ab");
        recording.extend(b"LIST\x04\0\0\0Siti");
        recording.extend(b"data\x02\0\0\0cd");
        let clean = told(&recording);
        assert!(!has(&clean, b"Siti") && has(&clean, b"cd"));
        assert_eq!(clean[4..8], 24_u32.to_le_bytes());
    }

    /// Sideways (6), by Siti.
    const BLOCK: &[u8] =
        b"MM\0\x2a\0\0\0\x08\0\x02\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\x01\x3b\0\x02\0\0\0\x04Siti\0\0\0\0";

    #[test]
    fn a_photo_that_was_taken_sideways_stays_sideways() {
        let turned = photo::upright(BLOCK).unwrap();
        assert_eq!(photo::upright(&turned).unwrap(), turned);
        let block = jpeg_block(BLOCK.to_vec());
        let jpeg = [b"\xff\xd8".as_slice(), &block, b"\xff\xda\0\x03\x01picture\xff\xd9"].concat();
        let png = [
            b"\x89PNG\r\n\x1a\n".to_vec(),
            png_chunk(b"IHDR", &[0; 13]),
            png_chunk(b"eXIf", BLOCK),
            png_chunk(b"IDAT", b"picture"),
            png_chunk(b"IEND", b""),
        ];
        let mut webp =
            b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x0c\0\0\0\0\0\0\0\0\0VP8 \x08\0\0\0picture.EXIF".to_vec();
        webp.extend(u32::try_from(BLOCK.len()).unwrap().to_le_bytes());
        webp.extend(BLOCK);
        for photo in [jpeg, png.concat(), webp.clone()] {
            let clean = told(&photo);
            assert!(!has(&clean, b"Siti") && has(&clean, b"picture") && has(&clean, &turned));
        }
        assert_eq!(told(&webp)[20], 0b0000_1000, "the header tells of it, and of nothing else");
        assert_eq!(png_chunk(b"IEND", b"")[8..], [0xae, 0x42, 0x60, 0x82]);
    }

    #[test]
    fn what_cannot_be_cleaned_is_not_shown() {
        for file in [
            b"%PDF-1.7 /Author (Siti)".as_slice(),
            b"",
            b"\xff\xd8\xff",
            b"GIF89a",
            b"\xff\xd8\xff\xe1\xff\xff",
            b"RIFF",
        ] {
            assert_eq!(clean(file), Cleaned::No, "{file:?}");
        }
    }
}
