# Everything made at run time lies under here, also the database of `make run` and `make test`.
EVENKEEL_HOME ?= .evenkeel
export EVENKEEL_HOME := $(abspath $(EVENKEEL_HOME))
bin := $(EVENKEEL_HOME)/bin

# Where root's database lies if the folder above is out of the server's reach: see corpus/pg/place.go.
elsewhere = /var/lib/evenkeel/$(shell printf %s "$$(realpath -m $(EVENKEEL_HOME))" | sha256sum | cut -c 1-12)

# No C compiler is needed, and none is used where there is one.
export CGO_ENABLED := 0

# One package's tests may share a machine with another's; a test that hangs is stopped long before CI is.
TEST_TIMEOUT ?= 12m

.DEFAULT_GOAL := help
.PHONY: help setup setup-test build run check test bench-model bench-corpus clean clean-data

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup build ## set up what is missing, build, and start the product on http://127.0.0.1:8080
	@exec $(bin)/evenkeel serve

test: setup-test ## set up what is missing and run every test: unit, store, page, browser
	@go test -timeout $(TEST_TIMEOUT) ./...

check: setup-test ## formatting, vet, staticcheck, go.mod and the import rules
	@unformatted=$$(git ls-files -co --exclude-standard '*.go' | while read -r f; do [ -e "$$f" ] && echo "$$f"; done | xargs -r gofmt -l); \
	if [ -n "$$unformatted" ]; then echo "not formatted, run gofmt -w on:"; echo "$$unformatted"; exit 1; fi
	@go vet ./...
	@$(bin)/staticcheck ./...
	@go mod tidy -diff
	@go test -run TestImports ./cmd/evenkeel

bench-corpus: ## measure retrieval on real questions, across languages and under filters (takes half an hour)
	@EVENKEEL_BENCH=1 go test -v -timeout 90m -run 'TestBench|TestCrossLanguage' ./corpus

bench-model: ## measure the model beside LightGBM, XGBoost and scikit-learn (takes an hour; BENCH=--quick for minutes)
	@python3 model/bench/bench.py $(BENCH)

setup: ## install what running needs: PostgreSQL with pgvector, npm, the browser scripts
	@.ci/setup run

setup-test: ## the same, and what the tests need: Chromium, staticcheck
	@.ci/setup test

build: ## build the program into $EVENKEEL_HOME/bin
	@mkdir -p $(bin)
	@[ -e $(bin)/evenkeel ] || echo "building the program: a few minutes the first time, seconds later"
	@go build -trimpath -o $(bin)/evenkeel ./cmd/evenkeel

clean: ## remove what was built and fetched; the database stays
	rm -rf $(bin) web/node_modules
	find web/assets/vendor -mindepth 1 ! -name .gitkeep -delete

clean-data: ## remove the private database and everything else in $EVENKEEL_HOME
	@for data in $(EVENKEEL_HOME)/pg $(elsewhere); do \
		if pid=$$(head -n 1 $$data/data/postmaster.pid 2>/dev/null) && kill -0 "$$pid" 2>/dev/null; then \
			echo "the database runs (process $$pid): stop evenkeel first"; exit 1; fi; done
	rm -rf $(EVENKEEL_HOME) $(elsewhere)
