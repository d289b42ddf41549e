use super::Veil;
use crate::contacts::KnownAs;
use crate::texts::Lang;

fn siti() -> Veil {
    let known = |kind: &str, value: &str| KnownAs { kind: kind.into(), value: value.into() };
    Veil::new(
        Lang::En,
        Some("Siti Rahmawati"),
        &[
            known("email", "siti.rahma@contoh.test"),
            known("phone", "+6281234567890"),
            known("telegram", "70012345"),
        ],
    )
}

fn covers(text: &str) -> String {
    siti().text(text).replace("[hidden]", "#")
}

#[test]
fn names_addresses_and_numbers_are_covered_however_they_are_written() {
    assert_eq!(covers("Bu SITI bilang, Rahmawati juga."), "Bu # bilang, # juga.");
    assert_eq!(covers("ke Siti.Rahma@contoh.test, ya"), "ke #, ya");
    assert_eq!(covers("WA 0812-3456-7890 atau +62 812 3456 7890."), "WA # atau #");
    for written in
        ["0812\u{a0}3456\u{a0}7890", "0812\u{2013}3456\u{2011}7890", "\u{202a}0812_3456_7890\u{202c}"]
    {
        assert_eq!(covers(&format!("WA {written}.")).matches('#').count(), 1, "{written}");
    }
    assert_eq!(covers("id 70012345 dan 7001234567"), "id # dan 7001234567");
    assert_eq!(covers("Situs web mati sejak 2026-11-23"), "Situs web mati sejak 2026-11-23");
}

#[test]
fn quoted_headers_and_signatures_go() {
    let letter =
        "Ada pungli.\n> From: Orang Lain <x@y.test>\nOn Monday Bapak Z wrote:\n> tetap\n-- \nS. R.\nRT 3";
    assert_eq!(covers(letter), "Ada pungli.\n> From: #\n#\n> tetap\n#");
    assert_eq!(covers("Tolong dicek.\nHormat saya,\nSR, RT 3"), "Tolong dicek.\nHormat saya,\n#");
    assert_eq!(covers("Tolong dicek.\nTerima kasih."), "Tolong dicek.\nTerima kasih.");
    assert_eq!(covers("Jam buka: 8 pagi"), "Jam buka: 8 pagi");
    // However the quoted letter begins.
    let wrapped =
        "Baik.\nPada Sen, 2 Nov 2026 pukul 10.15 Orang Lain\n<orang@lain.test> menulis:\n\n> tetap\n";
    assert_eq!(covers(wrapped), "Baik.\n#\n\n> tetap\n");
    let copied = "> Untuk: Orang Lain\n*Ke:* Orang Lain\nOrang Lain menulis pada 2026-11-03 09:00:\n> ya";
    assert_eq!(covers(copied), "> Untuk: #\n*Ke: #\n#\n> ya");
}

#[test]
fn a_text_names_somebody_by_what_is_known_of_them() {
    for text in ["Rumah Bu Rahmawati tergenang", "hubungi 0812 3456 7890", "Sítí tahu"] {
        assert!(siti().is_named_in(text), "{text}");
    }
    assert!(!siti().is_named_in("Jalan tergenang.\nDari: dinas\nTerima kasih,\nRT 3"));
}

#[test]
fn of_others_the_whole_name_goes() {
    let mut veil = siti();
    veil.beside_them("dinas.air@kota.test", Some("Dinas Air (Ani)"));
    veil.beside_them("lurah@kelurahan.test", Some("Pak Lurah"));
    let covers = |text: &str| veil.text(text).replace("[hidden]", "#");
    assert_eq!(
        covers("Kata dinas air (Ani), air mati. Pak RT dan PAK  LURAH tahu."),
        "Kata #), air mati. Pak RT dan # tahu."
    );
    assert_eq!(covers("550 <Lurah@kelurahan.test>: dinas lain@kota.test"), "550 <#>: dinas lain@kota.test");
    for text in ["", "pak", "Pak", "é pak", "😀 pak lurah😀"] {
        assert!(!covers(text).to_lowercase().contains("lurah"), "{text}");
    }
}

#[test]
fn any_text_comes_out_whole() {
    for text in ["", "\n", "@", "+", "a@", "é@ü", "::", "-- ", "From:", "😀 Siti 😀", "(0812) 34567890 😀"]
    {
        let covered = siti().text(text);
        assert!(!covered.to_lowercase().contains("siti"), "{covered}");
    }
}
