# Halaman /demo dan keluaran `sahut demo`.

demo-title = Demo
demo-heading = Anda warganya di sini; meja petugas ada di tab sebelah
demo-only-here = Telepon, kirim surel, atau mengobrol, lalu jawab sebagai petugas. Semua orang dan tempat di kota ini rekaan, tidak ada yang keluar dari komputer ini, dan halaman ini hanya ada selama sahut demo berjalan.
demo-enter = Buka meja petugas
demo-enter-as = Masuk sebagai
demo-enter-with = kata sandi
demo-to-portal = Portal warga
demo-to-desk = Meja petugas
demo-to-trends = Tren
demo-channels = Saluran
demo-chat = Obrolan
demo-sign-ins = Semua orang yang bisa masuk
demo-password = Kata sandi semua orang: { $password }
demo-person = Nama
demo-role = Peran
demo-address = Alamat untuk masuk
demo-send = Kirim
demo-failed = Tidak berhasil. Coba lagi sebentar lagi.

demo-phone-aloud = suara
demo-phone-calling = Menelepon { $number }…
demo-phone-ended = Sambungan selesai
demo-phone-failed = Sambungan terputus. Coba telepon lagi.
demo-phone-log = Yang terdengar di telepon
demo-phone-hint = Tekan Telepon, lalu ikuti suaranya.
demo-phone-display = Angka yang ditekan
demo-phone-press = Tekan
demo-phone-speak = Bicara (ketik yang Anda katakan)
demo-phone-spoken = Selesai bicara
demo-phone-call = Telepon
demo-phone-hang = Tutup
demo-phone-dialled = Petugas dipanggil… tidak diangkat.
demo-phone-112 = Di sini 112 dihubungi. Di demo tidak ada yang mengangkat.
demo-phone-note = Demo: rekaman hanya berisi nada. Kata-kata penelepon: { $words }

demo-mail-from = Dari
demo-mail-subject = Perihal
demo-mail-body = Isi
demo-mail-file = Lampiran (boleh kosong)
demo-mail-subject-sample = Lampu jalan mati
demo-mail-body-sample = Selamat siang, tiga lampu di Jalan Kenanga mati sejak Senin. Malam hari gelap sekali. Mohon diperbaiki.
demo-mail-opened = Terkirim. Sahut membuka laporan { $number }; balasannya ada di bawah.
demo-mail-joined = Terkirim. Surat masuk ke laporan { $number }.
demo-mail-delivered = Terkirim.

demo-bot-log = Percakapan dengan bot
demo-bot-empty = Belum ada pesan. Mulai dengan /start atau langsung tulis apa yang terjadi.
demo-bot-text = Tulis pesan
demo-bot-place = Lokasi
demo-bot-placed = Lokasi: { $place }
demo-bot-photo = Foto
demo-bot-voice = Suara
demo-bot-sound = Pesan suara
demo-bot-picture = Foto dalam percakapan
demo-bot-no-sound = Itu bukan berkas suara. Pilih rekaman, misalnya .ogg, .mp3, .m4a, atau .wav.
demo-bot-files-by-hand = Pilih foto atau rekaman, lalu tekan Kirim.
demo-bot-taken = Diterima.
demo-bot-failed = Sahut sedang tidak menerima pesan; Telegram akan mencoba lagi.

demo-outbox = Yang keluar dari rumah
demo-outbox-short = Terkirim
demo-outbox-text = Semua surel dan pesan bot yang dikirim Sahut kepada warga. Surel ada sebagai berkas .eml di map outbox.
demo-outbox-empty = Belum ada. Kirim surel atau pesan Telegram, dan balasannya muncul di sini.
demo-left-answer = Balas surel ini

demo-ready = Sahut siap. { $city } menunggu.
demo-ready-page = Anda warganya
demo-ready-desk = Meja petugas
demo-ready-trends = Tren
demo-ready-portal = Portal warga
demo-ready-help = Bantuan
demo-ready-people = Masuk sebagai (kata sandi: { $password })
demo-ready-data = Data
demo-ready-stop = Berhenti dengan Ctrl+C.
demo-ready-old = Masa lalu kota ini berakhir { $date }; sahut demo --fresh menceritakannya sampai hari ini.

demo-after-photo = Begini keadaannya sekarang.
