# Di mana: wilayah kerja instansi, serta wilayah dan tempat laporan.
admin-field-areas = Wilayah kerja
admin-hint-areas = Kode atau nama, satu per baris atau dipisah koma, misalnya 32.73.01 atau Sukasari. Berlaku juga untuk semua wilayah di dalamnya. Laporan dari sana sampai ke instansi ini jika kategorinya milik instansi ini atau instansi di atasnya.
admin-problem-areas-odd = Perbaiki wilayah kerja: tulis kode atau nama resmi, satu per baris.
admin-problem-areas-many = Wilayah kerja terlalu banyak: paling banyak 60. Pakai wilayah yang lebih luas.
admin-area-unknown = “{ $typed }” tidak ada dalam daftar wilayah.
admin-area-several = “{ $typed }” ada beberapa, tulis kodenya: { $choices }.
admin-action-agency-areas = mengubah wilayah kerja instansi
admin-action-ticket-place = mengubah wilayah atau tempat laporan
admin-action-ticket-area-right = membenarkan wilayah yang dibaca dari teks
admin-field-area = Wilayah
admin-field-place = Tempat
admin-field-area_read = Dibaca dari teks

desk-event-routed-area = Diteruskan ke { $agency } karena wilayahnya: { $area }
desk-event-located-set = { $who } mengubah wilayah atau tempat dari “{ $from }” menjadi “{ $to }”
desk-event-located-set-back = { $who } mengembalikan wilayah atau tempat menjadi “{ $to }” (sebelumnya “{ $from }”)
desk-event-located-area-right = { $who } membenarkan wilayah yang dibaca dari teks: { $to }
desk-done-place = Wilayah dan tempat disimpan.
desk-done-place-back = Wilayah dan tempat dikembalikan seperti semula.
desk-done-area-right = Wilayah dibenarkan.

place-title = Wilayah dan tempat
place-nowhere = belum diketahui
place-area-read = Dibaca dari teks.
place-area-read-text = Yang tertulis sekarang hanya dibaca dari teks laporan.
place-area-right = Benar
place-change = Ubah wilayah dan tempat
place-area-hint = Kode atau nama resmi, misalnya 32.73.01 atau Sukasari. Kosongkan jika tidak diketahui.
place-place-hint = Dengan kata-kata: jalan, nomor, patokan.
place-point-hint = Lintang dan bujur dalam derajat, misalnya -6.91474, 107.60981.
place-which = Wilayah mana yang dimaksud?
place-save = Simpan
place-cancel = Batal
place-problem-area-unknown = Wilayah itu tidak ada dalam daftar. Periksa ejaannya, tulis kodenya, atau kosongkan.
place-problem-area-several = Ada beberapa wilayah dengan nama itu. Pilih satu di bawah kolom Wilayah.
place-problem-place-long = Tempat terlalu panjang: paling banyak 300 huruf.
place-problem-point-shape = Tulis koordinat sebagai dua angka dengan titik, misalnya -6.91474, 107.60981.
place-led = Menurut wilayahnya, ini tugas { $agency }.
place-led-refer = Teruskan ke sana
place-led-reason = Wilayah ini dilayani unit Anda.

cases-same-again = Anda memilih topik lain, maka kami mencari sekali lagi: mungkin ini sudah dilaporkan. Laporan Anda belum terkirim.
cases-same-again-look = Lihat dulu
