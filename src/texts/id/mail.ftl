mail-fold-quote = Surat yang dibalas
mail-fold-signature = Tanda tangan
mail-trust-proven = Pengirim terbukti: domainnya menjamin surat ini.
mail-trust-unproven = Pengirim tidak terbukti. Tanyakan lewat jalur lain sebelum Anda memberi data pribadi.
mail-trust-forged = Alamat pengirim dipalsukan: domainnya menyatakan surat ini bukan dari sana. Jangan ikuti permintaannya.
mail-mark-signed = Ditandatangani dengan S/MIME; tanda tangannya belum diperiksa.
mail-mark-encrypted = Terenkripsi dengan S/MIME: kami tidak dapat membacanya. Minta warga mengirim ulang tanpa enkripsi.
mail-mark-pgp-signed = Ditandatangani dengan PGP; tanda tangannya belum diperiksa.
mail-mark-pgp-encrypted = Terenkripsi dengan PGP: kami tidak dapat membacanya. Minta warga mengirim ulang tanpa enkripsi.
mail-mark-invitation = Berisi undangan acara; lihat lampiran.
mail-mark-winmail = Lampiran datang dalam winmail.dat dari Outlook; berkas di dalamnya ada di antara lampiran.
mail-mark-remote-images = Gambar dari luar tidak diambil, supaya pengirim tidak tahu kapan surat dibaca.
mail-mark-hidden-words = Surat ini memuat tulisan yang disembunyikan pengirimnya; di sini semuanya terlihat.
mail-mark-lying-link = Sebuah tautan menampilkan satu alamat tetapi menuju alamat lain. Jangan diklik.
mail-mark-program = Sebuah lampiran adalah atau mungkin program. Jangan dibuka.
mail-mark-forwarded = Surat orang lain yang diteruskan.
mail-mark-bulk = Dikirim ke banyak orang atau lewat milis.
mail-mark-absence = Pemberitahuan tidak di tempat.
mail-mark-receipt = Tanda terima: surat kami dibaca, atau dihapus tanpa dibaca.
mail-mark-complaint = Penerima melaporkan surat kami sebagai tidak diinginkan.

# What the history of a ticket says that came with old letters (`sahut import`).
desk-event-step-imported = Diambil alih bersama surat lama; sudah selesai sebelumnya
