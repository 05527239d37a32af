#!/usr/bin/env bash
# A scaled-out database on this one machine, from Debian's packages: a primary, a streaming replica
# of it, and a PgBouncer in transaction mode in front of the primary. To try things with, and to
# read how each of the three is set up; docs/scaling.md explains.
#
#   scale-out.sh run COMMAND...   sets it up, runs the command with its addresses in the
#                                 environment, and takes it down again, however the command ends
#   scale-out.sh up               sets it up and prints the addresses, for `eval "$(...)"`
#   scale-out.sh down DIRECTORY   takes down what `up` has printed
#
# Everything listens on 127.0.0.1, on ports that are free, and lies in one temporary directory. What
# is missing is installed when root calls. PostgreSQL and PgBouncer then run as `postgres`.
set -euo pipefail

usage() { sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"; }
say() { printf '%s\n' "$*" >&2; }

# --- Packages -----------------------------------------------------------------------------------

newest_postgres() {
  find /usr/lib/postgresql -mindepth 3 -maxdepth 3 -path '*/bin/initdb' 2>/dev/null | sort -V | tail -1
}

install_missing() {
  local missing=()
  [ -n "$(newest_postgres)" ] || missing+=(postgresql)
  [ -x /usr/sbin/pgbouncer ] || command -v pgbouncer >/dev/null || missing+=(pgbouncer)
  if [ ${#missing[@]} -gt 0 ]; then
    say "Installing Debian's packages: ${missing[*]}"
    [ "$(id -u)" = 0 ] || { say 'Only root can: run "apt-get install '"${missing[*]}"'" first.'; exit 1; }
    apt-get update -qq >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
  fi
  PATH="$(dirname "$(newest_postgres)"):/usr/sbin:$PATH"
}

# PostgreSQL refuses to run as root, and PgBouncer as well.
unprivileged() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- env "PATH=$PATH" "$@"; else "$@"; fi
}

# --- Setting up ---------------------------------------------------------------------------------

free_ports() {
  node -e '
    const { createServer } = require("node:net");
    const servers = Array.from({ length: 3 }, () => createServer().listen(0, "127.0.0.1"));
    setTimeout(() => {
      console.log(servers.map((server) => server.address().port).join(" "));
      for (const server of servers) server.close();
    }, 50);'
}

# The secrets and settings are for the account that runs the servers.
put() { unprivileged sh -c 'umask 077; cat > "$1"' sh "$1"; }

start_postgres() { # name port
  unprivileged pg_ctl --pgdata "$directory/$1" --log "$directory/$1.log" --wait --timeout 60 --silent \
    --options "-p $2 -k $directory -c listen_addresses=127.0.0.1" start >&2
}

set_up() {
  install_missing
  directory=$(mktemp -d "${TMPDIR:-/tmp}/lipafi-scale-out-XXXXXX")
  if [ "$(id -u)" = 0 ]; then chown postgres "$directory"; fi
  cd "$directory"
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  read -r primary_port replica_port pooler_port <<<"$(free_ports)"

  # The primary. The user is its superuser, so that tests may make databases.
  put password <<<"$password"
  unprivileged initdb --pgdata primary --username lipafi --pwfile password --auth scram-sha-256 \
    --encoding UTF8 --locale C --no-instructions >initdb.log
  put primary/scale-out.conf <<EOF_POSTGRES
# The defaults of wal_level, max_wal_senders and hot_standby are sufficient for streaming.
max_connections = 200
# Keeps the log that a replica needs after a short outage.
wal_keep_size = '256MB'
EOF_POSTGRES
  unprivileged sh -c "echo \"include 'scale-out.conf'\" >> primary/postgresql.conf"
  start_postgres primary "$primary_port"

  # The replica: a copy of the running primary, which goes on streaming from it (--write-recovery-conf).
  export PGPASSWORD=$password
  unprivileged pg_basebackup --pgdata replica --host 127.0.0.1 --port "$primary_port" \
    --username lipafi --checkpoint fast --wal-method stream --write-recovery-conf >&2
  # Keeps rows that a long query on the replica still reads.
  unprivileged sh -c "echo 'hot_standby_feedback = on' >> replica/postgresql.conf"
  start_postgres replica "$replica_port"

  unprivileged createdb --host 127.0.0.1 --port "$primary_port" --username lipafi lipafi
  # The latest changes may not have arrived yet.
  local tries=0
  until psql --host 127.0.0.1 --port "$replica_port" --username lipafi --quiet -c '' lipafi 2>/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 150 ] || { say 'The replica does not follow; its log:'; tail replica.log >&2; exit 1; }
    sleep 0.2
  done

  # The pooler. The server asks for its limits when it connects, and PgBouncer cannot pass them on:
  # it is configured to ignore them, and sets the same limits on its own connections.
  put userlist.txt <<<"\"lipafi\" \"$password\""
  put pgbouncer.ini <<EOF_PGBOUNCER
[databases]
* = host=127.0.0.1 port=$primary_port connect_query='SET statement_timeout = 10000; SET lock_timeout = 5000; SET idle_in_transaction_session_timeout = 10000'

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $pooler_port
unix_socket_dir =
auth_type = scram-sha-256
auth_file = $directory/userlist.txt
pool_mode = transaction
default_pool_size = 20
max_client_conn = 1000
server_idle_timeout = 30
ignore_startup_parameters = extra_float_digits,statement_timeout,lock_timeout,idle_in_transaction_session_timeout
logfile = $directory/pgbouncer.log
pidfile = $directory/pgbouncer.pid
EOF_PGBOUNCER
  unprivileged pgbouncer --daemon --quiet pgbouncer.ini >&2
  unset PGPASSWORD
  cd "$OLDPWD"
}

address() { printf 'postgresql://lipafi:%s@127.0.0.1:%s/lipafi' "$password" "$1"; }

# The settings of the server, and those of the tests for the same databases.
addresses() {
  printf 'DATABASE_URL=%s\n' "$(address "$pooler_port")"
  printf 'DATABASE_DIRECT_URL=%s\n' "$(address "$primary_port")"
  printf 'DATABASE_REPLICA_URL=%s\n' "$(address "$replica_port")"
  printf 'TEST_DATABASE_URL=%s\n' "$(address "$primary_port")"
  printf 'TEST_POOLER_URL=%s\n' "$(address "$pooler_port")"
  printf 'TEST_REPLICA_URL=%s\n' "$(address "$replica_port")"
  printf 'SCALE_OUT=%s\n' "$directory"
}

# --- Taking down --------------------------------------------------------------------------------

take_down() { # directory
  [ -f "$1/password" ] || return 0
  if [ -f "$1/pgbouncer.pid" ]; then kill "$(cat "$1/pgbouncer.pid")" 2>/dev/null || true; fi
  for name in replica primary; do
    [ ! -f "$1/$name/postmaster.pid" ] ||
      (cd "$1" && unprivileged pg_ctl --pgdata "$1/$name" --mode immediate --silent stop >&2) || true
  done
  rm -rf "$1"
}

case "${1:-}" in
  up)
    directory=''
    trap '[ -z "$directory" ] || take_down "$directory"' ERR
    set_up
    addresses | sed "s/^/export /"
    ;;
  down)
    [ $# = 2 ] || { usage; exit 2; }
    PATH="$(dirname "$(newest_postgres)"):$PATH"
    take_down "$2"
    ;;
  run)
    shift
    [ $# -gt 0 ] || { usage; exit 2; }
    directory=''
    trap '[ -z "$directory" ] || take_down "$directory"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    set_up
    addresses | sed 's/:[^:@]*@/:…@/' >&2
    mapfile -t environment < <(addresses)
    env "${environment[@]}" "$@"
    ;;
  *)
    usage
    exit 2
    ;;
esac
