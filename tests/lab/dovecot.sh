# shellcheck shell=bash
# Sourced by lab/mail: Dovecot keeps the mailboxes and checks the passwords.
# shellcheck disable=SC2154 # `dir` is set by keep_arguments

# start_dovecot IMAPS_PORT LMTP_PORT IMAP_PORT
start_dovecot() {
    local user
    mkdir -p mailboxes dovecot
    chown dovecot:dovecot mailboxes
    : >users
    for user in hotline@kota.test warga@kota.test warga2@kota.test kembar@kembar.test; do
        echo "$user:{PLAIN}rahasia::::::" >>users
    done
    chown root:dovecot users
    chmod 640 users

    case $(dovecot --version) in
    2.[0-3].*) dovecot_2_3 "$1" "$2" "$3" ;;
    *) dovecot_2_4 "$1" "$2" "$3" ;;
    esac >dovecot.conf
    dovecot -c "$dir/dovecot.conf" </dev/null >>dovecot.log 2>&1 &&
        until_true 20 listens "$1" && until_true 20 listens "$2"
}

# Every process at once: `doveadm stop` asks only the master, which then waits
# four seconds for its own log.
stop_dovecot() {
    local session=
    [ -r dovecot/master.pid ] && read -r session <dovecot/master.pid || return 0
    end_session "$session"
}

# What is the same in every version. `chroot =`: the folders of a packaged
# Dovecot to which its processes would shut themselves in do not exist here.
# The limits are for many tests at once on three accounts: no delay after a
# wrong password, and as many connections for one user as they like.
dovecot_services() {
    cat <<CONF
protocols = imap lmtp
base_dir = $dir/dovecot
listen = 127.0.0.1
log_path = $dir/dovecot.log
first_valid_uid = 1
mail_uid = dovecot
mail_gid = dovecot
auth_failure_delay = 0
service imap-login {
  chroot =
  # In clear, for tests that stand between and see what is said.
  inet_listener imap {
    port = $3
  }
  inet_listener imaps {
    port = $1
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = $2
  }
}
service auth {
  unix_listener auth-sasl {
    mode = 0666
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
protocol imap {
  mail_max_userip_connections = 200
}
namespace inbox {
  inbox = yes
  mailbox Junk {
    auto = create
  }
}
CONF
}

dovecot_2_3() {
    dovecot_services "$@"
    cat <<CONF
state_dir = $dir/dovecot
ssl = required
ssl_cert = <$dir/cert.pem
ssl_key = <$dir/key.pem
# Postfix asks over this machine's own socket, which is not encrypted.
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_username_format = %Lu
mail_location = maildir:$dir/mailboxes/%u
passdb {
  driver = passwd-file
  args = $dir/users
}
userdb {
  driver = static
  args = uid=dovecot gid=dovecot home=$dir/mailboxes/%u
}
CONF
}

# 2.4 (Debian 13, newer Ubuntu) renamed most of what says where things are.
dovecot_2_4() {
    cat <<CONF
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
CONF
    dovecot_services "$@"
    cat <<CONF
state_dir = $dir/dovecot
ssl = yes
ssl_server_cert_file = $dir/cert.pem
ssl_server_key_file = $dir/key.pem
auth_allow_cleartext = yes
auth_mechanisms = plain login
auth_username_format = %{user | lower}
mail_driver = maildir
mail_path = $dir/mailboxes/%{user}
passdb passwd-file {
  passwd_file_path = $dir/users
}
userdb static {
  fields {
    uid = dovecot
    gid = dovecot
    home = $dir/mailboxes/%{user}
  }
}
CONF
}
