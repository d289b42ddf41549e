# Surat kepada instansi yang menjawab lewat surel, dan kabar laporan lewat Telegram.

letter-agency-referred-subject = [{ $number }] { $subject }
letter-agency-referred =
    Kepada { $agency },

    laporan warga { $number } diserahkan kepada Anda oleh { $city }. Mohon ditangani paling lambat { $due }.{"{% if words %}"}

    Alasan diserahkan:
    { $words }{"{% endif %}"}

    { $facts }

    Isi laporan:
    { $report }{"{% if left_out %}"}

    { $left_out }{"{% endif %}"}

    { $ways }
letter-agency-soon-subject = Segera jatuh tempo: [{ $number }] { $subject }
letter-agency-soon =
    Kepada { $agency },

    laporan { $number } yang ada pada Anda segera jatuh tempo: { $due }.

    { $facts }

    Isi laporan:
    { $report }

    { $ways }
letter-agency-late-subject = Lewat waktu: [{ $number }] { $subject }
letter-agency-late =
    Kepada { $agency },

    laporan { $number } yang ada pada Anda sudah lewat waktu. Batasnya { $due }.

    { $facts }

    Isi laporan:
    { $report }

    { $ways }
letter-agency-escalated-subject = Perlu perhatian Anda: [{ $number }] { $subject }
letter-agency-escalated =
    Laporan { $number } pada { $agency } belum ditangani. Batasnya { $due }. Mohon perhatian Anda.

    { $facts }

    Isi laporan:
    { $report }
letter-agency-reopened-subject = Dibuka lagi: [{ $number }] { $subject }
letter-agency-reopened =
    Kepada { $agency },

    laporan { $number } yang sudah dijawab dibuka lagi. Mohon diperiksa kembali.{"{% if words %}"}

    Yang disampaikan:
    { $words }{"{% endif %}"}

    { $facts }

    Isi laporan:
    { $report }{"{% if left_out %}"}

    { $left_out }{"{% endif %}"}

    { $ways }
letter-agency-support-subject = Bantuan Anda diperlukan: [{ $number }] { $subject }
letter-agency-support =
    Kepada { $agency }:

    instansi lain bertanggung jawab atas laporan { $number } dan meminta bantuan Anda.

    Yang diminta:
    { $words }

    { $facts }

    Isi laporan:
    { $report }{"{% if left_out %}"}

    { $left_out }{"{% endif %}"}

    { $ways }
letter-agency-refused-subject = Belum tercatat: [{ $number }] { $subject }
letter-agency-refused =
    Kepada { $agency },

    balasan Anda tentang laporan { $number } sudah kami terima dan dibaca petugas, tetapi langkah yang Anda minta tidak dapat kami catat.

    { $words }

    { $ways }

letter-name-agency_referred = Laporan diserahkan
letter-name-agency_soon = Segera jatuh tempo
letter-name-agency_late = Lewat waktu
letter-name-agency_escalated = Eskalasi
letter-name-agency_reopened = Dibuka lagi
letter-name-agency_support = Dimintai bantuan
letter-name-agency_refused = Langkah yang tidak dapat dicatat
letter-when-agency_referred = Saat laporan diserahkan kepada instansi yang menjawab lewat surel.
letter-when-agency_soon = Saat batas waktunya mendekat.
letter-when-agency_late = Saat batas waktunya lewat.
letter-when-agency_escalated = Kepada yang dihubungi bila instansi terlambat.
letter-when-agency_reopened = Saat warga menyanggah, atau laporan dibuka lagi.
letter-when-agency_support = Saat instansi yang menjawab lewat surel diminta membantu laporan yang menjadi tanggung jawab instansi lain.
letter-when-agency_refused = Saat balasan instansi diawali TERIMA, TOLAK, atau SELESAI, tetapi langkah itu tidak dapat diambil. Paling banyak satu kali untuk setiap posisi laporan.

letter-agency-blank-due = batas waktunya, juga bila sudah lewat
letter-agency-blank-agency = instansi yang disurati
letter-blank-city = nama kota atau pemerintah Anda
letter-blank-facts = nomor, batas waktu, tempat, dan pelapor, satu per baris; pelapor yang minta dirahasiakan tidak disebut
letter-blank-report = isi laporan
letter-blank-left_out = berkas yang terlalu besar untuk surel; kosong bila tidak ada
letter-blank-words = alasan diserahkan, sanggahan warga, atau sebab langkah tidak dapat dicatat; dapat kosong
letter-blank-ways = kata dan tautan untuk menerima, mengembalikan, dan menjawab
letter-sample-city = Kota Tirtamaya
letter-sample-facts =
    Nomor: 2611-000042-7
    Batas waktu: Kamis, 26 November 2026 09.00 WIB
    Tempat: Jalan Melati 12
    Dari: Siti Rahma, siti@contoh.id
letter-sample-report = Lampu jalan di depan SDN 3 mati sejak Senin.
letter-sample-left_out = 2 berkas terlalu besar untuk surel. Mintalah kepada kami dengan membalas surel ini.
letter-sample-words = Tiang ini milik dinas Anda.
letter-sample-ways =
    Balas saja surel ini untuk menjawab.

    Sudah ditangani: awali balasan dengan SELESAI: dan apa yang dikerjakan, atau buka
    https://hotline.example/agency/…

agency-letter-how =
    Balas saja surel ini untuk menjawab. Agar langkah Anda langsung tercatat, awali balasan dengan salah satu kata di bawah ini pada baris pertama, atau buka tautannya. Tautan membuka halaman yang bertanya dulu. Balasan tanpa kata itu tetap kami baca.
agency-letter-way-accept =
    Kami terima. Tulis: TERIMA
    atau buka:
agency-letter-way-decline =
    Bukan wewenang kami. Tulis: TOLAK: alasannya
    atau buka:
agency-letter-way-answered =
    Sudah ditangani. Tulis: SELESAI: apa yang sudah dikerjakan
    atau buka:
agency-letter-help-ways = Cukup balas surel ini: beri tahu kami bila bagian Anda selesai, atau mengapa Anda tidak dapat membantu. Petugas kami membacanya; warga dijawab oleh instansi yang bertanggung jawab.
agency-letter-end = Surat ini dan tautannya hanya untuk instansi Anda. Jangan diteruskan ke luar.
agency-letter-no-ways = Ada yang perlu disampaikan? Balas saja surel ini.
agency-letter-word-accept = TERIMA
agency-letter-word-decline = TOLAK
agency-letter-word-answered = SELESAI
agency-letter-refused-elsewhere = Laporan ini sekarang ada pada instansi lain, jadi { $word } tidak mengubah apa-apa.
agency-letter-refused-not-now = Posisi laporan sekarang: { $stage }. Dari sini langkah { $word } tidak dapat diambil, atau sudah diambil.
agency-letter-refused-nobody = Laporan ini memang masuk langsung ke instansi Anda, jadi tidak ada yang dapat menerimanya kembali lewat kata { $word }. Tulis siapa yang menurut Anda berwenang; petugas akan membacanya.
agency-letter-refused-no-reason = Kata { $word } memerlukan alasan. Balas sekali lagi, misalnya: { $word }: jalan ini milik provinsi.
agency-letter-refused-no-answer = Kata { $word } memerlukan jawaban untuk warga. Balas sekali lagi, misalnya: { $word }: lampu sudah kami ganti pagi ini.
desk-event-by_mail-refused = { $agency } diberi tahu mengapa langkah di surelnya tidak dapat dicatat

answer-problem-letter-one-line = Perihal harus satu baris. Pakai isian yang pendek, seperti number dan subject.
texts-to-citizens = Kepada warga
texts-to-agencies = Kepada instansi yang menjawab lewat surel
texts-to-agencies-text = Surat ini berangkat bila instansi ditandai menjawab lewat surel. Bahasanya diatur pada instansi itu; perihal dan isinya dapat Anda tulis di sini, untuk semua instansi atau satu dengan semua di bawahnya.
texts-subject-id = Perihal, bahasa Indonesia
texts-subject-en = Perihal, bahasa Inggris
texts-by-mail = Surel
admin-field-subject_id = Perihal, bahasa Indonesia
admin-field-subject_en = Perihal, bahasa Inggris

news-chat-title = Kabar lewat Telegram
news-chat-choose = Kirim kabar ke Telegram
news-chat-choose-text = Kabar laporan ini dapat juga dikirim ke Telegram Anda. Telegram akan menunjukkan nama profil Anda kepada bot kami.
news-chat-here = Kabar kami kirim ke obrolan Telegram yang Anda pilih.
news-chat-end = Jangan kirim ke Telegram lagi
news-chat-how = Buka Telegram dengan tombol ini, lalu tekan Mulai (Start). Sesudah itu kabar laporan ini kami kirim ke sana.
news-chat-open = Buka Telegram
news-chat-once = Tombol ini hanya untuk Anda, dapat dipakai satu kali, dan berlaku { $n } menit. Perlu lagi? Mintalah lagi di halaman laporan.
news-chat-back = Kembali ke laporan
news-chat-begun =
    Kabar tentang laporan { $number } mulai sekarang kami kirim ke sini. Anda boleh membalasnya di sini.
    Untuk berhenti, tulis STOP.
news-chat-over = Tautan ini sudah dipakai atau sudah kedaluwarsa. Buka lagi halaman laporan Anda dan mintalah tautan baru.
news-chat-already = Kabar laporan sudah dikirim ke sini. Untuk berhenti, tulis STOP.
news-chat-stopped = Baik, kabar tidak kami kirim ke sini lagi. Anda tetap dapat mengikuti laporan di halamannya dengan nomor dan PIN.
news-chat-stop-hint = Atau tulis STOP di sini.
