package office_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"zhibu/app"
	"zhibu/branch"
	"zhibu/chat"
	"zhibu/demo/roster"
	"zhibu/files"
	. "zhibu/office"
	"zhibu/store"
	"zhibu/topic/birthday"
	"zhibu/topic/feedback"
	"zhibu/topic/meeting"
	"zhibu/topic/points"
	"zhibu/topic/policy"
	"zhibu/topic/probation"
	"zhibu/topic/register"
	"zhibu/topic/requests"
	"zhibu/topic/rounds"
	"zhibu/topic/term"
	"zhibu/topic/transfer"
	"zhibu/vault"
	_ "zhibu/world/rig"
)

// keptFile is where the file of a version is kept.
func keptFile(version int) string { return fmt.Sprintf("../store/testdata/v%d.db.gz", version) }

// TestMakeKeptFile makes the file of the present version, to be kept before the next one: ZHIBU_KEEP=1. It has a row in each
// table, left by deeds where one deed does it.
func TestMakeKeptFile(t *testing.T) {
	if os.Getenv("ZHIBU_KEEP") == "" {
		t.Skip("ZHIBU_KEEP is not set")
	}
	folder := t.TempDir()
	s := keptSpring(t, folder)
	if faults := s.Check(); len(faults) > 0 {
		t.Fatal(faults)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := store.Compact(folder, "scratch-"); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(folder, "zhibu.db"))
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(keptFile(store.Version()))
	if err != nil {
		t.Fatal(err)
	}
	z, _ := gzip.NewWriterLevel(f, gzip.BestCompression)
	if _, err := z.Write(raw); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// keptSpring plays the spring of a branch into a store.
func keptSpring(t *testing.T, folder string) *store.Store {
	v, err := vault.Open(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	key, err := v.Fresh()
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(folder, store.Options{Holder: "kept", Secret: v.Secret()})
	if err != nil {
		t.Fatal(err)
	}
	roster, faults, err := files.ReadRoster("roster.xlsx", roster.File)
	if err != nil || len(faults) > 0 {
		t.Fatal(err, faults)
	}
	o := &Office{Matters: app.OfficeMatters(), Calendar: branch.ChinaCalendar(), Keys: v, When: nine}
	day := func(m time.Month, d, hour int) time.Time { return branch.On(2026, m, d).At(hour, 0) }
	const secretary, organiser, inspector, newcomer, celebrated = 1, 2, 22, 4, 25
	who := func(tx *store.Tx, id branch.MemberID) branch.Member { m, _ := Member(tx, 1, id); return m }
	for _, deed := range []func(tx *store.Tx) error{
		func(tx *store.Tx) error {
			f, _ := branch.Establish(roster, "", branch.DateOf(day(3, 2, 9)))
			_, err := o.Found(tx, f, day(3, 2, 9))
			return err
		},
		func(tx *store.Tx) error {
			for _, m := range MembersOf(tx, 1, func(m branch.Member) bool { return m.ID != newcomer }) {
				to := fmt.Sprint("tg:", m.ID)
				o.Attach(tx, m, chat.Account(to), chat.Chat(to), day(3, 2, 9))
			}
			store.Infos.Put(tx, store.Info{Made: day(3, 2, 9), Bot: "zhibu_bot"})
			store.Alives.Put(tx, store.Alive{At: day(6, 3, 10)})
			store.Upkeeps.Put(tx, store.Upkeep{Backup: day(6, 3, 3)})
			o.EnterVenue(tx, "tg:2", "tg:-5", "支部群", 30, day(3, 2, 9))
			tx.MarkSeen("tg", 7001, day(6, 3, 10))
			return nil
		},
		func(tx *store.Tx) error {
			birthday.Greet(o, tx, store.Due{Push: birthday.PushGreeting, Branch: 1, Subject: celebrated, At: day(3, 12, 9)}, day(3, 12, 9))
			_, err := birthday.Reflect(o, tx, who(tx, celebrated), 2026, "不忘初心。", day(3, 13, 9))
			return err
		},
		func(tx *store.Tx) error {
			_, err := birthday.ShareReflection(o, tx, who(tx, celebrated), 2026, true, day(3, 13, 9))
			birthday.Checkeds.Put(tx, birthday.Checked{Branch: 1, Member: celebrated, Year: 2026, Check: birthday.CheckTalk, Day: branch.On(2026, 3, 10), By: organiser})
			return err
		},
		func(tx *store.Tx) error {
			_, err := points.Log(o, tx, who(tx, 3), points.Entry{Contact: 1, Activities: []branch.Activity{branch.Visit, branch.Lecture}, Day: branch.On(2026, 3, 17),
				Went: []branch.MemberID{1, 3}, Text: "了解企业情况。", Ask: "希望协调用电。"}, day(3, 17, 10))
			return err
		},
		func(tx *store.Tx) error {
			o.SendDigest(tx, store.Due{Push: PushDigest, Branch: 1, Subject: organiser, At: day(3, 17, 9)}, day(3, 17, 9))
			return points.PutRemindersOff(o, tx, who(tx, organiser), branch.On(2026, 3, 23), day(3, 17, 11))
		},
		func(tx *store.Tx) error {
			_, err := requests.Accept(o, tx, who(tx, 3), 1, "希望增加班车。", day(4, 1, 10))
			return err
		},
		func(tx *store.Tx) error {
			for _, c := range []register.Content{honour("江月华", "先进工作者", "市级", "已推荐", branch.On(2026, 4, 1), 0),
				honour("总经理王先生", "劳动奖章", "省级", "已获评", branch.On(2026, 3, 30), 1),
				honour("机关党支部", "先进党支部", "市直机关", "已推荐", branch.On(2025, 12, 1), 0)} {
				if _, err := register.Honours.Log(tx, who(tx, organiser), c, day(4, 1, 11)); err != nil {
					return err
				}
			}
			return register.Honours.EnterOutcome(tx, who(tx, secretary), 3, "未获评", day(4, 2, 11))
		},
		func(tx *store.Tx) error {
			_, err := policy.Add(o, tx, 1, organiser, "惠台措施", branch.ReadArticles("第一条 贷款贴息。\n第二条 用工。"), day(4, 1, 11))
			return err
		},
		func(tx *store.Tx) error {
			rounds.OpenNominations(o, tx, store.Due{Push: rounds.PushNominate, Branch: 1, At: day(5, 20, 9)}, day(5, 20, 9))
			return nil
		},
		func(tx *store.Tx) error {
			return rounds.Nominate(o, tx, who(tx, organiser), 1, 2, 10, "认真负责。", day(5, 22, 10))
		},
		func(tx *store.Tx) error {
			_, err := rounds.OpenBallot(o, tx, who(tx, organiser), 0, branch.MembersOf(3, 5), day(6, 4, 18), key, day(6, 3, 9))
			return err
		},
		func(tx *store.Tx) error {
			for _, m := range OnRoll(tx, 1, branch.On(2026, 6, 3), false)[10:22] {
				if err := rounds.CastBallot(o, tx, m, 2, rounds.Choice{Mask: 1 << (m.ID % 2)}, day(6, 3, 10)); err != nil {
					return err
				}
			}
			return nil
		},
		func(tx *store.Tx) error {
			if err := o.Invite(tx, 1, newcomer, NewCode(), organiser, day(6, 3, 10)); err != nil {
				return err
			}
			o.Redeem(tx, "tg:4", "tg:4", NewCode(), day(6, 3, 10)) // a wrong one
			_, err := o.Change(tx, who(tx, organiser), branch.Change{Kind: "leave", Member: 7, Choice: string(branch.Retired), From: branch.On(2026, 6, 3)}, day(6, 3, 10))
			return err
		},
		func(tx *store.Tx) error { // is carried out at once: that of 7 touches the ballot and waits
			_, err := o.Change(tx, who(tx, organiser), branch.Change{Kind: "move", Member: 12, Group: 1, From: branch.On(2026, 6, 3)}, day(6, 3, 10))
			return err
		},
		func(tx *store.Tx) error { // waits for a second officer
			_, err := o.Change(tx, who(tx, organiser), branch.Change{Kind: "appoint", Member: 8, Choice: string(branch.PublicityPost), From: branch.On(2026, 6, 3)}, day(6, 3, 10))
			return err
		},
		func(tx *store.Tx) error {
			further := roster
			further.People = slices.Clone(roster.People)
			further.People[10].Title = "四级主任科员"
			_, _, err := o.Propose(tx, 1, organiser, "名册.xlsx", "", further, day(6, 3, 10))
			return err
		},
		func(tx *store.Tx) error { // what one deed alone does not leave
			at := day(6, 3, 10)
			store.FormerGroups.Put(tx, branch.Group{Branch: 1, ID: 9, Name: "老党小组", Ended: branch.On(2024, 10, 4)})
			store.Looks.Put(tx, store.Look{Branch: 1, Member: 3, Day: branch.DateOf(at), By: organiser})
			store.RollLooks.Put(tx, store.RollLook{Branch: 1, Round: 2, By: inspector, Day: branch.DateOf(at)})
			store.HolidaysOf.Put(tx, store.Holidays{Year: 2027, Table: "2027-01-01 元旦", At: at})
			store.OwnHolidays.Put(tx, store.Holidays{Year: 2028, Table: "2028-01-01 元旦", From: 1, Own: true, By: organiser, At: at})
			rounds.Reports.Put(tx, rounds.GroupReport{Branch: 1, Round: 1, Group: 1, Draft: "走访两次。", Added: "认真。", Candidate: branch.MembersOf(3)[0], By: organiser, At: at})
			rounds.Meetings.Put(tx, branch.Meeting{Branch: 1, ID: 1, Kind: branch.Committee, Round: 1, Day: branch.DateOf(at), Due: 5, Present: 5,
				Motions: []branch.Motion{{Who: branch.MembersOf(3)[0], For: 5, Passed: true}}, By: secretary, At: at})
			rounds.Objections.Put(tx, rounds.Objection{Branch: 1, Round: 1, ID: 1, By: 6, About: branch.MembersOf(3)[0], Text: "有出入。", At: at, Handler: inspector})
			points.Lapses.Put(tx, branch.Lapse{Branch: 1, Subject: branch.OfContact(2), Duty: branch.VisitDuty, Period: "2026-03", Reason: "企业停产。", By: organiser, Day: branch.On(2026, 4, 1)})
			probation.Decisions.Put(tx, probation.Decided{Branch: 1, Member: 30, End: branch.DateOf(at) - 9, Day: branch.DateOf(at) - 2, Result: "按期转正", By: 1, At: at})
			term.Terms.Put(tx, term.Term{Branch: 1, From: branch.On(2024, 3, 10), By: organiser, At: at})
			transfer.Receipts.Put(tx, transfer.Receipt{Branch: 1, Change: 1, Member: 30, By: organiser, At: at})
			feedback.Entries.Put(tx, feedback.Entry{Branch: 1, ID: 1, Text: "建议改进会务。", Day: branch.DateOf(at), Due: branch.DateOf(at) + 7, By: 3, At: at})
			meeting.Gatherings.Put(tx, meeting.Gathering{Branch: 1, ID: 1, LoggedBy: organiser, LoggedAt: at,
				Content: meeting.Content{Kinds: []string{meeting.GroupMeet, meeting.PartyDay}, Groups: []branch.GroupID{1, 2}, Day: branch.DateOf(at), Topics: "学习。"}})
			meeting.MinutesOf.Put(tx, meeting.Minutes{Branch: 1, Gathering: 1, By: organiser, At: at, Votes: []meeting.Vote{{Matter: "年度计划", For: 5, Passed: true}},
				Written: meeting.Written{Chair: secretary, Recorder: organiser, Place: "会议室", Due: 6, Present: 5, Absent: []branch.MemberID{3}, Points: "学习。"}})
			meeting.Notices.Put(tx, meeting.Notice{Branch: 1, ID: 1, Kinds: []string{meeting.Assembly}, At: day(6, 25, 15), Place: "会议室", Topics: "学习。", By: organiser, MadeAt: at})
			meeting.Leaves.Put(tx, meeting.Leave{Branch: 1, Notice: 1, Member: 3, At: at})
			meeting.Unhelds.Put(tx, meeting.Unheld{Branch: 1, Subject: branch.OfGroup(1), Duty: "meet.group", Period: "2026M05", Reason: "外出较多。", By: organiser, At: at})
			store.Imports.Put(tx, store.Import{Branch: 1, ID: 1, File: "名册.xlsx", Hash: store.HashOf(nil), Added: 31, At: at})
			store.Exports.Put(tx, store.Export{Branch: 1, ID: 1, By: organiser, At: at})
			store.Uploads.Put(tx, store.Upload{Chat: "tg:2", Branch: 1, Member: organiser, Number: 1, Ref: "AgAD", File: "办法.docx", Kind: store.UploadAsked, Hash: store.HashOf(nil), At: at})
			visit := chat.Answers{}
			visit.Put("contact", 2)
			visit.Put("day", branch.On(2026, 6, 2))
			visit.Put("text", "了解生产情况。")
			store.Forms.Put(tx, store.Form{Chat: "tg:3", Name: "visit", Title: "登记走访、活动", Branch: 1, Member: 3, Number: 4, Touched: at,
				Filling: chat.Filling{Answers: visit, Given: []string{"text"}}})
			deeds := chat.Answers{}
			deeds.Put("round", 1)
			deeds.Put("group", 2)
			deeds.Put("nominee", 10)
			store.Forms.Put(tx, store.Form{Chat: "tg:9", Name: "nominate", Title: "推荐事迹", Card: rounds.KeyNomination(1, 1, 2), Branch: 1, Member: 9, Number: 5, Touched: at,
				Filling: chat.Filling{Answers: deeds, Asked: "deeds"}})
			tx.Reach("tg:11", false, at)
			return nil
		},
		func(tx *store.Tx) error { // some cards are delivered, one is given up
			at := day(6, 3, 10)
			for _, in := range []chat.Chat{"tg:2", "tg:3", "tg:5"} {
				for n := int64(1); ; n++ {
					w, ok, _ := tx.NextWaiting(in, at)
					if !ok {
						break
					}
					if in == "tg:5" && n == 2 {
						tx.GiveUp(w, "Bad Request: odd", at)
						continue
					}
					tx.Delivered(w, n)
				}
			}
			return nil
		},
	} {
		if _, err := s.Update(deed); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.View(func(tx *store.Tx) error {
		for table, n := range counted(tx) {
			if n == 0 {
				t.Errorf("no row in %s", table)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return s
}

// honour is what an entry says about an honour.
func honour(who, what, level, outcome string, day branch.Date, firm branch.ContactID) register.Content {
	a := chat.Answers{}
	for name, text := range map[string]string{"who": who, "honour": what, "level": level, "outcome": outcome} {
		a.Put(name, text)
	}
	a.Put(register.DayField, day)
	if firm != 0 {
		a.Put("contact", firm)
	}
	return register.Content{Answers: a}
}

// counted returns how many rows each table has.
func counted(tx *store.Tx) map[string]int {
	n := map[string]int{}
	for _, table := range store.Tables() {
		n[table] = 0
	}
	for table := range store.Dump(tx) {
		n[table]++
	}
	return n
}

// younger are tables that came without a change of the file's version, by the first version whose kept file has rows of them.
var younger = map[string]int{"gatherings": 12, "unheld": 12, "notices": 12, "leaves": 12, "minutes": 12, "feedback": 12, "probations": 12, "terms": 12, "receipts": 12,
	"foundings": never, "openings": never}

// never is for what stands only between two deeds of one work.
const never = 1 << 30

// TestKeptFiles opens the files that earlier versions have made: each is brought to this version, is sound, and still holds what
// matters.
func TestKeptFiles(t *testing.T) {
	for version := 9; version < store.Version(); version++ {
		t.Run(fmt.Sprint("version ", version), func(t *testing.T) { readKept(t, version) })
	}
}

func readKept(t *testing.T, version int) {
	packed, err := os.Open(keptFile(version))
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	z, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "zhibu.db")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if had, err := store.FileVersion(path); err != nil || had != version {
		t.Fatalf("the kept file is of version %d: %v", had, err)
	}
	if faults, err := store.CheckFile(path); err != nil || len(faults) > 0 {
		t.Fatal(faults, err)
	}
	s, err := store.Open(folder, store.Options{Holder: "kept", Secret: []byte("another")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if faults := s.Check(); len(faults) > 0 {
		t.Error(faults)
	}
	if err := s.View(func(tx *store.Tx) error { keptRows(t, tx, version); return nil }); err != nil {
		t.Fatal(err)
	}
}

// keptRows holds what keptSpring has left against what is read today.
func keptRows(t *testing.T, tx *store.Tx, version int) {
	for table, n := range counted(tx) {
		if n == 0 && version >= younger[table] {
			t.Errorf("no row is left in %s", table)
		}
	}
	if n := counted(tx)["members"]; n != 32 {
		t.Errorf("%d members", n)
	}
	if x, ok := store.BindingsByAccount.Get(tx, store.K[int64]().Str("tg:2").Int(1)); !ok || x.Member != 2 {
		t.Errorf("tg:2 is %+v", x)
	}
	round, _ := rounds.Rounds.Get(tx, store.RoundKey(1, 2))
	if s := round.Running(); s == nil || s.Kind != rounds.StageBallot || len(round.Candidates) != 2 {
		t.Errorf("the open ballot is %+v", round)
	}
	if n := rounds.BallotsCast.Get(tx, store.RoundKey(1, 2)); n != 12 {
		t.Errorf("%d ballots are cast", n)
	}
	for b := range rounds.Ballots.Scan(tx, store.RoundKey(1, 2)) {
		if len(b.Choice) == 0 {
			t.Errorf("the ballot of %d is empty", b.Member)
		}
	}
	if n, ok := rounds.Nominations.Get(tx, store.RoundKey(1, 1).Int(2)); !ok || n.Nominee != 10 || n.Deeds != "认真负责。" {
		t.Errorf("group 2 names %+v", n)
	}
	if r, ok := points.Records.Get(tx, store.K(1, 1)); !ok || r.Text != "了解企业情况。" || len(r.Activities) != 2 {
		t.Errorf("the record is %+v", r)
	}
	if f, ok := store.Forms.Get(tx, store.ChatKey("tg:3")); !ok || f.Words() != "了解生产情况。" {
		t.Errorf("the form is %+v", f)
	}
	if shown, ok := tx.ShownAs("tg:10", rounds.KeyBallot(1, 2)); !ok || shown.Message != 0 {
		t.Errorf("the ballot's card of tg:10 is %+v", shown)
	} else if w, ok := store.Waitings.Get(tx, store.ChatKey("tg:10").Int(shown.Waiting)); !ok || w.Card == nil || len(w.Card.Rows) == 0 {
		t.Errorf("for tg:10 there waits %+v", w)
	}
	if shown, ok := tx.ShownAs("tg:2", rounds.KeyBallot(1, 2)); !ok || shown.Message == 0 {
		t.Errorf("the ballot's card of tg:2 is %+v", shown)
	}
	if e, ok := register.Honours.Get(tx, 1, 1); !ok || e.Says("who") != "江月华" || e.Says("honour") != "先进工作者" || e.Says("level") != "市级" ||
		e.Says("outcome") != "已推荐" || e.Day() != branch.On(2026, 4, 1) || e.LoggedBy != 2 || e.Settled != 0 {
		t.Errorf("the honour is %+v", e)
	}
	if b := GetBranch(tx, 1); b.Name == "" || b.Settings.Threshold == 0 {
		t.Errorf("the branch is %+v", b)
	}
}
