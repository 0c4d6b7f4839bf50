# What takes longer than the gate (.ci/run) allows.
.PHONY: full bench
full: ## long fuzzing, foreign clients, kills, faults, deliberate bugs, a soak, shuffled race runs; its table goes into docs/reliability.md
	bash .ci/full
bench: ## docs/performance.md says what these measure
	go test -run '^$$' -bench . -count 5 ./...
