# What the house itself says to citizens, on any channel.

message-welcome =
    Selamat datang di layanan { $city }. Tulis saja apa yang terjadi atau yang ingin Anda tanyakan; boleh juga kirim foto, suara, atau lokasi.
    Keadaan darurat? Telepon 112 sekarang.
    Ketik /status untuk melihat laporan Anda. Agar instansi tidak melihat siapa Anda, tulis #anonim; agar hanya instansi yang menangani membacanya, #rahasia.
message-acknowledge =
    Laporan Anda sudah kami terima.
    Nomor: { $number }
    PIN: { $pin }
    Simpan nomor dan PIN ini untuk mengikuti perkembangannya. Balas pesan ini kapan saja untuk menambah keterangan.
    Jika ada bahaya bagi jiwa, telepon 112 sekarang.
message-resolved =
    Laporan { $number } sudah selesai dikerjakan. { $reason }
    Belum beres? Balas pesan ini dan laporan Anda kami buka lagi.
message-rejected =
    Laporan { $number } tidak dapat kami tangani. Alasannya: { $reason }
    Ada keterangan lain? Balas pesan ini.
message-rejected-unclear =
    Laporan { $number } belum dapat kami tangani. Alasannya: { $reason }
    Lengkapi dalam 10 hari dengan membalas pesan ini, lalu kami periksa lagi.
message-waiting =
    Untuk melanjutkan laporan { $number }, kami perlu jawaban Anda. { $reason }

track-mistyped = Nomor itu salah ketik: ada angka yang keliru atau tertukar. Coba lihat sekali lagi.
track-how = Ketik nomor laporan lalu PIN, misalnya: /status 2611-000042-7 123456
track-no-match = Nomor dan PIN itu tidak cocok. Periksa keduanya, lalu coba lagi.
track-too-many = Terlalu banyak percobaan. Tunggu lima belas menit, lalu coba lagi.
track-none = Belum ada laporan dari Anda di sini. Tulis saja apa yang terjadi.
track-mine = Laporan Anda:
track-spoken = Laporan { $number }, { $subject }. Keadaannya: { $status }. Dipegang oleh { $agency }, paling lambat { $due }.
track-answer = Jawaban terakhir: { $text }
track-unclear = Masih ada yang kurang: lengkapi paling lambat { $until }, di tempat Anda melapor atau di halamannya, lalu kami periksa lagi.

refusal-unclear = tidak jelas atau tidak lengkap
refusal-not_public = bukan layanan publik
refusal-court = perkara pengadilan atau polisi
refusal-duplicate = sudah pernah dilaporkan
refusal-prank = laporan iseng
refusal-spam = iklan
refusal-elsewhere = kewenangan lembaga lain
