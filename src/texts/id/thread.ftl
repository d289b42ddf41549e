## Membalik halaman percakapan yang panjang
thread-older = { $n } catatan lebih lama
thread-newer = { $n } catatan lebih baru
thread-to-newest = Ke catatan terbaru, untuk menjawab
## … dan pesan warga
letters-older = { $n } pesan lebih lama
letters-newer = { $n } pesan lebih baru
