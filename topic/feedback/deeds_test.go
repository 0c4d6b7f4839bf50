package feedback

import (
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/demo/roster"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
	"zhibu/world/twice"
)

// TestDeedsTwice runs every deed twice from the same state: another engine may do so. It must write the same.
func TestDeedsTwice(t *testing.T) {
	s, err := store.Open(t.TempDir(), store.Options{Secret: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	list, faults, err := files.ReadRoster("roster.xlsx", roster.File)
	if err != nil || len(faults) > 0 {
		t.Fatal(err, faults)
	}
	now := branch.On(2026, time.March, 2).At(9, 0)
	o := &office.Office{Calendar: branch.ChinaCalendar(), CodeKey: make([]byte, 32), When: func(_ string, from time.Time) time.Time { return from }, Matters: []office.Matter{Topic.Office}}
	who := func(tx *store.Tx, id branch.MemberID) branch.Member {
		m, _ := office.Member(tx, 1, id)
		return m
	}
	if _, err := s.Update(func(tx *store.Tx) error {
		f, _ := branch.Establish(list, "", branch.DateOf(now))
		_, err := o.Found(tx, f, now)
		for _, id := range []branch.MemberID{1, 2, 5} {
			to := "tg:" + string(rune('0'+id))
			o.Attach(tx, who(tx, id), chat.Account(to), chat.Chat(to), now)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	var ticket int64
	for _, step := range []struct {
		deed string
		do   func(tx *store.Tx) error
	}{
		{"Sign", func(tx *store.Tx) error { _, err := Sign(o, tx, who(tx, 5), "署名的一条。", now); return err }},
		{"Nameless", func(tx *store.Tx) (err error) {
			_, ticket, err = Nameless(o, tx, 1, "匿名的一条。", now)
			return err
		}},
		{"Answer", func(tx *store.Tx) error { return Answer(o, tx, who(tx, 2), 1, "已经办理。", now) }},
		{"TakeBackBy", func(tx *store.Tx) error { _, err := TakeBackBy(o, tx, 1, ticket, now); return err }},
		{"Sign again", func(tx *store.Tx) error { _, err := Sign(o, tx, who(tx, 5), "又一条。", now); return err }},
		{"TakeBack", func(tx *store.Tx) error { _, err := TakeBack(o, tx, who(tx, 5), 3, now); return err }},
		{"erase", func(tx *store.Tx) error { erase(tx, who(tx, 5)); return nil }},
	} {
		twice.Do(t, s, step.deed, step.do)
	}
	if faults := s.Check(); len(faults) > 0 {
		t.Error(faults)
	}
}
