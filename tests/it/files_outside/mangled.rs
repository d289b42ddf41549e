//! Whatever stands in a file: reading its place and cleaning it ends, and breaks nothing.

use proptest::prelude::*;
use sahut::people::{self, Cleaned};

use super::has;
use super::photo::{self, DRAWN, PLACE, SERIAL};

fn all() -> [Vec<u8>; 4] {
    [photo::jpeg(), photo::png(), photo::webp(), photo::heic()]
}

#[test]
fn every_kind_tells_its_place_and_forgets_it() {
    for photo in all() {
        assert_eq!(people::position(&photo), Some(PLACE));
        let Cleaned::Bytes(clean) = people::clean(&photo) else { panic!("not cleaned") };
        assert!(!has(&clean, SERIAL) && !has(&clean, b"Oka") && has(&clean, DRAWN));
        assert_eq!(people::position(&clean), None);
    }
}

#[test]
fn a_place_that_cannot_be_is_none() {
    let jpeg = photo::jpeg();
    let at = jpeg.windows(4).position(|part| part == b"E\0\0\0").expect("the side");
    for (wrong, side) in [(b'N', "no side of these"), (0, "none"), (b'?', "odd")] {
        let mut jpeg = jpeg.clone();
        jpeg[at] = wrong;
        assert_eq!(people::position(&jpeg), None, "{side}");
    }
    let mut west = jpeg.clone();
    west[at] = b'W';
    assert_eq!(people::position(&west), Some((PLACE.0, -PLACE.1)));
    // 106 degrees, and 6 of them above: nothing on this earth is at 1130 degrees.
    let degrees = jpeg.windows(8).position(|part| part == [0, 0, 0, 106, 0, 0, 0, 1]).expect("degrees");
    let mut far = jpeg.clone();
    far[degrees + 2] = 4;
    assert_eq!(people::position(&far), None);
    let mut endless = jpeg;
    endless[degrees + 7] = 0;
    assert_eq!(people::position(&endless), None);
}

#[test]
fn a_photo_that_was_cut_anywhere_is_no_error() {
    for photo in all() {
        for end in 0..photo.len() {
            let _ = people::position(&photo[..end]);
            if let Cleaned::Bytes(clean) = people::clean(&photo[..end]) {
                assert!(!has(&clean, SERIAL), "cut at {end}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_mangled_photo_is_no_error(
        which in 0_usize..4,
        wrong in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut photo = all()[which].clone();
        for (at, byte) in wrong {
            let at = at.index(photo.len());
            photo[at] = byte;
        }
        if is_cut {
            photo.truncate(cut.index(photo.len()));
        }
        if let Some((latitude, longitude)) = people::position(&photo) {
            prop_assert!((-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude));
        }
        if let Cleaned::Bytes(clean) = people::clean(&photo) {
            // Cleaning what is clean takes nothing more away.
            let again = people::clean(&clean);
            prop_assert!(matches!(again, Cleaned::Bytes(again) if again == clean));
        }
    }

    #[test]
    fn anything_at_all_is_no_error(bytes in prop::collection::vec(any::<u8>(), 0..400), which in 0_usize..4) {
        let start = [b"\xff\xd8\xff\xe1".as_slice(), b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"];
        let file = [start[which], &bytes].concat();
        let _ = people::position(&file);
        let _ = people::clean(&file);
    }
}
