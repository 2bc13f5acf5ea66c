# Each of these works on a fresh machine with Rust, Node.js and npm; what else it needs it installs.
#   make run    build everything, make the demonstration county, serve it on http://127.0.0.1:8080
#   make test   style, lints, rules, both databases, whole journeys in a real browser
#   make journeys  the journeys alone
#   make matrix every route x every role x every place, and 10,000 random counties (TREES=…)
#   make simulate  1,000 days of a county under strain, over 20 seeds; every promise is checked at the end of each day
#   make fuzz   each parser that strangers reach, 5 minutes each (SECONDS=…, TARGETS="xlsx csv")
#   make schemathesis  the JSON API against its own OpenAPI document (EXAMPLES=…)
#   make deny   licences, sources and bans of everything that is built with
#   make check  the quick part of it: style, lints, rules without a database
#   make bench  what the program promises in figures: prints a table, writes target/bench.json (SIZE=small: minutes)

.DEFAULT_GOAL := run
.PHONY: run build web test deny simulate fuzz schemathesis journeys matrix check bench style lints cluster faults

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
	LIANXIN_BIN=$(BUILT) scripts/journeys.sh

# The program that the tests were built with: nothing is compiled twice.
BUILT = $(CURDIR)/target/$(if $(filter test dev,$(PROFILE)),debug,$(PROFILE))/lianxin
journeys: web
	scripts/need.sh test
	cargo build --locked -p lianxin --profile $(PROFILE)
	LIANXIN_BIN=$(BUILT) scripts/journeys.sh

# Who gets in where, and that nothing shows a case to anybody who does not reach it: tests/matrix/README.md
TREES ?= 10000
matrix:
	scripts/need.sh test
	LIANXIN_TREES=$(TREES) scripts/cluster.sh cargo nextest run -p lianxin-matrix --locked \
	    --cargo-profile $(PROFILE) --profile matrix

# What must not break the program, broken on purpose: 200 kills on each database, 30 seconds without one.
faults:
	scripts/need.sh test
	cargo build --locked -p lianxin --profile $(PROFILE)
	LIANXIN_FAULT_KILLS=$${LIANXIN_FAULT_KILLS:-200} LIANXIN_FAULT_OUTAGE=$${LIANXIN_FAULT_OUTAGE:-30} \
	    cargo nextest run --locked --cargo-profile $(PROFILE) --profile faults -p lianxin-faults --no-fail-fast --no-capture

# server/src/simulate: SEEDS lives of DAYS days each. A life that breaks a promise says how to replay it.
SEEDS ?= 20
DAYS ?= 50
simulate: build
	mkdir -p target/simulate
	./target/release/lianxin simulate --data target/simulate --seed 1 --lives $(SEEDS) --days $(DAYS)

# tests/fuzzing, by cargo-fuzz on the stable toolchain. make test replays what is kept in fuzz/corpus.
SECONDS ?= 300
fuzz:
	scripts/need.sh fuzz
	scripts/fuzz.sh $(SECONDS) $(TARGETS)

EXAMPLES ?= 60
schemathesis: build
	scripts/schemathesis.sh $(EXAMPLES)

check: web style lints
	cargo nextest run --workspace --locked --cargo-profile $(PROFILE) --lib --bins
	cargo nextest run --locked --cargo-profile $(PROFILE) -p lianxin-house

# Stores are kept in target/bench, so that the second run begins at once. MESSAGES: a folder with messages.jsonl.
SIZE ?= full
bench: build
	scripts/need.sh bench
	cargo build --release --locked -p lianxin-bench
	cargo build --release --locked -p lianxin-cases --example import_bench
	scripts/cluster.sh --durable --keep target/bench/postgres ./target/release/lianxin-bench --size $(SIZE) \
	    $(if $(MESSAGES),--messages $(MESSAGES)) $(BENCH)

# Apart from `test`: the tool itself takes some minutes to build where it is not installed. What is known of dangers
# comes from the net: cargo deny check advisories.
deny:
	cargo deny --version >/dev/null 2>&1 || cargo install cargo-deny --locked
	cargo deny --all-features check licenses bans sources

style:
	cargo fmt --all --check

lints:
	cargo clippy --workspace --all-targets --locked --profile $(PROFILE) -- -D warnings

# A shell beside a cluster of its own, for single tests: make cluster, then cargo nextest run -p lianxin-cases
cluster:
	scripts/need.sh test
	scripts/cluster.sh $${SHELL:-sh}
