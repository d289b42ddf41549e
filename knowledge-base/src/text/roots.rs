//! Roots that public-service Indonesian is made of, sorted. Written by us; a word belongs here when its dressed
//! forms matter for finding an answer and the Snowball rules miss some of them.

#[rustfmt::skip]
const ROOTS: &[&str] = &[
    "abai", "acara", "acu", "ada", "adil", "adopsi", "adu", "agama", "agen", "ahli", "air", "ajar",
    "aju", "akhir", "akibat", "akses", "akta", "aktif", "akun", "alam", "alamat", "alas", "alat",
    "alih", "alir", "aman", "ambil", "ambulans", "ampun", "anak", "ancam", "anggar", "anggota",
    "angkat", "angkot", "angkut", "angsur", "antar", "antre", "antri", "api", "aplikasi", "arah",
    "arsip", "asal", "asap", "asing", "asuh", "asuransi", "atap", "atas", "atur", "awas", "ayah",
    "badan", "bagi", "baik", "bakar", "baku", "balas", "balik", "bangun", "banjir", "bantu", "baru",
    "batal", "batas", "bawa", "bayar", "bayi", "bea", "beda", "bekas", "bela", "beli", "benar",
    "bencana", "bengkak", "berangkat", "beres", "beri", "berkas", "berlaku", "bersih", "besar", "biaya",
    "bibit", "bidan", "blokir", "bocor", "bohong", "bolong", "bongkar", "bor", "buang", "buat", "buka",
    "bukti", "bumi", "bunuh", "buru", "buruh", "bus", "butuh", "cabang", "cabut", "cacat", "cair",
    "calon", "camat", "campur", "cari", "catat", "cegah", "cek", "cepat", "cerai", "cetak", "cicil",
    "cipta", "coba", "copet", "cuci", "cukup", "curi", "cuti", "daftar", "dampak", "dana", "dapat",
    "darah", "darurat", "dasar", "data", "datang", "daur", "debit", "debu", "dekat", "delik", "demam",
    "denda", "desa", "dewasa", "diam", "didik", "dokter", "dokumen", "domisili", "dorong", "dosa",
    "duda", "duga", "dukung", "dusun", "elektronik", "emas", "fasilitas", "foto", "gaji", "ganda",
    "ganggu", "ganti", "gas", "gelap", "gempa", "genang", "gratis", "gugat", "guna", "gunung", "guru",
    "hadap", "hak", "halaman", "halang", "hambat", "hamil", "hapus", "harap", "harga", "hari", "hasil",
    "hati", "henti", "hidup", "hilang", "hitung", "hubung", "hukum", "huni", "hutan", "hutang", "ibu",
    "ijazah", "iklan", "ikut", "imigrasi", "imunisasi", "informasi", "ingin", "inspeksi", "isi",
    "istri", "iur", "izin", "jabat", "jadi", "jadwal", "jaga", "jalan", "jamin", "janda", "janji",
    "jasa", "jatuh", "jawab", "jelas", "jembatan", "jemput", "jenazah", "jenis", "jual", "jujur",
    "jumlah", "kabar", "kabel", "kacau", "kali", "kandung", "kantor", "kartu", "kasar", "kasir",
    "kawal", "kawin", "kebun", "kecil", "kejar", "kelahi", "kelola", "keluar", "keluarga", "kembali",
    "kembang", "kena", "kenal", "kendara", "keras", "kering", "kerja", "keruh", "ketik", "khusus",
    "kilang", "kirim", "kolom", "kontrak", "korban", "koreksi", "korupsi", "kosong", "kota", "kredit",
    "kuasa", "kuat", "kubur", "kuliah", "kumpul", "kunci", "kunjung", "kurang", "kurs", "kutip",
    "laboratorium", "ladang", "lahan", "lahir", "laku", "lalu", "lama", "lambat", "lampau", "lampir",
    "lampu", "lancar", "langgan", "langgar", "lanjut", "lantai", "lapak", "lapang", "lapor", "larang",
    "latih", "lawan", "layak", "layan", "lebih", "legalisasi", "legalisir", "lengkap", "lepas", "letak",
    "lewat", "libur", "lihat", "limbah", "lindung", "lingkung", "listrik", "lokasi", "longsor", "luar",
    "lubang", "luka", "lulus", "lunas", "lupa", "lurah", "macet", "mahal", "mahasiswa", "main", "maju",
    "makam", "malam", "maling", "mampu", "mandi", "mandiri", "manfaat", "mangkrak", "marah", "masak",
    "masalah", "masuk", "mati", "medis", "mekar", "memar", "meninggal", "menteri", "meter", "milik",
    "miliki", "minta", "minum", "miskin", "mobil", "mohon", "motor", "mudah", "mudik", "mulai",
    "mundur", "mutasi", "mutu", "nafkah", "naik", "nama", "napas", "negara", "nihil", "nikah", "nilai",
    "nomor", "nonaktif", "notaris", "nunggak", "nyala", "obat", "ojek", "olah", "online", "orang",
    "orangtua", "padam", "pagar", "pajak", "pakai", "paksa", "paling", "palsu", "panas", "pandu",
    "pangan", "panggil", "panjang", "pantau", "parkir", "pasang", "pasar", "pasien", "paspor", "patuh",
    "pecah", "pedagang", "pelihara", "penduduk", "penjara", "pensiun", "penting", "penuh", "perang",
    "periksa", "perintah", "perlu", "pesan", "peta", "petik", "pidana", "pilih", "pindah", "pinjam",
    "piutang", "pohon", "polisi", "polusi", "pompa", "populasi", "posisi", "potong", "praktik",
    "prosedur", "proses", "proyek", "puas", "pulang", "pulih", "pungli", "pungut", "pusat", "puskesmas",
    "putus", "racun", "ragu", "rakyat", "ramai", "rampas", "rampok", "rapat", "rawan", "rawat", "rayu",
    "razia", "rekam", "rekening", "rencana", "renovasi", "resmi", "retak", "retribusi", "roboh",
    "rokok", "rujuk", "rukun", "rumah", "rusak", "rusun", "sabar", "sah", "sakit", "saksi", "salah",
    "salin", "salur", "sambung", "sampah", "sampai", "sanggah", "sangka", "santun", "saran", "sebab",
    "sedia", "segel", "sehat", "sekolah", "selamat", "seleksi", "selesai", "selidik", "selokan",
    "sementara", "sengaja", "sengketa", "sepeda", "serah", "serang", "serta", "sertifikasi",
    "sertifikat", "setor", "setuju", "sewa", "siap", "siar", "sidang", "simpan", "singkat", "sisa",
    "siswa", "sita", "slip", "sopir", "stnk", "suami", "suap", "suara", "subsidi", "suka", "suluh",
    "sumbang", "sumbat", "sumber", "sunat", "surat", "suruh", "susul", "susun", "syarat", "tabrak",
    "tagih", "tahan", "tahu", "tahun", "takut", "tampung", "tanah", "tanam", "tanda", "tangan",
    "tanggap", "tanggul", "tanggung", "tangkap", "tanya", "tarif", "tarik", "tawar", "tebang", "tegur",
    "telepon", "teliti", "tempat", "tempel", "tempuh", "temu", "tenaga", "tentu", "tepat", "terang",
    "terbit", "terima", "tertib", "tetangga", "tetap", "tilang", "timbang", "timbun", "tindak",
    "tinggal", "tinggi", "tingkat", "tipu", "titik", "tolak", "tolong", "trotoar", "tua", "tugas",
    "tuju", "tular", "tulis", "tumbang", "tumpuk", "tunda", "tunggak", "tunggu", "tunjang", "tunjuk",
    "turun", "turut", "tutup", "uang", "ubah", "uji", "ukur", "ulang", "ulur", "umum", "umur", "undang",
    "unduh", "unggah", "upah", "urus", "usaha", "usia", "usul", "usut", "utang", "vaksin", "verifikasi",
    "visa", "wabah", "wajib", "wakil", "wali", "warga", "warganegara", "waris", "warung", "waspada",
    "yatim", "zakat", "zona",
];

pub(super) fn is_root(word: &str) -> bool {
    ROOTS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_are_sorted_so_that_binary_search_finds_them() {
        assert!(ROOTS.is_sorted());
        assert!(ROOTS.iter().all(|root| is_root(root)));
        assert!(!is_root("mengurus"));
    }
}
