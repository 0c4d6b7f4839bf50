package drills

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/xuri/excelize/v2"
	"zhibu/app"
	"zhibu/bot"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/files"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/topic/rounds"
	"zhibu/world"
	"zhibu/world/rig"
)

// hostileTexts are rig.Texts and long ones.
func hostileTexts() []string {
	all := rig.Texts()
	for _, b := range rig.Bits()[:6] {
		all = append(all, strings.Repeat(b, 400/len([]rune(b))))
	}
	return append(all, strings.Repeat("长", 499), strings.Repeat("长", 500), strings.Repeat("长", 501), strings.Repeat("长", 4096),
		strings.Repeat("&", 500), strings.Repeat("<", 500), strings.Repeat("𠮷", 500), strings.Repeat("a\u0301", 250), strings.Repeat("行\n", 240))
}

// shows reports whether a screen holds a sentence as it was read: whitespace may be set otherwise.
func shows(screen, sentence string) bool {
	plain := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) || r == '\ufffd' { // what is no character is left out on its way
				return -1
			}
			return r
		}, s)
	}
	return strings.Contains(plain(screen), plain(sentence))
}

// TestHostile types each of them into every form, as a code, a command and a date. A form takes it as the words that
// they are, or refuses it in a sentence; nothing panics, no card is refused by the platform, and nothing is marked up.
func TestHostile(t *testing.T) {
	w := world.New(t, branch.On(2026, time.May, 20).At(8, 0))
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	_, leaders := w.Leaders()
	p := w.Phone(leaders[0])
	w.Attach([]branch.Member{leaders[0]})
	w.Turn(branch.On(2026, time.May, 20).At(10, 0))
	stranger := w.Server.Client(990_001)
	w.Server.AddPerson(sandbox.Person{ID: 990_001, First: "<b>\u202e路人"})
	stranger.Start("")
	w.Settle()
	texts := hostileTexts()
	if len(texts) < 200 {
		t.Fatal(len(texts), " texts")
	}
	var taken, refused int
	form := func(what, text string) {
		t.Helper()
		before := p.Last().ID
		got := w.Say(p, text)
		read, err := branch.ReadText(strings.TrimSpace(strings.ToValidUTF8(text, "\ufffd")), 500)
		switch {
		case strings.HasPrefix(strings.TrimSpace(text), "/"): // a command, not the form's
		case len(branch.PrivateNumbers(text)) > 0:
			refused++
			if !strings.Contains(got, "没有保存") {
				t.Errorf("%s: %q is answered with %q", what, text, got)
			}
		case err == nil && shows(got, read):
			taken++
			if strings.Contains(got, "\u202e") || strings.Contains(got, "\u200b") {
				t.Errorf("%s: %q turns the card round: %q", what, text, got)
			}
		case p.Last().ID == before+1 || p.Last().ID == before: // the platform itself has nothing to show for it
		case err != nil && (got == err.Error() || strings.Contains(got, "没有看懂")):
			refused++
		case err == nil:
			t.Errorf("%s: %q is shown as %q", what, text, got)
		}
		for _, e := range p.Last().Entities {
			if e.Type == "text_link" || e.Type == "spoiler" || e.Type == "pre" || e.Type == "code" {
				t.Errorf("%s: %q is marked up as %s", what, text, e.Type)
			}
		}
	}
	for _, text := range texts {
		w.Say(p, "/visit")
		w.Press(p, "云州翰屿精密机械有限公司")
		form("a visit", text)
		w.Say(p, "/cancel")
	}
	group := w.Members(func(m branch.Member) bool { return m.Group == leaders[0].Group })
	for _, text := range texts {
		if !slices.ContainsFunc(p.Messages(), func(m sandbox.Message) bool { _, ok := m.Button(group[1].Name); return ok }) {
			w.Press(p, "返回") // the text before was a command, which leaves the form
		}
		w.PressOf(p, group[1].Name, rounds.ActNominee)
		form("a nomination", text)
		w.Say(p, "/cancel")
	}
	if taken < 200 || refused < 20 {
		t.Errorf("%d were taken, %d refused: hardly anything is tried", taken, refused)
	}
	days := 0
	w.Say(p, "/visit")
	w.Press(p, "云州翰屿精密机械有限公司")
	w.Say(p, "了解生产情况。")
	w.Press(p, "改日期")
	for _, text := range texts {
		if strings.HasPrefix(text, "/") {
			continue
		}
		if got := w.Say(p, text); strings.Contains(got, "没有看懂这个日期") {
			days++
		}
	}
	if days < 150 {
		t.Errorf("%d of %d texts are refused as a date", days, len(texts))
	}
	w.Say(p, "/cancel")
	for i, text := range texts { // as an invitation code, too; a guess is counted, so not by one account alone
		if i%4 == 0 {
			stranger = w.Server.Client(990_100 + int64(i))
			w.Server.AddPerson(sandbox.Person{ID: 990_100 + int64(i), First: "路人"})
		}
		stranger.Start(text)
		stranger.Send(text)
		w.Settle()
		if strings.Contains(stranger.Last().Text, "党小组") {
			t.Errorf("%q opens a branch to a stranger: %q", text, stranger.Last().Text)
		}
	}
	log := w.Logged.String()
	if strings.Contains(log, "level=ERROR") || strings.Contains(log, "can't parse") || strings.Contains(log, "not delivered") || strings.Contains(log, "evil") {
		t.Error("the log: ", log)
	}
	_ = w.App.Store.View(func(tx *store.Tx) error {
		for d := range store.Deads.Scan(tx, nil) {
			t.Errorf("given up: %s: %s", d.Key, d.Reason)
		}
		return nil
	})
}

// TestHostileRoster has each of them as somebody's name and note in a roster: the list is refused in words, or what comes
// back in the export is the same text in a cell that no program computes.
func TestHostileRoster(t *testing.T) {
	took := 0
	for _, text := range hostileTexts() {
		read := func(name string) (branch.Roster, []branch.Fault, error) {
			list := "中共虚构县台办机关支部委员会党员名册\n姓名,党小组,科室,党内职务,是否组长,入党时间,转正时间,备注\n" +
				fmt.Sprintf("\"%[2]s\",第一党小组,\"%[1]s\",书记,是,1990-03-01,1991-03-01,\"%[1]s\"\n乙二,第一党小组,综合科,,,1991-03-02,1992-03-02,\n",
					strings.ReplaceAll(text, `"`, `""`), strings.ReplaceAll(name, `"`, `""`))
			return files.ReadRoster("名册.csv", []byte(list))
		}
		r, faults, err := read(text)
		if err == nil && len(faults) > 0 { // no name, but perhaps a remark
			r, faults, err = read("甲一")
		}
		if err != nil || len(faults) > 0 {
			continue
		}
		raw, err := files.WriteRoster(r, branch.On(2026, 3, 2))
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		book, err := excelize.OpenReader(bytes.NewReader(raw))
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		took++
		for _, sheet := range book.GetSheetList() {
			rows, err := book.GetRows(sheet)
			if err != nil {
				t.Errorf("%q: %v", text, err)
			}
			for y, row := range rows {
				for x, cell := range row {
					name, _ := excelize.CoordinatesToCellName(x+1, y+1)
					if f, _ := book.GetCellFormula(sheet, name); f != "" {
						t.Errorf("%q is a formula in %s: %s", text, name, f)
					}
					if kind, _ := book.GetCellType(sheet, name); strings.HasPrefix(cell, "=") && kind != excelize.CellTypeSharedString && kind != excelize.CellTypeInlineString {
						t.Errorf("%q is of type %v in %s", cell, kind, name)
					}
				}
			}
		}
		book.Close()
	}
	if took < 50 {
		t.Errorf("%d rosters were taken: hardly anything is tried", took)
	}
}

// TestFlood has a stranger and a member send as fast as they can while eight other members press buttons. What is beyond
// their budget costs no transaction, each press of theirs is still answered, and the others' answers come as before.
func TestFlood(t *testing.T) {
	w := world.New(t, branch.On(2026, time.March, 2).At(10, 0))
	w.With = func(c *app.Config) { c.Budget = bot.DefaultBudget }
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	flooder := w.Member(5)
	others := w.Members(func(m branch.Member) bool { return m.ID != flooder.ID })[:8]
	w.Attach(append([]branch.Member{flooder}, others...))
	w.Server.AddPerson(sandbox.Person{ID: 990_001, First: "路人"})
	stranger := w.Server.Client(990_001)
	f := w.Phone(flooder)
	w.Say(f, "/menu")
	theirs, data := w.Button(f, "人员与我的")
	menus := make([]int64, len(others))
	for i, m := range others {
		w.Say(w.Phone(m), "/menu")
		menus[i], _ = w.Button(w.Phone(m), "人员与我的")
	}
	const each, pause = 25, 270 * time.Millisecond // as a person does
	measure := func() (all []time.Duration) {
		took := make(chan time.Duration, each*len(others))
		for i, m := range others {
			p := w.Phone(m)
			go func() {
				time.Sleep(pause * time.Duration(i) / time.Duration(len(others)))
				for range each {
					from := time.Now()
					if _, err := p.Answer(w.Ctx(), p.PressData(menus[i], data)); err != nil {
						t.Error(err)
					}
					took <- time.Since(from)
					time.Sleep(pause)
				}
			}()
		}
		for range each * len(others) {
			all = append(all, <-took)
		}
		slices.Sort(all)
		return all
	}
	flood := func() (loud99, quiet99 time.Duration) {
		quiet := measure()
		before := w.App.Store.Stats()
		began := time.Now()
		const waves, floods = 60, 3000
		answered := make(chan string, floods)
		wave := func(n int) { // the queue of the platform holds them, and the bot works it off
			for range n {
				stranger.Send("你好")
				f.Send("/me")
				id := f.PressData(theirs, data)
				go func() {
					a, err := f.Answer(w.Ctx(), id)
					if err != nil {
						answered <- err.Error()
						return
					}
					answered <- a.Text
				}()
			}
		}
		flooded := make(chan bool)
		go func() { // as long as the others press
			for range waves {
				wave(floods / waves)
				time.Sleep(each * pause / waves)
			}
			close(flooded)
		}()
		loud := measure()
		<-flooded
		w.Settle()
		lasted := time.Since(began).Seconds()
		slow := 0
		for range floods {
			if text := <-answered; text == cards.TooMuch {
				slow++
			} else if text != "" && text != cards.OldCard { // within the budget; /me has moved the card on
				t.Fatalf("a press was answered %q", text)
			}
		}
		deeds := w.App.Store.Stats().Deeds - before.Deeds
		b := bot.DefaultBudget
		asked := float64(b.Burst+b.StrangerBurst) + lasted*(b.PerSecond+b.StrangerPerSecond) + float64(len(loud))
		p99 := func(all []time.Duration) time.Duration { return all[len(all)*99/100] }
		round := func(d time.Duration) time.Duration { return d.Round(100 * time.Microsecond) }
		t.Logf("%d answers of others: quiet p50 %v p99 %v worst %v; in the flood p50 %v p99 %v worst %v; %d transactions for %d events in %.1f s",
			len(loud), round(quiet[len(quiet)/2]), round(p99(quiet)), round(quiet[len(quiet)-1]),
			round(loud[len(loud)/2]), round(p99(loud)), round(loud[len(loud)-1]), deeds, 3*floods, lasted)
		if float64(deeds) > 3*asked+50 { // a delivery is recorded by another one or two
			t.Errorf("%d transactions, some %.0f are in the budgets", deeds, asked)
		}
		if slow < floods-200 {
			t.Errorf("%d presses were dropped of %d", slow, floods)
		}
		return p99(loud), p99(quiet)
	}
	start := time.Now()
	for try := 1; ; try++ { // whatever else the machine does may fall into one of the two measurements, hardly thrice
		is, was := flood()
		if rig.Race {
			return
		}
		if is <= 250*time.Millisecond || is <= 3*was {
			break
		}
		if try == 3 {
			t.Errorf("the others' answers took %v at p99, %v without the flood", is, was)
			break
		}
	}
	told := 0
	for _, m := range stranger.Messages() {
		if strings.Contains(m.Text, "太频繁") {
			told++
		}
	}
	if most := 1 + int(time.Since(start).Minutes()); told < 1 || told > most { // once a minute
		t.Errorf("the stranger was told %d times to go slower", told)
	}
}
