# shellcheck shell=bash
# Sourced: where Chromium and its driver are, and how a test starts them.
# SAHUT_CHROMIUM and SAHUT_CHROMEDRIVER name others, Google Chrome's for example.

# Ubuntu's packages chromium-browser and chromium-chromedriver only fetch a
# snap, and a program in a snap cannot see the throw-away folder of a run.
is_snap() {
    case $(readlink -f -- "$1") in
    /snap/* | */bin/snap) return 0 ;;
    esac
    [ "$(head -c 2 -- "$1" | tr -d '\0')" = '#!' ] && grep -q /snap/bin/ -- "$1"
}

first_program() {
    local name path
    for name in "$@"; do
        path=$(command -v -- "$name") || continue
        is_snap "$path" && continue
        echo "$path"
        return 0
    done
    return 1
}

find_chromium() {
    first_program ${SAHUT_CHROMIUM:+"$SAHUT_CHROMIUM"} \
        chromium google-chrome-stable google-chrome chromium-browser
}

find_chromedriver() {
    first_program ${SAHUT_CHROMEDRIVER:+"$SAHUT_CHROMEDRIVER"} \
        chromedriver /usr/lib/chromium/chromedriver /usr/lib/chromium-browser/chromedriver
}

# open_session CHROMIUM: the request that opens a browser. No sandbox, because
# root and most containers cannot have one and the only pages it sees are ours;
# no calls home, because the tests need no network.
open_session() {
    cat <<JSON
{"capabilities":{"alwaysMatch":{"browserName":"chrome","goog:chromeOptions":{"binary":"$1",
"args":["--headless","--no-sandbox","--disable-gpu","--disable-dev-shm-usage","--disable-quic",
"--no-first-run","--disable-background-networking","--disable-component-update","--disable-sync"]}}}}
JSON
}
