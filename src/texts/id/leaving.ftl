# Somebody leaves, moves or gets another role: what they held.
leaving-released = { $n } laporan yang dipegangnya kembali ke antrean, dan pimpinan timnya sudah diberi tahu.
notice-released = { $n } laporan kembali ke antrean: { $name } tidak lagi menanganinya
desk-event-left = Kembali ke antrean: { $left } tidak lagi menanganinya
admin-job-let_go = Mengembalikan laporan yang dipegang orang yang pergi
admin-action-tickets-released = mengembalikan laporan ke antrean
desk-any-assignee = Semua pemegang
desk-held-by = Dipegang oleh

# Shared views, and rooms of the whole house.
desk-problem-view-share = Daftar hanya dapat dibagikan oleh ketua tim, penyelia atau koordinator. Simpan untuk Anda sendiri.
desk-problem-view-many-shared = Instansi ini sudah punya sepuluh daftar bersama. Hapus salah satu dulu.

# A table of areas whose quotes do not fit.
admin-problem-areas-broken = Tanda kutip tidak ditutup atau satu sel berisi ganti baris, jadi tidak ada yang diimpor: baris berikutnya bisa ikut tertelan. Perbaiki berkasnya dulu.
admin-area-fault-quote-open = Tanda kutip tidak ditutup.
admin-area-remedy-quote-open = Tutup tanda kutipnya di baris ini, atau hapus.
admin-area-fault-line-break = Sel ini berisi ganti baris; mungkin tanda kutip tidak ditutup.
admin-area-remedy-line-break = Tutup tanda kutipnya, atau hapus ganti barisnya.
