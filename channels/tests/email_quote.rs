//! Where the citizen's words end and the quoted letter begins.

use channels::email::split_quote;
use proptest::prelude::*;

#[track_caller]
fn splits(text: &str, fresh: &str) {
    let (found, quoted) = split_quote(text);
    assert_eq!(found.trim(), fresh, "in {text:?}");
    assert_eq!(format!("{found}{quoted}"), text);
}

#[test]
fn answers_above() {
    splits(
        "Terima kasih.\n\nPada Sel, 3 Nov 2026 pukul 14.20 Hotline <hotline@kota.test> menulis:\n\n> Besok.\n",
        "Terima kasih.",
    );
    splits(
        "Terima kasih.\r\n\r\nPada Sel, 3 Nov 2026 14.20, Hotline Kota\r\n<hotline@kota.test>\r\nmenulis:\r\n> Besok.\r\n",
        "Terima kasih.",
    );
    splits(
        "Thanks\n\nOn Tue, 3 Nov 2026 at 14:20, Hotline\n<hotline@kota.test> wrote:\n> Tomorrow.",
        "Thanks",
    );
    splits("Oke\n\nHotline <hotline@kota.test> menulis:\n\nBesok.", "Oke");
    splits("Oke\n-----Original Message-----\nFrom: Hotline\nBesok", "Oke");
    splits("Oke\n----- Pesan Asli -----\nDari: Hotline\nBesok", "Oke");
    splits(
        "Oke\n\n________________________________\nFrom: Hotline <hotline@kota.test>\nSent: Tuesday\nTo: Siti\nSubject: x\n\nBesok",
        "Oke",
    );
    splits("Oke\n\n*Dari:* Hotline\n*Dikirim:* Selasa\n*Kepada:* Siti\n*Perihal:* x\n\nBesok", "Oke");
    splits("Oke\n> Besok.\n> Salam\n\n", "Oke");
    splits("> hanya kutipan", "");
}

#[test]
fn nothing_of_the_citizen_is_hidden() {
    for whole in [
        "Tanpa kutipan.",
        "",
        "On Tue, 3 Nov 2026, Hotline <h@k.test> wrote:\n> Besok?\n\nYa, besok.",
        "> Besok?\nYa.\n> Jam berapa?\nJam 9.",
        "Pada saat itu ia menulis:\nsaya marah.",
        "Dari: rumah ke kantor macet.\nMohon perhatian.",
        "Harga --- 5 -- lima ---",
        "Pada 3 November jalan rusak.\n\nSaya sudah lapor, petugas menulis:\nsabar.",
    ] {
        assert_eq!(split_quote(whole), (whole, ""));
    }
}

proptest! {
    #[test]
    fn no_byte_is_lost(lines in prop::collection::vec(prop_oneof![
        "\\PC{0,20}", Just("> x".to_owned()), Just("On 3 Nov x wrote:".to_owned()), Just("Pada 1".to_owned()), Just("menulis:".to_owned()),
        Just("From: a".to_owned()), Just("Sent: b".to_owned()), Just("To: c".to_owned()), Just("-----Pesan Asli-----".to_owned()), Just(String::new()),
        Just("__________".to_owned()), Just("\r".to_owned()),
    ], 0..12)) {
        let text = lines.join("\n");
        let (fresh, quoted) = split_quote(&text);
        prop_assert_eq!(format!("{}{}", fresh, quoted), text);
    }
}
