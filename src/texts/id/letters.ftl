# Teks untuk warga pada setiap langkah, dan halaman untuk mengubahnya.

letter-verified = Laporan { $number } sudah kami periksa dan lengkap. Kami teruskan ke yang berwenang.{"{% if due %}"} Paling lambat selesai { $due }.{"{% endif %}"}
letter-referred =
    Laporan { $number } kami teruskan ke { $agency }.{"{% if due %}"} Paling lambat selesai { $due }.{"{% endif %}"}
    Anda tidak perlu berbuat apa-apa; kami kabari bila ada perkembangan.
letter-in-work = Laporan { $number } sedang dikerjakan oleh { $agency }.{"{% if due %}"} Paling lambat selesai { $due }.{"{% endif %}"}
letter-waiting-other = Laporan { $number } menunggu pihak lain, misalnya pemasok. Kami lanjutkan begitu ada kabar.
letter-confirmed = Terima kasih. Laporan { $number } kami tutup.
letter-closed =
    Laporan { $number } kami tutup.
    Masih ada yang kurang? Balas pesan ini; itu menjadi laporan baru.
letter-lapsed = Laporan { $number } kami tutup karena sepuluh hari tidak ada kabar dari Anda. Masih ada yang kurang? Balas pesan ini; itu menjadi laporan baru.
letter-disputed = Sanggahan Anda atas laporan { $number } sudah kami terima. { $agency } memeriksanya lagi.
letter-reopened = Laporan { $number } kami buka lagi. { $agency } memeriksanya.
letter-merged =
    Ada laporan lain tentang hal yang sama, jadi laporan Anda { $number } kami tangani bersama.
    Kabarnya tetap Anda terima di sini. Anda tetap boleh membalas pesan ini kapan saja.
letter-unmerged =
    Laporan Anda { $number } kami tangani sendiri lagi. Kabarnya Anda terima di sini.

letter-name-acknowledged = Tanda terima
letter-name-verified = Sudah diperiksa
letter-name-referred = Diteruskan ke instansi
letter-name-in_work = Mulai dikerjakan
letter-name-asked = Pertanyaan kepada warga
letter-name-waiting_other = Menunggu pihak lain
letter-name-answered = Tanggapan
letter-name-confirmed = Warga menyatakan selesai
letter-name-closed = Ditutup oleh petugas
letter-name-lapsed = Ditutup sesudah sepuluh hari
letter-name-disputed = Sanggahan diterima
letter-name-reopened = Dibuka lagi
letter-name-merged = Digabung
letter-name-unmerged = Dipisahkan lagi
letter-name-rejected = Ditolak, untuk semua alasan
letter-name-rejected_unclear = Ditolak: tidak jelas
letter-name-rejected_not_public = Ditolak: bukan layanan publik
letter-name-rejected_court = Ditolak: perkara pengadilan atau polisi
letter-name-rejected_duplicate = Ditolak: sudah pernah dilaporkan
letter-name-rejected_prank = Ditolak: laporan iseng
letter-name-rejected_spam = Ditolak: iklan
letter-name-rejected_elsewhere = Ditolak: kewenangan lembaga lain

letter-when-acknowledged = Begitu laporan masuk, dengan nomor dan PIN.
letter-when-verified = Sesudah petugas memeriksa laporan.
letter-when-referred = Sesudah laporan diserahkan ke instansi lain, dengan batas waktunya.
letter-when-in_work = Sesudah instansi menerima laporan atau mulai mengerjakannya.
letter-when-asked = Bila kami perlu keterangan dari warga.
letter-when-waiting_other = Bila pekerjaan menunggu pihak lain, misalnya pemasok.
letter-when-answered = Bila laporan ditanggapi lewat langkah "tanggapi".
letter-when-confirmed = Sesudah warga menekan "ya, sudah beres".
letter-when-closed = Bila penyelia menutup laporan dengan alasan.
letter-when-lapsed = Bila warga diam sepuluh hari sesudah tanggapan.
letter-when-disputed = Sesudah warga menyanggah tanggapan di halaman laporannya.
letter-when-reopened = Bila petugas membuka laporan lagi atau membatalkan penutupannya, atau warga melengkapi yang tidak jelas.
letter-when-merged = Bila laporan digabung dengan laporan lain.
letter-when-unmerged = Bila penggabungan dibatalkan.
letter-when-rejected = Bila laporan ditolak dan alasan itu tidak punya teks sendiri.
letter-when-rejected_unclear = Bila laporan ditolak dengan alasan ini.
letter-when-rejected_not_public = Bila laporan ditolak dengan alasan ini.
letter-when-rejected_court = Bila laporan ditolak dengan alasan ini.
letter-when-rejected_duplicate = Bila laporan ditolak dengan alasan ini.
letter-when-rejected_prank = Bila laporan ditolak dengan alasan ini.
letter-when-rejected_spam = Bila laporan ditolak dengan alasan ini.
letter-when-rejected_elsewhere = Bila laporan ditolak dengan alasan ini.

letter-blank-due = batas waktunya; kosong bila sudah lewat
letter-blank-reason = yang ditulis petugas: tanggapan, pertanyaan, atau alasan
letter-blank-refusal = alasan penolakan yang dipilih
letter-blank-pin = PIN untuk mengikuti laporan
letter-sample-reason = Lampu di depan SDN 3 sudah kami ganti tadi pagi.
letter-sample-refusal = kewenangan lembaga lain
letter-sample-pin = 123456
letter-sample-other = 2611-000040-1

answer-problem-letter-empty = Tulis kata-katanya. Untuk kembali ke teks bawaan, pakai tombol "Kembali ke teks bawaan".
answer-problem-letter-needs = Sisipkan { $word } dalam kurung kurawal ganda, tanpa syarat: setiap warga perlu membacanya.
answer-problem-letter-long = Terlalu panjang untuk saluran ini: paling banyak { $word } huruf. Pendekkan.

admin-texts = Teks
admin-field-body_id = Bahasa Indonesia
admin-field-body_en = Bahasa Inggris
admin-field-told = Diberitahukan kepada warga
admin-field-channel = Saluran
admin-action-text-kept = mengubah teks
admin-action-text-forgotten = mengembalikan teks bawaan
admin-action-text-switched = mengatur apakah teks diberitahukan
admin-subject-text = teks

texts-text = Inilah yang dibaca warga pada setiap langkah. Setiap teks dapat Anda tulis sendiri: untuk semua saluran atau satu saluran, untuk semua instansi atau satu instansi beserta yang di bawahnya. Yang paling khusus yang dipakai.
texts-name = Teks
texts-when = Kapan diberitahukan
texts-changed = Ditulis sendiri untuk
texts-told = Diberitahukan
texts-built-in = teks bawaan
texts-any-channel = Semua saluran
texts-any-agency = Semua instansi
texts-on = Ya
texts-off = Tidak
texts-always = Selalu
texts-switch-off = Matikan
texts-switch-on = Nyalakan
texts-switched = Sudah diatur.
texts-forgotten = Teks bawaan dipakai lagi di sana.
texts-channel = Saluran
texts-agency = Instansi
texts-go = Tampilkan
texts-own-here = Untuk pilihan ini ada teks sendiri.
texts-none-here = Untuk pilihan ini belum ada teks sendiri. Di bawah ini teks bawaan; ubah, lalu simpan.
texts-read-only = Teks untuk semua instansi diubah oleh administrator seluruh layanan. Pilih instansi Anda untuk menulis teks sendiri.
texts-how = Sisipkan kata dari daftar di samping dalam kurung kurawal ganda. Bagian yang hanya kadang ada:
texts-try = Lihat hasilnya
texts-forget = Kembali ke teks bawaan
texts-preview = Begini bunyinya ({ $channel })
texts-preview-none = Belum ada yang dapat ditampilkan: teksnya perlu diperbaiki dulu.
texts-length = { $n } dari { $most } huruf
texts-needed = wajib
texts-built-in-words = Teks bawaan
