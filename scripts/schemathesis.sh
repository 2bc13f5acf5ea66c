#!/bin/sh
# Asks every route of the JSON API what its own OpenAPI document promises: no fault, and each answer as its schema says.
#   schemathesis.sh [EXAMPLES]      the most that is tried at each route (default 60)
# Serves a small demonstration county on the loopback alone, with a token of every scope and without rate limits.
set -eu

examples=${1:-60}
cd "$(dirname "$0")/.."

venv=target/schemathesis
[ -x "$venv/bin/st" ] || { python3 -m venv "$venv" && "$venv/bin/pip" install -q 'schemathesis==4.32.5'; }

lianxin=${LIANXIN:-}
for profile in release debug; do
    [ -n "$lianxin" ] || [ ! -x target/$profile/lianxin ] || lianxin=target/$profile/lianxin
done
[ -x "$lianxin" ] || { echo "missing: the program; run make build" >&2; exit 2; }

data=$(mktemp -d)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
server=
end() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$data"
}
trap end EXIT
trap 'exit 130' INT TERM

"$lianxin" demo --data "$data" --only-make --cases "${CASES:-120}" >/dev/null
token=$("$lianxin" token create --data "$data" --name schemathesis --scope cases.read --scope cases.write \
    --scope hotline.write --scope hotline.read --scope catalogue.read --scope figures.read)
"$lianxin" serve --data "$data" --listen "127.0.0.1:$port" --rate-limit off >"$data/log" 2>&1 &
server=$!

address=http://127.0.0.1:$port/370114/api/v1
python3 - "$address" <<'PYTHON'
import sys, time, urllib.request
for _ in range(100):
    try:
        urllib.request.urlopen(sys.argv[1] + "/openapi.json")
        sys.exit(0)
    except OSError:
        time.sleep(0.2)
sys.exit("the program does not answer")
PYTHON

# Not asked: that whatever fits the schema is taken. Places, categories and spans are of the county, not of the schema.
"$venv/bin/st" run "$address/openapi.json" --header "Authorization: Bearer $token" --max-examples "$examples" \
    --seed 370114 --checks all --exclude-checks positive_data_acceptance,use_after_free,ensure_resource_availability,object_level_authorization \
    --phases examples,coverage,fuzzing --continue-on-failure --no-color --output-sanitize true ||
    { tail -20 "$data/log" >&2; exit 1; }
