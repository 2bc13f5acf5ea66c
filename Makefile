# Each of these works on a fresh machine with Rust, Node.js and npm; what else it needs it installs.
#   make run    build everything, make the demonstration county, serve it on http://127.0.0.1:8080
#   make test   style, lints, rules, both databases
#   make journeys  whole journeys in a real browser, against the program built last
#   make matrix every route x every role x every place, and 10,000 random counties (TREES=…)
#   make check  the quick part of it: style, lints, rules without a database
#   make bench  what the program promises in figures: prints a table, writes target/bench.json (SIZE=small: minutes)

.DEFAULT_GOAL := run
.PHONY: run build web test journeys matrix check bench style lints cluster

PROFILE ?= test

run: build
	./target/release/lianxin demo --data ./data --listen 127.0.0.1:8080

build: web
	cargo build --release --locked -p lianxin

web:
	scripts/need.sh build
	scripts/web.sh

test:
	scripts/need.sh test
	scripts/web.sh check
	$(MAKE) style lints
	scripts/cluster.sh cargo nextest run --workspace --locked --cargo-profile $(PROFILE) --no-fail-fast

# Whole journeys in a real browser. Apart from `test` until a full run has been green.
journeys: web
	scripts/need.sh test
	cargo build --locked -p lianxin
	scripts/journeys.sh

# Who gets in where, and that nothing shows a case to anybody who does not reach it: tests/matrix/README.md
TREES ?= 10000
matrix:
	scripts/need.sh test
	LIANXIN_TREES=$(TREES) scripts/cluster.sh cargo nextest run -p lianxin-matrix --locked \
	    --cargo-profile $(PROFILE) --profile matrix

check: web style lints
	cargo nextest run --workspace --locked --cargo-profile $(PROFILE) --lib --bins
	cargo nextest run --locked --cargo-profile $(PROFILE) -p lianxin-house
# What must not break the program, broken on purpose: 200 kills on each database, 30 seconds without one.
faults:
	scripts/need.sh test
	cargo build --locked -p lianxin --profile $(PROFILE)
	LIANXIN_FAULT_KILLS=$${LIANXIN_FAULT_KILLS:-200} LIANXIN_FAULT_OUTAGE=$${LIANXIN_FAULT_OUTAGE:-30} \
	    cargo nextest run --locked --cargo-profile $(PROFILE) -p lianxin-faults --no-fail-fast --no-capture

# server/src/simulate: SEEDS lives of DAYS days each. A life that breaks a promise says how to replay it.
SEEDS ?= 20
DAYS ?= 50
simulate: build
	mkdir -p target/simulate
	./target/release/lianxin simulate --data target/simulate --seed 1 --lives $(SEEDS) --days $(DAYS)

# tests/fuzzing, by cargo-fuzz on the stable toolchain. make test replays what is kept in fuzz/corpus.
SECONDS ?= 300
fuzz:
	scripts/need.sh build
	scripts/fuzz.sh $(SECONDS) $(TARGETS)

EXAMPLES ?= 60
schemathesis: build
	scripts/schemathesis.sh $(EXAMPLES)


# Stores are kept in target/bench, so that the second run begins at once. MESSAGES: a folder with messages.jsonl.
SIZE ?= full
bench: build
	scripts/need.sh bench
	cargo build --release --locked -p lianxin-bench
	cargo build --release --locked -p lianxin-cases --example import_bench
	scripts/cluster.sh --durable --keep target/bench/postgres ./target/release/lianxin-bench --size $(SIZE) \
	    $(if $(MESSAGES),--messages $(MESSAGES)) $(BENCH)

style:
	cargo fmt --all --check

lints:
	cargo clippy --workspace --all-targets --locked --profile $(PROFILE) -- -D warnings

# A shell beside a cluster of its own, for single tests: make cluster, then cargo nextest run -p lianxin-cases
cluster:
	scripts/need.sh test
	scripts/cluster.sh $${SHELL:-sh}
