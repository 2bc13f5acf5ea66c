#!/bin/sh
# Builds the bundles of styles and islands when their sources are newer than what was built.
set -eu
cd "$(dirname "$0")/../web"

# npm ci takes the lock file at its word; it runs again only when the lock file has changed.
stamp=node_modules/.installed
if [ ! -e "$stamp" ] || [ package-lock.json -nt "$stamp" ]; then
    npm ci --no-audit --no-fund --loglevel=error
    touch "$stamp"
fi

built=dist/manifest.json
if [ "${1:-}" = check ]; then
    npm run --silent check
    npm run --silent build
elif [ ! -e "$built" ] || [ -n "$(find . ../platform/web/ui ../modules -newer "$built" -type f \
    -not -path './node_modules/*' -not -path './dist/*' -not -name '*.rs' -not -name '*.sql' | head -1)" ]; then
    npm run --silent build
    # Unchanged bundles keep their time, and then this would build each time.
    touch "$built"
fi
