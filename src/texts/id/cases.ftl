# Kasus untuk umum, dan mengikutinya.

cases-title = Kasus untuk umum
cases-text = Apa yang sudah dilaporkan dan sampai di mana. Tanpa nama dan tanpa kata-kata pelapornya.
cases-home = Lihat yang sudah dilaporkan warga lain
cases-home-text = dan ikuti, tanpa menulis lagi.
cases-filter = Pilih kasus
cases-all = Semua
cases-stands = Keadaan
cases-show = Tampilkan
cases-none = Tidak ada kasus di sini
cases-none-text = Belum ada yang ditampilkan untuk umum.
cases-none-narrowed = Tidak ada yang cocok dengan pilihan ini.
cases-see-all = Lihat semua kasus untuk umum
cases-pages = Halaman
cases-first = Terbaru
cases-next = Lebih lama
cases-reports = Dilaporkan { $n } orang
cases-followers = { $n ->
    [0] Belum ada yang mengikuti
   *[other] { $n } orang mengikuti
    }
cases-status-new = Belum dilihat
cases-status-open = Sudah dilihat
cases-status-in_progress = Sedang dikerjakan
cases-status-waiting = Tertunda
cases-status-resolved = Selesai
cases-status-closed = Ditutup
cases-status-rejected = Tidak diterima
cases-stage-in_work = Sedang dikerjakan.
cases-stage-waiting_other = Menunggu pihak lain; kami lanjutkan secepatnya.
cases-stage-answered = Sudah selesai dikerjakan.
cases-stage-closed = Sudah ditutup.
cases-stage-rejected = Tidak dapat kami tangani.
cases-stage-returned = Dibuka lagi.
cases-stage-submitted = Dibuka lagi dan sedang diperiksa.
cases-late = Terlambat { $span } dari janji
cases-news-title = Kabar untuk umum
cases-follow-title = Ikuti kasus ini
cases-follow-text = Kami kabari Anda bila ada perkembangan. Tidak ada yang tahu Anda mengikutinya, dan Anda dapat berhenti kapan saja.
cases-email = Alamat surel Anda
cases-email-hint = Kami kirim surat berisi tautan lebih dulu; Anda baru mengikuti setelah memakainya.
cases-email-shape = Itu bukan alamat surel. Bentuknya seperti siti@example.com.
cases-too-many = Terlalu banyak percobaan dari sini. Tunggu satu jam, lalu coba lagi.
cases-follow = Ikuti
cases-follow-telegram = Ikuti lewat Telegram
cases-follow-none = Saat ini belum bisa mengikuti. Buka lagi halaman ini untuk melihat keadaannya.
cases-asked = Periksa surel Anda
cases-asked-text = Jika Anda belum mengikutinya, surat berisi tautan sedang dikirim. Tautannya berlaku tujuh hari.
cases-another = Bukan ini? Laporkan
cases-same-title = Mungkin ini sudah dilaporkan
cases-same-text = Ikuti saja: kabarnya sama, dan kami tidak perlu memilahnya.
cases-same-reports = { $n } orang melaporkan ini
cases-same-follow = Benar ini: ikuti
cases-same-else = Bukan ini? Lanjutkan di bawah.
cases-link-asked = Ingin mengikuti kasus ini?
cases-link-asked-text = Seseorang, mungkin Anda, memberi kami alamat ini. Jika bukan Anda, abaikan saja.
cases-link-yes = Ya, ikuti
cases-link-no = Tidak, lihat saja
cases-link-following = Anda mengikuti kasus ini
cases-link-following-text = Kami kabari Anda bila ada perkembangan.
cases-link-stop = Berhenti mengikuti
cases-link-stopped = Anda tidak lagi mengikuti kasus ini
cases-link-hidden = Kasus ini tidak ditampilkan lagi.
cases-news = Kasus { $number } ({ $category }) yang Anda ikuti:
cases-news-of-yours = Tentang laporan Anda { $number } ({ $category }):
cases-message-confirm =
    Seseorang, mungkin Anda, ingin mengikuti kasus { $number } dengan alamat ini.
    Untuk mengikutinya, buka tautan ini dan jawab ya:
    { $link }
    Jika bukan Anda, abaikan saja: tidak akan ada kabar lagi.
cases-message-following = Anda mengikuti kasus { $number } ({ $category }). Kami kabari di sini bila ada perkembangan.
cases-message-stop = Tidak ingin kabar ini lagi: { $link }
cases-message-page = Keadaannya: { $link }
cases-message-gone = Kasus itu tidak ada, atau tidak ditampilkan lagi.
cases-line-received = Dilaporkan
cases-line-waiting = Menunggu pihak lain
