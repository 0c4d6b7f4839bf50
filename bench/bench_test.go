package bench_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
	"zhibu/app"
	"zhibu/bench"
	"zhibu/branch"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/rounds"
)

// TestBenchPeople is no test: it is the process of the people who press (package bench).
func TestBenchPeople(t *testing.T) {
	if os.Getenv("ZHIBU_BENCH_PEOPLE") == "" {
		t.Skip("runs only as a child of BenchmarkPress")
	}
	if err := bench.Serve(os.Stdin, os.Stdout); err != nil {
		t.Fatal(err)
	}
}

const (
	benchPeople = 300
	benchRounds = 5
	benchFor    = time.Second // of each measurement
)

// contender is a bot with people of its own.
type contender struct {
	name   string
	people *bench.People
	press  func(edits bool) []string // what there is to press
}

// BenchmarkPress has people press buttons as fast as they are answered, on the App and on the bots that it is compared
// with (docs/performance.md). The bots take turns, so that a slow minute of the machine is everyone's; each figure is
// the median of five turns. It runs once, whatever -benchtime says.
func BenchmarkPress(b *testing.B) {
	all := []contender{
		benchBot(b, "App", benchApp),
		benchBot(b, "naive", func(b *testing.B, p *bench.People) func(bool) []string { return benchNaive(b, p, false) }),
		benchBot(b, "spawning", func(b *testing.B, p *bench.People) func(bool) []string { return benchNaive(b, p, true) }),
		benchBot(b, "raw", func(b *testing.B, p *bench.People) func(bool) []string {
			stop, err := bench.Raw(p.URL, filepath.Join(b.TempDir(), "votes.db"))
			return started(b, p, stop, err)
		}),
	}
	for _, v := range []struct {
		name   string
		edits  bool
		slow   time.Duration
		people []int
	}{
		{"answer", false, 0, []int{1, 32, 100, 300}},
		{"answer+edit", true, 0, []int{1, 32, 100, 300}},
		{"answer+edit over 20 ms", true, 20 * time.Millisecond, []int{1, 100}},
	} {
		for _, n := range v.people {
			b.Run(fmt.Sprintf("%s/%d", v.name, n), func(b *testing.B) {
				benchPress(b, all, bench.Order{Press: n, Edits: v.edits, Slow: v.slow, For: benchFor})
			})
		}
	}
}

func benchPress(b *testing.B, all []contender, o bench.Order) {
	results := make([][]bench.Result, len(all))
	own := make([][]float64, len(all)) // us of CPU of this process a press, the unmeasured time included
	for range benchRounds {
		for i, c := range all {
			o.Data = c.press(o.Edits)
			before := bench.CPU()
			r, err := c.people.Do(o)
			if err != nil {
				b.Fatal(c.name, ": ", err)
			}
			own[i] = append(own[i], (bench.CPU()-before).Seconds()*1e6/1.25/float64(max(r.Presses, 1)))
			results[i] = append(results[i], r)
		}
	}
	each := func(i int, of func(bench.Result) float64) (list []float64) {
		for _, r := range results[i] {
			list = append(list, of(r))
		}
		return list
	}
	median := func(i int, of func(bench.Result) float64) float64 { return bench.Median(each(i, of)) }
	// over returns the ratios to another bot, turn by turn: what a slow minute does to both falls out.
	over := func(mine, others []float64) (list []float64) {
		for i := range mine {
			list = append(list, mine[i]/others[i])
		}
		return list
	}
	rates := make([][]float64, len(all))
	for i, c := range all {
		rates[i] = each(i, bench.Result.Rate)
		b.ReportMetric(bench.Median(rates[i]), c.name+"/s")
	}
	for i, c := range all {
		people := each(i, func(r bench.Result) float64 { return r.CPU.Seconds() * 1e6 / float64(max(r.Presses, 1)) })
		b.Logf("%-9s %s/s  p50 %.2f ms  p99 %.2f ms  calls a press: answer %.2f edit %.2f poll %.3f  CPU a press: bot %s us, people %.0f us  App ÷ it %s, CPU %s",
			c.name, spread("%.0f", rates[i]), median(i, func(r bench.Result) float64 { return r.P50.Seconds() * 1e3 }),
			median(i, func(r bench.Result) float64 { return r.P99.Seconds() * 1e3 }),
			median(i, func(r bench.Result) float64 { return r.Per("answerCallbackQuery") }),
			median(i, func(r bench.Result) float64 { return r.Per("editMessageText") }),
			median(i, func(r bench.Result) float64 { return r.Per("getUpdates") }),
			spread("%.0f", own[i]), bench.Median(people), spread("%.2f", over(rates[0], rates[i])), spread("%.2f", over(own[0], own[i])))
	}
	b.ReportMetric(bench.Median(over(rates[0], rates[1])), "App/naive")
	b.ReportMetric(0, "ns/op")
}

// spread words figures of several turns: the median, and the least and the most in brackets.
func spread(format string, list []float64) string {
	return fmt.Sprintf(format+" ["+format+"–"+format+"]", bench.Median(slices.Clone(list)), slices.Min(list), slices.Max(list))
}

func benchBot(b *testing.B, name string, start func(*testing.B, *bench.People) func(bool) []string) contender {
	process := exec.Command(os.Args[0], "-test.run=^TestBenchPeople$")
	process.Env = append(os.Environ(), "ZHIBU_BENCH_PEOPLE=1")
	people, err := bench.StartPeople(process)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(people.Stop)
	return contender{name, people, start(b, people)}
}

func benchNaive(b *testing.B, people *bench.People, spawn bool) func(bool) []string {
	stop, err := bench.Naive(people.URL, filepath.Join(b.TempDir(), "votes.db"), spawn)
	return started(b, people, stop, err)
}

// started has everybody start the chat with a bot of package bench.
func started(b *testing.B, people *bench.People, stop func(), err error) func(bool) []string {
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(stop)
	order(b, people, bench.Order{Join: benchPeople})
	order(b, people, bench.Order{Find: bench.FindText})
	return bench.Presses
}

func order(b *testing.B, people *bench.People, o bench.Order) {
	b.Helper()
	if _, err := people.Do(o); err != nil {
		b.Fatal(err)
	}
}

// benchApp starts the App with a branch of so many full members, all of whom are in an open ballot.
func benchApp(b *testing.B, people *bench.People) func(bool) []string {
	folder, log := b.TempDir(), &strings.Builder{}
	app, err := app.New(app.Config{Data: filepath.Join(folder, "data"), Keys: filepath.Join(folder, "keys"), Token: bench.Token, API: people.URL,
		Unpaced: true, Log: slog.New(slog.NewTextHandler(io.MultiWriter(log, os.Stderr), &slog.HandlerOptions{Level: slog.LevelWarn}))})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- app.Run(ctx) }()
	b.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			b.Error(err)
		}
		if faults := app.Store.Check(); len(faults) > 0 {
			b.Errorf("the store is not sound: %q", faults)
		}
		if err := app.Close(); err != nil {
			b.Error(err)
		}
	})
	order(b, people, bench.Order{Join: benchPeople})

	now := time.Now()
	f := branch.Founding{Branch: branch.Branch{Name: "测试支部", Settings: branch.DefaultSettings()}, Groups: []branch.Group{{ID: 1, Name: "第一党小组", Leader: 1}}}
	for i := range benchPeople {
		joined := branch.DateOf(now) - branch.Date(400+i%300) // nobody's 政治生日 is today
		m := branch.Member{ID: branch.MemberID(i + 1), Name: fmt.Sprint("同志", i+1), Group: 1, Joined: joined, Full: joined + 366}
		if i == 0 {
			m.Post = branch.Secretary
		}
		f.Members = append(f.Members, m)
	}
	key, err := app.Vault.Fresh()
	if err != nil {
		b.Fatal(err)
	}
	var round rounds.Round
	_, err = app.Store.Update(func(tx *store.Tx) error {
		id, err := app.Office.Found(tx, f, now)
		if err != nil {
			return err
		}
		for _, m := range f.Members {
			to := fmt.Sprintf("tg:%d", bench.FirstID+int64(m.ID)-1)
			m.Branch = id
			app.Office.Attach(tx, m, chat.Account(to), chat.Chat(to), now)
		}
		me, _ := office.Member(tx, id, 1)
		round, err = rounds.OpenBallot(app.Office, tx, me, 0, branch.MembersOf(2, 3, 4), now.Add(24*time.Hour), key, now)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	order(b, people, bench.Order{Find: "这是民主推荐"})
	press := func(action string, mask int64) string {
		return chat.Press{Action: action, Args: []int64{int64(round.Branch), int64(round.ID), mask}}.Encode()
	}
	sure := []string{press(rounds.ActVoteOK, 1), press(rounds.ActVoteOK, 2)}
	chosen := []string{press(rounds.ActVotePick, 1), sure[0], press(rounds.ActVotePick, 2), sure[1]}
	order(b, people, bench.Order{Press: benchPeople, Data: sure, For: 200 * time.Millisecond}) // everybody votes a first time
	if err := app.Idle(ctx); err != nil {
		b.Fatal(err)
	}
	return func(edits bool) []string {
		if edits {
			return chosen
		}
		return sure
	}
}

// BenchmarkStore has submitters write a row each, again as soon as the last is durable: as a deed of the store, and
// with bbolt's own Update and Batch.
func BenchmarkStore(b *testing.B) {
	s, err := store.Open(b.TempDir(), store.Options{Holder: "bench", Secret: []byte("bench")})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	db, err := bolt.Open(filepath.Join(b.TempDir(), "plain.db"), 0o600, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	row := func(i int) rounds.Sealed {
		return rounds.Sealed{Branch: 1, Round: 1, Member: branch.MemberID(i + 1), Choice: make([]byte, 46)}
	}
	plain := func(i int) func(tx *bolt.Tx) error {
		return func(tx *bolt.Tx) error {
			bucket, err := tx.CreateBucketIfNotExists([]byte("ballots"))
			if err != nil {
				return err
			}
			raw, err := json.Marshal(row(i))
			if err != nil {
				return err
			}
			return bucket.Put(store.RoundKey(1, 1).Int(int64(i+1)), raw)
		}
	}
	ways := []struct {
		name  string
		write func(i int) error
	}{
		{"store", func(i int) error {
			_, err := s.Update(func(tx *store.Tx) error { rounds.Ballots.Put(tx, row(i)); return nil })
			return err
		}},
		{"Update", func(i int) error { return db.Update(plain(i)) }},
		{"Batch", func(i int) error { return db.Batch(plain(i)) }},
	}
	for _, n := range []int{1, 10, 100} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			rates := make([][]float64, len(ways))
			for range benchRounds {
				for i, w := range ways {
					rates[i] = append(rates[i], writesPerSecond(b, n, w.write))
				}
			}
			for i, w := range ways {
				b.ReportMetric(bench.Median(rates[i]), w.name+"/s")
			}
			b.ReportMetric(bench.Median(rates[0])/bench.Median(rates[1]), "store/Update")
			b.ReportMetric(0, "ns/op")
		})
	}
}

func writesPerSecond(b *testing.B, submitters int, write func(i int) error) float64 {
	var all sync.WaitGroup
	var written atomic.Int64
	end := time.Now().Add(benchFor / 2)
	for i := range submitters {
		all.Go(func() {
			for time.Now().Before(end) {
				if err := write(i); err != nil {
					b.Error(err)
					return
				}
				written.Add(1)
			}
		})
	}
	all.Wait()
	return float64(written.Load()) / (benchFor / 2).Seconds()
}
