# Satu surat, beberapa pembaca.

desk-event-undelivered-somebody = Sebuah surat kembali. Laporannya tidak menyebut surat siapa: milik warga atau tembusan orang lain
desk-event-undelivered-copy-unwanted = Penerima tembusan melaporkan surat kita sebagai tidak diinginkan; ia tidak dikirimi tembusan lagi
copies-refusing = { $who } menandai surat kita tidak diinginkan dan tidak dikirimi tembusan.
desk-problem-copies-unwanted = Ada yang Anda centang, tetapi ia menandai surat kita tidak diinginkan dan tidak dikirimi tembusan. Hapus centangnya. Tulisan Anda masih ada; bila ada berkas, pilih lagi.

error-sent-already = Ini sudah dikirim lewat jalan lain
error-sent-already-text = Kata-kata yang sama sudah berangkat atau sudah sampai. Kembali, muat ulang, dan lihat lebih bawah dalam percakapan.
