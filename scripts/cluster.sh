#!/bin/sh
# Runs a command with a private PostgreSQL cluster that nobody else can reach: a folder of its own, a unix socket, no
# port. LIANXIN_TEST_POSTGRES holds its address.
#   cluster.sh COMMAND ...      starts one, runs the command, removes it
set -eu

bin=$("$(dirname "$0")/need.sh" postgres)
[ -n "$bin" ] || { echo "missing: PostgreSQL; run scripts/need.sh test" >&2; exit 2; }

# A socket's path has at most 107 bytes, so the folder is short.
folder=$(mktemp -d /tmp/lianxin-cluster.XXXXXX)

# initdb refuses root, rightly; then the cluster belongs to the postgres user that Debian's package makes, or nobody.
as() { "$@"; }
if [ "$(id -u)" = 0 ]; then
    owner=postgres
    id "$owner" >/dev/null 2>&1 || owner=nobody
    chown "$owner" "$folder"
    as() { (cd / && setpriv --reuid "$owner" --regid "$(id -g "$owner")" --clear-groups "$@"); }
fi

end() {
    as "$bin/pg_ctl" -D "$folder/data" -m immediate -s stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap end EXIT
trap 'exit 130' INT TERM

as "$bin/initdb" -D "$folder/data" -U lianxin -A trust --locale=C.UTF-8 -E UTF8 --no-sync >"$folder.log" 2>&1 ||
    { cat "$folder.log" >&2; exit 2; }
rm -f "$folder.log"
# Durability is not what these tests are about, and whoever loses this cluster starts another.
as "$bin/pg_ctl" -D "$folder/data" -s -w -l "$folder/log" start -o "-c listen_addresses='' -c unix_socket_directories=$folder \
 -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 -c shared_buffers=128MB" ||
    { cat "$folder/log" >&2; exit 2; }

LIANXIN_TEST_POSTGRES="postgres://lianxin@localhost/postgres?host=$folder" "$@"
