# What takes longer than the gate (.ci/run) allows.
.PHONY: full bench
full: ## long fuzzing, foreign clients, many kills, shuffled race runs
	FUZZTIME=5m bash .ci/run
	cd sandbox/testdata/grammy && npm ci
	ZHIBU_FOREIGN=required go test -count=1 -run 'TestGoTelegramBotAPI|TestGrammy' -v ./sandbox
	ZHIBU_YEAR=1 go test -count=1 -run '^TestRehearsalYear$$' -v .
	ZHIBU_KILLS=1000 go test -count=1 -timeout 60m -run '^TestKill' -v .
	go test -race -count=5 -shuffle=on -timeout 60m ./...
bench: ## docs/performance.md says what these measure
	go test -run '^$$' -bench . -count 5 ./...
