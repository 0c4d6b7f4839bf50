package drills

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"zhibu/cards"
	"zhibu/chat"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/topic/rounds"
	"zhibu/world"
)

// TestSoak has the real binary serve 50 updates a second for ZHIBU_SOAK (30m in make full) before a platform of which one
// request in fifty goes wrong, and reads its /metrics. Through the last four fifths goroutines and memory are flat, by the
// slope of the least of each twentieth; the file grows by what is remembered of each update for two days and by nothing
// else; at the end nothing is left to send. A leak of 1 KB an update is found in three minutes and more.
func TestSoak(t *testing.T) {
	lasts, err := time.ParseDuration(os.Getenv("ZHIBU_SOAK"))
	if err != nil || lasts <= 0 {
		t.Skip("ZHIBU_SOAK=30m runs it")
	}
	seed := int(time.Now().UnixNano() % 1_000_000)
	number(t, "ZHIBU_SEED", &seed)
	s := newSiege(t, uint64(seed))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	watch := l.Addr().String()
	l.Close()
	s.env = []string{"ZHIBU_HTTP=" + watch}
	var faults world.Faulty
	rng := s.random(1)
	n := 0
	faults.Set(nowAndThen(rng, &n))
	s.server.SetHooks(sandbox.Hooks{OnDelivered: s.watch.onDelivered, OnConfirmed: s.watch.onConfirmed, Fault: faults.Next})
	s.start()
	s.up()
	figures := func() map[string]float64 {
		t.Helper()
		resp, err := http.Get("http://" + watch + "/metrics")
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		all := map[string]float64{}
		for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
			if name, value, ok := strings.Cut(lines.Text(), " "); ok && !strings.HasPrefix(name, "#") {
				var v float64
				fmt.Sscan(value, &v)
				all[name] = v
			}
		}
		return all
	}
	watched := []string{"go_goroutines", "go_memstats_heap_alloc_bytes", "zhibu_file_bytes"}
	const parts = 20
	var least [parts]map[string]float64 // that was seen in a part: what is really held
	var at [parts]float64               // updates by its end
	began, updates := time.Now(), 0
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	next := time.Now().Add(time.Second)
	for time.Since(began) < lasts {
		<-tick.C
		updates++
		v := s.voters[rng.IntN(len(s.voters))]
		switch rng.IntN(4) {
		case 0:
			v.phone.Send([]string{"/menu", "/me", "/board", "你好"}[rng.IntN(4)])
		case 1:
			if m, ok := world.BallotCard(v.phone.Messages()); ok {
				v.phone.PressData(m.ID, v.data(rounds.ActVotePick, 1<<rand.IntN(8)))
			}
		case 2:
			if m, ok := world.BallotCard(v.phone.Messages()); ok {
				v.phone.PressData(m.ID, v.data(rounds.ActVoteOK, 1<<rand.IntN(8)))
			}
		default:
			v.phone.PressData(v.phone.Last().ID, chat.Press{Action: cards.ActHome}.Encode())
		}
		if time.Now().Before(next) {
			continue
		}
		next = time.Now().Add(time.Second)
		part, f := min(int(parts*time.Since(began)/lasts), parts-1), figures()
		if at[part] = float64(updates); least[part] == nil {
			least[part] = f
		}
		for _, name := range watched {
			least[part][name] = min(least[part][name], f[name])
		}
	}
	s.watch.mu.Lock()
	rate := float64(s.watch.confirmed-s.watch.first) / time.Since(began).Seconds()
	s.watch.mu.Unlock()
	faults.Set(nil)
	if err := s.server.WaitDrained(t.Context()); err != nil {
		t.Error(err)
	}
	for f := figures(); f["zhibu_chats_waiting"] > 0; f = figures() {
		if time.Since(began) > lasts+3*time.Minute {
			t.Fatalf("%v chats still wait", f["zhibu_chats_waiting"])
		}
		time.Sleep(200 * time.Millisecond)
	}
	end := figures()
	t.Logf("%d updates in %v (%.1f a second were taken), %d requests of the bot met a fault; longest commit %.0f ms", updates, lasts, rate, n, end["zhibu_commit_seconds_max"]*1000)
	if rate < 45 {
		t.Errorf("%.1f updates a second were taken", rate)
	}
	var x []float64
	for part := parts / 5; part < parts; part++ {
		if least[part] == nil {
			t.Fatal("too short to say anything")
		}
		x = append(x, at[part])
	}
	span := x[len(x)-1] - x[0]
	for i, most := range []float64{
		60,              // what is under way at once: tens more or fewer on a machine that does other things too
		2e6 + 500*span,  // what the collector leaves lying differs by a megabyte
		24e6 + 300*span, // bbolt's file grows by 16 MB at once: a line through one such step rises by half as much again
	} {
		var y []float64
		for part := parts / 5; part < parts; part++ {
			y = append(y, least[part][watched[i]])
		}
		rise := slope(x, y) * span
		t.Logf("%s: %.0f after a fifth, %.0f at the end; by its slope %+.0f in %.0f updates, at most %.0f", watched[i], y[0], y[len(y)-1], rise, span, most)
		if rise > most {
			t.Errorf("%s is not flat: %.0f", watched[i], y)
		}
	}
	if end["zhibu_undelivered"] > 0 {
		t.Errorf("%.0f messages were given up", end["zhibu_undelivered"])
	}
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	s.look(func(db *store.Store, tx *store.Tx) {
		for _, fault := range db.Check() {
			t.Error(fault)
		}
	})
}

// nowAndThen returns a hook that has two requests in a hundred fail, each in one of some ways, and counts them.
func nowAndThen(rng *rand.Rand, n *int) func(string) *sandbox.Fault {
	return func(string) *sandbox.Fault { // called under a lock
		switch rng.IntN(400) {
		case 0, 1:
			*n++
			return sandbox.ResetBefore()
		case 2, 3:
			*n++
			return sandbox.ResetAfter()
		case 4:
			*n++
			return sandbox.BadGateway()
		case 5:
			*n++
			return sandbox.Truncated()
		case 6:
			*n++
			return sandbox.TooManyRequests(1)
		case 7:
			*n++
			return sandbox.Stalled(500 * time.Millisecond)
		}
		return nil
	}
}

// slope is that of the line through the points with the least squares.
func slope(x, y []float64) float64 {
	var mx, my, xy, xx float64
	for i := range x {
		mx, my = mx+x[i]/float64(len(x)), my+y[i]/float64(len(y))
	}
	for i := range x {
		xy, xx = xy+(x[i]-mx)*(y[i]-my), xx+(x[i]-mx)*(x[i]-mx)
	}
	return xy / xx
}
