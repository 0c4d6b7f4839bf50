package bot_test

import (
	"errors"
	"log/slog"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/app"
	. "zhibu/bot"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/demo/roster"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/birthday"
	"zhibu/topic/dues"
	"zhibu/topic/feedback"
	"zhibu/topic/meeting"
	"zhibu/topic/points"
	"zhibu/topic/policy"
	"zhibu/topic/probation"
	"zhibu/topic/register"
	"zhibu/topic/requests"
	"zhibu/topic/rounds"
	"zhibu/topic/rule"
	"zhibu/topic/term"
	"zhibu/topic/transfer"
	"zhibu/vault"
	"zhibu/world/rig"
)

// house is two branches in a store, with a round of each kind under way in the first.
type house struct {
	*testing.T
	bot     *Bot
	store   *store.Store
	now     time.Time
	nom     int64            // the round that takes nominations
	vote    int64            // the ballot
	imp     int64            // the organiser's proposed roster, in which one line is to be cleared up
	seen    int64            // what the draft of minutes 2 says
	voted   int64            // the vote in minutes 3
	left    branch.ChangeID  // by which the leaver went: it can be undone
	pending int64            // an appointment by the organiser that waits for another officer
	rest    map[string]int64 // rounds in other stages: see stages
	forms   map[string]int64
	renamed bool  // see rename
	message int64 // that is pressed; 0: newer than all that are known
}

// The people who try what they may not. Their numbers are those of demo/roster/roster.xlsx.
const (
	secretary = 1
	organiser = 2 // leads group 1
	member    = 3 // of group 1
	leader2   = 9 // leads group 2
	prober    = 30
	overdue   = 28
	moved     = 990 // the change by which somebody was transferred
	inspector = 22  // 纪检委员
	late      = 4   // bound an account while the ballot runs
	victim    = 6   // whose forms others try to fill in
	leaver    = 7   // has left the branch
	checked   = 10  // of group 2, whose checklist has gone out
	clerk     = 17  // 党务干事
)

func accountOf(m branch.MemberID) chat.Account { return chat.Account("tg:" + string(rune('A'+m))) }

const (
	foreigner = chat.Account("tg:foreign")
	stranger  = chat.Account("tg:stranger")
)

func newHouse(t *testing.T) *house {
	t.Helper()
	v, err := vault.Open(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.TempDir(), store.Options{Secret: v.Secret()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	h := &house{T: t, store: s, now: branch.On(2026, time.June, 1).At(10, 0), forms: map[string]int64{}}
	daily := func(_ string, from time.Time) time.Time { // 9:00, the only time of day that the default settings name
		at := branch.DateOf(from).At(9, 0)
		if at.Before(from) {
			at = (branch.DateOf(from) + 1).At(9, 0)
		}
		return at
	}
	o := &office.Office{Matters: app.OfficeMatters(), Calendar: branch.ChinaCalendar(), Keys: v, When: daily}
	h.bot = New(Options{Store: s, Office: o, Matters: app.BotMatters(), Now: func() time.Time { return h.now }, Fresh: v.Fresh,
		Say: func(chat.Chat, int64, string, []store.Reply) {}, Log: slog.New(slog.DiscardHandler)})
	roster, faults, err := files.ReadRoster("roster.xlsx", roster.File)
	if err != nil || len(faults) > 0 {
		t.Fatal(err, faults)
	}
	roster.People[clerk-1].Post = branch.PartyClerk
	roster.People[overdue-1].Joined, roster.People[overdue-1].Full = branch.On(2025, time.May, 16), 0 // a probation past its end
	h.do(func(tx *store.Tx) error {
		for _, name := range []string{"", "中共邻县台办机关支部委员会"} {
			f, faults := branch.Establish(roster, name, branch.DateOf(h.now))
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			b, err := o.Found(tx, f, h.now)
			if err != nil {
				return err
			}
			for m := range store.Members.Scan(tx, store.K(b)) {
				switch {
				case m.ID == late:
				case b == 1:
					o.Attach(tx, m, accountOf(m.ID), chat.Chat(accountOf(m.ID)), h.now)
				case m.ID == organiser:
					o.Attach(tx, m, foreigner, chat.Chat(foreigner), h.now)
				}
			}
		}
		due := store.Due{Push: rounds.PushNominate, Branch: 1, At: branch.On(2026, time.May, 20).At(9, 0)}
		rounds.OpenNominations(o, tx, due, h.now)
		store.Saids.Put(tx, store.Said{Push: birthday.PushChecklist, Branch: 1, Subject: checked, Period: "2026", At: h.now})
		for _, m := range []branch.MemberID{member, victim} {
			who, _ := office.Member(tx, 1, m)
			if _, err := birthday.Reflect(o, tx, who, 2025, "这是只写给自己的话。", h.now); err != nil {
				return err
			}
		}
		sharer, _ := office.Member(tx, 1, prober)
		if _, err := birthday.Reflect(o, tx, sharer, sharer.Joined.Year(), "这是写给支部的话。", h.now); err != nil {
			return err
		}
		_, err := birthday.ShareReflection(o, tx, sharer, sharer.Joined.Year(), true, h.now)
		return err
	})
	key, err := v.Fresh()
	if err != nil {
		t.Fatal(err)
	}
	h.do(func(tx *store.Tx) error {
		opener, _ := office.Member(tx, 1, organiser)
		c, err := o.Change(tx, opener, branch.Change{Kind: "leave", Member: leaver, Choice: string(branch.Retired), From: branch.DateOf(h.now)}, h.now)
		if err != nil {
			return err
		}
		h.left = c.ID
		_, err = rounds.OpenBallot(o, tx, opener, 0, branch.MembersOf(5, 10), branch.On(2026, time.June, 2).At(18, 0), key, h.now)
		if err != nil {
			return err
		}
		o.EnterVenue(tx, accountOf(organiser), "tg:-5", "支部群", 30, h.now)
		code := office.NewCode()
		if err := o.Invite(tx, 1, late, code, 0, h.now); err != nil {
			return err
		}
		o.Redeem(tx, accountOf(late), chat.Chat(accountOf(late)), code, h.now)
		f, _ := store.Forms.Get(tx, store.ChatKey(chat.Chat(accountOf(late))))
		if err := o.Bind(tx, f, accountOf(late), h.now); err != nil {
			return err
		}
		me, _ := office.Member(tx, 1, member)
		entry := points.Entry{Contact: 1, Activities: []branch.Activity{branch.Visit}, Day: branch.On(2026, time.May, 4), Went: []branch.MemberID{member}, Text: "走访企业。"}
		if _, err := points.Log(o, tx, me, entry, h.now); err != nil { // record 1, by M
			return err
		}
		_, err = requests.Accept(o, tx, me, 1, "希望协调用电。", h.now) // request 1, of M; O is to ask
		if err != nil {
			return err
		}
		keeper, _ := office.Member(tx, 1, organiser)
		if _, err := register.Honours.Log(tx, keeper, register.Content{Answers: Given("who", "机关党支部", "honour", "示范党支部", "level", "市级", "outcome", "已推荐", "day", branch.DateOf(h.now))}, h.now); err != nil {
			return err
		}
		if err := h.hold(tx, o, keeper); err != nil {
			return err
		}
		chief, _ := office.Member(tx, 1, secretary)
		if _, err := feedback.Sign(o, tx, chief, "建议改进会务。", h.now); err != nil { // entry 1
			return err
		}
		if _, err := policy.Add(o, tx, 1, organiser, "惠台措施", branch.ReadArticles("第一条 贷款贴息。"), h.now); err != nil {
			return err
		}
		for r := range rounds.Rounds.Scan(tx, store.K[branch.BranchID](1)) {
			if r.Kind == rounds.GoodMember {
				h.nom = int64(r.ID)
			} else {
				h.vote = int64(r.ID)
			}
		}
		changed := roster
		changed.People = slices.Clone(roster.People)
		changed.People = slices.Delete(changed.People, leaver-1, leaver) // who has left and is back would be another line to clear up
		changed.People[10].Title = "四级主任科员"
		changed.People[11].Joined, changed.People[11].Group = changed.People[11].Joined+1, "第一党小组"
		if _, faults, err := o.Propose(tx, 1, organiser, "名册.xlsx", "", changed, h.now); err != nil || len(faults) > 0 {
			t.Fatal(err, faults)
		}
		p, _ := office.GetProposal(tx, 1, organiser)
		h.imp = p.Number
		seat, err := o.Change(tx, opener, branch.Change{Kind: "appoint", Member: 8, Choice: string(branch.PublicityPost), From: branch.DateOf(h.now)}, h.now)
		if err != nil {
			return err
		}
		h.pending = int64(seat.ID)
		h.stages(tx)
		return nil
	})
	return h
}

// hold holds meetings: 1 of all and 2 of group 1, with minutes that are checked and a draft; 3 of group 1, with a vote; and calls two.
func (h *house) hold(tx *store.Tx, o *office.Office, keeper branch.Member) error {
	for _, held := range []meeting.Content{{Kinds: []string{meeting.PartyDay}}, {Kinds: []string{meeting.GroupMeet}, Groups: []branch.GroupID{1}}} {
		held.Day, held.Topics = branch.DateOf(h.now)-10, "学习。"
		if _, err := meeting.Log(o, tx, keeper, held, h.now); err != nil { // 1 of all, 2 of group 1
			return err
		}
	}
	written := meeting.Written{Chair: secretary, Recorder: organiser, Place: "会议室", Due: 3, Less: "三人出国。", Present: 3, Points: "学习和讨论工作。", Decision: "同意年度安排。"}
	probation.Decisions.Put(tx, probation.Decided{Branch: 1, Member: overdue, End: branch.On(2026, time.May, 16), Day: branch.DateOf(h.now) - 2, Result: "按期转正", By: secretary, At: h.now})
	store.Members.Put(tx, branch.Member{Branch: 1, ID: 77, Name: "已转出", Group: 1, Joined: branch.On(2010, time.May, 4), Full: branch.On(2011, time.May, 4), Status: branch.Transferred})
	store.Changes.Put(tx, branch.Change{Branch: 1, ID: moved, Kind: branch.LeaveKind, Member: 77, Choice: string(branch.Transferred), From: branch.DateOf(h.now) - 80, State: branch.ChangeDone, By: organiser, At: h.now})
	written.Photo = strings.Repeat("0", 64)
	meeting.MinutesOf.Put(tx, meeting.Minutes{Branch: 1, Gathering: 1, Written: written, By: organiser, At: h.now, Checked: &meeting.Signed{By: secretary, At: h.now}})
	meeting.MinutesOf.Put(tx, meeting.Minutes{Branch: 1, Gathering: 2, Written: written, By: organiser, At: h.now})
	voted := meeting.Content{Kinds: []string{meeting.GroupMeet}, Groups: []branch.GroupID{1}, Day: branch.DateOf(h.now) - 12, Topics: "推荐。"}
	third, err := meeting.Log(o, tx, keeper, voted, h.now) // 3 of group 1, with a vote
	if err != nil {
		return err
	}
	meeting.MinutesOf.Put(tx, meeting.Minutes{Branch: 1, Gathering: third.ID, Written: written, By: organiser, At: h.now, Checked: &meeting.Signed{By: secretary, At: h.now},
		Votes: []meeting.Vote{{Matter: "推荐优秀党员", For: 3, Passed: true, Voters: meeting.Voters{Due: 3, Present: 3}, Need: 2}},
		Was:   []meeting.WasWritten{{Written: written, Changer: organiser, When: h.now}}})
	second, _ := meeting.Get(tx, 1, 2)
	draft, _ := meeting.GetMinutes(tx, 1, 2)
	h.seen = meeting.Seen(second, draft)
	whole, _ := meeting.GetMinutes(tx, 1, third.ID)
	h.voted = whole.Votes[0].Code()
	call := meeting.Notice{Kinds: []string{meeting.GroupMeet}, Groups: []branch.GroupID{1}, At: branch.On(2026, time.June, 10).At(15, 0), Place: "会议室", Topics: "学习。"}
	if _, err := meeting.Call(o, tx, keeper, call, h.now); err != nil { // notice 1, to group 1
		return err
	}
	call.Branch, call.ID, call.By, call.At, call.MadeAt = 1, 2, keeper.ID, branch.On(2026, time.May, 28).At(15, 0), h.now.Add(-time.Hour)
	meeting.Notices.Put(tx, call) // notice 2, without a record
	return nil
}

// stages puts rounds of other quarters and years into the stages that a day of June does not show.
func (h *house) stages(tx *store.Tx) {
	h.rest = map[string]int64{}
	put := func(name string, kind rounds.RoundKind, period string, stage rounds.StageKind, change func(*rounds.Round)) {
		r := rounds.NewRound(1, kind, period)
		r.ID = branch.RoundID(tx.Next(store.K(r.Branch).Str("round")))
		r.Begin(stage, h.now.Add(-time.Hour), h.now.Add(100*time.Hour), h.now)
		r.Candidates = branch.MembersOf(5, 10)
		change(&r)
		rounds.Rounds.Put(tx, r)
		h.rest[name] = int64(r.ID)
	}
	today := branch.DateOf(h.now)
	put("report", rounds.Pioneer, "2026Q3", rounds.StageReport, func(r *rounds.Round) {
		r.Assembly, r.Asked = today, today-10
		for g := range branch.GroupID(2) {
			rounds.Reports.Put(tx, rounds.GroupReport{Branch: 1, Round: r.ID, Group: g + 1, Draft: "草稿", Candidate: r.Candidates[g], At: h.now})
		}
	})
	put("ask", rounds.Pioneer, "2026Q4", rounds.StageReport, func(r *rounds.Round) {
		r.Asked = branch.On(2026, time.December, 10)
		r.Stages[0].Opens, r.Stages[0].Closes = time.Time{}, time.Time{}
	})
	put("decide", rounds.Pioneer, "2026Q1", rounds.StageDecide, func(r *rounds.Round) {
		r.Stage(rounds.StageBallot).Outcome = &rounds.Outcome{Tally: rounds.Tally{Roll: 31, Cast: 20, Votes: []int{10, 10}}, Tied: []int{0, 1}}
		r.Finals = []rounds.Final{{Who: r.Candidates[0]}, {Who: r.Candidates[1]}}
	})
	put("notice", rounds.GoodMember, "2025", rounds.StageNotice, func(r *rounds.Round) {
		s := r.Running()
		r.Stage(rounds.StagePresent).Opens = h.now.Add(-50 * time.Hour)
		for _, c := range r.Candidates {
			r.Finals = append(r.Finals, rounds.Final{Who: c, Passed: true, From: s.Opens, To: s.Closes})
		}
		rounds.Objections.Put(tx, rounds.Objection{Branch: 1, Round: r.ID, ID: 1, By: victim, About: r.Candidates[0], Text: "有出入。", Handler: inspector})
	})
	put("done", rounds.Pioneer, "2025Q4", rounds.StageName, func(r *rounds.Round) {
		r.At, r.Named, r.Meetings = len(r.Stages), r.Candidates[:1], []branch.MeetingID{1}
		rounds.Meetings.Put(tx, branch.Meeting{Branch: 1, ID: 1, Kind: branch.Committee, Round: r.ID, Due: 5, Present: 5,
			Motions: []branch.Motion{{Who: r.Candidates[0], For: 5, Passed: true}}})
	})
	rounds.Nominations.Put(tx, rounds.Nomination{Branch: 1, Round: branch.RoundID(h.nom), Group: 1, Nominee: 3, Deeds: "认真。", By: organiser, At: h.now})
}

func (h *house) do(deed func(*store.Tx) error) {
	h.Helper()
	if _, err := h.store.Update(deed); err != nil {
		h.Fatal(err)
	}
}

var errDone = errors.New("done")

// keys are those of every card on which a button of the table stands.
func (h *house) keys() []string {
	keys := []string{cards.KeyHome, rounds.KeyBallot(1, branch.RoundID(h.vote)), rounds.KeyRound(1, branch.RoundID(h.vote)),
		rounds.KeyRound(1, branch.RoundID(h.nom)), rounds.KeySeat(1, branch.RoundID(h.vote), late), cards.KeyVenue(1), cards.KeyReplaced(1, victim)}
	keys = append(keys, cards.KeyPending(1, h.pending), cards.KeyImport(1), cards.KeyDigest(1, branch.DateOf(h.now)), birthday.KeyPrepare(1))
	for g := range branch.GroupID(6) {
		keys = append(keys, rounds.KeyNomination(1, branch.RoundID(h.nom), g))
	}
	for _, id := range h.rest {
		r := branch.RoundID(id)
		keys = append(keys, rounds.KeyRound(1, r), rounds.KeyNotice(1, r), rounds.KeyReport(1, r, 1), rounds.KeyObjection(1, r, 1))
	}
	return keys
}

// press has somebody press a button, by whatever means: every card of the branch is on his or her screen, so that
// nothing but authority stands in the way. It gives the refusal, or "" if it was done, and leaves nothing behind.
func (h *house) press(from chat.Account, p chat.Press, fill func(*store.Tx)) string {
	h.Helper()
	return h.aside(p.Encode()+" by "+string(from), func(tx *store.Tx) error {
		for _, key := range h.keys() {
			tx.Show(chat.Chat(from), cards.Plain(key, "一张卡片"))
		}
		if fill != nil {
			fill(tx)
		}
		return h.act(tx, from, p)
	})
}

// aside returns the refusal that a deed ends in, or "" if it was done, and leaves nothing behind.
func (h *house) aside(what string, deed func(*store.Tx) error) string {
	h.Helper()
	_, err := h.store.Update(func(tx *store.Tx) error {
		if err := deed(tx); err != nil {
			return err
		}
		return errDone
	})
	var refusal office.Refusal
	switch {
	case errors.Is(err, errDone):
		return ""
	case errors.As(err, &refusal):
		return string(refusal)
	}
	h.Errorf("%s: %v", what, err)
	var panicked *store.Panic
	if errors.As(err, &panicked) {
		h.Log(panicked.Stack)
	}
	return cards.Internal
}

// roles are the people of the table below: a letter each.
var roles = map[rune]chat.Account{
	'S': stranger,
	'F': foreigner, // the 组织委员 of another branch
	'M': accountOf(member),
	'L': accountOf(leader2), // of another group than the one in question
	'P': accountOf(prober),
	'O': accountOf(organiser), // who leads the group in question too
	'D': accountOf(inspector),
	'W': accountOf(late), // waits for being confirmed
	'C': accountOf(secretary),
	'K': accountOf(clerk),
	'X': accountOf(leaver), // bound still, of the branch no longer
}

const (
	everyone = "FMLPODWCK" // who stands for somebody, be it in another branch
	ours     = "MLPODWCK"  // who is of the branch
)

// aForm is the number of the victim's form.
const aForm int64 = 1 << 20

const row13 = 15 // of the thirteenth person in demo/roster/roster.xlsx

// row is a button with numbers that are right, in the state of the house.
type row struct {
	args []int64
	may  string // who may; everybody else is refused
	form string // the victim's open form
}

// fill has the victim's form open, or what else a row needs.
func (h *house) fill(name string) func(*store.Tx) {
	return func(tx *store.Tx) {
		if name == "cleared up" {
			p, _ := office.GetProposal(tx, 1, organiser)
			if _, err := h.bot.Office.AnswerAsk(tx, p, int64(row13), 13, h.now); err != nil {
				h.Fatal(err)
			}
			return
		}
		to := chat.Chat(accountOf(victim))
		store.Forms.Put(tx, store.Form{Chat: to, Name: name, Branch: 1, Member: victim, Number: aForm, Touched: h.now,
			Filling: chat.Filling{Answers: Given("contact", 1, "day", branch.DateOf(h.now), "round", h.nom, "group", 1, "nominee", 3, "text", "别人写的一句话"), Given: []string{"text"}}})
	}
}

// cases are every button there is.
func (h *house) cases() map[string]row {
	const b, group1 = 1, 1
	cases := map[string]row{
		cards.ActMenu: {nil, everyone, ""}, cards.ActGoOn: {[]int64{aForm}, "", "visit"}, cards.ActMeOf: {[]int64{b}, ours + "X", ""},
		cards.ActHome: {nil, everyone, ""}, cards.ActMe: {nil, everyone + "X", ""}, cards.ActHelp: {nil, everyone, ""}, // about oneself
		cards.ActSwitch: {[]int64{b}, ours, ""}, points.ActBoard: {[]int64{b}, ours, ""},
		cards.ActFormSet: {[]int64{aForm, chat.Code("text"), 0}, "", "ask"}, cards.ActFormPick: {[]int64{aForm, chat.Code("text"), 0, 1, 0}, "", "ask"},
		cards.ActFormPage: {[]int64{aForm, chat.Code("text"), 0}, "", "ask"}, cards.ActFormNext: {[]int64{aForm, chat.Code("text")}, "", "ask"},
		cards.ActFormBack: {[]int64{aForm, chat.Code("text")}, "", "ask"}, cards.ActFormSkip: {[]int64{aForm, chat.Code("text")}, "", "ask"},
		cards.ActFormFix: {[]int64{aForm, chat.Code("text")}, "", "ask"}, cards.ActFormNone: {[]int64{aForm, chat.Code("text")}, "", "ask"},
		cards.ActFormMore: {[]int64{aForm, chat.Code("text")}, "", "ask"}, cards.ActFormSee: {[]int64{aForm}, "", "ask"}, cards.ActFormOK: {[]int64{aForm, 1}, "", "ask"},
		cards.ActCancel:   {[]int64{aForm}, "", "visit"},
		cards.ActFormKeep: {[]int64{aForm}, "", "visit"}, cards.ActFormDrop: {[]int64{aForm}, "", "visit"},
		cards.ActTextAdd: {[]int64{aForm}, "", "visit"}, cards.ActTextSwap: {[]int64{aForm}, "", "visit"}, cards.ActTextKeep: {[]int64{aForm}, "", "visit"},
		points.ActVisit: {[]int64{b, 0}, ours, ""}, points.ActVisitAt: {[]int64{b, 1, 1}, ours, ""},

		points.ActConsult: {[]int64{b, secretary}, "OCK", ""}, points.ActRecs: {[]int64{b, 1, 0}, ours, ""}, points.ActRec: {[]int64{b, 1}, ours, ""},
		points.ActRecFix: {[]int64{b, 1}, "MOCK", ""}, points.ActRecNo: {[]int64{b, 1}, "MOCK", ""}, points.ActRecNoOK: {[]int64{b, 1}, "MOCK", ""},
		points.ActBoardPage: {[]int64{b, 1, 0}, ours, ""}, requests.ActFirm: {[]int64{b, 1}, ours, ""}, points.ActYear: {[]int64{b, 2026, 0}, ours, ""},
		points.ActRecPhoto: {[]int64{b, 1}, "", ""},                                                     // has none
		cards.ActFileIs:    {[]int64{b, 7, 0}, "", ""}, points.ActLedger: {[]int64{b, 2026}, "OCK", ""}, // no file is asked about
		points.ActFirms: {[]int64{b, 0}, ours, ""}, points.ActFirmNew: {[]int64{b}, "OCK", ""}, points.ActFirmEdit: {[]int64{b, 1}, "OCK", ""},

		points.ActOff: {[]int64{b, int64(branch.DateOf(h.now))}, ours, ""}, points.ActOffTo: {[]int64{b, int64(branch.DateOf(h.now)), int64(branch.DateOf(h.now)) + 3}, "", ""}, // nothing is reminded of
		points.ActOffNo: {[]int64{b, int64(branch.DateOf(h.now))}, ours, ""}, points.ActLapse: {[]int64{b, 1, chat.Code(string(branch.VisitDuty)), int64(branch.DateOf(h.now)) - 1}, "", ""}, // nothing has ended
		points.ActLapseWhy: {[]int64{b, 1, chat.Code(string(branch.VisitDuty)), int64(branch.DateOf(h.now)) - 1, chat.Code(points.Reasons[0])}, "", ""}, points.ActLapseText: {[]int64{b, 1, chat.Code(string(branch.VisitDuty)), int64(branch.DateOf(h.now)) - 1}, "", ""},
		requests.ActRequests: {[]int64{b, 0, 0}, ours, ""}, requests.ActFirmReqs: {[]int64{b, 1, 0}, ours, ""}, requests.ActRequest: {[]int64{b, 1, 0}, "MOCK", ""},
		requests.ActReqTo: {[]int64{b, 1, 0}, "OCK", ""}, requests.ActReqDue: {[]int64{b, 1, 3}, "OCK", ""}, requests.ActReqGive: {[]int64{b, 1, 3, int64(branch.DateOf(h.now)) + 5}, "OCK", ""},
		requests.ActReqDo: {[]int64{b, 1, chat.Code(string(requests.DidNote))}, "MOCK", ""}, requests.ActReqFine: {[]int64{b, 1}, "", ""}, requests.ActReqClose: {[]int64{b, 1}, "", ""}, // it has not been answered
		requests.ActAskAt:    {[]int64{b, 0}, ours, ""},
		requests.ActReqRefer: {[]int64{b, 1}, "MOCK", ""}, requests.ActReqSend: {[]int64{b, 1, 2}, "MOCK", ""},
		"hon": {[]int64{b, 0}, ours, ""}, "hon.see": {[]int64{b, 1}, ours, ""}, "hon.new": {[]int64{b, 1}, "OCK", ""}, "hon.find": {[]int64{b}, ours, ""},
		"hon.set": {[]int64{b, 1, chat.Code(register.Outcomes[1])}, "OCK", ""}, "hon.fix": {[]int64{b, 1}, "OCK", ""}, "hon.no": {[]int64{b, 1}, "OCK", ""},
		"hon.nok": {[]int64{b, 1}, "OCK", ""}, "hon.file": {[]int64{b}, "OCK", ""},

		policy.ActPolicies: {[]int64{b, 0}, ours, ""}, policy.ActPolicy: {[]int64{b, 1, 0}, ours, ""}, policy.ActArticle: {[]int64{b, 1, 0}, ours, ""},
		policy.ActCite: {[]int64{b, 1, 0, 0}, ours, ""}, policy.ActCiteTo: {[]int64{b, 1, 0, 1}, "MOCK", ""}, policy.ActPolNew: {[]int64{b}, "OCK", ""},

		requests.ActAsk: {[]int64{b, 1}, ours, ""},

		rounds.ActNominate: {[]int64{b, h.nom, group1}, "OC", ""}, rounds.ActNomPage: {[]int64{b, h.nom, group1, 0}, "OC", ""},
		rounds.ActNominee: {[]int64{b, h.nom, group1, 3}, "OC", ""}, rounds.ActNomBack: {[]int64{b, h.nom, group1}, "OC", ""},

		rounds.ActBallot: {[]int64{b, h.vote}, "MLODCK", ""}, rounds.ActVoteList: {[]int64{b, h.vote}, "MLODCK", ""},
		rounds.ActVoteBack: {[]int64{b, h.vote}, "MLODCK", ""}, rounds.ActVotePick: {[]int64{b, h.vote, 1}, "MLODCK", ""},
		rounds.ActVoteOK: {[]int64{b, h.vote, 2}, "MLODCK", ""},
		cards.ActVouches: {[]int64{b, 0}, "LODC", ""}, cards.ActVouch: {[]int64{b, victim}, "ODC", ""},
		cards.ActItIsMe: {[]int64{b, victim}, "", ""}, cards.ActNotMe: {[]int64{b, victim}, "", ""},
		rounds.ActSeat: {[]int64{b, h.vote, late}, "DC", ""}, rounds.ActSeatAsk: {[]int64{b, h.vote, late}, "DC", ""},
		rounds.ActOpen: {[]int64{b}, "", ""}, // there is one this quarter

		rounds.ActRounds: {[]int64{b}, "OC", ""}, rounds.ActRound: {[]int64{b, h.vote}, "OC", ""}, rounds.ActRoundBack: {[]int64{b, h.vote}, "OC", ""},
		rounds.ActClose: {[]int64{b, h.vote}, "", ""}, rounds.ActCloseOK: {[]int64{b, h.vote}, "", ""}, // nobody has voted yet
		rounds.ActExtend:   {[]int64{b, h.vote, branch.On(2026, time.June, 2).At(18, 0).Unix()}, "OC", ""},
		rounds.ActExtendOK: {[]int64{b, h.vote, branch.On(2026, time.June, 2).At(18, 0).Unix()}, "OC", ""},
		rounds.ActVoid:     {[]int64{b, h.vote}, "OC", ""}, rounds.ActVoidOK: {[]int64{b, h.vote}, "OC", ""},
		cards.ActVenueOK: {[]int64{b, 1}, "O", ""}, cards.ActVenueNo: {[]int64{b, 1}, "O", ""}, cards.ActVenueEnd: {[]int64{b, 1}, "O", ""},
		cards.ActVenueOut: {[]int64{b, 1}, "O", ""}, cards.ActVenueSee: {[]int64{b, 1}, "O", ""},

		cards.ActExport:   {[]int64{b}, "OCK", ""},
		cards.ActImportOK: {[]int64{b, h.imp}, "O", "cleared up"}, cards.ActImportNo: {[]int64{b, h.imp}, "O", ""},
		cards.ActImportSee: {[]int64{b, h.imp}, "O", ""}, cards.ActImportPage: {[]int64{b, h.imp, 0}, "O", ""},
		cards.ActStatus: {[]int64{b}, "OC", ""}, cards.ActResend: {[]int64{b}, "OC", ""},
		cards.ActImportAsk: {[]int64{b, h.imp}, "O", ""}, cards.ActImportIs: {[]int64{b, h.imp, row13, 13}, "O", ""},

		rounds.ActNomDrop: {[]int64{b, h.nom, group1}, "OC", ""}, rounds.ActPoll: {[]int64{b, h.nom, group1}, "O", ""},
		rounds.ActPollOK: {[]int64{b, h.nom, group1}, "O", ""}, rounds.ActVotePage: {[]int64{b, h.vote, 0, 1}, "MLODCK", ""},
		rounds.ActHush: {[]int64{b, h.vote}, "MLODWCK", ""}, rounds.ActPaper: {[]int64{b, h.vote, 0}, "OC", ""},
		rounds.ActPaperAsk: {[]int64{b, h.vote, 6, 1, 0}, "OC", ""}, rounds.ActVoteDeeds: {[]int64{b, h.vote, 0, 1, 0}, "MLODCK", ""},
		rounds.ActPaperSet: {[]int64{b, h.vote, 6, 1, 0}, "OC", ""}, rounds.ActPaperIn: {[]int64{b, h.vote}, "", ""}, // not before the deadline
		rounds.ActPaperSee: {[]int64{b, h.vote}, "", ""}, rounds.ActPaperOK: {[]int64{b, h.vote}, "", ""},
		rounds.ActMove:      {[]int64{b, h.vote, 0}, "OC", ""},
		rounds.ActCallOff:   {[]int64{b, h.rest["report"]}, "OC", ""},
		rounds.ActDay:       {[]int64{b, h.rest["ask"], 1}, "OCK", ""},
		rounds.ActDaySet:    {[]int64{b, h.rest["ask"], int64(branch.On(2026, time.December, 28))}, "OCK", ""},
		rounds.ActDayOK:     {[]int64{b, h.rest["ask"], int64(branch.On(2026, time.December, 28))}, "OCK", ""},
		rounds.ActReport:    {[]int64{b, h.rest["report"], group1}, "OC", ""},
		rounds.ActReportUse: {[]int64{b, h.rest["report"], group1}, "OC", ""},
		rounds.ActReportAdd: {[]int64{b, h.rest["report"], group1}, "OC", ""},

		rounds.ActReportWho:  {[]int64{b, h.rest["report"], group1, 3}, "OC", ""},
		rounds.ActReportEdit: {[]int64{b, h.rest["report"], group1, 0}, "OC", ""},
		rounds.ActReportBack: {[]int64{b, h.rest["report"], group1}, "OC", ""},
		rounds.ActReports:    {[]int64{b, h.rest["report"], 1}, ours, ""},
		rounds.ActStart:      {[]int64{b, h.rest["report"]}, "OC", ""}, rounds.ActStartOK: {[]int64{b, h.rest["report"]}, "OC", ""},
		rounds.ActOpenOf: {[]int64{b, h.rest["report"]}, "OC", ""},
		rounds.ActRunOff: {[]int64{b, h.rest["decide"]}, "OC", ""}, rounds.ActRunOffOK: {[]int64{b, h.rest["decide"]}, "OC", ""},
		rounds.ActDecide: {[]int64{b, h.rest["decide"]}, "OC", ""}, rounds.ActDecideIn: {[]int64{b, h.rest["decide"], chat.Code(string(branch.Assembly))}, "OC", ""},
		rounds.ActDecideOn: {[]int64{b, h.rest["decide"], chat.Code(string(branch.Assembly)), int64(branch.DateOf(h.now))}, "OC", ""},

		rounds.ActMinutes: {[]int64{b, h.rest["done"]}, "OCK", ""},
		rounds.ActPresent: {[]int64{b, h.rest["notice"], 0}, ours, ""}, rounds.ActNotice: {[]int64{b, h.rest["notice"]}, ours, ""},
		rounds.ActObject: {[]int64{b, h.rest["notice"]}, ours, ""}, rounds.ActObjectWho: {[]int64{b, h.rest["notice"], 1}, ours, ""},
		rounds.ActObjection: {[]int64{b, h.rest["notice"], 1}, "D", ""},
		rounds.ActObjGive:   {[]int64{b, h.rest["notice"], 1}, "", ""}, // its handler is there
		rounds.ActAnswer:    {[]int64{b, h.rest["notice"], 1, 1}, "D", ""},
		rounds.ActFlagOK:    {[]int64{b, h.rest["done"]}, "OC", ""}, rounds.ActFlag: {[]int64{b, h.rest["done"]}, "OC", ""}, rounds.ActFlags: {[]int64{b}, ours, ""},
		rounds.ActCheck: {[]int64{b, h.rest["done"], 0}, ours, ""}, rounds.ActHistory: {[]int64{b, 0}, ours, ""},
		rounds.ActPublic:       {[]int64{b, h.rest["done"]}, ours, ""},
		rounds.ActFileDecision: {[]int64{b, h.rest["done"]}, "OCK", ""}, rounds.ActFileReports: {[]int64{b, h.rest["report"]}, "OCK", ""},

		rounds.ActTalks: {[]int64{b}, "OC", ""}, rounds.ActTalksOK: {[]int64{b}, "OC", ""}, rounds.ActFileHistory: {[]int64{b}, "OCK", ""}, rounds.ActWhoTook: {[]int64{b, h.rest["decide"]}, "D", ""},

		cards.ActRoom: {[]int64{b, chat.Code(cards.RoomRounds)}, ours, ""}, cards.ActWaits: {[]int64{b, 0}, ours, ""},
		birthday.ActPrepare: {[]int64{b}, ours, ""}, birthday.ActPrepareOf: {[]int64{b, checked, 2026}, "OLK", ""}, birthday.ActPrepareAll: {[]int64{b}, ours, ""},
		probation.ActHow: {[]int64{b}, ours, ""}, probation.ActDecide: {[]int64{b, overdue}, "OC", ""}, probation.ActApprove: {[]int64{b, overdue}, "OC", ""},
		term.ActHow: {[]int64{b}, "OCK", ""}, term.ActEnter: {[]int64{b}, "OC", ""},
		transfer.ActSee: {[]int64{b, moved}, "OCK", ""}, transfer.ActGot: {[]int64{b, moved}, "OCK", ""}, transfer.ActNotGot: {[]int64{b, moved}, "OCK", ""},
		dues.ActDues:  {[]int64{b}, ours, ""},
		rule.ActRules: {[]int64{b}, ours, ""}, rule.ActPart: {[]int64{b, chat.Code(string(branch.OnVotes)), 0}, ours, ""}, rule.ActRule: {[]int64{b, chat.Code("dues")}, ours, ""},
		// Entry 1 is the 书记's own, which the 组织委员 answers; nobody has a draft, and nobody the ticket of another.
		feedback.ActStart: {[]int64{b}, ours, ""}, feedback.ActWay: {[]int64{b, 1}, ours, ""}, feedback.ActRewrite: {[]int64{b, 1}, "", ""}, feedback.ActDrop: {[]int64{b, 1}, "", ""},
		feedback.ActNameless: {[]int64{b, 1}, "", ""}, feedback.ActSign: {[]int64{b, 1}, "", ""}, feedback.ActTicket: {[]int64{b, 1_234_567_890}, "", ""}, feedback.ActUntell: {[]int64{b, 1_234_567_890}, "", ""},
		feedback.ActMine: {[]int64{b, 0}, ours, ""}, feedback.ActBack: {[]int64{b, 1}, "C", ""}, feedback.ActBackOK: {[]int64{b, 1}, "C", ""},
		feedback.ActList: {[]int64{b, 0}, "OC", ""}, feedback.ActSee: {[]int64{b, 1}, "O", ""}, feedback.ActAnswer: {[]int64{b, 1}, "O", ""},
		meeting.ActOwed: {[]int64{b}, ours, ""}, meeting.ActList: {[]int64{b, 0}, ours, ""}, meeting.ActSee: {[]int64{b, 1}, ours, ""},
		meeting.ActNew: {[]int64{b}, "LOCK", ""}, meeting.ActUnheld: {[]int64{b}, "LOCK", ""}, meeting.ActFix: {[]int64{b, 2}, "OCK", ""},
		meeting.ActMinutes: {[]int64{b, 1}, ours, ""}, meeting.ActPrint: {[]int64{b, 1}, ours, ""}, meeting.ActCopy: {[]int64{b, 1}, ours, ""}, meeting.ActPhoto: {[]int64{b, 1}, ours, ""},
		meeting.ActWrite: {[]int64{b, 2}, "OCK", ""}, meeting.ActWriteOK: {[]int64{b, 2}, "OCK", ""}, meeting.ActCheck: {[]int64{b, 2, h.seen}, "C", ""},
		meeting.ActVote: {[]int64{b, 3}, "OC", ""}, meeting.ActVoteOK: {[]int64{b, 3}, "OC", ""}, meeting.ActVotes: {[]int64{b, 3, 0}, "OC", ""},
		meeting.ActVoteSee: {[]int64{b, 3, h.voted}, "OC", ""}, meeting.ActVoteFix: {[]int64{b, 3, h.voted}, "OC", ""}, meeting.ActVoteNo: {[]int64{b, 3, h.voted}, "OC", ""},
		meeting.ActVoteNoOK: {[]int64{b, 3, h.voted}, "OC", ""}, meeting.ActHistory: {[]int64{b, 3}, "OC", ""}, meeting.ActArchiveOK: {[]int64{b, 3}, "OC", ""},
		meeting.ActArchive: {[]int64{b, 3}, "OC", ""},
		meeting.ActPlan:    {[]int64{b, chat.Code(meeting.PartyDay)}, "LOCK", ""}, meeting.ActCall: {[]int64{b, 1}, "MOWCK", ""}, meeting.ActMove: {[]int64{b, 1}, "OCK", ""},
		meeting.ActOff: {[]int64{b, 1}, "OCK", ""}, meeting.ActOffOK: {[]int64{b, 1}, "OCK", ""}, meeting.ActLogged: {[]int64{b, 2}, "OCK", ""},
		meeting.ActLeave: {[]int64{b, 1}, "MOWC", ""}, meeting.ActCome: {[]int64{b, 1}, "MOWC", ""},
		meeting.ActNo: {[]int64{b, 2}, "OCK", ""}, meeting.ActNoOK: {[]int64{b, 2}, "OCK", ""},
		birthday.ActBirthday: {[]int64{b}, ours, ""}, birthday.ActBirthdays: {[]int64{b, 0, 0}, "LOCK", ""},
		birthday.ActTick: {[]int64{b, checked, 2026, 1}, "OLCK", ""}, birthday.ActUntick: {[]int64{b, checked, 2026, 1}, "OLCK", ""},
		birthday.ActReflect: {[]int64{b, 2025}, "MLODWCK", ""}, birthday.ActReflectEnd: {[]int64{aForm}, "", "reflect"}, birthday.ActReflectCut: {[]int64{aForm, 1}, "", "reflect"},
		birthday.ActPrintCard: {[]int64{b, checked, 2026}, "OLCK", ""}, birthday.ActListFile: {[]int64{b}, "OCK", ""}, birthday.ActWordsFile: {[]int64{b}, "OCK", ""},
		birthday.ActReflections: {[]int64{b, 0}, ours, ""}, birthday.ActShared: {[]int64{b, 0}, ours, ""},
		birthday.ActReflection: {[]int64{b, victim, 2025, 0}, "", ""},                                         // private
		birthday.ActShare:      {[]int64{b, 2025}, "M", ""}, birthday.ActUnshare: {[]int64{b, 2025}, "M", ""}, // who has written
	}
	kind := func(k branch.ChangeKind) int64 {
		return chat.Code(string(k))
	}
	for action, c := range map[string]row{
		cards.ActPeople: {[]int64{b, 0}, "OCK", ""}, cards.ActPerson: {[]int64{b, 3}, "OCK", ""}, cards.ActPersonDo: {[]int64{b, 3}, "OCK", ""},
		cards.ActPersonLog: {[]int64{b, 3, 0}, "OCK", ""}, cards.ActAway: {[]int64{b}, "OCLK", ""}, // L: of the own group
		cards.ActInvite: {[]int64{b, 3}, "OC", ""}, cards.ActOrg: {[]int64{b}, "OCK", ""},
		cards.ActChange: {[]int64{b, 3, kind("move")}, "OCK", ""},

		cards.ActUndo:    {[]int64{b, int64(h.left)}, "OC", ""},
		cards.ActUndoOK:  {[]int64{b, int64(h.left)}, "OC", ""},
		cards.ActPending: {[]int64{b, h.pending}, "OC", ""}, cards.ActPendPage: {[]int64{b, h.pending, 0}, "OC", ""},
		cards.ActPendOK: {[]int64{b, h.pending}, "C", ""}, cards.ActPendNo: {[]int64{b, h.pending}, "OC", ""},
		cards.ActMine: {[]int64{b, 0}, ours + "X", ""}, cards.ActLooks: {[]int64{b}, ours + "X", ""}, // each the own
		cards.ActMineFile: {[]int64{b}, ours + "X", ""},
		cards.ActUnbind:   {[]int64{b}, ours + "X", ""}, cards.ActUnbindOK: {[]int64{b}, ours + "X", ""},
		cards.ActErase: {[]int64{b}, ours + "X", ""}, cards.ActEraseOK: {[]int64{b}, ours + "X", ""},
		cards.ActSettings: {[]int64{b, chat.Code("推荐评选")}, "OC", ""}, cards.ActSetting: {[]int64{b, chat.Code("greet_at")}, "OC", ""},
		cards.ActHolidays: {[]int64{b}, "OC", ""},
	} {
		cases[action] = c
	}
	return cases
}

// TestRoutes presses every button there is in everybody's name. A route that is not in the table fails.
func TestRoutes(t *testing.T) {
	h := newHouse(t)
	cases := h.cases()
	for action := range h.bot.Routes() {
		if _, ok := cases[action]; !ok {
			t.Errorf("%s has no case: who may do it, and who not?", action)
		}
	}
	sentences := []string{cards.Stranger, cards.OldCard, cards.OldForm, cards.NotYours}
	for _, action := range slices.Sorted(maps.Keys(cases)) {
		c := cases[action]
		if _, is := h.bot.Routes()[action]; !is {
			t.Errorf("%s is no route", action)
			continue
		}
		for role, from := range roles {
			got := h.press(from, chat.Press{Action: action, Args: c.args}, h.fill(c.form))
			switch may := strings.ContainsRune(c.may, role); {
			case may && got != "":
				t.Errorf("%c may do %s and was refused: %s", role, action, got)
			case !may && got == "":
				t.Errorf("%c may not do %s and was let in", role, action)
			case (role == 'S' || role == 'X') && !may && got != cards.Stranger:
				t.Errorf("a stranger's %s was answered %q", action, got)
			case h.bot.Routes()[action].Right != (branch.Right{}) && strings.ContainsRune("MLPDW", role) && !may && got != cards.NotYours && c.args != nil && c.args[0] == 1:
				t.Errorf("%c's %s was answered %q", role, action, got)
			case role == 'F' && !may && !slices.Contains(sentences, got):
				t.Errorf("the other branch's %s was answered %q", action, got)
			}
			if got := h.press(from, chat.Press{Action: action, Args: append([]int64{1}, c.args...)}, h.fill(c.form)); got == "" {
				t.Errorf("%c did %s with an argument too many", role, action)
			}
			h.elsewhere(role, action, c.args)
		}
	}
}

// elsewhere tries an action in a branch that is not one's own.
func (h *house) elsewhere(role rune, action string, args []int64) {
	h.Helper()
	if !h.bot.Routes()[action].OfBranch || role == 'F' {
		return
	}
	p := chat.Press{Action: action, Args: append([]int64{2}, args[1:]...)}
	if got := h.press(roles[role], p, nil); got != cards.NotYours && got != cards.Stranger {
		h.Errorf("%c's %s in the other branch was answered %q", role, action, got)
	}
}

// TestRoutesFarOff presses every button with numbers that no button carries, each role with an open form of its own:
// refused or not, nothing may panic.
func TestRoutesFarOff(t *testing.T) {
	if rig.Race {
		t.Skip("some hundred thousand presses, one after the other")
	}
	h := newHouse(t)
	far := []int64{math.MinInt64, -1 << 40, -2, -1, 0, 1, 2, 99, 1 << 31, 1 << 40, math.MaxInt64}
	names := slices.Sorted(slices.Values(h.bot.FormNames()))
	fields := []string{"", "text", "why", "figures", "who", "until", "deeds", "group", "from", "choice", "members", "old", "to", "value", "title", "body", "day", "acts", "went", "point"}
	turn := 0
	for action, r := range h.bot.Routes() {
		for _, from := range []chat.Account{accountOf(organiser), accountOf(member), accountOf(prober), foreigner, stranger} {
			fill := func(tx *store.Tx) {
				turn++
				k := branch.ChangeKinds[turn%len(branch.ChangeKinds)]
				name := r.Form
				if name == "" {
					name = names[turn%len(names)]
				}
				store.Forms.Put(tx, store.Form{Chat: chat.Chat(from), Name: name, Branch: 1, Member: organiser, Number: 1, Touched: h.now, Filling: chat.Filling{
					Asked: fields[turn%len(fields)], Fixing: turn%3 == 0, Draft: []string{"", "", "又一句话"}[turn%3], Given: []string{"text", "nothing"},
					Answers: Given("kind", k.Kind, "member", 3, "members", []int64{1, 2, 3, 0, 99}, "group", -1, "to", 2, "name", "新的", "old", "科", "choice", append(k.Choices, "")[0],
						"date", branch.On(2026, 1, 1), "from", branch.DateOf(h.now), "contact", 99, "day", int64(math.MaxInt64), "round", 77, "nominee", 99, "until", int64(math.MaxInt64),
						"setting", "nothing", "year", 2027, "acts", []int64{math.MaxInt64}, "went", "nobody", "lead", 99, "record", 99, "subject", 99, "duty", "none", "request", 99,
						"step", "none", "objection", 99, "at", math.MaxInt64, "what", []string{rounds.WhyMove, rounds.WhyOff, "none"}[turn%3], "hash", "none", "figures", []int{1, 2}, "text", 7)}})
			}
			rounds := []int64{1}
			if r.Args > 1 && r.OfBranch && from == accountOf(organiser) {
				rounds = slices.Collect(maps.Values(h.rest))
				rounds = append(rounds, h.nom, h.vote)
			}
			for k := range max(1, r.Args) * len(rounds) {
				i := k / len(rounds)
				for _, n := range far {
					if k%len(rounds) > 0 && n != -1 && n != 0 && n != 99 && n != math.MaxInt64 {
						continue // the rest has been tried on another round
					}
					p := chat.Press{Action: action, Args: make([]int64, r.Args)}
					for j := range p.Args {
						p.Args[j] = 1
					}
					if r.Args > 1 {
						p.Args[1] = rounds[k%len(rounds)]
					}
					if r.Args > 0 {
						p.Args[i] = n
					}
					h.press(from, p, fill)
				}
			}
		}
	}
}
