# Apa yang kami katakan di saluran tertentu saja.

channels-telegram-group = Terima kasih sudah menyapa { $city }. Demi kerahasiaan, kami tidak menerima laporan di grup. Silakan kirim pesan pribadi ke bot ini.
channels-telegram-blocked = Warga memblokir bot Telegram kami: jawaban tidak akan sampai lewat saluran ini.
channels-telegram-unblocked = Warga membuka blokir bot Telegram kami: jawaban sampai lagi.
channels-telegram-files-changed = Warga menyunting pesannya yang lebih dahulu: kini ada gambar atau berkas lain di sana. Yang lama tetap tersimpan di sebelahnya.
channels-mail-oversize =
    Surel Anda sudah tercatat, tetapi terlalu besar ({ $size } MB) sehingga isinya tidak dapat kami terima.
    Kirim lagi sebagai balasan atas surel ini, paling besar { $most } MB; perkecil atau bagi lampirannya.
channels-files-many =
    Surel Anda sudah tercatat, tetapi { $files } berkas di dalamnya tidak kami simpan: kami menerima paling banyak { $most } berkas dalam satu surel.
    Kirim sisanya sebagai balasan atas surel ini.
channels-file-large =
    Pesan Anda sudah tercatat, tetapi berkasnya terlalu besar untuk kami ambil: paling besar { $most } MB.
    Kirim yang lebih kecil di sini, atau bagi menjadi beberapa bagian.
