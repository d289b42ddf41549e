# Instansi pendukung, dan instansi yang menjawab lewat surel.

desk-view-supporting = Kami bantu
support-title = Instansi yang membantu
support-theirs = { $agency } yang bertanggung jawab dan menjawab warga. Instansi Anda membantu: tulis catatan, dan katakan bila bagian Anda selesai.
support-is-done = Bagiannya selesai
support-is-open = Membantu
support-withdraw = Tidak perlu lagi
support-finish = Bagian kami selesai
support-finish-words = Apa yang sudah dikerjakan
support-finish-hint = Dibaca oleh instansi yang bertanggung jawab, bukan oleh warga.
support-ask = Minta bantuan
support-whom = Instansi yang diminta membantu
support-hint = Mereka melihat laporan ini dan menulis catatan. Yang menjawab warga tetap instansi Anda.
support-what = Apa yang diminta
support-open =
    { $n ->
        *[other] { $n } instansi belum selesai dengan bagiannya: { $who }. Anda tetap dapat menjawab.
    }
desk-problem-support-words = Tulis dulu: yang membaca perlu tahu apa.
desk-problem-support-itself = Instansi itu sudah bertanggung jawab. Pilih instansi lain.
desk-problem-support-over = Laporan ini sudah selesai. Buka lagi dulu.
desk-problem-support-many = Paling banyak sepuluh instansi. Lepaskan satu dulu.
desk-event-supported-asked = { $who } meminta bantuan { $agency }
desk-event-supported-withdrawn = { $who }: bantuan { $agency } tidak diperlukan lagi
desk-event-supported-done = { $agency } selesai dengan bagiannya ({ $who })
notice-support_asked = Instansi Anda diminta membantu
notice-support_done = Instansi pendukung selesai dengan bagiannya
notice-agency_wrote = Kabar dari instansi yang dihubungi lewat surel

desk-event-by_mail-sent = Surat dikirim ke { $agency }
desk-event-by_mail-failed = Surat ke { $agency } tidak sampai
desk-event-by_mail-accept = { $agency } menerima laporan ini lewat surel
desk-event-by_mail-decline = { $agency } menyatakan lewat surel: bukan wewenangnya
desk-event-by_mail-answered = { $agency } menjawab lewat tautan di surel
desk-event-by_mail-passed = Jawaban { $agency } diteruskan langsung ke warga
agency-word-who = { $agency } lewat surel
agency-word-stranger = Bukan dari alamat { $agency } yang kami kenal. Periksa dulu sebelum mempercayainya.
agency-word-machine = Balasan otomatis; tidak dihitung sebagai jawaban.
agency-word-pass = Teruskan ke warga sebagai tanggapan
agency-word-passed = Sudah diteruskan ke warga

agency-mail-title = Surel dan eskalasi
agency-mail-how = Instansi tanpa akun
agency-mail-how-text = Setiap laporan yang diserahkan ke instansi ini dikirim lewat surel, dengan tautan untuk menerima, mengembalikan, dan menjawab. Balasan surelnya masuk ke laporan sebagai catatan. Nama warga yang minta dirahasiakan tidak ikut dikirim.
agency-mail-no-address = Belum ada. Isi di formulir instansi.
agency-mail-way-answers_by_mail = Menjawab lewat surel
agency-mail-way-passes_on = Jawabannya langsung diteruskan ke warga
admin-field-mail_ways = Lewat surel
admin-hint-mail_ways = Tanpa pilihan kedua, jawabannya menjadi catatan yang diteruskan petugas dengan satu klik.
admin-field-mail_language = Bahasa surat
admin-field-answers_by_mail = Menjawab lewat surel
admin-field-passes_on = Langsung ke warga
admin-field-escalation_name = Yang dihubungi bila terlambat
admin-hint-escalation_name = Misalnya kepala dinas. Mendapat surel bila laporan dieskalasi.
admin-field-escalation_email = Alamat surelnya
admin-field-escalation_phone = Teleponnya
admin-problem-mail-address-first = Isi dulu alamat surel instansi ini di formulirnya.
admin-problem-mail-passes-what = Yang diteruskan adalah jawaban lewat surel: pilih juga "Menjawab lewat surel".
admin-problem-name-long = Nama itu terlalu panjang: paling banyak 200 huruf.
admin-problem-escalation-way = Isi alamat surel atau telepon untuk orang ini.
admin-action-agency-mail-kept = mengatur surel instansi
admin-action-agency-mail-accept = instansi menerima laporan lewat surel
admin-action-agency-mail-decline = instansi mengembalikan laporan lewat surel
admin-action-agency-mail-answered = instansi menjawab lewat tautan di surel
admin-action-agency-answer-passed = meneruskan jawaban instansi ke warga
admin-field-letter = Surat
admin-field-note = Catatan
admin-field-message = Pesan

agency-letter-subject-soon = Segera jatuh tempo
agency-letter-subject-late = Lewat waktu
agency-letter-subject-escalated = Perlu perhatian Anda
agency-letter-subject-reopened = Dibuka lagi
agency-letter-referred =
    Kepada { $agency },

    laporan warga { $number } diserahkan kepada Anda oleh { $city }. Mohon ditangani paling lambat { $due }.
agency-letter-soon =
    Kepada { $agency },

    laporan { $number } yang ada pada Anda segera jatuh tempo: { $due }.
agency-letter-late =
    Kepada { $agency },

    laporan { $number } yang ada pada Anda sudah lewat waktu. Batasnya { $due }.
agency-letter-escalated =
    Laporan { $number } pada { $agency } belum ditangani. Batasnya { $due }. Mohon perhatian Anda.
agency-letter-reopened =
    Kepada { $agency },

    laporan { $number } yang sudah dijawab dibuka lagi. Mohon diperiksa kembali.
agency-letter-why = Alasan diserahkan:
agency-letter-said = Yang disampaikan:
agency-letter-report = Isi laporan:
agency-letter-fact-number = Nomor
agency-letter-fact-due = Batas waktu
agency-letter-fact-place = Tempat
agency-letter-fact-spot = Koordinat
agency-letter-fact-from = Dari
agency-letter-hidden = dirahasiakan
agency-letter-left-out = { $files } berkas terlalu besar untuk surel. Mintalah kepada kami dengan membalas surel ini.
agency-letter-kept-back = { $kept } berkas tidak kami sertakan karena mungkin menyebut pelapor. Tanyakan isinya kepada kami dengan membalas surel ini.
agency-letter-how = Balas saja surel ini untuk menjawab, atau buka salah satu tautan. Tautan membuka halaman yang bertanya dulu.
agency-letter-link-accept = Kami terima:
agency-letter-link-decline = Bukan wewenang kami:
agency-letter-link-answered = Sudah ditangani:
agency-letter-end = Tautan ini hanya untuk instansi Anda. Jangan diteruskan ke luar.

agency-page-agency = Instansi
agency-page-about = Perihal
agency-page-ask-accept = Terima laporan ini?
agency-page-ask-decline = Kembalikan laporan ini?
agency-page-ask-answered = Sudah ditangani?
agency-page-what-accept = Dengan ini instansi Anda menyatakan akan menangani laporan ini.
agency-page-what-decline = Laporan ini kembali ke yang menyerahkannya.
agency-page-what-answered = Tulis tanggapan untuk warga.
agency-page-words-decline = Mengapa bukan wewenang Anda
agency-page-words-answered = Tanggapan
agency-page-hint-decline = Sebutkan pula siapa yang berwenang, bila Anda tahu.
agency-page-hint-answered = Apa yang sudah dikerjakan, dan kapan.
agency-page-button-accept = Ya, kami terima
agency-page-button-decline = Kembalikan
agency-page-button-answered = Kirim tanggapan
agency-page-problem-words-needed = Tulis dulu: yang membaca perlu tahu apa.
agency-page-problem-text-long = Terlalu panjang: paling banyak 4.000 huruf.
agency-page-done-accept = Laporan Anda terima
agency-page-done-decline = Laporan dikembalikan
agency-page-done-answered = Tanggapan terkirim
agency-page-thanks-accept = Terima kasih. Bila sudah ditangani, balas surel kami atau buka tautan "Sudah ditangani".
agency-page-thanks-decline = Terima kasih. Kami cari yang berwenang.
agency-page-thanks-answered = Terima kasih. Tanggapan Anda sudah kami terima.
agency-page-used = Tautan ini sudah dipakai
agency-page-used-text = Setiap tautan hanya dapat dipakai satu kali. Ada yang perlu ditambahkan? Balas surel kami.
agency-page-over = Tautan ini sudah kedaluwarsa
agency-page-over-text = Balas surel kami; balasan Anda tetap sampai.
agency-page-gone = Langkah ini tidak dapat diambil lagi
agency-page-gone-text = Laporan ini sudah dijawab, atau sudah ada pada instansi lain. Ada yang perlu disampaikan? Balas surel kami.
