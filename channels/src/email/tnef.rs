//! Files out of Outlook's winmail.dat (TNEF, [MS-OXTNEF]): what was attached gets out, the wrapping stays as
//! a file of its own.

use super::leaf::Part;

const SIGNATURE: u32 = 0x223e_9f78;
/// Level of an attribute that belongs to an attachment.
const ATTACHMENT: u8 = 2;
const RENDER_DATA: u32 = 0x0006_9002;
const TITLE: u32 = 0x0001_8010;
const DATA: u32 = 0x0006_800f;
/// Attributes that are read.
const ATTRIBUTES: usize = 2_000;

/// A file in the wrapping.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wrapped<'b> {
    pub name: &'b [u8],
    pub bytes: &'b [u8],
}

/// Does this part say that it is one?
pub(super) fn is_wrapped(part: &Part<'_>) -> bool {
    part.is("application/ms-tnef")
        || part.is("application/vnd.ms-tnef")
        || part.name().is_some_and(|name| name.eq_ignore_ascii_case("winmail.dat"))
}

/// The files inside, as far as the bytes are sound; at most `most`.
pub(super) fn files(bytes: &[u8], most: usize) -> Vec<Wrapped<'_>> {
    let mut files = Vec::new();
    let Some((SIGNATURE, rest)) = number(bytes) else { return files };
    // A key of two bytes that nobody needs.
    let Some(mut rest) = rest.get(2..) else { return files };
    let (mut name, mut data): (&[u8], Option<&[u8]>) = (b"", None);
    for _ in 0..ATTRIBUTES {
        let Some((level, attribute, value, next)) = attribute(rest) else { break };
        rest = next;
        if level != ATTACHMENT {
            continue;
        }
        match attribute {
            // Begins the next file.
            RENDER_DATA => files.extend(take(&mut name, &mut data)),
            TITLE => name = value.split(|b| *b == 0).next().unwrap_or_default(),
            DATA => data = Some(value),
            _ => {}
        }
        if files.len() >= most {
            return files;
        }
    }
    files.extend(take(&mut name, &mut data));
    files
}

fn take<'b>(name: &mut &'b [u8], data: &mut Option<&'b [u8]>) -> Option<Wrapped<'b>> {
    let file = data.take().map(|bytes| Wrapped { name, bytes });
    *name = b"";
    file
}

type Attribute<'b> = (u8, u32, &'b [u8], &'b [u8]);

/// Level, number, value, and what follows its checksum.
fn attribute(bytes: &[u8]) -> Option<Attribute<'_>> {
    let (level, rest) = bytes.split_first()?;
    let (attribute, rest) = number(rest)?;
    let (length, rest) = number(rest)?;
    let (value, rest) = rest.split_at_checked(length as usize)?;
    Some((*level, attribute, value, rest.get(2..).unwrap_or_default()))
}

fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (number, rest) = bytes.split_first_chunk::<4>()?;
    Some((u32::from_le_bytes(*number), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(level: u8, attribute: u32, value: &[u8]) -> Vec<u8> {
        let length = (value.len() as u32).to_le_bytes();
        [&[level], &attribute.to_le_bytes()[..], &length, value, &[0, 0]].concat()
    }

    #[test]
    fn files_get_out_and_damage_ends_the_reading() {
        let whole = [
            SIGNATURE.to_le_bytes().to_vec(),
            vec![1, 0],
            put(1, 0x0008_9006, b"\0\0\x01\0"),
            put(2, RENDER_DATA, b""),
            put(2, TITLE, b"a.txt\0"),
            put(2, DATA, b"satu"),
            put(2, RENDER_DATA, b""),
            put(2, DATA, b"dua"),
        ]
        .concat();
        let found = files(&whole, 10);
        assert_eq!(found, [Wrapped { name: b"a.txt", bytes: b"satu" }, Wrapped { name: b"", bytes: b"dua" }]);
        assert_eq!(files(&whole, 1).len(), 1);
        for end in 0..whole.len() {
            assert!(files(&whole[..end], 10).len() <= 2);
        }
        assert_eq!(files(b"bukan", 10), []);
    }
}
