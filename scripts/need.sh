#!/bin/sh
# Installs what this house is built and tested with, through the clients of the registries, and says what it cannot.
# need.sh build | bench | test | fuzz
set -eu

missing() {
    echo "missing: $1" >&2
    exit 2
}

# apt needs root; where neither root nor sudo is there, the person is told what to ask for.
apt() {
    command -v apt-get >/dev/null || missing "$*: install them with this system's package manager"
    if [ "$(id -u)" = 0 ]; then
        run=
    elif command -v sudo >/dev/null; then
        run=sudo
    else
        missing "$*: ask an administrator for apt-get install $*"
    fi
    $run apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

postgres_bin() {
    for initdb in "$(command -v initdb || true)" /usr/lib/postgresql/*/bin/initdb /usr/pgsql-*/bin/initdb; do
        if [ -x "$initdb" ]; then
            dirname "$(readlink -f "$initdb")"
            return
        fi
    done
}

build() {
    command -v cargo >/dev/null || missing "Rust (cargo): see README"
    command -v node >/dev/null || missing "Node.js 20 or later: see README"
    command -v npm >/dev/null || missing "npm: it comes with Node.js"
    command -v cc >/dev/null || apt build-essential
}

measure() {
    build
    [ -n "$(postgres_bin)" ] || apt postgresql
    [ -n "$(postgres_bin)" ] || missing "PostgreSQL's initdb"
}

prove() {
    measure
    command -v chromium >/dev/null || command -v google-chrome >/dev/null || apt chromium fonts-noto-cjk
    # A clock that jumps, for the faults.
    ls /usr/lib/*/faketime/libfaketimeMT.so.1 >/dev/null 2>&1 || apt faketime
    cargo nextest --version >/dev/null 2>&1 || cargo install cargo-nextest --locked
}

# libFuzzer is C++, built with the targets.
harm() {
    build
    command -v c++ >/dev/null || apt build-essential
    cargo fuzz --version >/dev/null 2>&1 || cargo install cargo-fuzz --locked
}

case "${1:-}" in
build) build ;;
bench) measure ;;
test) prove ;;
fuzz) harm ;;
postgres) postgres_bin ;;
*)
    echo "need.sh build | bench | test | fuzz | postgres" >&2
    exit 2
    ;;
esac
