//! Names for the same thing. Each group is a list of phrases, folded; any of them finds the others.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Word;

/// Longest phrase, in words.
const LONGEST: usize = 4;

/// First the things that questions are about, then ([`THINGS`] and on) what is done with them or happens to them.
const GROUPS: &[&[&str]] = &[
    &["ktp", "ktp el", "e ktp", "ektp", "ktp elektronik", "kartu tanda penduduk", "identity card", "id card"],
    &["kk", "kartu keluarga", "family card"],
    &["kia", "kartu identitas anak", "child identity card"],
    &["nik", "nomor induk kependudukan", "national identity number"],
    &["dukcapil", "disdukcapil", "catatan sipil", "capil", "kependudukan", "civil registry"],
    &["akta kelahiran", "akte kelahiran", "akte lahir", "akta lahir", "surat lahir", "birth certificate"],
    &["akta kematian", "akte kematian", "surat kematian", "death certificate"],
    &["nikah", "kawin", "menikah", "married", "marriage", "wedding"],
    &["kua", "kantor urusan agama"],
    &[
        "sim",
        "surat izin mengemudi",
        "driving licence",
        "driving license",
        "driver license",
        "drivers license",
    ],
    &["stnk", "surat tanda nomor kendaraan", "vehicle registration"],
    &["bpkb", "buku pemilik kendaraan bermotor", "vehicle ownership book"],
    &["pkb", "pajak kendaraan", "pajak motor", "pajak mobil", "vehicle tax"],
    &["tilang", "e tilang", "etle", "traffic ticket", "traffic fine"],
    &["skck", "surat keterangan catatan kepolisian", "kelakuan baik", "police record", "police clearance"],
    &["paspor", "passport", "pasport"],
    &["pajak", "tax", "taxes"],
    &["npwp", "nomor pokok wajib pajak", "taxpayer number", "tax id"],
    &["spt", "surat pemberitahuan tahunan", "lapor pajak", "tax return"],
    &["pbb", "pajak bumi dan bangunan", "pajak bumi bangunan", "pajak rumah", "property tax"],
    &["bpjs", "jkn", "kis", "kartu indonesia sehat", "jaminan kesehatan", "health insurance"],
    &["bpjs ketenagakerjaan", "jamsostek", "bpjamsostek", "jht", "jaminan hari tua"],
    &["rs", "rumah sakit", "hospital"],
    &["puskesmas", "faskes", "klinik", "community health centre", "clinic"],
    &["rujukan", "referral"],
    &["air", "pdam", "air ledeng", "air keran", "air bersih", "water", "tap water"],
    &["listrik", "pln", "setrum", "electricity", "power"],
    &["mati lampu", "listrik padam", "lampu mati", "pemadaman", "power cut", "blackout", "power outage"],
    &["meteran", "kwh meter", "meter listrik", "electricity meter"],
    &["pju", "lampu jalan", "penerangan jalan", "street light", "street lamp", "streetlight"],
    &["sampah", "rubbish", "garbage", "trash", "waste"],
    &["tps", "tempat sampah", "tempat pembuangan sampah"],
    &["banjir", "genangan", "kebanjiran", "flood", "flooding", "flooded"],
    &["selokan", "got", "drainase", "saluran air", "drain", "gutter"],
    &["jalan rusak", "jalan berlubang", "jalan bolong", "pothole", "potholes", "damaged road"],
    &["darurat", "gawat darurat", "112", "emergency"],
    &["ambulans", "ambulan", "ambulance", "119"],
    &["kebakaran", "damkar", "pemadam kebakaran", "pemadam", "113", "fire brigade", "fire"],
    &["sekolah", "school"],
    &[
        "ppdb",
        "spmb",
        "pendaftaran sekolah",
        "masuk sekolah",
        "zonasi",
        "school admission",
        "school enrolment",
    ],
    &["kip", "pip", "kartu indonesia pintar", "program indonesia pintar", "beasiswa", "scholarship"],
    &["bansos", "bantuan sosial", "pkh", "sembako", "blt", "dtks", "dtsen", "social assistance", "welfare"],
    &["umkm", "usaha kecil", "usaha mikro", "small business"],
    &["nib", "oss", "izin usaha", "nomor induk berusaha", "business licence", "business license"],
    &["pbg", "imb", "izin mendirikan bangunan", "building permit"],
    &["sertifikat tanah", "sertipikat tanah", "surat tanah", "bpn", "land certificate", "land title"],
    &["pungli", "pungutan liar", "suap", "sogokan", "bribe", "bribery", "extortion"],
    &["kdrt", "kekerasan dalam rumah tangga", "domestic violence"],
    &["prakerja", "kartu prakerja", "pre employment card"],
    &["ak1", "kartu kuning", "job seeker card"],
    &["imunisasi", "vaksin", "vaksinasi", "vaccine", "vaccination", "immunisation"],
    // Not things:
    &["akta", "akte", "certificate"],
    &["polisi", "110", "polsek", "polres", "police"],
    &["hilang", "kehilangan", "raib", "ilang", "lost", "missing"],
    &["rusak", "cacat", "damaged", "broken"],
    &["perpanjang", "perpanjangan", "memperpanjang", "renew", "renewal", "extend"],
    &["biaya", "ongkos", "tarif", "cost", "fee", "price"],
    &["lapor", "aduan", "pengaduan", "keluhan", "complaint", "complain", "report"],
    &["pindah", "mutasi", "move", "moving", "relocate"],
];

/// How many of the groups, from the first, name things.
const THINGS: usize = GROUPS.len() - 8;

/// For each phrase, the groups it stands in.
static BY_PHRASE: LazyLock<HashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut map: HashMap<&'static str, Vec<usize>> = HashMap::new();
    for (number, group) in GROUPS.iter().enumerate() {
        for phrase in *group {
            map.entry(phrase).or_default().push(number);
        }
    }
    map
});

/// All groups, for an engine that expands synonyms itself.
pub fn all() -> &'static [&'static [&'static str]] {
    GROUPS
}

/// A known phrase in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// Its length in words.
    pub length: usize,
    /// Its other names.
    pub others: Vec<&'static str>,
    /// Whether it names a thing that questions are about (*paspor*), not what happens to things (*hilang*).
    pub is_thing: bool,
}

/// The longest known phrase that begins with the first of `words`.
pub fn at(words: &[Word]) -> Option<Named> {
    (1..=LONGEST.min(words.len())).rev().find_map(|length| {
        let phrase = words[..length].iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        let groups = BY_PHRASE.get(phrase.as_str())?;
        let others = groups
            .iter()
            .flat_map(|group| GROUPS[*group])
            .copied()
            .filter(|other| *other != phrase)
            .collect();
        Some(Named { length, others, is_thing: groups.iter().any(|group| *group < THINGS) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{fold, words};

    #[test]
    fn every_phrase_is_folded_and_short_enough() {
        for phrase in GROUPS.iter().copied().flatten() {
            assert_eq!(fold(phrase), **phrase);
            assert!(words(phrase).count() <= LONGEST, "{phrase} is too long");
        }
    }

    #[test]
    fn the_longest_phrase_wins() {
        let found: Vec<_> = words("kartu keluarga saya").collect();
        let named = at(&found).unwrap();
        assert_eq!((named.length, named.is_thing), (2, true));
        assert_eq!(named.others, ["kk", "family card"]);
        let found: Vec<_> = words("kehilangan").collect();
        assert!(!at(&found).unwrap().is_thing);
        assert!(at(&words("tanda").collect::<Vec<_>>()).is_none());
    }
}
