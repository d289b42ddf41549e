## Turning the pages of a long thread
thread-older = { $n ->
    [one] { $n } older entry
   *[other] { $n } older entries
}
thread-newer = { $n ->
    [one] { $n } newer entry
   *[other] { $n } newer entries
}
thread-to-newest = To the newest entries, to answer
## … and of a citizen's messages
letters-older = { $n ->
    [one] { $n } older message
   *[other] { $n } older messages
}
letters-newer = { $n ->
    [one] { $n } newer message
   *[other] { $n } newer messages
}
