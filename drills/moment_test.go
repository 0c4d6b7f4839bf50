package drills

import (
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"zhibu/app"
	"zhibu/bot"
	"zhibu/branch"
	"zhibu/sandbox"
	"zhibu/world"
)

// sooner waits for what must come within a time, and gives how long it took.
func sooner(w *world.World, within time.Duration, what string, come func() bool) time.Duration {
	w.Helper()
	from := time.Now()
	for !come() {
		if time.Since(from) > within {
			w.Fatalf("%s did not come within %v", what, within)
		}
		time.Sleep(50 * time.Millisecond)
	}
	return time.Since(from)
}

// tap presses a button as soon as it can be seen, and does not wait for what comes of it.
func tap(w *world.World, p *sandbox.Client, label string, within time.Duration) {
	w.Helper()
	sooner(w, within, "the button "+label, func() bool {
		for _, m := range slices.Backward(p.Messages()) {
			if b, ok := m.Button(label); ok {
				p.PressData(m.ID, b.Data)
				return true
			}
		}
		return false
	})
}

// reads reports whether somebody sees a text of the bot's.
func reads(p *sandbox.Client, text string) bool {
	return slices.ContainsFunc(p.Messages(), func(m sandbox.Message) bool { return m.FromBot && strings.Contains(m.Text, text) })
}

// A platform that refuses for a moment is no reason for anybody to press again: the confirm step of a ballot comes in spite of
// a single refusal, and a visit is logged in spite of three requests of ten refused.
func TestRefusedForAMoment(t *testing.T) {
	for name, fault := range map[string]func() *sandbox.Fault{
		"429": func() *sandbox.Fault { return sandbox.TooManyRequests(1) }, "502": sandbox.BadGateway, "reset": sandbox.ResetBefore} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, nil, func(w *world.World) {
				w.Attach(w.Members(func(branch.Member) bool { return true }))
				w.Open3("3月3日（周二）18:00", "江月华", "沈岩", "陆文博")
				var s script
				w.Server.SetHooks(sandbox.Hooks{Fault: s.next})
				p := w.Phone(w.Member(9))
				s.set("editMessageText", 1, fault)
				tap(w, p, "沈岩", 0)
				sooner(w, 5*time.Second, "the confirm step", func() bool { return reads(p, "您推荐：沈岩") })
				s.set("answerCallbackQuery", 1, fault)
				tap(w, p, "确认", 0)
				sooner(w, 5*time.Second, "the answer", func() bool { return len(s.calls()) == 2 && reads(p, "已投票") })
			})
		})
	}
	for seed := range uint64(6) {
		inBubble(t, func(c *app.Config) { c.Unpaced = false }, func(w *world.World) {
			w.Server.SetFlood(true)
			m := w.Member(3)
			others := w.Members(func(m branch.Member) bool { return m.ID > 10 && m.ID <= 26 })
			w.Attach(append([]branch.Member{m}, others...))
			over, pressing := make(chan bool), sync.WaitGroup{}
			defer pressing.Wait()
			defer close(over)
			for i, m := range others { // the platform refuses theirs as well
				p := w.Phone(m)
				p.Send("/menu")
				pressing.Go(func() {
					time.Sleep(10*time.Second + time.Duration(i)*70*time.Millisecond)
					for {
						select {
						case <-over:
							return
						case <-time.After(time.Second):
						}
						if b, ok := p.Last().Button("我的信息"); ok {
							p.PressData(p.Last().ID, b.Data)
						} else {
							p.Send("/menu")
						}
					}
				})
			}
			time.Sleep(8 * time.Second)
			var mu sync.Mutex
			dice := rand.New(rand.NewPCG(seed, 3))
			w.Server.SetHooks(sandbox.Hooks{Fault: func(string) *sandbox.Fault {
				mu.Lock()
				defer mu.Unlock()
				return []func() *sandbox.Fault{func() *sandbox.Fault { return sandbox.TooManyRequests(1) }, sandbox.BadGateway, sandbox.ResetBefore,
					none, none, none, none, none, none, none}[dice.IntN(10)]()
			}})
			time.Sleep(10 * time.Second)
			p := w.Phone(m)
			p.Send("/visit")
			tap(w, p, "云州翰屿精密机械有限公司", time.Minute)
			sooner(w, time.Minute, "the question", func() bool { return reads(p, "请用一句话") || reads(p, "走访内容") })
			p.Send("了解企业生产情况。")
			tap(w, p, "确认", time.Minute)
			sooner(w, time.Minute, "the card of the visit", func() bool { return reads(p, "已登记") })
			w.Server.SetHooks(sandbox.Hooks{})
		})
	}
}

func none() *sandbox.Fault { return nil }

// Somebody who presses a candidate twice a second sees the confirm step within three seconds, under the limits of a platform
// that enforces them, and what is asked for afterwards does not wait behind presses that came to nothing.
func TestPressedTwiceASecond(t *testing.T) {
	inBubble(t, func(c *app.Config) { c.Unpaced = false }, func(w *world.World) {
		t := w.T // of the bubble
		w.Attach(w.Members(func(branch.Member) bool { return true }))
		w.Open3("3月3日（周二）18:00", "江月华", "沈岩", "陆文博")
		time.Sleep(time.Minute)
		w.Server.SetFlood(true)
		p := w.Phone(w.Member(9))
		message, data := w.Button(p, "沈岩")
		began := time.Now()
		seen := time.Duration(0)
		for i := range 80 {
			p.PressData(message, data)
			time.Sleep(time.Duration(400+i*3) * time.Millisecond) // about
			if seen == 0 && reads(p, "您推荐：沈岩") {
				seen = time.Since(began)
			}
		}
		if seen == 0 || seen > 3*time.Second {
			t.Errorf("the confirm step was seen after %v", seen)
		}
		p.Send("/board")
		took := sooner(w, time.Minute, "the board", func() bool { return reads(p, "本季度还差") })
		if took > 3*time.Second {
			t.Errorf("the board came after %v", took)
		}
	})
}

// Sixty strangers a second write, from an account each, to a platform that enforces its limits, while members ask for something
// new and press. All strangers together are answered five times a second, the members as if nothing were, and the platform
// never has to say that it is too much.
func TestStrangersFlood(t *testing.T) {
	inBubble(t, func(c *app.Config) { c.Unpaced, c.Budget = false, bot.DefaultBudget }, func(w *world.World) {
		t := w.T // of the bubble
		members := w.Members(func(m branch.Member) bool { return m.ID <= 8 })
		w.Attach(members)
		time.Sleep(time.Minute)
		w.Server.SetFlood(true)
		measure := func() (all []time.Duration) {
			for i := range 40 {
				p := w.Phone(members[i%len(members)])
				from, before := time.Now(), p.Last().ID
				p.Send([]string{"/menu", "/board"}[i/len(members)%2])
				for p.Last().ID <= before+1 && time.Since(from) < 2*time.Minute {
					time.Sleep(5 * time.Millisecond)
				}
				all = append(all, time.Since(from))
				time.Sleep(750*time.Millisecond - time.Since(from)%(750*time.Millisecond))
			}
			slices.Sort(all)
			return all
		}
		quiet := measure()
		over, flooding := make(chan bool), sync.WaitGroup{}
		next := int64(800_000)
		flooding.Go(func() {
			for {
				select {
				case <-over:
					return
				case <-time.After(time.Second / 60):
				}
				next++
				w.Server.AddPerson(sandbox.Person{ID: next, First: "路人"})
				w.Server.Client(next).Start([]string{"", "x", "AAAAAAAAAAAAAAAAAAAAAA"}[next%3])
			}
		})
		time.Sleep(5 * time.Second)
		from := len(w.Server.Log())
		began := time.Now()
		loud := measure()
		lasted := time.Since(began).Seconds()
		said := 0
		for _, sent := range w.Server.Log()[from:] {
			if sent.Chat >= 800_000 {
				said++
			}
		}
		close(over)
		flooding.Wait()
		p99 := func(all []time.Duration) time.Duration { return all[len(all)*99/100] }
		t.Logf("quiet p50 %v p99 %v; with 60 strangers a second p50 %v p99 %v; %d of %d strangers were answered in %.0f s",
			quiet[len(quiet)/2], p99(quiet), loud[len(loud)/2], p99(loud), said, next-800_000, lasted)
		if p99(loud) > 2*p99(quiet)+10*time.Millisecond {
			t.Errorf("members waited %v at p99 in the flood, %v without", p99(loud), p99(quiet))
		}
		if rate := float64(said) / lasted; rate > 5.2 || rate < 2 {
			t.Errorf("%.1f strangers a second were answered", rate)
		}
		if strings.Contains(w.Logged.String(), "429 Too") {
			t.Error("the platform had to say that it is too much")
		}
	})
}
