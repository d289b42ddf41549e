//! How words are heard.

use knowledge_base::text::{Language, distance, forgiven, stem, words};
use knowledge_base::{fold, guess_language};
use proptest::prelude::*;

#[test]
fn spellings_that_sound_alike_fold_alike() {
    for (a, b) in [
        ("KTP-el", "ktp el"),
        ("  Jum'at,  LIBUR! ", "jumat libur"),
        ("Résumé São Łódź", "resume sao lodz"),
        // The same letter as one character and as two.
        ("caf\u{e9}", "cafe\u{301}"),
        ("Nguyễn", "nguyen"),
        ("…—!", ""),
    ] {
        assert_eq!(fold(a), fold(b));
    }
}

#[test]
fn forms_of_an_indonesian_word_meet_in_one_stem() {
    for (root, forms) in [
        ("urus", &["mengurus", "pengurusan", "diurus", "ngurusnya", "ngurusin", "uruskan"][..]),
        ("sewa", &["menyewa", "disewakan", "penyewaan", "nyewa"]),
        ("hilang", &["kehilangan", "menghilangkan", "ilang", "hilangnya"]),
        ("bayar", &["membayar", "pembayaran", "dibayarkan", "bayarnya", "terbayar"]),
        ("panjang", &["perpanjangan", "memperpanjang", "diperpanjang"]),
        ("lapor", &["melaporkan", "laporan", "pelapor", "dilaporkan", "laporkanlah"]),
        ("tulis", &["menulis", "penulisan", "nulis", "tertulis"]),
        ("pakai", &["memakai", "pemakaian", "dipakai"]),
        ("lahir", &["kelahiran", "dilahirkan", "melahirkan"]),
        ("bakar", &["kebakaran", "membakar", "terbakar", "pembakaran"]),
        ("penduduk", &["kependudukan", "penduduknya"]),
        ("layan", &["pelayanan", "melayani", "layanan"]),
        ("adu", &["pengaduan", "mengadu", "aduan"]),
        ("terbit", &["penerbitan", "diterbitkan", "menerbitkan"]),
        ("buat", &["membuat", "pembuatan", "dibuatkan", "bikin"]),
    ] {
        for form in forms {
            assert_eq!(stem(form, Language::Indonesian), root, "{form}");
        }
        assert_eq!(stem(root, Language::Indonesian), root);
    }
}

#[test]
fn words_that_only_look_dressed_stay_whole() {
    for word in ["berita", "beras", "kepala", "dinas", "pajak", "bulan", "ktp", "2026", "c1"] {
        assert_eq!(stem(word, Language::Indonesian), word);
    }
    assert_eq!(stem("applications", Language::English), stem("application", Language::English));
}

#[test]
fn the_language_of_a_message_is_guessed_or_left_open() {
    for (text, language) in [
        ("ktp saya hilang di angkot gimana ngurusnya", Some("id")),
        ("Air di rumah sudah tiga hari tidak mengalir", Some("id")),
        ("mau lapor jalan rusak", Some("id")),
        ("min sampah ga diangkut2", Some("id")),
        ("My ID card was stolen on the bus, what should I do?", Some("en")),
        ("How do I renew my passport", Some("en")),
        ("water has been off for three days", Some("en")),
        ("KTP 3174", None),
        ("", None),
        ("12345 ???", None),
    ] {
        assert_eq!(guess_language(text), language, "{text}");
    }
}

#[test]
fn typing_mistakes_are_counted_as_people_make_them() {
    assert_eq!(distance("paspor", "pasprot", 2), 2);
    assert_eq!(distance("paspor", "pasopr", 2), 1);
    assert_eq!(distance("paspor", "papor", 2), 1);
    assert_eq!(distance("paspor", "kelahiran", 2), 3);
    assert_eq!(
        [forgiven("ktp"), forgiven("paspor"), forgiven("kelahiran"), forgiven("2026110")],
        [0, 1, 2, 0]
    );
}

proptest! {
    #[test]
    fn any_text_folds_to_itself_and_its_words_stand_where_they_say(text in "\\PC{0,120}") {
        let folded = fold(&text);
        prop_assert_eq!(fold(&folded), folded.clone());
        for word in words(&text) {
            prop_assert!(text.get(word.start..word.end).is_some());
        }
        prop_assert!(guess_language(&text).is_none_or(|code| code == "id" || code == "en"));
    }

    #[test]
    fn stemming_never_loses_a_word(word in "[a-z]{1,24}") {
        prop_assert!(!stem(&word, Language::Indonesian).is_empty());
        prop_assert!(!stem(&word, Language::English).is_empty());
    }

    #[test]
    fn distance_is_the_same_both_ways(a in "[a-d]{0,8}", b in "[a-d]{0,8}") {
        prop_assert_eq!(distance(&a, &b, 9), distance(&b, &a, 9));
        prop_assert_eq!(distance(&a, &a, 9), 0);
    }
}
