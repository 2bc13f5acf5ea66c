#!/bin/sh
# Runs a command with a private PostgreSQL cluster that nobody else can reach: a folder of its own, a unix socket, no
# port. LIANXIN_TEST_POSTGRES holds its address.
#   cluster.sh [--durable] [--keep DIR] COMMAND ...      starts one, runs the command, removes it
# --durable    what is acknowledged is on the disk, as on a county's server (fsync, synchronous commit, full pages)
# --keep DIR   the cluster's data stay in this folder and are used again
set -eu

durable=
keep=
while :; do
    case "${1:-}" in
    --durable) durable=1 && shift ;;
    --keep) keep=$2 && shift 2 ;;
    *) break ;;
    esac
done

bin=$("$(dirname "$0")/need.sh" postgres)
[ -n "$bin" ] || { echo "missing: PostgreSQL; run scripts/need.sh test" >&2; exit 2; }

# A socket's path has at most 107 bytes, so the folder is short.
folder=$(mktemp -d /tmp/lianxin-cluster.XXXXXX)
data=$folder/data
if [ -n "$keep" ]; then
    mkdir -p "$keep"
    data=$(cd "$keep" && pwd)/data
fi

# initdb refuses root, rightly; then the cluster belongs to the postgres user that Debian's package makes, or nobody.
as() { "$@"; }
if [ "$(id -u)" = 0 ]; then
    owner=postgres
    id "$owner" >/dev/null 2>&1 || owner=nobody
    chown "$owner" "$folder" ${keep:+"$keep"}
    as() { (cd / && setpriv --reuid "$owner" --regid "$(id -g "$owner")" --clear-groups "$@"); }
fi

# What is thrown away anyway need not be written out first.
stop=${keep:+fast}
stop=${stop:-immediate}
end() {
    as "$bin/pg_ctl" -D "$data" -m "$stop" -s stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap end EXIT
trap 'exit 130' INT TERM

if [ ! -e "$data/PG_VERSION" ]; then
    as "$bin/initdb" -D "$data" -U lianxin -A trust --locale=C.UTF-8 -E UTF8 --no-sync >"$folder.log" 2>&1 ||
        { cat "$folder.log" >&2; exit 2; }
    rm -f "$folder.log"
fi
settings="-c listen_addresses='' -c unix_socket_directories=$folder -c max_connections=300"
if [ -n "$durable" ]; then
    settings="$settings -c shared_buffers=1GB -c max_wal_size=8GB -c checkpoint_timeout=15min"
else
    # Durability is not what these tests are about, and whoever loses this cluster starts another.
    settings="$settings -c shared_buffers=128MB -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
fi
as "$bin/pg_ctl" -D "$data" -s -w -l "$folder/log" start -o "$settings" ||
    { cat "$folder/log" >&2; exit 2; }

LIANXIN_TEST_POSTGRES="postgres://lianxin@localhost/postgres?host=$folder" "$@"
