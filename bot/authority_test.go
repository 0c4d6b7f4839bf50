package bot_test

import (
	"errors"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	. "zhibu/bot"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/birthday"
	"zhibu/topic/dues"
	"zhibu/topic/feedback"
	"zhibu/topic/meeting"
	"zhibu/topic/points"
	"zhibu/topic/policy"
	"zhibu/topic/probation"
	"zhibu/topic/requests"
	"zhibu/topic/rounds"
	"zhibu/topic/term"
)

// own stands in a button for the number of the form that its presser has open.
const own = math.MinInt64 + 1

// asShown stands in a button for the sum of the answers that it confirms.
const asShown = math.MinInt64 + 2

// pick answers a field of the form that is open by a button; confirmed confirms all answers.
func pick(field string, value int64) chat.Press {
	return push(cards.ActFormSet, own, chat.Code(field), value)
}
func fix(field string) chat.Press { return push(cards.ActFormFix, own, chat.Code(field)) }
func confirmed() chat.Press       { return push(cards.ActFormOK, own, asShown) }

func push(action string, args ...int64) chat.Press { return chat.Press{Action: action, Args: args} }

// act has somebody press a button or type a text, in a transaction that goes on.
func (h *house) act(tx *store.Tx, from chat.Account, what any) error {
	e := chat.Event{ID: 1, Kind: chat.Text, From: from, Chat: chat.Chat(from), Private: true, Message: 1 << 40}
	if h.message != 0 {
		e.Message = h.message
	}
	switch x := what.(type) {
	case string:
		e.Text = x
	case chat.Press:
		x.Args = slices.Clone(x.Args)
		for i, a := range x.Args {
			f, _ := store.Forms.Get(tx, store.ChatKey(e.Chat))
			switch a {
			case own:
				x.Args[i] = f.Number
			case asShown:
				x.Args[i] = f.Answers.Sum()
			}
		}
		e.Kind, e.Data, e.PressID = chat.Pressed, x.Encode(), "p"
	}
	return tx.Try(NewCall(h.bot, tx, h.now, "fresh", e).Handle)
}

// step is what can be done in a form: a button of it, or a text where the form takes one.
type step struct {
	do   any
	by   rune  // who gets there
	path []any // by what: buttons, texts, the day that comes, what else happens
	may  string
	form string // of what is typed: the form that takes it
}

// steps are every button on a form's card, and every form that takes what is typed.
func (h *house) steps() []step {
	const b, group1 = 1, 1
	today := int64(branch.DateOf(h.now))
	kind := func(k branch.ChangeKind) int64 { return chat.Code(string(k)) }
	path := func(p ...any) []any { return p }
	then := func(p []any, more ...any) []any { return append(slices.Clone(p), more...) }
	visit := path(push(points.ActVisitAt, b, 1, 1))
	nominee := path(push(rounds.ActNominee, b, h.nom, group1, 3))
	move := path(push(cards.ActChange, b, 3, kind("move")))
	asked := path(push(requests.ActAsk, b, 1))
	request := path(push(requests.ActReqDo, b, 1, chat.Code(string(requests.DidNote))))
	policy := path(push(policy.ActPolNew, b))
	honour := path(push("hon.new", b, 0), "乙三", "优秀共产党员")
	firm := path(push(points.ActFirmEdit, b, 1))
	held := path(push(meeting.ActNew, b), push(cards.ActFormPick, own, chat.Code("kinds"), chat.Code(meeting.PartyDay), 1, 0), push(cards.ActFormNext, own, chat.Code("kinds")))
	voting := path(push(meeting.ActVoteOK, b, 3), pick("kind", chat.Code(branch.Ordinary.Name)), "年度工作计划")
	called := path(push(meeting.ActPlan, b, chat.Code(meeting.PartyDay)), "10:00", "三楼会议室")
	unheld := path(push(meeting.ActUnheld, b), pick("what", chat.Code("meet.committee "+strconv.FormatInt(branch.OfBranch().Code(), 10)+" 2026M06")))
	off := path(push(rounds.ActMove, b, h.vote, 0))
	to := branch.On(2026, time.June, 3).At(18, 0).Unix()
	decide := path(push(rounds.ActDecideOn, b, h.rest["decide"], chat.Code(string(branch.Assembly)), today))
	object := path(push(rounds.ActObjectWho, b, h.rest["notice"], 1))
	answer := path(push(rounds.ActAnswer, b, h.rest["notice"], 1, 1))
	report := path(push(rounds.ActReportAdd, b, h.rest["report"], group1))
	reflect := path(push(birthday.ActReflect, b, 2025))
	open := path(push(rounds.ActOpenOf, b, h.rest["report"]))
	setting := path(push(cards.ActSetting, b, chat.Code("greet_at")))
	holidays := path(branch.On(2026, time.December, 1), push(cards.ActHolidays, b))
	until := branch.On(2026, time.June, 2).At(18, 0).Unix()
	code := office.NewCode()
	invited := func(tx *store.Tx) error { return h.bot.Office.Invite(tx, 2, 3, code, 0, h.now) }
	return []step{
		{do: push(cards.ActCancel, own), by: 'M', path: visit, may: ours},
		{do: push(cards.ActGoOn, own), by: 'M', path: visit, may: ours},
		{do: fix("day"), by: 'M', path: then(visit, "走访企业。"), may: ours},
		{do: pick("day", today), by: 'M', path: then(visit, "走访企业。", fix("day")), may: ours},
		{do: push(cards.ActFormSee, own), by: 'M', path: then(visit, "走访企业。", fix("day")), may: ours},
		{do: push(cards.ActFormPick, own, chat.Code("acts"), chat.Code("讲党课"), 1, 0), by: 'M', path: then(visit, "走访企业。", fix("acts")), may: ours},
		{do: push(cards.ActFormPick, own, chat.Code("went"), 3, 1, 0), by: 'M', path: then(visit, "走访企业。", fix("went")), may: ours},
		{do: push(cards.ActFormPage, own, chat.Code("went"), 1), by: 'M', path: then(visit, "走访企业。", fix("went")), may: ours},
		{do: push(cards.ActFormNext, own, chat.Code("went")), by: 'M', path: then(visit, "走访企业。", fix("went")), may: ours},
		{do: push(cards.ActFormNone, own, chat.Code("ask")), by: 'M', path: then(visit, "走访企业。", fix("ask"), "希望协调用电。"), may: ours},
		{do: push(cards.ActCancel, own), by: 'M', path: then(visit, "走访企业。"), may: ours},
		{do: push(cards.ActFormKeep, own), by: 'M', path: then(visit, "走访企业。", push(cards.ActCancel, own)), may: ours},
		{do: push(cards.ActFormDrop, own), by: 'M', path: then(visit, "走访企业。", push(cards.ActCancel, own)), may: ours},
		{do: push(cards.ActTextAdd, own), by: 'M', path: then(visit, "走访企业。", "商定下次活动。"), may: ours},
		{do: push(cards.ActTextSwap, own), by: 'M', path: then(visit, "走访企业。", "商定下次活动。"), may: ours},
		{do: push(cards.ActTextKeep, own), by: 'M', path: then(visit, "走访企业。", "商定下次活动。"), may: ours},
		{do: confirmed(), by: 'M', path: then(visit, "走访企业。"), may: ours},
		{do: "走访企业。", form: "visit", by: 'M', path: visit, may: ours},
		{do: "3月5日", form: "visit", by: 'M', path: then(visit, "走访企业。", fix("day")), may: ours},
		{do: "希望协调用电。", form: "visit", by: 'M', path: then(visit, "走访企业。", fix("ask")), may: ours},

		{do: "认真负责。", form: "nominate", by: 'O', path: nominee, may: "OC"},
		{do: confirmed(), by: 'O', path: then(nominee, "认真负责。"), may: "OC"},
		{do: push(cards.ActFormMore, own, chat.Code("deeds")), by: 'O', path: then(nominee, "认真负责。"), may: "OC"},

		{do: "w", form: "find", by: 'O', path: path("/people"), may: "OCK"},
		{do: confirmed(), by: 'O', path: path(push(cards.ActInvite, b, 3)), may: "OC"},

		{do: pick("group", 2), by: 'O', path: move, may: "OCK"},
		{do: push(cards.ActFormBack, own, chat.Code("from")), by: 'O', path: then(move, pick("group", 2)), may: "OCK"},
		{do: confirmed(), by: 'O', path: then(move, pick("group", 2), pick("from", today)), may: "OCK"},
		{do: "2026年6月1日", form: "change", by: 'O', path: then(move, pick("group", 2)), may: "OCK"},
		{do: "新的党小组", form: "change", by: 'O', path: path(push(cards.ActChange, b, 0, kind("group.new"))), may: "OCK"},

		{do: pick("value", chat.Code("08:30")), by: 'O', path: setting, may: "OC"},
		{do: confirmed(), by: 'O', path: then(setting, pick("value", chat.Code("08:30"))), may: "OC"},
		{do: "10:00", form: "setting", by: 'O', path: setting, may: "OC"},
		{do: holidayNotice, form: "holidays", by: 'O', path: holidays, may: "OC"},
		{do: confirmed(), by: 'O', path: then(holidays, holidayNotice), may: "OC"},

		{do: "企业停产。", form: "lapse", by: 'O', path: path(branch.On(2026, time.December, 1), push(points.ActLapseText, b, 1, chat.Code(string(branch.VisitDuty)), int64(branch.On(2026, time.September, 30)))), may: "OCK"},
		{do: "已答复企业。", form: "request", by: 'M', path: request, may: "MOCK"},
		{do: confirmed(), by: 'M', path: then(request, "已答复企业。"), may: "MOCK"},
		{do: "希望协调用电。", form: "ask", by: 'M', path: asked, may: ours},
		{do: confirmed(), by: 'M', path: then(asked, "希望协调用电。"), may: ours},

		{do: "新的措施", form: "policy", by: 'O', path: policy, may: "OCK"},
		{do: "第一条 甲。", form: "policy", by: 'O', path: then(policy, "新的措施"), may: "OCK"},
		{do: push(cards.ActFormNext, own, chat.Code("body")), by: 'O', path: then(policy, "新的措施", "第一条 甲。"), may: "OCK"},
		{do: confirmed(), by: 'O', path: then(policy, "新的措施", "第一条 甲。", push(cards.ActFormNext, own, chat.Code("body"))), may: "OCK"},

		{do: "乙三", form: "honour", by: 'O', path: honour[:1], may: "OCK"},
		{do: "优秀共产党员", form: "honour", by: 'O', path: honour[:2], may: "OCK"},
		{do: pick("level", chat.Code("市级")), by: 'O', path: honour, may: "OCK"},
		{do: pick("outcome", chat.Code("已推荐")), by: 'O', path: then(honour, pick("level", chat.Code("市级"))), may: "OCK"},
		{do: confirmed(), by: 'O', path: then(honour, pick("level", chat.Code("市级")), pick("outcome", chat.Code("已推荐"))), may: "OCK"},
		{do: "3月5日", form: "honour", by: 'O', path: then(honour, pick("level", chat.Code("市级")), pick("outcome", chat.Code("已推荐"))), may: "OCK"},

		{do: pick("day", today), by: 'O', path: held, may: "LOCK"},
		{do: "学习全会精神。", form: "meeting", by: 'O', path: then(held, pick("day", today)), may: "LOCK"},
		{do: confirmed(), by: 'O', path: then(held, pick("day", today), "学习全会精神。"), may: "OCK"},
		{do: "时间没有协调好。", form: "meeting.off", by: 'O', path: unheld, may: "LOCK"},
		{do: confirmed(), by: 'O', path: then(unheld, "时间没有协调好。"), may: "OCK"},

		{do: "同意年度计划。", form: "meeting.minutes", by: 'O', path: path(push(meeting.ActWrite, b, 2), fix("decision")), may: "OCK"},
		{do: confirmed(), by: 'O', path: path(push(meeting.ActWrite, b, 2), fix("decision"), "同意年度计划。"), may: "OCK"},
		{do: "3 0 0", form: "meeting.vote", by: 'O', path: voting, may: "OC"},
		{do: confirmed(), by: 'O', path: then(voting, "3 0 0"), may: "OC"},
		{do: pick("day", today-1), by: 'O', path: path(push(probation.ActApprove, b, overdue)), may: "OC"},
		{do: "昨天", form: "probation.approved", by: 'O', path: path(push(probation.ActApprove, b, overdue)), may: "OC"},
		{do: "昨天", form: "probation.decided", by: 'O', path: path(push(probation.ActDecide, b, overdue)), may: "OC"},
		{do: "2024年3月10日", form: "term.entered", by: 'O', path: path(push(term.ActEnter, b)), may: "OC"},
		{do: confirmed(), by: 'O', path: path(push(term.ActEnter, b), "2024年3月10日", "2027年6月10日"), may: "OC"},
		{do: "学习全会精神。", form: "meeting.notice", by: 'O', path: called, may: "LOCK"},
		{do: confirmed(), by: 'O', path: then(called, "学习全会精神。"), may: "OCK"},
		{do: "到省里参加培训。", form: "meeting.leave", by: 'M', path: path(push(meeting.ActLeave, b, 1)), may: "MOWC"},

		{do: "示范", form: "honour.find", by: 'M', path: path(push("hon.find", b)), may: ours},

		{do: fix("group"), by: 'O', path: firm, may: "OCK"},
		{do: pick("group", 2), by: 'O', path: then(firm, fix("group")), may: "OCK"},
		{do: pick("point", 1), by: 'O', path: firm, may: "OCK"},
		{do: push(cards.ActFormSkip, own, chat.Code("org")), by: 'O', path: then(firm, fix("org")), may: "OCK"},
		{do: confirmed(), by: 'O', path: then(firm, fix("group"), pick("group", 2)), may: "OCK"},
		{do: "新的企业有限公司", form: "firm", by: 'O', path: then(firm, fix("name")), may: "OCK"},

		{do: push(cards.ActFormPick, own, chat.Code("who"), 3, 1, 0), by: 'O', path: open, may: "OC"},
		{do: push(cards.ActFormNext, own, chat.Code("who")), by: 'O', path: open, may: "OC"},
		{do: pick("until", until), by: 'O', path: then(open, push(cards.ActFormNext, own, chat.Code("who"))), may: "OC"},
		{do: confirmed(), by: 'O', path: then(open, push(cards.ActFormNext, own, chat.Code("who")), pick("until", until)), may: "OC"},

		{do: pick("to", to), by: 'O', path: off, may: "OC"},
		{do: "会议改期。", form: rounds.FormWhy, by: 'O', path: then(off, pick("to", to)), may: "OC"},
		{do: confirmed(), by: 'O', path: then(off, pick("to", to), "会议改期。"), may: "OC"},
		{do: "1 1 0 0", form: rounds.FormPaper, by: 'O', path: path(push(rounds.ActPaperSet, b, h.vote, victim, 1, 0), branch.On(2026, time.June, 3), push(rounds.ActPaperIn, b, h.vote)), may: "OC"},
		{do: "20 16 0", form: rounds.FormDecide, by: 'O', path: decide, may: "OC"},
		{do: fix("due"), by: 'O', path: decide, may: "OC"},
		{do: "20", form: rounds.FormDecide, by: 'O', path: then(decide, fix("due")), may: "OC"},
		{do: "工作实绩更突出。", form: rounds.FormDecide, by: 'O', path: then(decide, "20 16 0"), may: "OC"}, // the votes are tied
		{do: confirmed(), by: 'O', path: then(decide, "20 16 0", "工作实绩更突出。"), may: "OC"},

		{do: "事迹有出入。", form: rounds.FormObject, by: 'M', path: object, may: ours},
		{do: confirmed(), by: 'M', path: then(object, "事迹有出入。"), may: ours},
		{do: "已经核实。", form: rounds.FormAnswer, by: 'D', path: answer, may: "D"},
		{do: confirmed(), by: 'D', path: then(answer, "已经核实。"), may: "D"},
		{do: "本季度表现突出。", form: rounds.FormReport, by: 'O', path: report, may: "OC"},
		{do: confirmed(), by: 'O', path: then(report, "本季度表现突出。"), may: "OC"},
		{do: push(cards.ActFormMore, own, chat.Code("text")), by: 'O', path: then(report, "本季度表现突出。"), may: "OC"},
		{do: "已经安排。", form: "feedback.answer", by: 'O', path: path(push(feedback.ActAnswer, b, 1)), may: "O"},
		{do: confirmed(), by: 'O', path: path(push(feedback.ActAnswer, b, 1), "已经安排。"), may: "O"},
		{do: "8333.33", form: "dues", by: 'M', path: path(push(dues.ActDues, b)), may: ours},
		{do: "又写一句。", form: "reflect", by: 'M', path: reflect, may: "MLODWCK"},
		{do: push(birthday.ActReflectEnd, own), by: 'M', path: then(reflect, "又写一句。"), may: ours},
		{do: push(birthday.ActReflectCut, own, 2), by: 'M', path: then(reflect, "又写一句。"), may: "M"}, // what one has not written
		{do: confirmed(), by: 'S', path: path(invited, "/start "+code), may: ours + "SX"},
		{do: push(cards.ActCancel, own), by: 'S', path: path(invited, "/start "+code), may: everyone + "SX"}, // for whom the code was meant matters no more
	}
}

const holidayNotice = `一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至11日（周四）放假调休，共7天。2月20日（周六）、2月21日（周日）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）、5月9日（周日）上班。
五、端午节：6月9日（周三）放假1天。
六、中秋节：9月15日（周三）放假1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。`

// into walks somebody into a form, and gives the form into somebody's chat as if it had been begun there: who began
// it may have lost the post since.
func (h *house) into(tx *store.Tx, s step, to chat.Account) error {
	from := roles[s.by]
	for _, key := range h.keys() {
		tx.Show(chat.Chat(from), cards.Plain(key, "一张卡片"))
		tx.Show(chat.Chat(to), cards.Plain(key, "一张卡片"))
	}
	for _, what := range s.path {
		var err error
		switch x := what.(type) {
		case branch.Date:
			h.now = x.At(10, 0)
		case func(*store.Tx) error:
			err = x(tx)
		default:
			err = h.act(tx, from, what)
		}
		if err != nil {
			return err
		}
	}
	f, ok := store.Forms.Get(tx, store.ChatKey(chat.Chat(from)))
	if !ok || s.form != "" && f.Name != s.form {
		return errors.New("the form is not open: " + f.Name)
	}
	store.Forms.Delete(tx, store.ChatKey(chat.Chat(from)))
	f.Chat = chat.Chat(to)
	for _, b := range office.BindingsOf(tx, to) {
		f.Member = b.Member
	}
	store.Forms.Put(tx, f)
	return nil
}

func (s step) what() string {
	if p, ok := s.do.(chat.Press); ok {
		return p.Action
	}
	return s.form + ": " + s.do.(string)
}

// TestFormSteps goes on in every form, by each of its buttons and by what is typed, in everybody's name: who may is judged
// at each step, and not only where the form begins.
func TestFormSteps(t *testing.T) {
	h := newHouse(t)
	missing := map[string]bool{}
	for _, name := range h.bot.FormNames() {
		missing[name] = true
	}
	for action, r := range h.bot.Routes() {
		if r.OfForm {
			missing[action] = true
		}
	}
	begun := h.now
	for _, s := range h.steps() {
		if p, ok := s.do.(chat.Press); ok {
			delete(missing, p.Action)
		}
		delete(missing, s.form)
		for _, role := range slices.Sorted(maps.Keys(roles)) {
			way := error(nil)
			h.now = begun
			got := h.aside(s.what()+" by "+string(role), func(tx *store.Tx) error {
				if way = h.into(tx, s, roles[role]); way != nil {
					return way
				}
				f, _ := store.Forms.Get(tx, store.ChatKey(chat.Chat(roles[role])))
				delete(missing, f.Name)
				return h.act(tx, roles[role], s.do)
			})
			may := strings.ContainsRune(s.may, role)
			switch r := h.bot.Routes()[strings.SplitN(s.what(), ":", 2)[0]]; {
			case way != nil:
				t.Errorf("the way to %s is refused: %v", s.what(), way)
			case may && got != "":
				t.Errorf("%c may do %s and was refused: %s", role, s.what(), got)
			case !may && got == "":
				t.Errorf("%c may not do %s and was let in", role, s.what())
			case r.Right != (branch.Right{}) && strings.ContainsRune("MLPDW", role) && got != cards.NotYours:
				t.Errorf("%c's %s was answered %q", role, s.what(), got)
			}
			if way != nil {
				break
			}
		}
	}
	for name := range missing {
		t.Errorf("%s has no row: who may do it, and who not?", name)
	}
}

// TestCommands types every command, and each with words after it, in everybody's name. A command that has no row fails.
func TestCommands(t *testing.T) {
	h := newHouse(t)
	rows := map[string]string{ // who may
		"/start": everyone, "/menu": everyone, "/help": everyone, "/me": everyone + "X", // who has left sees what is left of the own record
		"/cancel": "", // there is no form to leave
		"/visit":  everyone, "/board": everyone, "/requests": everyone, "/requests 用电": everyone, "/policy": everyone, "/policy 贷款": everyone,
		"/rounds": "FOC", "/export": "FOCK", "/people": "FOCK", "/people w": "FOCK", "/people 没有这个人": "", "/settings": "FOC", "/status": "FOC",
		"/dues":     everyone,
		"/feedback": everyone,
		"/rule":     everyone, "/rule 转正": everyone, "/rule 没有这个词": everyone,
		"/owed":      everyone,
		"/birthdays": "FLOCK", // a leader's are those of the own group
		"/here":      "",      // in a group only
		"/secret":    "",
	}
	for _, command := range h.bot.CommandNames() {
		if _, ok := rows[command]; !ok {
			t.Errorf("%s has no row: who may type it, and who not?", command)
		}
	}
	officers := []string{"/rounds", "/export", "/people", "/settings", "/status"}
	for command, may := range rows {
		for role, from := range roles {
			for _, typed := range []string{command, strings.Replace(command+" ", " ", "@branch_bot ", 1)} { // as a client completes it
				got := h.aside(typed, func(tx *store.Tx) error { return h.act(tx, from, typed) })
				switch may := strings.ContainsRune(may, role); {
				case may && got != "":
					t.Errorf("%c may type %s and was refused: %s", role, typed, got)
				case !may && got == "":
					t.Errorf("%c may not type %s and was let in", role, typed)
				case !may && (role == 'S' || role == 'X') && got != cards.Stranger:
					t.Errorf("a stranger's %s was answered %q", typed, got)
				case !may && strings.ContainsRune("MLPDW", role) && slices.Contains(officers, command) && got != cards.NotYours:
					t.Errorf("%c's %s was answered %q", role, typed, got)
				}
			}
		}
	}
}

// TestCommandsInGroup types every command in the branch's group, in another's, and in one that is nobody's. Nothing of
// a branch is shown there: who may have an answer has it alone, and the others are told where to ask.
func TestCommandsInGroup(t *testing.T) {
	h := newHouse(t)
	const group = chat.Chat("tg:-9")
	here := map[branch.BranchID]string{0: "FOC", 1: "OC", 2: "F"} // who may say what a group is for
	for owner, officers := range here {
		for _, command := range h.bot.CommandNames() {
			h.inGroup(group, owner, command, func(role rune, refused string, told map[chat.Chat]bool, aside []string) {
				alone := chat.Chat(roles[role])
				delete(told, alone)
				answered := owner != 0 && strings.ContainsRune(everyone, role)
				switch {
				case refused != "":
					t.Errorf("%c's %s in a group is refused: %s", role, command, refused)
				case len(told) > 0:
					t.Errorf("%c's %s in a group shows something to %v", role, command, told)
				case owner == 0 && len(aside) > 0, len(aside) > 1:
					t.Errorf("%c's %s in a group is answered %q", role, command, aside)
				case owner != 0 && answered != (len(aside) == 1 && strings.HasPrefix(aside[0], cards.AnsweredAside)):
					t.Errorf("%c's %s in a group is answered %q", role, command, aside)
				}
			})
		}
		h.inGroup(group, owner, "/here", func(role rune, refused string, told map[chat.Chat]bool, aside []string) {
			switch may := strings.ContainsRune(officers, role); {
			case may && (refused != "" || !told[chat.Chat(roles[role])]):
				t.Errorf("%c may say what the group is for: %q", role, refused)
			case !may && (refused != cards.OfficersHere && refused != cards.VenueTaken || len(told) > 0):
				t.Errorf("%c may not say what the group is for: %q", role, refused)
			}
		})
		for role, from := range roles { // a button that somehow stands in a group
			got := h.aside("a press in a group", func(tx *store.Tx) error {
				e := chat.Event{Kind: chat.Pressed, From: from, Chat: group, Data: push(cards.ActStatus, 1).Encode(), PressID: "p"}
				return tx.Try(NewCall(h.bot, tx, h.now, "", e).Handle)
			})
			if got != cards.PrivateOnly {
				t.Errorf("%c's press in a group was answered %q", role, got)
			}
		}
	}
}

// inGroup has everybody type something in a group of a branch's, or of nobody's, and gives what comes of it: to which
// chats something is shown, and what is said in the group.
func (h *house) inGroup(group chat.Chat, owner branch.BranchID, text string, look func(role rune, refused string, told map[chat.Chat]bool, aside []string)) {
	h.Helper()
	for role, from := range roles {
		told, aside := map[chat.Chat]bool{}, []string(nil)
		outcome, err := h.store.Update(func(tx *store.Tx) error {
			type waiting struct {
				in       chat.Chat
				seq, rev int64
			}
			before := map[waiting]bool{}
			for w := range store.Waitings.Scan(tx, nil) {
				before[waiting{w.Chat, w.Seq, w.Rev}] = true
			}
			if store.Venues.Delete(tx, store.ChatKey(group)); owner != 0 {
				store.Venues.Put(tx, store.Venue{ID: 77, Chat: group, Title: "群", Branch: owner})
			}
			err := NewCall(h.bot, tx, h.now, "", chat.Event{Kind: chat.Text, From: from, Chat: group, Title: "群", Text: text}).Handle()
			for w := range store.Waitings.Scan(tx, nil) {
				if !before[waiting{w.Chat, w.Seq, w.Rev}] {
					told[w.Chat] = true
				}
			}
			return err
		})
		for _, r := range outcome.Replies {
			aside = append(aside, r.Say.PlainText())
		}
		refused := ""
		if err != nil {
			refused = err.Error()
		}
		look(role, refused, told, aside)
	}
}
