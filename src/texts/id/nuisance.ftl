# Strikes, limits and objections by month.

people-months = Bulan demi bulan
people-months-none = Dalam dua belas bulan terakhir tidak ada tanda, teguran, atau pembatasan.
people-months-what = Teguran yang ditegaskan dan ditolak, serta keberatan warga, per bulan
people-months-finding = { $confirmed } teguran ditegaskan dan { $dismissed } ditolak dalam dua belas bulan
people-months-finding-objected = { $upheld } dari { $objected } keberatan diterima; { $confirmed } teguran ditegaskan, { $dismissed } ditolak
people-months-description = Dalam dua belas bulan: { $confirmed } teguran ditegaskan, { $dismissed } ditolak, { $objected } keberatan; { $upheld } di antaranya diterima dan { $undecided } belum diputuskan. Ditandai, dari semua laporan: { $labelled }. Sungguhan, dari laporan saat dibatasi: { $genuine }.
people-months-source = Sumber: Sahut, dua belas bulan sampai { $when }; hanya laporan yang boleh Anda lihat. Keberatan dihitung pada bulan warga mengajukannya.
people-months-month = Bulan
people-months-labelled = Ditandai
people-months-proposed = Teguran diusulkan
people-months-confirmed = Teguran ditegaskan
people-months-dismissed = Teguran ditolak
people-months-set = Pembatasan dimulai
people-months-ran-out = Berakhir sendiri
people-months-lifted = Dicabut
people-months-limited = Laporan saat dibatasi
people-months-objected = Keberatan
people-months-upheld = Keberatan diterima
people-months-turned-down = Keberatan tidak diterima
people-months-share-labelled = Ditandai, dari semua laporan
people-months-share-genuine = Sungguhan, dari yang saat dibatasi
