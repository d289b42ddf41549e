# shellcheck shell=bash
# Sourced by lab/mail: Postfix takes mail in and hands it to Dovecot.
# shellcheck disable=SC2154 # `dir` is set by keep_arguments

# start_postfix SMTP_PORT SUBMISSION_PORT LMTP_PORT SAHUT_PORT
start_postfix() {
    mkdir -p postfix queue postfix-data
    chown postfix postfix-data
    postfix_main "$3" "$4" >postfix/main.cf
    postfix_master "$1" "$2" >postfix/master.cf
    postfix -c "$dir/postfix" start </dev/null >>postfix.log 2>&1 &&
        until_true 20 listens "$1" && until_true 20 listens "$2"
}

stop_postfix() {
    [ -e postfix/master.cf ] || return 0
    # `abort`, because `stop` sleeps for seconds to let deliveries finish.
    timeout 20 postfix -c "$dir/postfix" abort </dev/null >/dev/null 2>&1 || true
    until_true 10 gone queue/pid/master.pid && return 0
    kill -KILL "$(tr -d ' \n' <queue/pid/master.pid)" || true
}

# 25 MiB, so that tests meet a real 552. An address without a mailbox here is
# accepted and comes back as a real bounce, because Dovecot refuses it; one
# elsewhere is refused at once (550), as the `error:` transport says.
# Mail for lapor.test goes over LMTP to a port where a test lets Sahut listen, and
# waits in the queue, tried again every second or two, while nobody does.
# Connections, error pauses and arrival pauses are unlimited: one address sends
# everything here, which a public server would take for an attack.
postfix_main() {
    cat <<CONF
compatibility_level = 3.6
queue_directory = $dir/queue
data_directory = $dir/postfix-data
maillog_file = $dir/postfix.log
maillog_file_prefixes = $dir
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.kota.test
mydestination =
mynetworks =
alias_maps =
alias_database =
virtual_mailbox_domains = kota.test kembar.test lapor.test
virtual_transport = lmtp:inet:127.0.0.1:$1
transport_maps = inline:{ { lapor.test = lmtp:inet:127.0.0.1:$2 } }
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
transport_retry_time = 1s
default_transport = error:no mail leaves the test lab
relay_transport = error:no mail leaves the test lab
message_size_limit = 26214400
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_tls_security_level = may
smtpd_tls_cert_file = $dir/cert.pem
smtpd_tls_key_file = $dir/key.pem
smtpd_tls_auth_only = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = $dir/dovecot/auth-sasl
smtpd_peername_lookup = no
smtp_dns_support_level = disabled
smtpd_client_connection_count_limit = 0
smtpd_error_sleep_time = 0
in_flow_delay = 0
CONF
}

# Debian's own list shuts services into the queue folder (fifth column); a queue
# made a second ago has none of the files they would need there.
postfix_master() {
    cat <<CONF
127.0.0.1:$1 inet n - n - - smtpd
127.0.0.1:$2 inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
qmgr unix n - n 300 1 qmgr
flush unix n - n 1000? 0 flush
cleanup unix n - n - 0 cleanup
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
verify unix - - n - 1 verify
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
rewrite unix - - n - - trivial-rewrite
proxymap unix - - n - - proxymap
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
CONF
}
