# Tampilan meja kerja.
copies-chosen = { $n } tembusan
admin-hint-imap_password-new = Tidak pernah ditampilkan lagi. Boleh kosong hanya bila masuk dengan XOAUTH2.
admin-hint-secret-new = Tidak pernah ditampilkan lagi.
admin-hint-smtp_password-new = Kosong: sama seperti untuk mengambil.
# Di bawah surat pertama kepada warga.
mail-follow =
    Ikuti laporan { $number } di sini:
    { $link }
