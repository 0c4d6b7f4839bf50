package bot

import (
	"errors"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// own stands in a button for the number of the form that its presser has open.
const own = math.MinInt64 + 1

func push(action string, args ...int64) chat.Press { return chat.Press{Action: action, Args: args} }

// act has somebody press a button or type a text, in a transaction that goes on.
func (h *house) act(tx *store.Tx, from chat.Account, what any) error {
	e := chat.Event{ID: 1, Kind: chat.Text, From: from, Chat: chat.Chat(from), Private: true, Message: 1 << 40}
	if h.message != 0 {
		e.Message = h.message
	}
	c := &call{bot: h.bot, key: "fresh", tx: tx, now: h.now}
	switch x := what.(type) {
	case string:
		e.Text = x
	case chat.Press:
		x.Args = slices.Clone(x.Args)
		for i, a := range x.Args {
			if f, _ := store.Forms.Get(tx, store.ChatKey(e.Chat)); a == own {
				x.Args[i] = f.Number
			}
		}
		e.Kind, e.Data, e.PressID, c.press = chat.Pressed, x.Encode(), "p", x
	}
	c.e = e
	return tx.Try(c.handle)
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
	kind := func(k branch.ChangeKind) int64 {
		return int64(slices.IndexFunc(branch.ChangeKinds, func(x branch.ChangeRule) bool { return x.Kind == k }))
	}
	path := func(p ...any) []any { return p }
	then := func(p []any, more ...any) []any { return append(slices.Clone(p), more...) }
	visit := path(push(cards.ActVisitAt, b, 1, 1))
	nominee := path(push(cards.ActNominee, b, h.nom, group1, 3))
	move := path(push(cards.ActChange, b, 3, kind("move")))
	ask := path(push(cards.ActAsk, b, 1))
	request := path(push(cards.ActReqDo, b, 1, 0))
	policy := path(push(cards.ActPolNew, b))
	honour := path(push(cards.ActHonNew, b, 0), "乙三", "优秀共产党员")
	firm := path(push(cards.ActFirmEdit, b, 1))
	off := path(push(cards.ActMove, b, h.vote, 0))
	to := branch.On(2026, time.June, 3).At(18, 0).Unix()
	decide := path(push(cards.ActDecideOn, b, h.rest["decide"], 0, today))
	object := path(push(cards.ActObjectWho, b, h.rest["notice"], 1))
	answer := path(push(cards.ActAnswer, b, h.rest["notice"], 1, 1))
	report := path(push(cards.ActReportAdd, b, h.rest["report"], group1))
	reflect := path(push(cards.ActReflect, b, 2025))
	open := path(push(cards.ActOpenOf, b, h.rest["report"]))
	setting := path(push(cards.ActSetting, b, 0))
	holidays := path(branch.On(2026, time.December, 1), push(cards.ActHolidays, b))
	until := branch.On(2026, time.June, 2).At(18, 0).Unix()
	code := office.NewCode()
	invited := func(tx *store.Tx) error { return h.bot.Office.Invite(tx, 2, 3, code, 0, h.now) }
	return []step{
		{do: push(cards.ActCancel, own), by: 'M', path: visit, may: ours},
		{do: push(cards.ActVisitDay, own), by: 'M', path: visit, may: ours},
		{do: push(cards.ActVisitOn, own, today), by: 'M', path: visit, may: ours},
		{do: push(cards.ActVisitWhat, own), by: 'M', path: visit, may: ours},
		{do: push(cards.ActVisitSet, own, 3), by: 'M', path: visit, may: ours},
		{do: push(cards.ActVisitWho, own, 0), by: 'M', path: visit, may: ours},
		{do: push(cards.ActVisitGo, own, 3, 1, 0), by: 'M', path: visit, may: ours},
		{do: push(cards.ActVisitBack, own), by: 'M', path: visit, may: ours},
		{do: push(cards.ActVisitAsk, own), by: 'M', path: visit, may: ours},
		{do: push(cards.ActVisitBare, own), by: 'M', path: visit, may: ours},
		{do: push(cards.ActVisitOK, own), by: 'M', path: then(visit, "走访企业。"), may: ours},
		{do: "走访企业。", form: "visit", by: 'M', path: visit, may: ours},
		{do: "3月5日", form: "visit", by: 'M', path: then(visit, push(cards.ActVisitDay, own)), may: ours},
		{do: "希望协调用电。", form: "visit", by: 'M', path: then(visit, "走访企业。", push(cards.ActVisitAsk, own)), may: ours},

		{do: "认真负责。", form: "nominate", by: 'O', path: nominee, may: "OC"},
		{do: push(cards.ActNomOK, own), by: 'O', path: then(nominee, "认真负责。"), may: "OC"},
		{do: push(cards.ActNomMore, own), by: 'O', path: then(nominee, "认真负责。"), may: "OC"},

		{do: "w", form: "find", by: 'O', path: path("/people"), may: "OC"},
		{do: push(cards.ActInviteOK, own), by: 'O', path: path(push(cards.ActInvite, b, 3)), may: "OC"},

		{do: push(cards.ActChangePick, own, 2, 0), by: 'O', path: move, may: "OC"},
		{do: push(cards.ActChangePage, own, 0), by: 'O', path: move, may: "OC"},
		{do: push(cards.ActChangeNext, own), by: 'O', path: path(push(cards.ActChange, b, 0, kind("group.new")), "新的党小组", push(cards.ActChangePick, own, 3, 0)), may: "OC"},
		{do: push(cards.ActChangeOK, own), by: 'O', path: then(move, push(cards.ActChangePick, own, 2, 0), push(cards.ActChangePick, own, today, 0)), may: "OC"},
		{do: "2026年6月1日", form: "change", by: 'O', path: then(move, push(cards.ActChangePick, own, 2, 0)), may: "OC"},
		{do: "新的党小组", form: "change", by: 'O', path: path(push(cards.ActChange, b, 0, kind("group.new"))), may: "OC"},

		{do: push(cards.ActSettingPick, own, 1), by: 'O', path: setting, may: "OC"},
		{do: push(cards.ActSettingOK, own), by: 'O', path: then(setting, push(cards.ActSettingPick, own, 1)), may: "OC"},
		{do: "10:00", form: "setting", by: 'O', path: setting, may: "OC"},
		{do: holidayNotice, form: "holidays", by: 'O', path: holidays, may: "OC"},
		{do: push(cards.ActHolidaysOK, own), by: 'O', path: then(holidays, holidayNotice), may: "OC"},

		{do: "企业停产。", form: "lapse", by: 'O', path: path(branch.On(2026, time.December, 1), push(cards.ActLapseText, b, 1, 0, int64(branch.On(2026, time.September, 30)))), may: "OC"},
		{do: "已答复企业。", form: "request", by: 'M', path: request, may: "MOC"},
		{do: push(cards.ActReqOK, own), by: 'M', path: then(request, "已答复企业。"), may: "MOC"},
		{do: "希望协调用电。", form: "ask", by: 'M', path: ask, may: ours},
		{do: push(cards.ActAskOK, own), by: 'M', path: then(ask, "希望协调用电。"), may: ours},

		{do: "新的措施", form: "policy", by: 'O', path: policy, may: "OC"},
		{do: "第一条 甲。", form: "policy", by: 'O', path: then(policy, "新的措施"), may: "OC"},
		{do: push(cards.ActPolRead, own), by: 'O', path: then(policy, "新的措施", "第一条 甲。"), may: "OC"},
		{do: push(cards.ActPolOK, own), by: 'O', path: then(policy, "新的措施", "第一条 甲。", push(cards.ActPolRead, own)), may: "OC"},

		{do: "乙三", form: "honour", by: 'O', path: honour[:1], may: "OC"},
		{do: "优秀共产党员", form: "honour", by: 'O', path: honour[:2], may: "OC"},
		{do: push(cards.ActHonLevel, own, 0), by: 'O', path: honour, may: "OC"},
		{do: push(cards.ActHonDone, own, 0), by: 'O', path: then(honour, push(cards.ActHonLevel, own, 0)), may: "OC"},
		{do: push(cards.ActHonOK, own), by: 'O', path: then(honour, push(cards.ActHonLevel, own, 0), push(cards.ActHonDone, own, 0)), may: "OC"},
		{do: "3月5日", form: "honour", by: 'O', path: then(honour, push(cards.ActHonLevel, own, 0), push(cards.ActHonDone, own, 0)), may: "OC"},

		{do: push(cards.ActFirmAsk, own, int64(cards.FirmGroup), 0), by: 'O', path: firm, may: "OC"},
		{do: push(cards.ActFirmSet, own, int64(cards.FirmGroup), 2), by: 'O', path: firm, may: "OC"},
		{do: push(cards.ActFirmBack, own), by: 'O', path: then(firm, push(cards.ActFirmAsk, own, int64(cards.FirmName), 0)), may: "OC"},
		{do: push(cards.ActFirmOK, own), by: 'O', path: then(firm, push(cards.ActFirmSet, own, int64(cards.FirmGroup), 2)), may: "OC"},
		{do: "新的企业有限公司", form: "firm", by: 'O', path: then(firm, push(cards.ActFirmAsk, own, int64(cards.FirmName), 0)), may: "OC"},

		{do: push(cards.ActOpenSet, own, 3, 1, 0), by: 'O', path: open, may: "OC"},
		{do: push(cards.ActOpenPage, own, 1), by: 'O', path: open, may: "OC"},
		{do: push(cards.ActOpenNext, own), by: 'O', path: open, may: "OC"},
		{do: push(cards.ActOpenUntil, own, until), by: 'O', path: open, may: "OC"},
		{do: push(cards.ActOpenOK, own), by: 'O', path: then(open, push(cards.ActOpenUntil, own, until)), may: "OC"},

		{do: push(cards.ActMoveTo, own, to), by: 'O', path: off, may: "OC"},
		{do: "会议改期。", form: formWhy, by: 'O', path: then(off, push(cards.ActMoveTo, own, to)), may: "OC"},
		{do: push(cards.ActWhyOK, own), by: 'O', path: then(off, push(cards.ActMoveTo, own, to), "会议改期。"), may: "OC"},
		{do: "1 1 0 0", form: formPaper, by: 'O', path: path(push(cards.ActPaperSet, b, h.vote, victim, 1, 0), branch.On(2026, time.June, 3), push(cards.ActPaperIn, b, h.vote)), may: "OC"},
		{do: "20 16 0", form: formDecide, by: 'O', path: decide, may: "OC"},
		{do: push(cards.ActDecideDue, own), by: 'O', path: decide, may: "OC"},
		{do: "20", form: formDecide, by: 'O', path: then(decide, push(cards.ActDecideDue, own)), may: "OC"},
		{do: "工作实绩更突出。", form: formDecide, by: 'O', path: then(decide, "20 16 0"), may: "OC"}, // the votes are tied
		{do: push(cards.ActDecideOK, own), by: 'O', path: then(decide, "20 16 0", "工作实绩更突出。"), may: "OC"},

		{do: "事迹有出入。", form: formObject, by: 'M', path: object, may: ours},
		{do: push(cards.ActObjectOK, own), by: 'M', path: then(object, "事迹有出入。"), may: ours},
		{do: "已经核实。", form: formAnswer, by: 'D', path: answer, may: "D"},
		{do: push(cards.ActAnswerOK, own), by: 'D', path: then(answer, "已经核实。"), may: "D"},
		{do: "本季度表现突出。", form: formReport, by: 'O', path: report, may: "OC"},
		{do: push(cards.ActReportOK, own), by: 'O', path: then(report, "本季度表现突出。"), may: "OC"},
		{do: push(cards.ActReportMore, own), by: 'O', path: then(report, "本季度表现突出。"), may: "OC"},
		{do: "又写一句。", form: "reflect", by: 'M', path: reflect, may: "MLODWC"},
		{do: push(cards.ActReflectEnd, own), by: 'M', path: then(reflect, "又写一句。"), may: ours},
		{do: push(cards.ActReflectCut, own, 2), by: 'M', path: then(reflect, "又写一句。"), may: "M"}, // what one has not written
		{do: push(cards.ActBind, own), by: 'S', path: path(invited, "/start "+code), may: ours + "SX"},
		{do: push(cards.ActBindNo, own), by: 'S', path: path(invited, "/start "+code), may: everyone + "SX"}, // for whom the code was meant matters no more
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

// TestForms goes on in every form, by each of its buttons and by what is typed, in everybody's name: who may is judged
// at each step, and not only where the form begins.
func TestForms(t *testing.T) {
	h := newHouse(t)
	missing := map[string]bool{}
	for name := range formSteps {
		missing[name] = true
	}
	for action, r := range routes {
		if r.scope == inForm {
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
				return h.act(tx, roles[role], s.do)
			})
			may := strings.ContainsRune(s.may, role)
			switch r := routes[strings.SplitN(s.what(), ":", 2)[0]]; {
			case way != nil:
				t.Errorf("the way to %s is refused: %v", s.what(), way)
			case may && got != "":
				t.Errorf("%c may do %s and was refused: %s", role, s.what(), got)
			case !may && got == "":
				t.Errorf("%c may not do %s and was let in", role, s.what())
			case r.officer && strings.ContainsRune("MLPDW", role) && got != cards.NotYours:
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
		"/rounds": "FOC", "/export": "FOC", "/people": "FOC", "/people w": "FOC", "/people 没有这个人": "", "/settings": "FOC", "/status": "FOC",
		"/birthdays": "FLOC", // a leader's are those of the own group
		"/here":      "",     // in a group only
		"/secret":    "",
	}
	for command := range commands {
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
		for command := range maps.Keys(commands) {
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
				p := push(cards.ActStatus, 1)
				c := &call{bot: h.bot, tx: tx, now: h.now, press: p, e: chat.Event{Kind: chat.Pressed, From: from, Chat: group, Data: p.Encode(), PressID: "p"}}
				return tx.Try(c.handle)
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
			c := &call{bot: h.bot, tx: tx, now: h.now, e: chat.Event{Kind: chat.Text, From: from, Chat: group, Title: "群", Text: text}}
			err := c.handle()
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
