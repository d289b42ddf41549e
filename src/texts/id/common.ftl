status-new = Baru
status-open = Dibuka
status-in_progress = Sedang dikerjakan
status-waiting = Menunggu jawaban Anda
status-waiting_other = Menunggu pihak lain
status-resolved = Selesai
status-closed = Ditutup
status-rejected = Ditolak

class-complaint = Pengaduan
class-aspiration = Aspirasi
class-information = Permintaan informasi
class-emergency = Darurat

priority-1 = Sangat penting
priority-2 = Penting
priority-3 = Biasa
priority-4 = Rendah

choice-closed = { $name } (tidak aktif)

channel-voice = Telepon
channel-email = Surel
channel-telegram = Telegram
channel-chat = Obrolan web
channel-form = Formulir
channel-api = Sistem lain

role-agent = Petugas layanan
role-agency_officer = Petugas instansi
role-supervisor = Penyelia
role-official = Pejabat
role-administrator = Administrator

weekday-1 = Senin
weekday-2 = Selasa
weekday-3 = Rabu
weekday-4 = Kamis
weekday-5 = Jumat
weekday-6 = Sabtu
weekday-7 = Minggu

month-1 = Januari
month-2 = Februari
month-3 = Maret
month-4 = April
month-5 = Mei
month-6 = Juni
month-7 = Juli
month-8 = Agustus
month-9 = September
month-10 = Oktober
month-11 = November
month-12 = Desember

due-in = { $span } lagi
due-late = lewat { $span }
ago = { $span } lalu
just-now = baru saja
span-days = { $n } hari
span-hours = { $n } jam
span-minutes = { $n } menit
