# Apa hubungan laporan dengan laporan lain, di meja.

desk-stage-merged = Digabung
desk-event-step-merge = { $who } menggabungkannya dengan laporan lain
desk-event-step-unmerge = { $who } membatalkan penggabungan
desk-event-related-merged-into = Laporan utamanya { $other }
desk-event-related-merged-here = Laporan { $other } digabung ke laporan ini
desk-event-related-merged-wrote = Warga dari laporan gabungan { $other } menulis
desk-event-related-unmerged = { $who } melepasnya lagi dari laporan { $other }
desk-event-related-unmerged-here = Laporan { $other } berjalan sendiri lagi
desk-event-related-child = { $who } menaruhnya di bawah laporan { $other }
desk-event-related-related = { $who } menautkannya dengan laporan { $other }
desk-event-related-unlinked = { $who } memisahkannya dari laporan { $other }
desk-event-related-split-off = { $who } menjadikan satu pesan laporan { $other }
desk-event-related-split-from = { $who } membuat laporan ini dari satu pesan di laporan { $other }
desk-event-related-told-many = { $n ->
    [0] { $who } mengabari warga
   *[other] { $who } mengabari warga dan { $n } orang lagi
    }
desk-event-related-public = { $who } menampilkannya untuk umum
desk-event-related-private = { $who } menyembunyikannya dari umum

desk-relations = Laporan terkait
desk-relations-is-merged = Laporan ini sudah digabung
desk-relations-unmerge = Batalkan penggabungan
desk-relations-merge-into = Gabungkan ke sana
desk-relations-hang-below = Taruh di bawahnya
desk-relations-apart = Pisahkan
desk-relations-n-children = { $n } laporan di bawah laporan ini
desk-relations-n-merged = { $n } laporan digabung ke laporan ini
desk-relations-see-all = Lihat semua
desk-relations-children = Laporan di bawah laporan ini
desk-relations-merged = Laporan yang digabung ke sini
desk-relations-all = semuanya { $n }
desk-relations-none-seen = Tidak ada yang dalam jangkauan Anda.
desk-relations-followers = { $n } orang mengikutinya
desk-relation-parent = Bagian dari
desk-relation-related = Lihat juga

desk-alike = Laporan yang mirip
desk-alike-maybe = Mungkin sama
desk-alike-all = Bandingkan semua dan pilih
desk-alike-percent = { $share } mirip
desk-alike-metres = jaraknya { $m } m
desk-alike-below = menghimpun { $n } laporan
desk-alike-theirs = warga yang sama
desk-alike-text = Dibandingkan dengan laporan { $number }:
desk-alike-found = { $n } laporan mirip
desk-alike-open = Buka
desk-alike-children = Taruh di bawah laporan ini
desk-alike-merge = Gabungkan ke laporan ini
desk-alike-hint = Di bawah: tetap laporan sendiri dan dijawab bersama laporan ini. Digabung: berakhir di sini, dan warganya mengikuti laporan ini. Keduanya dapat dibatalkan.
desk-alike-none = Tidak ada yang mirip
desk-alike-none-text = Tidak ada laporan terbuka dalam kategori ini di dekat sini selama dua minggu dengan isi yang hampir sama.

desk-tell = { $n ->
    [0] Jawab atau kabari semua
   *[other] Jawab atau kabari semua ({ $n } lagi)
    }
desk-tell-text = Yang disampaikan kepada semua
desk-tell-hint = Sampai kepada warga ini, warga dari laporan di bawahnya, dan semua yang mengikuti; masing-masing lewat salurannya sendiri, tanpa melihat yang lain. Jangan sebut nama.
desk-tell-kind = Jenisnya
desk-tell-answer = Jawaban: laporan ini dan yang di bawahnya terjawab
desk-tell-update = Kabar: tidak ada yang berubah
desk-tell-public = Tampilkan juga di halaman umum
desk-tell-send = Kirim kepada semua
desk-told-progress = { $n } dari { $total } sudah dikabari
desk-told-skipped = ({ $n } dilewati: sudah selesai, atau di luar jangkauan Anda)

desk-join = Gabungkan atau tautkan
desk-join-number = Nomor laporan yang lain
desk-join-hint = Laporan yang boleh Anda lihat.
desk-join-how = Hubungannya
desk-join-merge = Hal yang sama: gabungkan ke sana
desk-join-child = Bagian darinya: dijawab bersama
desk-join-related = Lihat juga
desk-join-do = Hubungkan
desk-bulk-gather = Himpun
desk-bulk-do-gather = Himpun
desk-bulk-gather-hint = Laporan tempat yang dicentang ini dihimpun.
desk-bulk-asked-child = Taruh di bawah laporan { $to }
desk-bulk-asked-merge = Gabungkan ke laporan { $to }
desk-bulk-why-relations-same = itu laporan yang sama
desk-bulk-why-relations-merged-already = sudah digabung
desk-bulk-why-relations-over = sudah selesai
desk-bulk-why-relations-main-over = laporan utamanya sudah selesai
desk-bulk-why-relations-main-below = laporan utamanya di bawah laporan lain, dan di bawah laporan ini ada yang lain
desk-bulk-why-relations-has-children = ada laporan di bawahnya
desk-bulk-why-relations-confidential = laporan rahasia tetap sendiri

desk-split = Jadikan laporan sendiri
desk-split-hint = Untuk hal kedua dalam satu laporan. Warga menerima nomor dan PIN-nya.

desk-public-is = Umum: siapa pun boleh membaca
desk-public-is-not = Tidak untuk umum
desk-public-hint = Siapa pun melihat kategori, wilayah, tahap, tanggal, instansi, dan ringkasan Anda. Tidak pernah kata-kata, nama, atau alamat warga.
desk-public-anonymous = Warga ingin tetap tidak dikenal: pastikan kasusnya sendiri tidak membuka siapa dia.
desk-public-see = Lihat halaman umumnya
desk-public-show = Tampilkan laporan ini untuk umum
desk-public-summary = Ringkasan untuk umum
desk-public-summary-hint = Satu atau dua kalimat tanpa nama, nomor, atau alamat orang. Boleh kosong.
desk-public-save = Simpan

desk-problem-relations-number = Itu bukan nomor laporan. Bentuknya seperti 2611-000042-7.
desk-problem-relations-mistyped = Nomor itu salah ketik: ada angka yang keliru atau tertukar.
desk-problem-relations-unknown = Laporan itu tidak ada, atau di luar jangkauan Anda.
desk-problem-relations-how = Pilih hubungannya.
desk-problem-relations-same = Itu laporan ini sendiri. Pilih yang lain.
desk-problem-relations-merged-already = Laporan itu sudah digabung. Lanjutkan di laporan utamanya.
desk-problem-relations-over = Laporan itu sudah selesai. Buka lagi lebih dulu.
desk-problem-relations-main-over = Laporan utamanya sudah ditutup atau ditolak. Buka lagi yang itu lebih dulu.
desk-problem-relations-main-below = Laporan utamanya berada di bawah laporan lain, dan di bawah laporan ini ada laporan juga. Gabungkan ke laporan yang paling atas, atau pisahkan dulu.
desk-problem-relations-has-children = Ada laporan di bawahnya. Gabungkan saja, atau pisahkan dulu.
desk-problem-relations-confidential = Laporan rahasia hanya dihubungkan dengan laporan rahasia lain dari warga yang sama.
desk-problem-relations-unmerge-late = Tiga puluh hari sudah lewat. Buat laporan baru saja.
desk-problem-relations-first = Itu kata-kata pertama laporan ini: tetap di sini.
desk-problem-relations-stays = Itu tetap seperti adanya.
desk-problem-relations-told-long = Terlalu panjang: paling banyak 4.000 karakter.
desk-problem-relations-personal = Teks ini tampaknya memuat nama, alamat surel, atau nomor seseorang. Hapus itu: semua orang akan membacanya.
desk-problem-relations-public-confidential = Laporan rahasia tidak pernah ditampilkan.
desk-problem-relations-public-merged = Laporan ini sudah digabung. Tampilkan laporan utamanya saja.
desk-problem-relations-summary-long = Terlalu panjang: paling banyak 500 karakter.

relations-note-wrote =
    Warga dari laporan gabungan { $number } menulis:
    { $words }

portal-stage-merged = Ditangani bersama laporan lain tentang hal yang sama
portal-stage-merged-now = Dipegang oleh { $agency }. Hasilnya Anda baca di sini.

admin-action-ticket-merged = menggabungkan laporan
admin-action-ticket-unmerged = membatalkan penggabungan
admin-action-ticket-linked = menautkan laporan
admin-action-ticket-unlinked = memisahkan laporan
admin-action-ticket-split = menjadikan satu pesan laporan sendiri
admin-action-ticket-told-many = mengabari banyak orang
admin-action-ticket-public = mengubah apa yang boleh dibaca umum
admin-action-category-public = mengubah apakah laporan baru untuk umum
admin-category-public = Laporan baru untuk umum
admin-category-public-text = Siapa pun boleh melihat kategori, wilayah, tahap, tanggal, dan instansi laporan baru kategori ini di /cases. Tidak pernah kata-kata atau nama; tidak pernah laporan rahasia atau anonim.
admin-category-public-on = Tampilkan laporan baru untuk umum
admin-category-public-off = Jangan tampilkan laporan baru
admin-category-public-is = Ya
admin-category-public-is-not = Tidak
admin-job-tell_stage = Mengabari pengikut sampai di mana laporannya
admin-job-tell_many = Mengabari banyak orang
desk-relation-part = dibuat dari pesan di sini
desk-relation-part-of = dibuat dari pesan di sana
status-merged = Ditangani bersama laporan lain
portal-status-merged = Ditangani bersama laporan lain
