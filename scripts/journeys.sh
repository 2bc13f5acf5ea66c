#!/bin/sh
# The journeys in a real browser, once they are there.
set -eu
cd "$(dirname "$0")/../tests"
[ -e journeys/package.json ] || exit 0
cd journeys
stamp=node_modules/.installed
if [ ! -e "$stamp" ] || [ package-lock.json -nt "$stamp" ]; then
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error
    touch "$stamp"
fi
npm test
