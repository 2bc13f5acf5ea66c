#!/bin/sh
# Lets cargo-fuzz look for what a parser does not bear: each target for so many seconds, or those that are named.
#   fuzz.sh SECONDS [TARGET ...]
# Finds are left in fuzz/artifacts/TARGET; what is kept for ever goes to fuzz/corpus/TARGET by hand.
set -eu

seconds=${1:?fuzz.sh SECONDS [TARGET ...]}
shift
cd "$(dirname "$0")/.."

work=target/fuzz
# What a release is built with is what is fuzzed.
cp Cargo.lock fuzz/Cargo.lock
# Counties that a fuzzer leaves behind when it is stopped.
TMPDIR=$(mktemp -d)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
all=$(ls fuzz/fuzz_targets | sed 's/\.rs$//')
found=0
for name in ${*:-$all}; do
    mkdir -p "$work/corpus/$name" "fuzz/corpus/$name"
    # Seeds that the program itself makes.
    cargo run -q --locked -p lianxin-fuzzing --bin fuzz-seeds -- "$name" "$work/corpus/$name"
    # The stable toolchain is enough: no sanitizer, for the house has no unsafe code. Coverage flags want the bootstrap key;
    # whatever else is built must not see it, or all of it is built anew.
    RUSTC_BOOTSTRAP=1 cargo fuzz run --sanitizer none --target-dir "$work/build" \
        "$name" "$work/corpus/$name" "fuzz/corpus/$name" -- \
        -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 || found=1
done
exit $found
