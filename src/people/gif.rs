//! GIF without what it tells: remarks, applications' own and words drawn over the picture go; the pictures stay byte for
//! byte, and so does how often they are shown.

/// Applications whose blocks say how often a moving picture begins anew.
const LOOPS: [&[u8]; 2] = [b"NETSCAPE2.0", b"ANIMEXTS1.0"];

/// The picture alone, up to its end; nothing when it is not whole. What is glued on behind is left out.
pub fn bare(bytes: &[u8]) -> Option<Vec<u8>> {
    if !matches!(bytes.get(..6)?, b"GIF87a" | b"GIF89a") {
        return None;
    }
    let mut at = 13 + colours(*bytes.get(10)?);
    let mut kept = bytes.get(..at)?.to_vec();
    // How to show the next picture: kept with it, gone with words that are drawn instead.
    let mut shown: &[u8] = &[];
    loop {
        let begins = at;
        match *bytes.get(at)? {
            0x3b => {
                kept.push(0x3b);
                return Some(kept);
            }
            0x2c => {
                at += 10 + colours(*bytes.get(at + 9)?) + 1;
                at = blocks_end(bytes, at)?;
                kept.extend_from_slice(shown);
                kept.extend_from_slice(bytes.get(begins..at)?);
                shown = &[];
            }
            0x21 => {
                let kind = *bytes.get(at + 1)?;
                at = blocks_end(bytes, at + 2)?;
                let whole = bytes.get(begins..at)?;
                match kind {
                    0xf9 => shown = whole,
                    0x01 => shown = &[],
                    0xff => kept.extend(loops(whole).unwrap_or_default()),
                    _ => {}
                }
            }
            _ => return None,
        }
    }
}

/// Bytes of the table of colours that follows, as its flags say.
fn colours(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// Behind the empty block that ends a row of them.
fn blocks_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}

/// An application's block with nothing but what is known: how often (1), and how much to load first (2).
fn loops(whole: &[u8]) -> Option<Vec<u8>> {
    let name = whole.get(3..14).filter(|name| whole[2] == 11 && LOOPS.contains(name))?;
    let mut kept = [&[0x21, 0xff, 11], name].concat();
    let mut at = 14;
    loop {
        let length = usize::from(*whole.get(at)?);
        let block = whole.get(at..=at + length)?;
        at += block.len();
        match block {
            [0] => {
                kept.push(0);
                return Some(kept);
            }
            [3, 1, ..] | [5, 2, ..] => kept.extend_from_slice(block),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff";
    const SHOWN: &[u8] = b"\x21\xf9\x04\0\x0a\0\0\0";
    const FRAME: &[u8] = b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0";
    const OWN: &[u8] = b"\x2c\0\0\0\0\x01\0\x01\0\x80\x01\x02\x03\x04\x05\x06\x02\x02\x44\x01\0";
    const LOOP: &[u8] = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0";

    fn moving() -> Vec<u8> {
        let hidden = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\x04Siti\0";
        let xmp = b"\x21\xff\x0bXMP DataXMP\x04Siti\0";
        let remark = b"\x21\xfe\x04Siti\0";
        let words = b"\x21\x01\x0c\0\0\0\0\x01\0\x01\0\x01\x01\0\x01\x04Siti\0";
        let parts: [&[u8]; 11] =
            [HEAD, hidden, xmp, remark, SHOWN, remark, FRAME, SHOWN, words, OWN, b";behind: Siti"];
        parts.concat()
    }

    #[test]
    fn pictures_stay_and_words_go() {
        let bare_one = bare(&moving()).unwrap();
        assert_eq!(bare_one, [HEAD, LOOP, SHOWN, FRAME, OWN, b";"].concat());
        assert_eq!(bare(&bare_one).unwrap(), bare_one, "nothing more to take away");
    }

    #[test]
    fn what_is_not_whole_is_not_shown() {
        let moving = moving();
        let end = moving.iter().rposition(|byte| *byte == b';').unwrap();
        for cut in 0..end {
            assert_eq!(bare(&moving[..cut]), None, "cut at {cut}");
        }
        for at in 0..moving.len() {
            for wrong in [0, 1, 0x21, 0x7f, 0xff] {
                let mut moving = moving.clone();
                moving[at] = wrong;
                let _ = bare(&moving);
            }
        }
    }
}
