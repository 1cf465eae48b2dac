#!/bin/sh
# A throw-away PostgreSQL cluster for tests: pg.sh start|stop|url.  Data in build/pg
# (MELAJU_PG_DIR: elsewhere), no durability.
# Nothing cleans up or checkpoints beside the tests, which would hold back feeds.  MELAJU_PG_TIDY=1, for benches: it does,
# and memory is that of a server that has a machine to itself (a fraction of a machine's 8 GB).
# MELAJU_PG_NODE=2 means a second one, in build/pg2: the tests of cities on nodes of their own put one
# there (MELAJU_TEST_PG2 is its address).
set -eu
cd "$(dirname "$0")/.."
node=${MELAJU_PG_NODE:-1}
dir=${MELAJU_PG_DIR:-$PWD/build/pg}
port=${MELAJU_PG_PORT:-$((25431 + node))}
[ "$node" -eq 1 ] || dir=$dir$node
tidy=off buffers=64MB
[ -z "${MELAJU_PG_TIDY:-}" ] || { tidy=on buffers=${MELAJU_PG_BUFFERS:-1GB}; }
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)

# PostgreSQL refuses to run as root.
as_user() {
	if [ "$(id -u)" -eq 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi
}

start() {
	if [ -f "$dir/data/postmaster.pid" ] && as_user "$bin/pg_ctl" -D "$dir/data" status >/dev/null; then return; fi
	mkdir -p "$dir"
	[ "$(id -u)" -ne 0 ] || chown postgres:postgres "$dir"
	if [ ! -d "$dir/data" ]; then
		as_user "$bin/initdb" -D "$dir/data" -U admin -A trust -E UTF8 --locale=C.UTF-8 >"$dir/initdb.log" 2>&1 ||
			{ cat "$dir/initdb.log" >&2; exit 1; }
		cat >>"$dir/data/postgresql.conf" <<-CONF
			fsync = off
			synchronous_commit = off
			full_page_writes = off
			shared_buffers = $buffers
			max_connections = 200
			listen_addresses = '127.0.0.1'
			unix_socket_directories = '/tmp'
			wal_level = minimal
			max_wal_senders = 0
			max_wal_size = 4GB
			checkpoint_timeout = 1h
			autovacuum = $tidy
		CONF
	fi
	as_user "$bin/pg_ctl" -D "$dir/data" -o "-p $port" -l "$dir/log" -w start >/dev/null
	# Plain role of the program: owns nothing, row-level security holds for it.
	as_user "$bin/psql" -q -h 127.0.0.1 -p "$port" -U admin postgres <<-SQL
		SELECT 'CREATE ROLE melaju LOGIN' WHERE NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'melaju')\\gexec
		SELECT 'CREATE ROLE melaju_owner LOGIN CREATEDB' WHERE NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'melaju_owner')\\gexec
	SQL
}

case ${1:-} in
start) start ;;
stop) [ ! -f "$dir/data/postmaster.pid" ] || as_user "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null ;;
url) echo "postgres://melaju@127.0.0.1:$port" ;;
*) echo "usage: pg.sh start|stop|url" >&2; exit 2 ;;
esac
