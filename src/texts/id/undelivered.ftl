# Mengapa jawaban tidak sampai, dan jalan lain.

undelivered-blocked = warga memblokir bot Telegram kami
undelivered-deactivated = akun Telegram warga sudah dihapus
undelivered-no-chat = percakapan Telegram ini sudah tidak ada
undelivered-moved = percakapan ini pindah ke grup lain
undelivered-no-address = warga tidak meninggalkan alamat di saluran ini
undelivered-telegram-away = Telegram tidak menjawab
undelivered-token = Telegram tidak menerima token bot kami; administrator perlu membetulkannya di Kotak surel dan bot
undelivered-pace = Telegram meminta kami menulis lebih pelan
undelivered-large = berkasnya terlalu besar untuk server penerima. Kirim lebih sedikit atau yang lebih kecil
undelivered-domain = domain alamat ini tidak ada
undelivered-too-long = server surat penerima tidak menerimanya selama berhari-hari
undelivered-by-mail = Kirim lewat surel
undelivered-bot-off = bot Telegram kami dimatikan; administrator dapat menyalakannya di Kotak surat dan bot
undelivered-mail-away = server surel kami tidak menjawab
undelivered-mail-login = server surel kami menolak kata sandi kami; administrator harus memperbaikinya di Kotak surat dan bot
undelivered-mail-off = belum ada server surel untuk kiriman kami
undelivered-came-back = suratnya kembali tanpa alasan
undelivered-read-here = warga membaca jawaban di halaman laporannya; tidak ada yang dikirim
undelivered-no-file = satu berkas jawaban ini sudah tidak ada
