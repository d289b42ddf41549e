# Pesan yang tidak dapat diterima.
admin-rejects-wait = menunggu
reject-from = Dari
reject-nameless = Tanpa judul
reject-failures = { $n } kali gagal
reject-details = Rincian untuk teknisi
reject-id = Nomor kiriman
reject-cause-foreign-report = Laporan pengiriman tentang surel yang bukan kiriman kami. Mungkin orang lain memakai alamat kami, atau laporannya terlambat. Biasanya boleh dibuang.
reject-cause-unreadable = Isinya rusak atau bukan bentuk yang dipakai saluran ini. Jika sering terjadi, beri tahu teknisi.
reject-cause-unknown-kind = Jenis pesan yang belum kami kenal. Baca isinya; bila ada warga yang menunggu, buat laporannya dengan tangan.
reject-cause-not-stored = Pesannya terbaca, tetapi gagal disimpan. Coba lagi setelah penyebabnya diperbaiki.
reject-cause-other = Pesan ini tidak dapat kami terima. Sebabnya ada di rincian.
notice-rejected = Ada pesan yang tidak dapat kami terima dan menunggu Anda
