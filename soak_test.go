package main

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
)

// TestSoak has the real binary serve 50 updates a second for ZHIBU_SOAK (30m in make full) before a platform of which one
// request in fifty goes wrong, and reads its /metrics. Goroutines and memory stay what they were after the first fifth; the
// file grows by what is remembered of each update for two days and by nothing else; at the end nothing is left to send.
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
	var faults faulty
	rng := s.random(1)
	n := 0
	faults.set(func(string) *sandbox.Fault { // called under its lock
		switch rng.IntN(400) {
		case 0, 1:
			n++
			return sandbox.ResetBefore()
		case 2, 3:
			n++
			return sandbox.ResetAfter()
		case 4:
			n++
			return sandbox.BadGateway()
		case 5:
			n++
			return sandbox.Truncated()
		case 6:
			n++
			return sandbox.TooManyRequests(1)
		case 7:
			n++
			return sandbox.Stalled(500 * time.Millisecond)
		}
		return nil
	})
	s.server.SetHooks(sandbox.Hooks{OnDelivered: s.watch.onDelivered, OnConfirmed: s.watch.onConfirmed, Fault: faults.next})
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
	const names = 3
	watched := [names]string{"go_goroutines", "go_memstats_heap_alloc_bytes", "go_memstats_sys_bytes"}
	var early, late [names]float64 // the least that was seen in a part: what is really held
	var file, updatesThen float64
	least := func(to *[names]float64, f map[string]float64) {
		for i, name := range watched {
			if to[i] == 0 || f[name] < to[i] {
				to[i] = f[name]
			}
		}
	}
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
			if m, ok := ballotCard(v.phone.Messages()); ok {
				v.phone.PressData(m.ID, v.data(cards.ActVotePick, 1<<rand.IntN(8)))
			}
		case 2:
			if m, ok := ballotCard(v.phone.Messages()); ok {
				v.phone.PressData(m.ID, v.data(cards.ActVoteOK, 1<<rand.IntN(8)))
			}
		default:
			v.phone.PressData(v.phone.Last().ID, chat.Press{Action: cards.ActHome}.Encode())
		}
		if time.Now().Before(next) {
			continue
		}
		next = time.Now().Add(time.Second)
		part, f := time.Since(began).Seconds()/lasts.Seconds(), figures()
		switch {
		case part > 0.2 && part < 0.4:
			least(&early, f)
			if file == 0 {
				file, updatesThen = f["zhibu_file_bytes"], float64(updates)
			}
		case part > 0.8:
			least(&late, f)
		}
	}
	faults.set(nil)
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
	grown := end["zhibu_file_bytes"] - file
	t.Logf("%d updates in %v (%.0f a second), %d requests of the bot met a fault; goroutines %.0f then %.0f, heap %.1f then %.1f MB, from the system %.1f then %.1f MB, file %.1f then %.1f MB; longest commit %.0f ms",
		updates, lasts, float64(updates)/lasts.Seconds(), n, early[0], late[0], early[1]/1e6, late[1]/1e6, early[2]/1e6, late[2]/1e6, file/1e6, end["zhibu_file_bytes"]/1e6, end["zhibu_commit_seconds_max"]*1000)
	for i, slack := range [names]float64{20, 8e6, 16e6} {
		if late[i] > 1.3*early[i]+slack {
			t.Errorf("%s rose from %.0f to %.0f", watched[i], early[i], late[i])
		}
	}
	if grown > 300*(float64(updates)-updatesThen)+8e6 {
		t.Errorf("the file grew by %.0f bytes in %.0f updates", grown, float64(updates)-updatesThen)
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
