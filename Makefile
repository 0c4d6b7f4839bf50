# What takes longer than the gate (.ci/run) allows, and the binary for a server.
.PHONY: build full bench
build: ## one static binary, ./zhibu: with cgo it would need the C library of the machine it was built on
	CGO_ENABLED=0 go build -trimpath -o zhibu .
	go version -m zhibu | grep -q CGO_ENABLED=0
	! readelf -lW zhibu 2>/dev/null | grep INTERP
full: ## long fuzzing, foreign clients, kills, faults, deliberate bugs, a soak, shuffled race runs; its table goes into docs/reliability.md
	bash .ci/full
bench: ## docs/performance.md says what these measure
	go test -run '^$$' -bench . -count 5 ./...
