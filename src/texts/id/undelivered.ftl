# Mengapa jawaban tidak sampai, dan jalan lain.

undelivered-blocked = warga memblokir bot Telegram kami
undelivered-deactivated = akun Telegram warga sudah dihapus
undelivered-no-chat = percakapan Telegram ini sudah tidak ada
undelivered-moved = percakapan ini pindah ke grup lain
undelivered-no-address = warga tidak meninggalkan alamat di saluran ini
undelivered-by-mail = Kirim lewat surel
