package office_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"zhibu/app"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/demo/roster"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/rounds"
	"zhibu/vault"
)

// nine is a stand-in for scheduler.When with the default settings: the next 9:00.
func nine(_ string, from time.Time) time.Time {
	at := branch.DateOf(from).At(9, 0)
	if at.Before(from) {
		at = (branch.DateOf(from) + 1).At(9, 0)
	}
	return at
}

// everything returns all that a deed may write, as it stands in its transaction. What is sealed has another nonce each time, so of it
// only the length counts.
func everything(tx *store.Tx) (list []string) {
	for table, row := range store.Dump(tx) {
		switch r := row.(type) {
		case rounds.Sealed:
			r.Choice = make([]byte, len(r.Choice))
			row = r
		case rounds.Round:
			for _, s := range r.Stages {
				if s.Paper != nil {
					s.Paper.Sealed = make([]byte, len(s.Paper.Sealed))
				}
			}
		}
		raw, err := json.Marshal(row)
		if err != nil {
			panic(err)
		}
		list = append(list, table+" "+string(raw))
	}
	return list
}

// TestDeedsTwice runs every deed of a branch's spring twice from the same state: another engine may do so. It must write
// the same, and nothing outside its transaction may notice. A deed that is not in the list fails.
func TestDeedsTwice(t *testing.T) {
	v, err := vault.Open(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.TempDir(), store.Options{Secret: v.Secret()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	roster, faults, err := files.ReadRoster("roster.xlsx", roster.File)
	if err != nil || len(faults) > 0 {
		t.Fatal(err, faults)
	}
	o := &office.Office{Matters: app.OfficeMatters(), Calendar: branch.ChinaCalendar(), Keys: v, When: nine}
	day := func(m time.Month, d, hour int) time.Time { return branch.On(2026, m, d).At(hour, 0) }
	code, second := office.NewCode(), office.NewCode()
	keys := make([]string, 6)
	for i := range keys {
		if keys[i], err = v.Fresh(); err != nil {
			t.Fatal(err)
		}
	}
	who := func(tx *store.Tx, id branch.MemberID) branch.Member {
		m, ok := office.Member(tx, 1, id)
		if !ok {
			t.Fatal("no member ", id)
		}
		return m
	}
	const organiser, inspector, newcomer = 2, 22, 4
	nominations, first, again := branch.RoundID(1), branch.RoundID(2), branch.RoundID(3)
	autumn, winter := branch.RoundID(5), branch.RoundID(7) // 4 is a group's poll, 6 a run-off
	stageDue := func(r branch.RoundID, at time.Time) func(*store.Tx) error {
		return func(tx *store.Tx) error {
			rounds.StageDue(o, tx, store.Due{Push: rounds.PushStage, Branch: 1, Subject: int64(r), At: at}, at)
			return nil
		}
	}
	due := func(push string, subject int64, at time.Time) store.Due {
		return store.Due{Push: push, Branch: 1, Subject: subject, At: at}
	}
	until := day(6, 2, 18)
	further := roster // with somebody new, somebody gone, a new group and its leader, and a line that is not clear
	further.People = slices.Delete(slices.Clone(roster.People), 20, 21)
	further.People[12].Joined, further.People[12].Group = further.People[12].Joined+1, "第六党小组"
	further.People[13].Group, further.People[13].GroupLeader = "第六党小组", true
	further.People[14].Post = branch.PublicityPost
	further.People[29].Post = branch.NoPost
	further.People[27].Post = branch.NoPost
	further.People = append(further.People, branch.RosterPerson{Row: 90, Name: "王<b>强", Group: "第六党小组", Joined: branch.On(2026, 1, 5)})
	proposal := func(tx *store.Tx) store.Proposal {
		p, ok := office.GetProposal(tx, 1, organiser)
		if !ok {
			t.Fatal("no proposal")
		}
		return p
	}
	did := map[string]bool{}
	for _, step := range []struct {
		deed string
		do   func(tx *store.Tx) error
	}{
		{"Found", func(tx *store.Tx) error {
			f, faults := branch.Establish(roster, "", branch.DateOf(day(3, 2, 9)))
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			_, err := o.Found(tx, f, day(3, 2, 9))
			return err
		}},
		{"Attach", func(tx *store.Tx) error {
			for _, m := range office.MembersOf(tx, 1, func(m branch.Member) bool { return m.ID != newcomer }) {
				to := fmt.Sprint("tg:", m.ID)
				o.Attach(tx, m, chat.Account(to), chat.Chat(to), day(3, 2, 9))
			}
			return nil
		}},
		{"Configure", func(tx *store.Tx) error {
			b := office.GetBranch(tx, 1)
			b.Settings.Threshold = 60
			return o.Configure(tx, 1, b.Settings, day(3, 2, 10))
		}},
		{"SendDigest", func(tx *store.Tx) error {
			o.SendDigest(tx, due(office.PushDigest, organiser, day(3, 17, 9)), day(3, 17, 9))
			return nil
		}},
		{"Pair", func(tx *store.Tx) error {
			return o.Pair(tx, 1, 2, branch.Pairing{Point: true, Leader: 14, Group: 3, Liaison: 16}, day(3, 17, 12))
		}},
		{"PutContact", func(tx *store.Tx) error {
			o.PutContact(tx, branch.Contact{Branch: 1, ID: 7, Name: "新企业", Point: true, Leader: 14, Group: 3}, day(3, 17, 12))
			return nil
		}},
		{"ShowDigest", func(tx *store.Tx) error { o.ShowDigest(tx, who(tx, organiser), day(3, 17, 11)); return nil }},
		{"Home", func(tx *store.Tx) error {
			tx.ShowBelow("tg:2", o.Home(tx, who(tx, organiser), day(3, 18, 9)))
			return nil
		}},
		{"OpenNominations", func(tx *store.Tx) error {
			rounds.OpenNominations(o, tx, due(rounds.PushNominate, 0, day(5, 20, 9)), day(5, 20, 9))
			return nil
		}},
		{"NudgeNominations", func(tx *store.Tx) error {
			rounds.NudgeNominations(o, tx, due(rounds.PushNominateNudge, int64(nominations), day(6, 3, 9)), day(6, 3, 9))
			return nil
		}},
		{"Nominate", func(tx *store.Tx) error {
			return rounds.Nominate(o, tx, who(tx, organiser), nominations, 2, 10, "认真负责。", day(6, 3, 10))
		}},
		{"Withdraw", func(tx *store.Tx) error {
			return rounds.Withdraw(o, tx, who(tx, organiser), nominations, 2, day(6, 3, 10))
		}},
		{"Nominate", func(tx *store.Tx) error {
			return rounds.Nominate(o, tx, who(tx, organiser), nominations, 2, 10, "认真负责。", day(6, 3, 10))
		}},
		{"OpenBallot", func(tx *store.Tx) error {
			_, err := rounds.OpenBallot(o, tx, who(tx, organiser), 0, branch.MembersOf(3, 5), until, keys[0], day(6, 1, 9))
			return err
		}},
		{"Invite", func(tx *store.Tx) error { return o.Invite(tx, 1, newcomer, code, 0, day(6, 1, 9)) }},
		{"Redeem", func(tx *store.Tx) error {
			o.Redeem(tx, "tg:4", "tg:4", second, day(6, 1, 9)) // a wrong one
			o.Redeem(tx, "tg:4", "tg:4", code, day(6, 1, 9))
			return nil
		}},
		{"Bind", func(tx *store.Tx) error {
			f, ok := store.Forms.Get(tx, store.ChatKey("tg:4"))
			if !ok {
				t.Fatal("no form")
			}
			return o.Bind(tx, f, "tg:4", day(6, 1, 9))
		}},
		{"Bind", func(tx *store.Tx) error { return bindAnew(o, tx, 1, 12, organiser, "tg:other", day(6, 1, 9)) }},
		{"ItIsMe", func(tx *store.Tx) error { return o.ItIsMe(tx, "tg:12", 1, 12) }},
		{"Bind", func(tx *store.Tx) error { return bindAnew(o, tx, 1, 12, organiser, "tg:further", day(6, 1, 9)) }},
		{"ItIsNotMe", func(tx *store.Tx) error { return o.ItIsNotMe(tx, "tg:other", 1, 12, day(6, 1, 9)) }},
		{"Bind", func(tx *store.Tx) error { return bindAnew(o, tx, 1, 12, organiser, "tg:12", day(6, 1, 9)) }},
		{"Vouch", func(tx *store.Tx) error { return o.Vouch(tx, who(tx, inspector), 12) }},
		{"ConfirmSeat", func(tx *store.Tx) error {
			return rounds.ConfirmSeat(o, tx, who(tx, inspector), first, newcomer, day(6, 1, 9))
		}},
		{"MayVote", func(tx *store.Tx) error {
			r, _ := rounds.GetRound(tx, 1, first)
			return rounds.MayVote(o, tx, who(tx, newcomer), r, day(6, 1, 10))
		}},
		{"CastBallot", func(tx *store.Tx) error {
			return rounds.CastBallot(o, tx, who(tx, newcomer), first, rounds.Choice{Mask: 2}, day(6, 1, 10))
		}},
		{"ShowTurnout", func(tx *store.Tx) error {
			rounds.ShowTurnout(o, tx, due(rounds.PushTurnout, int64(first), day(6, 1, 10)), day(6, 1, 11))
			return nil
		}},
		{"CloseBallot", func(tx *store.Tx) error { // too few have voted
			rounds.CloseBallot(o, tx, due(rounds.PushBallotClose, int64(first), until), until)
			return nil
		}},
		{"ExtendRound", func(tx *store.Tx) error {
			return rounds.ExtendRound(o, tx, who(tx, organiser), first, until.Unix(), day(6, 2, 19))
		}},
		{"VoidRound", func(tx *store.Tx) error { return rounds.VoidRound(o, tx, who(tx, organiser), first, day(6, 2, 20)) }},
		{"OpenBallot", func(tx *store.Tx) error {
			_, err := rounds.OpenBallot(o, tx, who(tx, organiser), 0, branch.MembersOf(3, 5), day(6, 4, 18), keys[1], day(6, 3, 9))
			return err
		}},
		{"CastBallot", func(tx *store.Tx) error {
			for _, m := range office.OnRoll(tx, 1, branch.On(2026, 6, 3), false) {
				if err := rounds.CastBallot(o, tx, m, again, rounds.Choice{Mask: 1 << (m.ID % 2)}, day(6, 3, 10)); err != nil {
					return err
				}
			}
			return nil
		}},
		{"CloseRound", func(tx *store.Tx) error {
			return rounds.CloseRound(o, tx, who(tx, organiser), again, "", day(6, 3, 11))
		}},
		{"OpenPoll", func(tx *store.Tx) error {
			return rounds.OpenPoll(o, tx, who(tx, 9), nominations, 2, keys[2], day(6, 8, 9))
		}},
		{"Broken", func(tx *store.Tx) error {
			o.Broken(tx, due(rounds.PushNominateClose, int64(nominations), day(6, 10, 18)), true)
			return nil
		}},
		{"CloseNominations", func(tx *store.Tx) error {
			rounds.CloseNominations(o, tx, due(rounds.PushNominateClose, int64(nominations), day(6, 10, 18)), day(6, 10, 18))
			return nil
		}},
		{"CloseRound", func(tx *store.Tx) error {
			return rounds.CloseRound(o, tx, who(tx, organiser), nominations, "", day(6, 10, 19))
		}},
		{"Opened", func(tx *store.Tx) error { o.Opened(tx, false, day(6, 11, 9)); return nil }},
		{"Opened after a restore", func(tx *store.Tx) error { o.Opened(tx, true, day(6, 11, 9)); return nil }},
		{"StageDue", stageDue(nominations, day(6, 11, 9))}, // presents
		{"Move", func(tx *store.Tx) error {
			return rounds.Move(o, tx, who(tx, organiser), nominations, day(6, 16, 18), "有同志出差。", day(6, 12, 9))
		}},
		{"StageDue", stageDue(nominations, day(6, 16, 18))}, // and is over
		{"Decide", func(tx *store.Tx) error {
			return rounds.Decide(o, tx, who(tx, organiser), nominations, branch.Assembly, branch.On(2026, 6, 17), 31, []int{28, 20}, "", day(6, 17, 10))
		}},
		{"StageDue", stageDue(nominations, day(6, 18, 9))}, // 公示
		{"Object", func(tx *store.Tx) error {
			return rounds.Object(o, tx, who(tx, 3), nominations, 0, "情况有出入。", day(6, 18, 10))
		}},
		{"Answer", func(tx *store.Tx) error {
			return rounds.Answer(o, tx, who(tx, inspector), nominations, 1, true, "经核实属实。", day(6, 18, 11))
		}},
		{"Decide", func(tx *store.Tx) error {
			return rounds.Decide(o, tx, who(tx, organiser), nominations, branch.Committee, branch.On(2026, 6, 18), 5, []int{5, 4}, "", day(6, 18, 15))
		}},
		{"Decide", func(tx *store.Tx) error {
			return rounds.Decide(o, tx, who(tx, organiser), again, branch.Committee, branch.On(2026, 6, 18), 5, []int{5, 4}, "", day(6, 18, 15))
		}},
		{"StageDue", stageDue(again, day(6, 22, 9))},
		{"StageDue", stageDue(again, day(6, 26, 18))},
		{"StageDue", stageDue(again, day(6, 29, 9))}, // named
		{"HandFlag", func(tx *store.Tx) error { return rounds.HandFlag(o, tx, who(tx, organiser), again, day(6, 29, 10)) }},
		{"SendDecision", func(tx *store.Tx) error { return rounds.SendDecision(o, tx, who(tx, organiser), again) }},
		{"SendHistory", func(tx *store.Tx) error { return rounds.SendHistory(o, tx, who(tx, organiser), day(6, 29, 10)) }},
		{"LookWhoTook", func(tx *store.Tx) error {
			_, err := rounds.LookWhoTook(o, tx, who(tx, inspector), again, day(6, 29, 11))
			return err
		}},
		{"AskAssembly", func(tx *store.Tx) error {
			rounds.AskAssembly(o, tx, due(rounds.PushAssembly, 0, day(9, 7, 9)), day(9, 7, 9))
			return nil
		}},
		{"SetAssembly", func(tx *store.Tx) error {
			return rounds.SetAssembly(o, tx, who(tx, organiser), autumn, branch.On(2026, 9, 22), day(9, 8, 9))
		}},
		{"Report", func(tx *store.Tx) error {
			return rounds.Report(o, tx, who(tx, organiser), autumn, 1, "加班筹备。", day(9, 9, 9))
		}},
		{"NameCandidate", func(tx *store.Tx) error {
			return rounds.NameCandidate(o, tx, who(tx, organiser), autumn, 1, 3, day(9, 9, 9))
		}},
		{"Report", func(tx *store.Tx) error { return rounds.Report(o, tx, who(tx, organiser), autumn, 2, "", day(9, 9, 9)) }},
		{"NameCandidate", func(tx *store.Tx) error {
			return rounds.NameCandidate(o, tx, who(tx, organiser), autumn, 2, 10, day(9, 9, 9))
		}},
		{"SendReports", func(tx *store.Tx) error { return rounds.SendReports(o, tx, who(tx, organiser), autumn) }},
		{"NudgeReports", func(tx *store.Tx) error {
			rounds.NudgeReports(o, tx, due(rounds.PushReportNudge, int64(autumn), day(9, 21, 9)), day(9, 21, 9))
			return nil
		}},
		{"StartBallot", func(tx *store.Tx) error {
			return rounds.StartBallot(o, tx, who(tx, organiser), autumn, keys[3], day(9, 22, 17))
		}},
		{"MarkPaper", func(tx *store.Tx) error {
			return rounds.MarkPaper(o, tx, who(tx, organiser), autumn, 7, true, day(9, 23, 9))
		}},
		{"Hush", func(tx *store.Tx) error { return rounds.Hush(o, tx, who(tx, 8), autumn) }},
		{"NudgeBallot", func(tx *store.Tx) error {
			rounds.NudgeBallot(o, tx, due(rounds.PushBallotNudge, int64(autumn), day(9, 23, 9)), day(9, 23, 9))
			return nil
		}},
		{"CastBallot", func(tx *store.Tx) error {
			n := 0
			for _, m := range office.OnRoll(tx, 1, branch.On(2026, 9, 22), false) {
				if m.ID == 7 || n == 21 {
					continue
				}
				if err := rounds.CastBallot(o, tx, m, autumn, rounds.Choice{Mask: 1 << (n % 2)}, day(9, 23, 10)); err != nil {
					return err
				}
				n++
			}
			return nil
		}},
		{"CloseBallot", func(tx *store.Tx) error { // the paper votes are still to come
			rounds.CloseBallot(o, tx, due(rounds.PushBallotClose, int64(autumn), day(9, 24, 18)), day(9, 24, 18))
			return nil
		}},
		{"EnterPaper", func(tx *store.Tx) error {
			return rounds.EnterPaper(o, tx, who(tx, organiser), autumn, rounds.Tally{Cast: 1, Votes: []int{0, 1}}, day(9, 24, 19))
		}},
		{"ConfirmPaper", func(tx *store.Tx) error { return rounds.ConfirmPaper(o, tx, who(tx, 1), autumn, day(9, 24, 20)) }},
		{"RunOff", func(tx *store.Tx) error {
			return rounds.RunOff(o, tx, who(tx, organiser), autumn, keys[4], day(9, 28, 9))
		}},
		{"AskAssembly", func(tx *store.Tx) error {
			rounds.AskAssembly(o, tx, due(rounds.PushAssembly, 0, day(12, 10, 9)), day(12, 10, 9))
			return nil
		}},
		{"CallOff", func(tx *store.Tx) error {
			return rounds.CallOff(o, tx, who(tx, organiser), winter, "工作安排冲突。", day(12, 11, 9))
		}},
		{"BallotDue", func(tx *store.Tx) error {
			rounds.BallotDue(o, tx, due(rounds.PushBallotOpen, int64(winter), day(12, 11, 18)), keys[5], day(12, 11, 18))
			return nil
		}},
		{"EnterVenue", func(tx *store.Tx) error {
			o.EnterVenue(tx, "tg:2", "tg:-5", "支部群", 30, day(6, 11, 9))
			o.EnterVenue(tx, "tg:stranger", "tg:-6", "别的群", 3, day(6, 11, 9))
			return nil
		}},
		{"Here", func(tx *store.Tx) error { return o.Here(tx, "tg:2", "tg:-5", "支部大群", 0, 31, day(6, 11, 9)) }},
		{"LinkVenue", func(tx *store.Tx) error {
			_, err := o.LinkVenue(tx, who(tx, organiser), 1, day(6, 11, 9))
			return err
		}},
		{"Announce", func(tx *store.Tx) error { o.Announce(tx, 1, cards.Plain("notice", "公示"), time.Time{}); return nil }},
		{"LeaveVenue", func(tx *store.Tx) error { _, err := o.LeaveVenue(tx, who(tx, organiser), 1); return err }},
		{"LoseVenue", func(tx *store.Tx) error { o.LoseVenue(tx, "tg:-5"); return nil }},
		{"TakeUpload", func(tx *store.Tx) error {
			return o.TakeUpload(tx, who(tx, organiser), "tg:2", chat.Uploaded{Ref: "r", Name: "../名\u202e册.xlsx", Size: 9})
		}},
		{"BeginUpload", func(tx *store.Tx) error {
			u, _ := store.Uploads.Get(tx, store.ChatKey("tg:2"))
			o.BeginUpload(tx, u)
			return nil
		}},
		{"ReadUpload", func(tx *store.Tx) error {
			u, _ := store.Uploads.Get(tx, store.ChatKey("tg:2"))
			o.ReadUpload(tx, u, "hash", further, day(6, 11, 10))
			return nil
		}},
		{"AskUpload", func(tx *store.Tx) error {
			if err := o.TakeUpload(tx, who(tx, organiser), "tg:2", chat.Uploaded{Ref: "r", Name: "措施.xlsx", Size: 9}); err != nil {
				return err
			}
			u, _ := store.Uploads.Get(tx, store.ChatKey("tg:2"))
			o.AskUpload(tx, u, "hash", "文本", 1, day(6, 11, 9))
			return nil
		}},
		{"TellUpload", func(tx *store.Tx) error {
			u, _ := store.Uploads.Get(tx, store.ChatKey("tg:2"))
			return o.TellUpload(tx, who(tx, organiser), "tg:2", u.Number, "text", day(6, 11, 10))
		}},

		{"TakeText", func(tx *store.Tx) error {
			return o.TakeText(tx, who(tx, organiser), store.Form{Chat: "tg:2", Number: 7}, "text", chat.Uploaded{Ref: "r", Name: "措施.docx", Size: 9})
		}},
		{"TakePhoto", func(tx *store.Tx) error {
			f, _ := store.Forms.Get(tx, store.ChatKey("tg:2"))
			return o.TakePhoto(tx, who(tx, organiser), f, "photo", chat.Uploaded{Ref: "r", Size: 9, Picture: true})
		}},
		{"DropImport", func(tx *store.Tx) error { o.DropImport(tx, proposal(tx), day(6, 11, 12)); return nil }},
		{"Propose", func(tx *store.Tx) error {
			_, faults, err := o.Propose(tx, 1, organiser, "名册.xlsx", "hash", further, day(6, 11, 11))
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			return err
		}},
		{"ImportView", func(tx *store.Tx) error { _, _, err := o.ImportView(tx, proposal(tx), day(6, 11, 12)); return err }},
		{"AnswerAsk", func(tx *store.Tx) error {
			_, err := o.AnswerAsk(tx, proposal(tx), int64(further.People[12].Row), branch.IsNew, day(6, 11, 12))
			return err
		}},
		{"ConfirmImport", func(tx *store.Tx) error {
			_, stale, err := o.ConfirmImport(tx, proposal(tx), day(6, 11, 13))
			if stale {
				t.Error("nothing has changed in between")
			}
			return err
		}},
		{"ConfirmPending", func(tx *store.Tx) error { // it gives seats away
			return o.ConfirmPending(tx, who(tx, 1), 1, day(6, 11, 13))
		}},
		{"ExportRoster", func(tx *store.Tx) error { return o.ExportRoster(tx, who(tx, organiser), day(6, 11, 14)) }},
		{"MineFile", func(tx *store.Tx) error { o.MineFile(tx, who(tx, organiser), day(6, 11, 14)); return nil }},
		{"Watch", func(tx *store.Tx) error {
			lost := cards.Plain("lost", "一张没有送达的卡片")
			w := store.Waiting{Chat: "tg:2", Seq: tx.Next(store.Key(nil).Str("waiting")), Card: &lost}
			tx.GiveUp(w, "400 odd", day(6, 11, 14))
			store.Upkeeps.Put(tx, store.Upkeep{Failed: "no space left on device", FailedAt: day(6, 11, 3)})
			o.Watch(tx, office.Health{Failed: day(6, 11, 10), Free: 1 << 20}, day(6, 11, 15))
			return nil
		}},
		{"Resend", func(tx *store.Tx) error {
			if n, err := o.Resend(tx, who(tx, organiser)); n != 1 || err != nil {
				t.Error(n, " sent again: ", err)
			}
			return nil
		}},
		{"TakeFormFile", func(tx *store.Tx) error {
			return o.TakeFormFile(tx, who(tx, organiser), office.Chat(tx, who(tx, organiser)), 7, chat.Uploaded{Ref: "f", Name: "事迹.docx", Size: 9})
		}},
		{"EndUpload", func(tx *store.Tx) error {
			u, _ := store.Uploads.Get(tx, store.ChatKey(office.Chat(tx, who(tx, organiser))))
			if _, ok := o.EndUpload(tx, u); !ok {
				t.Error("a file that was sent is not wanted")
			}
			return nil
		}},
		{"StartTalks", func(tx *store.Tx) error { return rounds.StartTalks(o, tx, who(tx, organiser), day(12, 1, 8)) }},
		{"CarryOut", func(tx *store.Tx) error {
			o.CarryOut(tx, due(office.PushCalendar, 0, day(11, 28, 9)), "", day(11, 28, 9)) // a Saturday
			return nil
		}},
		{"WarnCalendar", func(tx *store.Tx) error {
			o.WarnCalendar(tx, due(office.PushCalendar, 0, day(12, 1, 9)), day(12, 1, 9))
			return nil
		}},
		{"Change", func(tx *store.Tx) error {
			_, err := o.Change(tx, who(tx, organiser), branch.Change{Kind: "move", Member: 3, Group: 2, From: branch.On(2026, 6, 15)}, day(6, 15, 9))
			return err
		}},
		{"Change", func(tx *store.Tx) error {
			_, err := o.Change(tx, who(tx, organiser), branch.Change{Kind: "appoint", Member: 5, Choice: "宣传委员", From: branch.On(2026, 6, 15)}, day(6, 15, 9))
			return err
		}},
		{"PendingCard", func(tx *store.Tx) error { _, err := o.PendingCard(tx, who(tx, 1), 2, 0, day(6, 15, 9)); return err }},
		{"RefusePending", func(tx *store.Tx) error { return o.RefusePending(tx, who(tx, 1), 2, day(6, 15, 9)) }},
		{"Change", func(tx *store.Tx) error {
			_, err := o.Change(tx, who(tx, organiser), branch.Change{Kind: "appoint", Member: 6, Choice: "宣传委员", From: branch.On(2026, 6, 15)}, day(6, 15, 9))
			return err
		}},
		{"ExpirePending", func(tx *store.Tx) error {
			o.ExpirePending(tx, due(office.PushPending, 3, day(6, 22, 9)), day(6, 22, 9))
			return nil
		}},
		{"UndoChange", func(tx *store.Tx) error { return o.UndoChange(tx, who(tx, organiser), 2, day(6, 15, 10)) }},
		{"Change", func(tx *store.Tx) error {
			_, err := o.Change(tx, who(tx, organiser), branch.Change{Kind: "group.name", Group: 5, Name: "机关第五党小组", From: branch.On(2026, 7, 1)}, day(6, 15, 11))
			return err
		}},
		{"ConfirmPendingHere", func(tx *store.Tx) error {
			c, err := o.Change(tx, who(tx, organiser), branch.Change{Kind: "appoint", Member: 6, Choice: "宣传委员", From: branch.On(2026, 8, 1)}, day(6, 15, 11))
			if err == nil {
				_, err = o.ConfirmPendingHere(tx, 1, int64(c.ID), day(6, 15, 12))
			}
			return err
		}},
		{"Unfound", func(tx *store.Tx) error {
			store.Foundings.Put(tx, store.Founding{Branch: 99})
			store.Members.Put(tx, branch.Member{Branch: 99, ID: 1, Name: "陈一"})
			o.Unfound(tx, store.Due{Push: office.PushUnfound, Branch: 99, At: day(7, 1, 0)}, day(7, 1, 0))
			return nil
		}},
		{"PlanMembers", func(tx *store.Tx) error {
			o.PlanMembers(tx, due(office.PushPlan, 1, day(7, 1, 0)), day(7, 1, 0))
			return nil
		}},
		{"CarryOutChange", func(tx *store.Tx) error {
			o.CarryOutChange(tx, due(office.PushChange, 3, day(7, 1, 0)), day(7, 1, 0))
			return nil
		}},
		{"ConfigureOne", func(tx *store.Tx) error {
			return o.ConfigureOne(tx, who(tx, organiser), branch.OwnSettings.All()[0], "08:30", day(7, 1, 9))
		}},
		{"LoadHolidays", func(tx *store.Tx) error {
			_, err := o.LoadHolidays(tx, who(tx, organiser), wholeYear(2027), day(12, 1, 10))
			return err
		}},
		{"Rewrite", func(tx *store.Tx) error {
			p := office.People(tx, 1)
			p.Member(5).Section = "新科室"
			_, err := o.Rewrite(tx, 1, organiser, "导入名册", p, day(12, 1, 11))
			return err
		}},
		{"GiveObjection", func(tx *store.Tx) error { // all in office were appointed after it was made
			for m := range store.MembersByPost.Scan(tx, nil) {
				m.Since = nil
				for _, seat := range m.Post.Seats() {
					m.Since = append(m.Since, branch.Seated{Seat: seat, At: day(11, 1, 9)})
				}
				store.Members.Put(tx, m)
			}
			rounds.Objections.Put(tx, rounds.Objection{Branch: 1, Round: 8, ID: 1, By: 3, About: branch.Candidate{Member: 7}, Text: "有出入。", At: day(10, 1, 9)})
			return rounds.GiveObjection(o, tx, who(tx, 3), 8, 1, day(12, 1, 11))
		}},
		{"Unbind", func(tx *store.Tx) error { return o.Unbind(tx, who(tx, 3), day(12, 1, 11)) }},
		{"Erase", func(tx *store.Tx) error { return o.Erase(tx, who(tx, 4), day(12, 1, 11)) }},
	} {
		did[step.deed] = true
		undone := errors.New("undone")
		var wrote [2][]string
		for i := range wrote {
			if _, err := s.Update(func(tx *store.Tx) error {
				if err := step.do(tx); err != nil {
					return err
				}
				wrote[i] = everything(tx)
				return undone
			}); !errors.Is(err, undone) {
				t.Fatalf("%s: %v", step.deed, err)
			}
		}
		if !slices.Equal(wrote[0], wrote[1]) {
			t.Errorf("%s wrote otherwise the second time", step.deed)
		}
		if _, err := s.Update(step.do); err != nil {
			t.Fatalf("%s: %v", step.deed, err)
		}
	}
	takesTx := func(f reflect.Type) bool {
		for i := range f.NumIn() {
			if f.In(i) == reflect.TypeFor[*store.Tx]() {
				return true
			}
		}
		return false
	}
	// These only look, plan from what the others leave, or are of theirs.
	looks := []string{"Assembly", "BeginReminding", "CalledOn", "CameOn", "CheckSetting", "DecideForm", "Describe", "Draft", "Evidence", "FirmParts", "Foresee", "Forget", "Heard", "Help", "LateNaming", "MayExtend", "MayMove", "MayOpen", "MayPoll", "MayReportNow", "MayRunOff", "MaySetAssembly", "MayStart", "MayStartTalks", "MayUndo", "Menu", "Met", "Mine", "NoteExport", "NoticeView", "Owes", "PaperToConfirm", "PendingLines", "PersonView", "PlanMembers", "Preview", "PublicCard", "Recurring", "RefreshHomes", "ReportDraft", "ReportPages", "ReportView", "Room", "RoundCard", "SeatCard", "Settings", "Sheets", "Status", "StirMembers", "Survey", "Venue", "Waits", "WaitsCard"}
	for m := range reflect.TypeFor[*office.Office]().Methods() {
		if takesTx(m.Type) && !did[m.Name] && !slices.Contains(looks, m.Name) {
			t.Errorf("%s is not in the list", m.Name)
		}
	}
	if faults := s.Check(); len(faults) > 0 {
		t.Error(faults)
	}
	wantStates(t, s)
}

// wantStates looks at what the year of TestDeedsTwice has left.
func wantStates(t *testing.T, s *store.Store) {
	t.Helper()
	_ = s.View(func(tx *store.Tx) error {
		var got []string
		for r := range rounds.Rounds.Scan(tx, nil) {
			got = append(got, fmt.Sprint(r.Kind, r.Period, " ", rounds.State(r), " ", rounds.NamesOf(tx, r, r.Named)))
		}
		if want := []string{"身边好党员2026 公示 []", "先锋岗2026Q2 已作废 []", "先锋岗2026Q2 已命名 [陆文博]", "组内推荐2026 已作废 []",
			"先锋岗2026Q3 平票，已组织复投 []", "先锋岗2026Q3 推荐中 []", "先锋岗2026Q4 未开展 []", "优秀微党课2026 提名中 []"}; !slices.Equal(got, want) {
			t.Errorf("the rounds are %q, want %q", got, want)
		}
		r, _ := rounds.GetRound(tx, 1, 5)
		if o := r.Stage(rounds.StageBallot).Outcome; o == nil || o.Cast != 22 || len(o.Votes) != 0 || len(o.Tied) != 2 || r.Stage(rounds.StageBallot).Paper.Sealed != nil {
			t.Errorf("with a vote on paper: %+v", o)
		}
		return nil
	})
}
