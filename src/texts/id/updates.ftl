# Ke mana kabar tentang laporan sendiri dikirim.
updates-title = Kabar tentang laporan ini
updates-by-channel = Kabar kami kirim lewat { $channel }, seperti Anda menghubungi kami.
updates-by-mail = Kabar kami kirim ke { $address }.
updates-by-page = Kabar ada di halaman ini. Bila Anda mau, kami kirim juga lewat surel.
updates-back = Kembali ke { $channel }
updates-email = Alamat surel
updates-email-hint = Kami kirim satu surel untuk memastikan alamatnya. Sesudah Anda jawab ya, kabar berikutnya ke sana.
updates-send = Kirim ke surel ini
updates-asked = Periksa surel Anda
updates-asked-text = Buka tautan di dalamnya dan jawab ya. Sampai saat itu tidak ada yang berubah.
updates-message-confirm =
    Seseorang, mungkin Anda, ingin kabar tentang laporan { $number } dikirim ke alamat ini.
    Bila benar, buka tautan ini dan jawab ya:
    { $link }
    Bila bukan Anda, abaikan saja; tidak ada lagi yang dikirim.
updates-link-asked = Kirim kabar ke alamat ini?
updates-link-asked-text = Jawaban dan kabar tentang laporan ini akan dikirim ke alamat surel tempat tautan ini sampai.
updates-link-yes = Ya, kirim ke sini
updates-link-done = Kabar dikirim ke surel Anda
updates-link-done-text = Mulai sekarang jawaban kami juga sampai di sana. Anda boleh membalasnya.
updates-link-page = Lihat laporan (perlu nomor dan PIN)
