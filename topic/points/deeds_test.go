package points

import (
	"fmt"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/demo/roster"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/requests"
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
	day := func(m time.Month, d, hour int) time.Time { return branch.On(2026, m, d).At(hour, 0) }
	now := day(time.March, 2, 9)
	o := &office.Office{Calendar: branch.ChinaCalendar(), When: func(_ string, from time.Time) time.Time { return from }, Matters: []office.Matter{Topic.Office, requests.Topic.Office}}
	const organiser = 2
	if _, err := s.Update(func(tx *store.Tx) error {
		f, _ := branch.Establish(list, "", branch.DateOf(now))
		b, err := o.Found(tx, f, now)
		for _, m := range office.Everybody(tx, b) {
			to := fmt.Sprint("tg:", m.ID)
			o.Attach(tx, m, chat.Account(to), chat.Chat(to), now)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	who := func(tx *store.Tx, id branch.MemberID) branch.Member {
		m, ok := office.Member(tx, 1, id)
		if !ok {
			t.Fatal("no member ", id)
		}
		return m
	}
	for _, step := range []struct {
		deed string
		do   func(tx *store.Tx) error
	}{
		{"SendDigest", func(tx *store.Tx) error { // what is put off below
			o.SendDigest(tx, store.Due{Push: office.PushDigest, Branch: 1, Subject: organiser, At: day(3, 17, 9)}, day(3, 17, 9))
			return nil
		}},
		{"Log", func(tx *store.Tx) error {
			_, err := Log(o, tx, who(tx, 3), Entry{Contact: 1, Activities: []branch.Activity{branch.Visit, branch.Lecture}, Day: branch.On(2026, 3, 17),
				Went: []branch.MemberID{1, 3}, Text: "了解企业情况。", Ask: "希望协调用电。"}, day(3, 17, 10))
			return err
		}},
		{"Log again", func(tx *store.Tx) error {
			_, err := Log(o, tx, who(tx, 3), Entry{Record: 1, Contact: 1, Activities: []branch.Activity{branch.Visit}, Day: branch.On(2026, 3, 17),
				Went: []branch.MemberID{3}, Text: "了解企业换届情况。"}, day(3, 17, 11))
			return err
		}},
		{"PutOff", func(tx *store.Tx) error {
			return PutRemindersOff(o, tx, who(tx, organiser), branch.On(2026, 3, 23), day(3, 17, 11))
		}},
		{"PutFirm", func(tx *store.Tx) error {
			_, err := PutFirm(o, tx, who(tx, organiser), branch.Contact{Name: "另一家企业", Point: true, Leader: 14, Group: 3}, nil, day(3, 17, 12))
			return err
		}},
		{"WithdrawRecord", func(tx *store.Tx) error { return WithdrawRecord(o, tx, who(tx, 3), 1, day(3, 18, 10)) }},
		{"Explain", func(tx *store.Tx) error {
			return Explain(o, tx, who(tx, organiser), branch.OfContact(1), branch.VisitDuty, branch.On(2026, 3, 31), "企业停产。", day(4, 1, 10))
		}},
		{"SendLedger", func(tx *store.Tx) error { return SendLedger(o, tx, who(tx, organiser), 2026, day(6, 11, 10)) }},
	} {
		twice.Do(t, s, step.deed, step.do)
	}
	if faults := s.Check(); len(faults) > 0 {
		t.Error(faults)
	}
}
