//! What a camera wrote into a picture: where it stood, and which way up it was held. Anybody can write anything
//! there, so it is an offer to people and never a fact, and what cannot be read is no error.

use std::io::Cursor;

use exif::{Exif, In, Reader, Tag, Value};

/// Bytes of a block of such remarks: JPEG allows no more, and nobody needs more.
const BLOCK: usize = 64 * 1024;
/// Degrees are kept to the sixth decimal, which is a hand's breadth.
const FINE: f64 = 1_000_000.0;

/// Where a picture says that it was taken (WGS 84); nothing where it does not say, or nothing that can be.
pub fn position(bytes: &[u8]) -> Option<(f64, f64)> {
    let kind = infer::get(bytes)?.mime_type();
    if !matches!(kind, "image/jpeg" | "image/png" | "image/webp" | "image/heif" | "image/avif") {
        return None;
    }
    let exif = lenient(Reader::new().continue_on_error(true).read_from_container(&mut Cursor::new(bytes)))?;
    // The receiver itself says that it had no fix.
    if letter(&exif, Tag::GPSStatus) == Some(b'V') {
        return None;
    }
    let latitude = degrees(&exif, Tag::GPSLatitude, (Tag::GPSLatitudeRef, *b"NS"), 90.0)?;
    let longitude = degrees(&exif, Tag::GPSLongitude, (Tag::GPSLongitudeRef, *b"EW"), 180.0)?;
    // Cameras that do not know write zeros: nobody complains from the Gulf of Guinea.
    (latitude != 0.0 || longitude != 0.0).then_some((latitude, longitude))
}

/// The block (TIFF) that says nothing but how to turn the picture; none when it stands upright as it is.
pub fn upright(block: &[u8]) -> Option<Vec<u8>> {
    let block = block.get(..block.len().min(BLOCK))?.to_vec();
    let exif = lenient(Reader::new().continue_on_error(true).read_raw(block))?;
    let turn = exif.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0)?;
    let turn = u8::try_from(turn).ok().filter(|turn| (2..=8).contains(turn))?;
    // Little endian, one directory at 8, one entry: orientation, a short, one of them; no further directory.
    let mut kept = b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    kept.extend([turn, 0, 0, 0, 0, 0, 0, 0]);
    Some(kept)
}

/// Cameras write much that is not quite right: what could be read counts.
fn lenient(read: Result<Exif, exif::Error>) -> Option<Exif> {
    read.or_else(|error| error.distill_partial_result(|_| {})).ok()
}

fn letter(exif: &Exif, tag: Tag) -> Option<u8> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(texts) => texts.first()?.first().copied(),
        _ => None,
    }
}

/// Degrees, minutes and seconds as one number, south and west of zero negative.
fn degrees(exif: &Exif, tag: Tag, (side, [plus, minus]): (Tag, [u8; 2]), most: f64) -> Option<f64> {
    let Value::Rational(parts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
    let part = |at: usize| match parts.get(at) {
        // A part that is left out, or said as nought of nought, is none.
        None => Some(0.0),
        Some(part) if part.num == 0 => Some(0.0),
        Some(part) => Some(part.to_f64()).filter(|part| part.is_finite()),
    };
    parts.first()?;
    let whole = part(0)? + part(1)? / 60.0 + part(2)? / 3600.0;
    let signed = match letter(exif, side)?.to_ascii_uppercase() {
        side if side == plus => whole,
        side if side == minus => -whole,
        _ => return None,
    };
    (whole <= most).then_some((signed * FINE).round() / FINE)
}
