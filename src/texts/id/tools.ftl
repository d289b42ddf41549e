answers-title = Jawaban siap pakai
answers-list = Jawaban yang dapat Anda pakai
answers-none = Belum ada. Tulislah apa yang sering Anda sampaikan.
answers-mine = Hanya untuk saya
answers-new = Jawaban baru
answers-change = Ubah jawaban ini
answers-name = Nama
answers-name-hint = Untuk menemukannya lagi; warga tidak melihat nama ini.
answers-for = Untuk siapa
answers-for-hint = Jawaban bersama ditawarkan kepada semua yang menangani laporan instansi itu dan di bawahnya.
answers-body-id = Kata-kata dalam bahasa Indonesia
answers-body-en = Kata-kata dalam bahasa Inggris
answers-how = Warga dijawab dalam bahasanya. Satu bahasa sudah cukup; dipakai juga bila bahasa lainnya tidak ada.
answers-save = Simpan
answers-try = Lihat hasilnya
answers-remove = Hapus
answers-removed = "{ $title }" sudah dihapus.
answers-saved = Tersimpan. Beginilah bunyinya dengan data contoh:
answers-read-only = Jawaban ini milik bersama sebuah instansi. Penyelianya yang mengubahnya.
answers-tried = Beginilah bunyinya
answers-tried-none = Tekan "Lihat hasilnya" untuk mencobanya dengan data contoh.
answers-blanks = Yang dapat disisipkan
answers-if = Bagian yang hanya muncul bila isinya ada:

answer-blank-number = nomor laporan
answer-blank-name = nama warga; "Bapak/Ibu" bila tidak diketahui atau anonim
answer-blank-subject = perihal laporan
answer-blank-agency = instansi yang menangani
answer-blank-category = kategori
answer-blank-place = tempat, bila disebutkan
answer-blank-status = posisi laporan, dengan bahasa warga
answer-blank-due = batas waktunya
answer-blank-today = tanggal hari ini
answer-blank-agent = nama Anda
answer-blank-link = halaman tempat warga mengikuti laporannya
answer-sample-number = 2611-000042-7
answer-sample-name = Siti Rahma
answer-sample-subject = Lampu jalan mati
answer-sample-agency = Dinas Pekerjaan Umum
answer-sample-category = Lampu jalan
answer-sample-place = Jalan Melati 12
answer-sample-status = Sedang dikerjakan
answer-sample-due = Kamis, 26 November 2026 09.00 WIB
answer-sample-today = Senin, 23 November 2026
answer-sample-agent = Ayu Lestari
answer-sample-link = https://hotline.example/track?number=26110000427
answer-somebody = Bapak/Ibu
answer-only-id = hanya bahasa Indonesia
answer-only-en = hanya bahasa Inggris

answer-problem-line = Baris { $n }:
answer-problem-template-unknown = Tidak ada "{ $word }" yang dapat disisipkan. Pilih dari daftar di samping, atau perbaiki ejaannya.
answer-problem-template-tag = "{ $word }" tidak dapat dipakai di sini. Yang dapat hanya if, elif, else, dan endif.
answer-problem-template-plain = Di antara kurung kurawal ganda hanya boleh ada nama, tanpa saringan dan fungsi.
answer-problem-template-syntax = Kurung kurawalnya tidak berpasangan. Setiap {"{{"} perlu {"}}"}, setiap {"{%"} if perlu {"{%"} endif.
answer-problem-template-long = Terlalu panjang: paling banyak { $most } huruf. Pendekkan.
answer-problem-answer-title = Beri nama.
answer-problem-answer-title-long = Nama itu terlalu panjang: paling banyak 120 huruf.
answer-problem-answer-body = Tulis kata-katanya, paling sedikit dalam satu bahasa.
answer-problem-answer-agency = Pilih instansi yang Anda selia, atau simpan untuk Anda sendiri.

desk-answer = Jawaban siap pakai
desk-answer-choose = Pilih…
desk-answer-insert = Sisipkan
desk-answer-hint = atau ketik / di awal baris
desk-answer-find = Cari jawaban siap pakai menurut namanya
desk-answer-none = Tidak ada yang bernama begitu
desk-answer-failed = Jawaban itu gagal diambil. Coba lagi.
desk-problem-answer-needed = Pilih dulu jawaban siap pakainya.
desk-problem-answer-spoilt = Jawaban siap pakai itu tidak dapat dipakai lagi. Penulisnya perlu memperbaikinya.
desk-problem-files-again = Jawaban sudah disisipkan. Pilih berkas Anda lagi: peramban tidak mengembalikannya.
desk-problem-answered-meanwhile = Rekan Anda sudah menjawab selagi Anda menulis. Belum ada yang terkirim; tulisan Anda masih ada di bawah. Baca jawaban baru itu, lalu kirim lagi bila jawaban Anda masih diperlukan.

desk-take-next = Ambil berikutnya
desk-take-next-hint = Laporan paling mendesak yang belum dipegang siapa pun: dibuka dan menjadi milik Anda
desk-next-none = Tidak ada yang dapat diambil: semua laporan terbuka sudah dipegang, atau menunggu warga.

desk-here-and = dan
desk-here-writing = { $n ->
   *[other] { $who } sedang menulis jawaban.
}
desk-here-looking = { $n ->
   *[other] { $who } sedang melihat laporan ini.
}

desk-saved-views = Daftar tersimpan
desk-view-save = Simpan daftar ini
desk-view-save-hint = Daftar ini beserta saringannya ditaruh di navigasi.
desk-view-name = Nama
desk-view-for = Untuk siapa
desk-view-for-me = Hanya untuk saya
desk-view-about = Isinya
desk-view-count = Laporan
desk-view-none = Belum ada daftar tersimpan.
desk-view-how = Saring antrean, lalu pilih "Simpan daftar ini". Daftar bersama hanya menyaring apa yang memang boleh dilihat masing-masing.
desk-view-rename = Ganti nama
desk-view-delete = Hapus
desk-view-deleted = Daftar "{ $name }" sudah dihapus.
desk-view-default = Buka meja dengan ini
desk-view-default-not = Jangan lagi buka meja dengan ini
desk-view-is-default = Dibuka pertama
desk-views-kept = Tersimpan.
desk-problem-view-name = Beri nama untuk daftar ini.
desk-problem-view-name-long = Nama itu terlalu panjang: paling banyak 40 huruf.
desk-problem-view-name-taken = Anda sudah punya daftar dengan nama itu. Pilih nama lain.
desk-problem-view-many = Paling banyak lima belas daftar. Hapus salah satu dulu.
desk-problem-view-agency = Pilih instansi yang laporannya Anda lihat.
desk-problem-view-query = Daftar itu tidak dapat disimpan. Atur lagi saringannya.

desk-bulk = Beberapa laporan sekaligus
desk-bulk-tick = Centang { $number }
desk-bulk-all = Semua di halaman ini
desk-bulk-hint = Centang laporan, lalu pilih tindakannya.
desk-bulk-count-one = { "{n}" } laporan dicentang
desk-bulk-count-other = { "{n}" } laporan dicentang
desk-bulk-assign = Serahkan
desk-bulk-refer = Rujuk
desk-bulk-category = Kategori
desk-bulk-status = Status
desk-bulk-do-assign = Serahkan
desk-bulk-do-refer = Rujuk
desk-bulk-do-category = Ganti kategori
desk-bulk-do-status = Ganti status
desk-bulk-me = Saya ({ $name })
desk-bulk-choose-category = Pilih kategori…
desk-bulk-ticked = Laporan yang dicentang
desk-bulk-told = Hasil tindakan
desk-bulk-asked-assign = Serahkan kepada { $to }
desk-bulk-asked-release = Kembalikan ke antrean
desk-bulk-asked-refer = Rujuk ke { $to }
desk-bulk-asked-category = Ganti kategori menjadi { $to }
desk-bulk-asked-status = Ganti status menjadi { $to }
desk-bulk-sum-done = { $n ->
    [0] Tidak ada laporan yang berubah.
   *[other] { $n } laporan berubah.
}
desk-bulk-sum-same = { $n ->
   *[other] { $n } memang sudah begitu.
}
desk-bulk-sum-refused = { $n ->
   *[other] { $n } tidak dapat diubah.
}
desk-bulk-sum-back = { $n ->
   *[other] { $n } dikembalikan.
}
desk-bulk-sum-stays = { $n ->
   *[other] { $n } tetap, karena sesudahnya ada yang terjadi padanya.
}
desk-bulk-refused = Tidak berubah
desk-bulk-changed = Berubah
desk-bulk-out-of-reach = Laporan di luar jangkauan Anda
desk-bulk-done = berubah
desk-bulk-same = memang sudah begitu
desk-bulk-back = dikembalikan
desk-bulk-undo = Batalkan
desk-bulk-undo-hint = Dapat dilakukan sampai { $until }, untuk laporan yang sesudahnya tidak diubah siapa pun.
desk-bulk-undo-told = Yang sudah disampaikan kepada warga tidak ditarik; warga yang diberi tahu laporannya dijawab, ditutup, atau ditolak akan diberi tahu bahwa laporannya dibuka lagi.
desk-bulk-late = Sepuluh menit sudah lewat: tidak dapat lagi dibatalkan sekaligus. Setiap laporan masih dapat diubah di halamannya.
desk-bulk-why-not-found = tidak ada, atau di luar jangkauan Anda
desk-bulk-why-conflict = baru saja diubah orang lain; lihat dulu laporannya
desk-bulk-why-assignee-cannot-see = rekan itu tidak melihat laporan instansi ini
desk-bulk-why-reason-needed = perlu alasan
desk-bulk-why-other = ditolak ({ $code })
desk-bulk-stays-conflict = tetap: sesudahnya diubah orang
desk-bulk-stays-not-found = tetap: sekarang di luar jangkauan Anda
desk-bulk-stays-assignee-cannot-see = tetap: pemegang sebelumnya tidak lagi dapat melihatnya
desk-problem-bulk-none = Centang paling sedikit satu laporan.
desk-problem-bulk-many = Paling banyak 100 laporan. Lepaskan sebagian centangnya dan lanjutkan sesudahnya.
desk-problem-bulk-assignee = Pilih orang yang menangani laporan.
desk-problem-bulk-category = Pilih kategori.
desk-problem-bulk-status = Pilih status.
desk-problem-bulk-gone = Yang Anda pilih sudah tidak ada. Pilih lagi.

desk-keys-everywhere = Di mana saja
desk-keys-queue = Di antrean
desk-keys-ticket = Di laporan
desk-keys-writing = Saat menulis
desk-key-sheet = daftar tombol ini
desk-key-next = ambil laporan berikutnya
desk-key-saved = buka daftar tersimpan
desk-key-back = kembali ke antrean
desk-key-tick = centang laporan
desk-key-tick-all = centang semua di halaman
desk-key-undo = batalkan yang baru dilakukan sekaligus
desk-key-assign = serahkan
desk-key-status = status
desk-key-refer = rujuk
desk-key-category = kategori
desk-key-answer = cari jawaban siap pakai, di awal baris
