//! How people write on a phone, and the word they mean. Our own list: spellings, short forms and spoken forms that no rule
//! of the language leads home. Both the articles and what is asked of them are read through it, so either may use
//! either; it changes nothing that is shown.

/// Written form and standard word, sorted by the first. Only Indonesian; a form that is a word of its own, or English,
/// does not belong here (*no*, *make*, *pas*).
#[rustfmt::skip]
const MEANT: &[(&str, &str)] = &[
    ("abis", "habis"), ("abisin", "habis"), ("aer", "air"), ("ajuin", "aju"), ("akte", "akta"),
    ("aktifin", "aktif"), ("aktipin", "aktif"), ("aktivasi", "aktif"), ("alesan", "alasan"),
    ("almt", "alamat"), ("ambles", "amblas"), ("ambruk", "roboh"), ("ambulan", "ambulans"),
    ("ancur", "hancur"), ("anter", "antar"), ("apaan", "apa"), ("ato", "atau"), ("bahayain", "bahaya"),
    ("baso", "bakso"), ("bayarin", "bayar"), ("bbrp", "beberapa"), ("belom", "belum"),
    ("bener", "benar"), ("benerin", "benar"), ("benerinnya", "benar"), ("betulin", "benar"),
    ("betulkan", "benar"), ("bgm", "bagaimana"), ("bgmn", "bagaimana"), ("bgt", "banget"),
    ("bhw", "bahwa"), ("bikin", "buat"), ("bikinin", "buat"), ("bkin", "buat"), ("bklin", "buat"),
    ("bljr", "belajar"), ("blm", "belum"), ("blom", "belum"), ("blum", "belum"), ("bnyk", "banyak"),
    ("boleng", "bolong"), ("brapa", "berapa"), ("brg", "barang"), ("brp", "berapa"), ("bs", "bisa"),
    ("bsa", "bisa"), ("byr", "bayar"), ("caranya", "cara"), ("cepet", "cepat"), ("colong", "curi"),
    ("cpt", "cepat"), ("cr", "cara"), ("daftarin", "daftar"), ("dah", "sudah"), ("dapet", "dapat"),
    ("dapetin", "dapat"), ("dateng", "datang"), ("deket", "dekat"), ("denger", "dengar"),
    ("dg", "dengan"), ("dgn", "dengan"), ("dicolong", "curi"), ("dijalan", "jalan"), ("dijln", "jalan"),
    ("dikantor", "kantor"), ("dimasukin", "masuk"), ("dimintai", "minta"), ("dimintain", "minta"),
    ("dipake", "pakai"), ("dirumah", "rumah"), ("disini", "sini"), ("disuruh", "suruh"),
    ("dlm", "dalam"), ("dmana", "dimana"), ("dmn", "dimana"), ("doang", "saja"), ("dpet", "dapat"),
    ("dpt", "dapat"), ("dri", "dari"), ("drmh", "rumah"), ("dtg", "datang"), ("dtng", "datang"),
    ("duit", "uang"), ("duitnya", "uang"), ("engga", "tidak"), ("enggak", "tidak"), ("entar", "nanti"),
    ("ga", "tidak"), ("gaada", "tidak"), ("gabisa", "tidak"), ("gada", "tidak"), ("gak", "tidak"),
    ("gantiin", "ganti"), ("gbisa", "tidak"), ("gbs", "tidak"), ("gede", "besar"), ("gedhe", "besar"),
    ("gelep", "gelap"), ("gimana", "bagaimana"), ("gimanain", "bagaimana"), ("gimn", "bagaimana"),
    ("gini", "begini"), ("gitu", "begitu"), ("gk", "tidak"), ("gmana", "bagaimana"),
    ("gmn", "bagaimana"), ("gmna", "bagaimana"), ("gmnya", "bagaimana"), ("gt", "begitu"),
    ("gua", "saya"), ("gue", "saya"), ("gw", "saya"), ("handphone", "hp"), ("hape", "hp"),
    ("hbs", "habis"), ("hri", "hari"), ("hrs", "harus"), ("hrus", "harus"),
    ("idup", "hidup"), ("ijin", "izin"), ("ijinnya", "izin"), ("ilang", "hilang"),
    ("ilangin", "hilang"), ("ilangnya", "hilang"), ("inget", "ingat"), ("isiin", "isi"),
    ("jadwl", "jadwal"), ("jatoh", "jatuh"), ("jd", "jadi"), ("jdi", "jadi"), ("jg", "juga"),
    ("jga", "juga"), ("jgn", "jangan"), ("jlan", "jalan"), ("jln", "jalan"),
    ("jukir", "parkir"), ("kacauin", "kacau"), ("kaga", "tidak"), ("kagak", "tidak"), ("kalo", "kalau"),
    ("karna", "karena"), ("kayak", "seperti"), ("kbl", "kabel"), ("kebakar", "bakar"),
    ("kebanjiran", "banjir"), ("keblokir", "blokir"), ("kec", "kecamatan"), ("kecolongan", "curi"),
    ("kecopetan", "copet"), ("kegencet", "gencet"), ("kehapus", "hapus"), ("keilangan", "hilang"),
    ("kel", "kelurahan"), ("kelamaan", "lama"), ("kelar", "selesai"), ("kelarin", "selesai"),
    ("kemahalan", "mahal"), ("kemana", "mana"), ("kemaren", "kemarin"), ("kenceng", "kencang"),
    ("kepotong", "potong"), ("keputus", "putus"), ("kesetrum", "setrum"), ("ketinggian", "tinggi"),
    ("ketipu", "tipu"), ("ketolak", "tolak"), ("kl", "kalau"), ("klo", "kalau"), ("kls", "kelas"),
    ("klu", "kalau"), ("kmana", "mana"), ("kmn", "mana"), ("kmren", "kemarin"), ("kmrn", "kemarin"),
    ("knapa", "kenapa"), ("knp", "kenapa"), ("kntr", "kantor"), ("kpn", "kapan"), ("kran", "keran"),
    ("krg", "kurang"), ("krn", "karena"), ("ktnya", "kata"), ("ktr", "kantor"), ("kurangin", "kurang"),
    ("kyk", "seperti"), ("laen", "lain"), ("laporin", "lapor"), ("lapornya", "lapor"),
    ("lewatin", "lewat"), ("lg", "lagi"), ("lgi", "lagi"), ("liat", "lihat"), ("liatin", "lihat"),
    ("lmpu", "lampu"), ("lobang", "lubang"), ("lstrik", "listrik"), ("luber", "luap"), ("lwt", "lewat"),
    ("macem", "macam"), ("mahalin", "mahal"), ("makasih", "terimakasih"), ("males", "malas"),
    ("mao", "mau"), ("masang", "pasang"), ("masukin", "masuk"), ("masukkan", "masuk"),
    ("matiin", "mati"), ("mbl", "mobil"), ("meluap", "luap"), ("meluber", "luap"), ("mgkn", "mungkin"),
    ("mintain", "minta"), ("mksh", "terimakasih"), ("mmg", "memang"), ("mnt", "minta"),
    ("mntain", "minta"), ("msh", "masih"), ("mslh", "masalah"), ("mtr", "motor"), ("mulu", "terus"),
    ("mw", "mau"), ("nabrak", "tabrak"), ("nagih", "tagih"), ("nambah", "tambah"),
    ("nambahi", "tambah"), ("nambahin", "tambah"), ("nanya", "tanya"), ("nanyain", "tanya"),
    ("napa", "kenapa"), ("nape", "kenapa"), ("nawar", "tawar"), ("ndak", "tidak"), ("ndk", "tidak"),
    ("nebang", "tebang"), ("negri", "negeri"), ("nelfon", "telepon"), ("nelpon", "telepon"),
    ("nembak", "tembak"), ("nerima", "terima"), ("ngadat", "rusak"), ("ngadu", "adu"),
    ("ngajuin", "aju"), ("ngaktifin", "aktif"), ("ngalir", "alir"), ("ngambil", "ambil"),
    ("ngangkut", "angkut"), ("nganter", "antar"), ("ngasih", "beri"), ("ngecas", "cas"),
    ("ngecek", "cek"), ("ngedaftar", "daftar"), ("ngegenang", "genang"), ("ngelamar", "lamar"),
    ("ngelapor", "lapor"), ("ngelaporin", "lapor"), ("ngeliat", "lihat"), ("ngeluarin", "keluar"),
    ("ngeluh", "keluh"), ("ngerusak", "rusak"), ("ngga", "tidak"), ("nggak", "tidak"),
    ("ngganti", "ganti"), ("nggenang", "genang"), ("ngilang", "hilang"), ("ngilangin", "hilang"),
    ("ngisi", "isi"), ("ngomong", "omong"), ("ngubah", "ubah"), ("ngulang", "ulang"),
    ("ngumpul", "kumpul"), ("ngurus", "urus"), ("ngurusin", "urus"), ("ngurusnya", "urus"),
    ("ngutang", "utang"), ("nikahan", "nikah"), ("nipu", "tipu"), ("nmr", "nomor"), ("nomer", "nomor"),
    ("nongol", "muncul"), ("nope", "nomor"), ("ntar", "nanti"), ("numpang", "tumpang"),
    ("numpuk", "tumpuk"), ("nunggak", "tunggak"), ("nunggaknya", "tunggak"), ("nunggu", "tunggu"),
    ("nungguin", "tunggu"), ("nutup", "tutup"), ("nutupin", "tutup"), ("nyalain", "nyala"),
    ("nyambung", "sambung"), ("nyampe", "sampai"), ("nyangkut", "sangkut"), ("nyari", "cari"),
    ("nyetor", "setor"), ("nyicil", "cicil"), ("nyoba", "coba"), ("nyolong", "curi"),
    ("nyumbat", "sumbat"), ("nyuruh", "suruh"), ("ogah", "tidak"), ("org", "orang"), ("orng", "orang"),
    ("ortu", "orangtua"), ("pake", "pakai"), ("pakek", "pakai"), ("pasport", "paspor"),
    ("passpor", "paspor"), ("pd", "pada"), ("pdahal", "padahal"),
    ("pdhl", "padahal"), ("pengen", "ingin"), ("pengin", "ingin"), ("perpanjangin", "panjang"),
    ("pgn", "ingin"), ("pindahin", "pindah"), ("pingin", "ingin"), ("piye", "bagaimana"),
    ("plg", "paling"), ("pnh", "pernah"), ("ponpes", "pesantren"), ("ponsel", "hp"),
    ("potongin", "potong"), ("prmohonan", "mohon"), ("prnh", "pernah"), ("puter", "putar"),
    ("raib", "hilang"), ("rame", "ramai"), ("rb", "ribu"), ("rmah", "rumah"), ("rmh", "rumah"),
    ("rsak", "rusak"), ("rusakin", "rusak"), ("sampe", "sampai"), ("sampek", "sampai"),
    ("sblm", "sebelum"), ("sdg", "sedang"), ("sdh", "sudah"), ("sebelom", "sebelum"),
    ("sekitaran", "sekitar"), ("sekolahan", "sekolah"), ("sertipikat", "sertifikat"),
    ("setaun", "tahun"), ("skg", "sekarang"), ("sklh", "sekolah"), ("skrg", "sekarang"),
    ("skrng", "sekarang"), ("slh", "salah"), ("slm", "selama"), ("slokan", "selokan"), ("sm", "sama"),
    ("smpah", "sampah"), ("smpe", "sampai"), ("smua", "semua"), ("smw", "semua"), ("sodara", "saudara"),
    ("srt", "surat"), ("suruhan", "suruh"), ("sy", "saya"), ("sya", "saya"), ("syrt", "syarat"),
    ("tagian", "tagih"), ("tak", "tidak"), ("taonan", "tahun"), ("taro", "taruh"), ("taun", "tahun"),
    ("taunan", "tahun"), ("tdk", "tidak"), ("telat", "lambat"), ("telfon", "telepon"),
    ("telp", "telepon"), ("telpon", "telepon"), ("temen", "teman"), ("tempet", "tempat"),
    ("tengkyu", "terimakasih"), ("tetep", "tetap"), ("tgl", "tanggal"), ("thn", "tahun"),
    ("thx", "terimakasih"), ("tilep", "korupsi"), ("tlg", "tolong"), ("tlong", "tolong"),
    ("tlp", "telepon"), ("tlpn", "telepon"), ("tmpt", "tempat"), ("tnya", "tanya"), ("tp", "tapi"),
    ("tpi", "tapi"), ("trmksh", "terimakasih"), ("tros", "terus"), ("trs", "terus"), ("trus", "terus"),
    ("ttg", "tentang"), ("ttp", "tetap"), ("tuker", "tukar"), ("tutupin", "tutup"), ("ubahin", "ubah"),
    ("uda", "sudah"), ("udah", "sudah"), ("udh", "sudah"), ("umroh", "umrah"), ("untk", "untuk"),
    ("urusin", "urus"), ("utk", "untuk"), ("wkt", "waktu"), ("yah", "ya"), ("yg", "yang"),
    ("yng", "yang"),
];

/// The standard word for a folded word. Doubling with a figure is taken off, too: *diangkut2* is *diangkut*.
pub fn meant(word: &str) -> &str {
    let word = match word.strip_suffix('2') {
        Some(single) if single.len() >= 3 && single.bytes().all(|b| b.is_ascii_lowercase()) => single,
        _ => word,
    };
    MEANT.binary_search_by_key(&word, |(form, _)| form).map_or(word, |at| MEANT[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_leads_to_its_end_in_one_step() {
        assert!(MEANT.is_sorted_by(|(a, _), (b, _)| a < b));
        for (form, word) in MEANT {
            assert_eq!(meant(form), *word);
            assert_eq!(meant(word), *word, "{form} is led on");
        }
    }

    #[test]
    fn doubling_is_taken_off_but_codes_stay() {
        assert_eq!(meant("diangkut2"), "diangkut");
        assert_eq!(meant("ngalir2"), "alir");
        assert_eq!(meant("c1"), "c1");
        assert_eq!(meant("2022"), "2022");
        assert_eq!(meant("n2"), "n2");
    }
}
