# shellcheck shell=bash
# Sourced by the parts of the test lab. A part starts its servers, says where
# they are, and stays until the test command has ended, however that ended:
# so nothing is left running even when the test command is killed outright.

# keep_arguments DIR PARENT: what every part is called with.
#   DIR     does not exist yet; the part makes it and removes it again
#   PARENT  process id of the test command
# The file DIR.stop, once it is there, asks the part to go.
keep_arguments() {
    if [ "$#" -ne 2 ]; then
        echo "usage: ${0##*/} DIR PARENT_PID" >&2
        exit 64
    fi
    dir=$1
    parent=$2
}

# announce SENTENCE NAME=VALUE…: the part is ready. The environment of the
# tests appears in one step, so that nobody reads half of it.
announce() {
    printf '%s\n' "$1" >"$dir/said"
    shift
    printf '%s\n' "$@" >"$dir/env.new"
    chmod 644 "$dir/said" "$dir/env.new"
    mv "$dir/env.new" "$dir/env"
}

# linger: return when the test command asks for the end or is gone.
# Waiting is a read with a time limit on a pipe nobody writes to: it costs no
# process, as sleep would twice a second for as long as the tests run.
linger() {
    local ear
    mkfifo "$dir/ear"
    exec {ear}<>"$dir/ear"
    while [ -d "/proc/$parent" ] && [ ! -e "$dir.stop" ]; do
        read -r -t 0.5 -u "$ear" _ || true
    done
    exec {ear}<&-
}

# free_port: a port on which nobody listens now. Taken below Linux' range for
# outgoing connections (32768 and up), so that no test's own connection can sit
# on it. Another run may still be quicker: who starts a server tries again.
free_port() {
    local port
    while :; do
        port=$((20000 + SRANDOM % 12000))
        if ! listens "$port"; then
            echo "$port"
            return
        fi
    done
}

# listens PORT: somebody accepts connections there.
listens() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# until_true SECONDS COMMAND…: try the command five times a second.
until_true() {
    local tries=$(($1 * 5))
    shift
    until "$@"; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.2
    done
}

# alive PID-FILE: the process whose number the file's first line holds runs.
alive() {
    local pid=
    [ -r "$1" ] && read -r pid <"$1" && [ -n "$pid" ] && [ -d "/proc/$pid" ]
}

# gone PID-FILE: the contrary, for until_true.
gone() {
    ! alive "$1"
}

# end_session SESSION: end every process of a session that setsid began; first
# politely, after five seconds for good. Reads /proc because a bare Debian has
# neither ps nor pkill.
end_session() {
    local signal
    for signal in TERM KILL; do
        signal_session "$signal" "$1" || return 0
        until_true 5 session_ended "$1" && return 0
    done
    return 0
}

session_ended() {
    ! signal_session 0 "$1"
}

# signal_session SIGNAL SESSION: false when the session has no process left.
# In /proc/PID/stat the name of the program stands in brackets and may hold
# blanks; behind it come state, parent, group and session.
signal_session() {
    local file line state session pid found=1
    for file in /proc/[0-9]*/stat; do
        { read -r line <"$file"; } 2>/dev/null || continue
        read -r state _ _ session _ <<<"${line##*) }"
        if [ "$session" != "$2" ] || [ "$state" = Z ]; then
            continue
        fi
        pid=${line%% *}
        kill -s "$1" "$pid" 2>/dev/null && found=0
    done
    return "$found"
}
