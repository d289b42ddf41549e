//! HEIC and AVIF without what they tell. Such a file is a tree of boxes; pictures and remarks are "items" somewhere in
//! it. What belongs to no picture is overwritten with zeros where it lies, so that every place the file speaks of
//! stays where it was. How to turn the picture is a property of its own here and stays.

use std::ops::Range;

/// Pieces of items that a file may have; a real one has a few hundred.
const PIECES: usize = 10_000;
/// Items that draw: pictures, tiles, and what puts them together.
const DRAW: [&[u8]; 9] = [b"hvc1", b"hev1", b"avc1", b"av01", b"jpeg", b"grid", b"iovl", b"iden", b"tmap"];
/// Boxes of the directory that are needed to draw.
const NEEDED: [&[u8]; 8] = [b"hdlr", b"pitm", b"iinf", b"iref", b"iprp", b"iloc", b"dinf", b"grpl"];

/// The file without its remarks; nothing when it is not such a file, or holds more than still pictures.
pub fn blanked(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = vec![0; bytes.len()];
    let mut keep = |range: Range<usize>| {
        kept[range.clone()].copy_from_slice(&bytes[range]);
    };
    let mut directory = None;
    let top = boxes(bytes, 0..bytes.len())?;
    for one in &top {
        match &one.kind {
            b"ftyp" => keep(one.all.clone()),
            b"mdat" => keep(one.head()),
            b"meta" if directory.is_none() => directory = Some(one),
            // A film beside the picture has tags of its own.
            b"meta" | b"moov" | b"moof" => return None,
            // What else lies there is there no more: its room is free.
            _ => {}
        }
    }
    let meta = directory?;
    let inside = meta.body.start.checked_add(4)?..meta.body.end;
    keep(meta.all.start..inside.start);
    let parts = boxes(bytes, inside)?;
    let mut data = None;
    for part in &parts {
        match &part.kind {
            b"idat" => {
                keep(part.head());
                data = Some(part.body.clone());
            }
            kind if NEEDED.contains(&kind.as_slice()) => keep(part.all.clone()),
            _ => {}
        }
    }
    let named = |kind: &[u8; 4]| parts.iter().find(|part| part.kind == *kind).map(|part| part.body.clone());
    let pictures = pictures(bytes, named(b"iinf")?)?;
    for (item, piece) in pieces(bytes, named(b"iloc")?, data.as_ref())? {
        if pictures.contains(&item) {
            bytes.get(piece.clone())?;
            keep(piece);
        }
    }
    for one in top.iter().chain(&parts) {
        let is_kept = kept.get(one.all.start + 4..one.all.start + 8)? == one.kind;
        if !is_kept {
            let head = one.head();
            kept[head.clone()].copy_from_slice(&bytes[head]);
            kept[one.all.start + 4..one.all.start + 8].copy_from_slice(b"free");
        }
    }
    Some(kept)
}

struct Part {
    kind: [u8; 4],
    all: Range<usize>,
    body: Range<usize>,
}

impl Part {
    /// Length and kind.
    fn head(&self) -> Range<usize> {
        self.all.start..self.body.start
    }
}

/// The boxes in a stretch, which they fill to its end.
fn boxes(bytes: &[u8], within: Range<usize>) -> Option<Vec<Part>> {
    let mut found = Vec::new();
    let mut at = within.start;
    while at < within.end {
        let mut read = Read { bytes: bytes.get(..within.end)?, at };
        let short = read.number(4)?;
        let kind = read.bytes.get(read.at..read.at + 4)?.try_into().ok()?;
        read.at += 4;
        let length = match short {
            // To the end.
            0 => within.end - at,
            1 => usize::try_from(read.number(8)?).ok()?,
            short => usize::try_from(short).ok()?,
        };
        let end = at.checked_add(length).filter(|end| *end <= within.end && *end >= read.at)?;
        found.push(Part { kind, all: at..end, body: read.at..end });
        if found.len() > PIECES {
            return None;
        }
        at = end;
    }
    Some(found)
}

/// Numbers of the items that draw.
fn pictures(bytes: &[u8], body: Range<usize>) -> Option<Vec<u64>> {
    let mut read = Read { bytes: bytes.get(..body.end)?, at: body.start };
    let version = read.number(1)?;
    read.number(3)?;
    read.number(if version == 0 { 2 } else { 4 })?;
    let mut found = Vec::new();
    for entry in boxes(bytes, read.at..body.end)? {
        let mut read = Read { bytes: bytes.get(..entry.body.end)?, at: entry.body.start };
        let version = read.number(1)?;
        read.number(3)?;
        // Older entries do not say what the item is.
        let item = match version {
            2 => read.number(2)?,
            3 => read.number(4)?,
            _ => return None,
        };
        read.number(2)?;
        if DRAW.contains(&read.bytes.get(read.at..read.at + 4)?) {
            found.push(item);
        }
    }
    Some(found)
}

/// Where the pieces of each item lie. `data`: the stretch in the directory itself.
fn pieces(bytes: &[u8], body: Range<usize>, data: Option<&Range<usize>>) -> Option<Vec<(u64, Range<usize>)>> {
    let mut read = Read { bytes: bytes.get(..body.end)?, at: body.start };
    let version = read.number(1)?;
    read.number(3)?;
    let (sizes, more) = (read.number(1)?, read.number(1)?);
    let (offset, length, base, index) = (sizes >> 4, sizes & 15, more >> 4, more & 15);
    let count = read.number(if version < 2 { 2 } else { 4 })?;
    let mut found = Vec::new();
    for _ in 0..count {
        let item = read.number(if version < 2 { 2 } else { 4 })?;
        let way = if version == 0 { 0 } else { read.number(2)? & 15 };
        let elsewhere = read.number(2)?;
        let base = read.number(base)?;
        for _ in 0..read.number(2)? {
            if version > 0 {
                read.number(index)?;
            }
            let start = usize::try_from(base.checked_add(read.number(offset)?)?).ok()?;
            let length = usize::try_from(read.number(length)?).ok()?;
            let within = match way {
                0 => 0..bytes.len(),
                1 => data?.clone(),
                _ => return None,
            };
            let start = within.start.checked_add(start)?;
            let end = start.checked_add(length).filter(|end| *end <= within.end)?;
            // In another file, or "all of it": no camera writes this.
            if elsewhere != 0 || length == 0 || found.len() >= PIECES {
                return None;
            }
            found.push((item, start..end));
        }
    }
    Some(found)
}

struct Read<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Read<'_> {
    /// A number of so many bytes, at most eight; of none it is nought.
    fn number(&mut self, size: u64) -> Option<u64> {
        let size = usize::try_from(size).ok().filter(|size| *size <= 8)?;
        let digits = self.bytes.get(self.at..self.at.checked_add(size)?)?;
        self.at += size;
        Some(digits.iter().fold(0, |number, digit| (number << 8) | u64::from(*digit)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(kind: &[u8], body: &[u8]) -> Vec<u8> {
        let mut bytes = u32::try_from(body.len() + 8).unwrap().to_be_bytes().to_vec();
        bytes.extend(kind);
        bytes.extend(body);
        bytes
    }

    fn entry(item: u8, kind: &[u8]) -> Vec<u8> {
        boxed(b"infe", &[&[2, 0, 0, 0, 0, item, 0, 0], kind, b"\0"].concat())
    }

    /// A picture (item 1), its remarks (2) and a text (3, in the directory).
    fn photo() -> Vec<u8> {
        let ftyp = boxed(b"ftyp", b"heic\0\0\0\0mif1heic");
        let meta = |from: u32| {
            let piece = |item: u8, way: u8, from: u32, length: u32| {
                let mut bytes = vec![0, item, 0, way, 0, 0, 0, 1];
                bytes.extend(from.to_be_bytes());
                bytes.extend(length.to_be_bytes());
                bytes
            };
            let iinf = [b"\0\0\0\0\0\x03".to_vec(), entry(1, b"hvc1"), entry(2, b"Exif"), entry(3, b"mime")];
            let iloc = [
                b"\x01\0\0\0\x44\0\0\x03".to_vec(),
                piece(1, 0, from, 7),
                piece(2, 0, from + 7, 10),
                piece(3, 1, 0, 4),
            ];
            let parts = [
                b"\0\0\0\0".to_vec(),
                boxed(b"hdlr", b"\0\0\0\0\0\0\0\0pict"),
                boxed(b"iinf", &iinf.concat()),
                boxed(b"iloc", &iloc.concat()),
                boxed(b"idat", b"Siti"),
                boxed(b"uuid", b"0123456789abcdefSiti"),
            ];
            boxed(b"meta", &parts.concat())
        };
        let before = ftyp.len() + meta(0).len() + 8;
        let mut photo = ftyp;
        photo.extend(meta(u32::try_from(before).unwrap()));
        photo.extend(boxed(b"mdat", b"picture\0\0\0\0MMSiti and what nobody speaks of: Siti"));
        photo.extend(boxed(b"mpvd", b"a film of Siti"));
        photo
    }

    fn has(bytes: &[u8], needle: &[u8]) -> bool {
        bytes.windows(needle.len()).any(|part| part == needle)
    }

    #[test]
    fn a_photo_keeps_its_picture_where_it_was() {
        let photo = photo();
        let clean = blanked(&photo).unwrap();
        assert!(!has(&clean, b"Siti") && !has(&clean, b"mpvd") && has(&clean, b"free"));
        let at = |bytes: &[u8]| bytes.windows(7).position(|part| part == b"picture");
        assert_eq!((clean.len(), at(&clean)), (photo.len(), at(&photo)));
        assert_eq!(blanked(&clean).unwrap(), clean, "nothing more to take away");
    }

    #[test]
    fn whatever_is_wrong_is_not_shown_and_breaks_nothing() {
        let photo = photo();
        for end in 0..photo.len() {
            let cut = blanked(&photo[..end]);
            assert!(cut.is_none_or(|clean| !has(&clean, b"Siti")), "cut at {end}");
        }
        for at in 0..photo.len() {
            for wrong in [0, 1, 0x7f, 0xff] {
                let mut photo = photo.clone();
                photo[at] = wrong;
                let _ = blanked(&photo);
            }
        }
        assert!(blanked(b"").is_none());
        let film = [boxed(b"ftyp", b"heic\0\0\0\0mif1heic"), boxed(b"moov", b"Siti")].concat();
        assert!(blanked(&film).is_none());
    }
}
