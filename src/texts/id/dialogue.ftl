# Percakapan dengan bot: laporan, status, pertanyaan, petugas.

dialogue-welcome =
    Selamat datang di layanan { $city }. 👋
    Pilih salah satu tombol di bawah, atau tulis saja apa yang terjadi; boleh juga kirim foto, suara, atau lokasi.
    Keadaan darurat? Telepon 112 sekarang.
    Agar instansi tidak melihat siapa Anda, tulis #anonim; agar hanya instansi yang menangani membacanya, #rahasia.
dialogue-menu = Apa yang dapat kami bantu?
dialogue-menu-report = 📝 Lapor
dialogue-menu-status = 🔎 Status laporan
dialogue-menu-question = ❓ Tanya
dialogue-menu-agent = 👤 Petugas
dialogue-menu-erase = 🗑 Hapus data saya
dialogue-menu-language = 🌐 Bahasa Indonesia
dialogue-language = Baik, kita lanjutkan dalam bahasa Indonesia. Apa yang dapat kami bantu?

dialogue-cancel = Batal
dialogue-cancelled = Dibatalkan. Laporan ini tidak dikirim. Tulis kapan saja jika Anda membutuhkan kami.
dialogue-cancelled-question = Dibatalkan. Tulis kapan saja jika Anda membutuhkan kami.
dialogue-nothing-to-cancel = Tidak ada yang perlu dibatalkan. Tulis saja apa yang terjadi.
dialogue-back = ◂ Kembali
dialogue-more = Berikutnya ▸
dialogue-over = Tombol ini sudah tidak berlaku. Apa yang dapat kami bantu sekarang?
dialogue-unfinished = Masih ada yang belum Anda kirim. Mau dilanjutkan?
dialogue-go-on = ▶️ Lanjutkan
dialogue-send-now = 📨 Kirim sekarang
dialogue-anew = ✖️ Buang, mulai yang baru

dialogue-what = Apa yang terjadi? Ceritakan dengan kata-kata Anda sendiri: apa, di mana, sejak kapan.
dialogue-added = Kami tambahkan ke laporan Anda.
dialogue-topic = Ini tentang apa?
dialogue-topics = Topik lain ▸
dialogue-any-topic = Biar petugas yang memilih
dialogue-place = Di mana tempatnya? Tekan tombol lokasi jika Anda sedang di sana, atau tulis alamat atau patokannya.
dialogue-key-place = 📍 Kirim lokasi saya
dialogue-key-no-place = Lewati
dialogue-key-photo-place = 📷 Pakai tempat di foto saya
dialogue-photo-place = Foto Anda menyebut tempat pengambilannya: { $place }. Jika itu tempat yang Anda laporkan, tekan tombol bergambar kamera. Jika tidak, kami tidak memakainya.
dialogue-placed = Tempatnya sudah kami catat.
dialogue-no-place = Baik, tanpa tempat.
dialogue-picture = Punya foto? Kirim sekarang; foto membantu petugas. Boleh juga suara atau berkas.
dialogue-no-picture = Tanpa foto
dialogue-more-pictures = Foto Anda sudah kami terima. Ada foto lain?
dialogue-enough = Cukup
dialogue-name = Boleh instansi yang menangani mengetahui nama Anda? Jawabannya tetap Anda terima di sini.
dialogue-named = 🙂 Boleh
dialogue-unnamed = 🕶 Tidak, sembunyikan nama saya
dialogue-emergency = Ini terdengar darurat. Jika ada bahaya bagi jiwa, telepon 112 sekarang juga! Laporan Anda kami kirim tanpa bertanya lagi; kirim foto dan lokasi di sini jika Anda aman.

dialogue-same = Mungkin hal ini sudah dilaporkan. Dengan mengikuti laporan itu, Anda mendapat kabar yang sama.
dialogue-same-line =
    { $n ->
       *[other] { $n } orang melaporkan atau mengikuti ini
    }: { $number }, { $where } · { $status }
dialogue-follow = 🔔 Ikuti { $number }
dialogue-not-same = Bukan itu, kirim laporan saya

dialogue-check =
    Periksa sebelum dikirim:

    { $text }

    Topik: { $topic }
    Tempat: { $place }
    Foto dan berkas: { $pictures }
    Nama: { $name }

    Ada yang kurang? Tulis saja, kami tambahkan. Salah tulis? Sunting pesan Anda.
dialogue-check-any-topic = dipilih petugas
dialogue-check-no-place = tidak disebut
dialogue-check-named = boleh diketahui instansi
dialogue-check-unnamed = disembunyikan
dialogue-send = ✅ Kirim laporan
dialogue-other-topic = Ganti topik
dialogue-other-place = Ganti tempat
dialogue-picked-up = Laporan Anda belum selesai, tetapi tidak kami buang: yang sudah Anda tulis kami teruskan ke petugas. Tambahkan keterangan kapan saja di sini.

dialogue-other-number = 🔢 Nomor lain
dialogue-number = Tulis nomor laporan dan PIN-nya, misalnya: 2611-000042-7 123456
dialogue-rated = Terima kasih. Nilai { $score } untuk laporan { $number } sudah kami catat.
dialogue-rated-low = Terima kasih atas kejujuran Anda. Nilai { $score } untuk laporan { $number } sudah kami catat. Belum beres? Tulis di sini apa yang kurang.
dialogue-not-to-rate = Laporan ini belum dapat dinilai: hasilnya belum ada.

dialogue-question = Apa yang ingin Anda ketahui? Tulis pertanyaan Anda, misalnya: KTP hilang
dialogue-answers = Ini yang kami temukan. Tekan judulnya untuk membaca; atau tulis pertanyaan lain.
dialogue-no-answer = Kami tidak menemukan jawabannya. Kirim pertanyaan Anda ke petugas?
dialogue-search-away = Pencarian sedang tidak dapat dipakai. Kirim pertanyaan Anda ke petugas?
dialogue-article-gone = Jawaban ini sudah tidak ada. Tulis pertanyaan Anda sekali lagi.
dialogue-did-it-help = Apakah ini membantu?
dialogue-helped = 👍 Ya
dialogue-not-helped = 👎 Tidak
dialogue-glad = Senang bisa membantu. Ada lagi?
dialogue-sorry = Maaf, jawabannya belum tepat. Kirim pertanyaan Anda ke petugas, atau tulis dengan kata lain.
dialogue-hand-over = 👤 Kirim ke petugas
dialogue-handed-over = Kami teruskan ke petugas.

dialogue-agent-write = Tulis pesan Anda; petugas membacanya dan menjawab di sini.
dialogue-agent-about = Tulis pesan Anda; petugas yang menangani laporan { $number } membacanya dan menjawab di sini.
dialogue-agent-there = Petugas sedang bertugas.
dialogue-agent-away = Saat ini tidak ada petugas yang bertugas; pesan Anda menunggu dan dijawab begitu petugas kembali.

dialogue-erase =
    Anda dapat meminta { $city } menghapus data pribadi Anda: nama, nomor Telegram, dan isi percakapan ini.
    Yang terjadi: permintaan Anda menjadi tiket rahasia yang hanya dibaca petugas yang berhak; mereka memeriksanya dan menjawab di sini. Tidak ada yang terhapus dengan sendirinya. Laporan yang masih ditangani dapat berhenti karenanya.
    Ajukan permintaan ini?
dialogue-erase-yes = Ya, ajukan penghapusan
dialogue-erase-no = Tidak jadi
dialogue-erase-again = Permintaan Anda sudah kami terima hari ini. Petugas menjawab di sini.
dialogue-erase-subject = Permintaan hapus data pribadi (Telegram)
dialogue-erase-words = Saya meminta data pribadi saya dihapus: nama, nomor Telegram, dan percakapan ini.

dialogue-command-report = Buat laporan
dialogue-command-status = Lihat laporan Anda
dialogue-command-question = Cari jawaban
dialogue-command-agent = Bicara dengan petugas
dialogue-command-language = Ganti bahasa
dialogue-command-cancel = Batalkan
dialogue-command-erase = Minta data Anda dihapus
dialogue-command-menu = Semua pilihan
dialogue-rate = Bagaimana penanganan laporan { $number } menurut Anda? 1 = buruk, 5 = sangat baik.
