# Looks of the desk.
copies-chosen = { $n ->
    [one] One copy
   *[other] { $n } copies
}
admin-hint-imap_password-new = Never shown again. May stay empty only when signing in with XOAUTH2.
admin-hint-secret-new = Never shown again.
admin-hint-smtp_password-new = Empty: as for fetching.
# Below the first letter to a citizen.
mail-follow =
    Follow report { $number } here:
    { $link }
