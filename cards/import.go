package cards

import (
	"fmt"
	"strings"
	"unicode"

	"zhibu/branch"
	"zhibu/chat"
)

// KeyImport is the key of the card on which a further roster of a branch is looked at and confirmed.
func KeyImport(b branch.BranchID) string { return fmt.Sprintf("import:%d", b) }

// Sentences about files.
const (
	NoPictures   = "图片读不出文字。如要更新名册，请把表格作为文件发送（.xlsx 或 .csv）。"
	FileTooLarge = "文件超过20 MB，没有读取。请只留名册，另存为 .xlsx 后再发送。"
	FilePrivate  = "里面有身份证号或手机号，不能保存。请删去号码后再发送。"
	NotReadAgain = "上次读取这个文件时程序意外中断，没有读成，也不再读取。请核对文件（可另存一份，只留需要的内容），再发送一次。"
	NotFetched   = "文件没有取到，请稍后再发送一次。"
)

// longestFile is how much of a file's name is shown, in characters.
const longestFile = 40

// FileName makes a name that somebody gave to a file fit to be shown: no path, nothing unseen, not long.
func FileName(s string) string {
	s = s[strings.LastIndexAny(s, `/\`)+1:]
	s = strings.Map(func(r rune) rune {
		if !unicode.IsGraphic(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if s = shortened(strings.TrimSpace(s), longestFile); s == "" {
		return "名册"
	}
	return s
}

func shortened(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// ImportReading says that a file was received.
func ImportReading(b branch.BranchID, file string) chat.Card {
	return chat.Card{Key: KeyImport(b), Text: Say("已收到「", FileName(file), "」，正在读取。")}
}

// FileReplaced says that a file was not read because another was sent before it had been.
func FileReplaced(file string) string {
	return "「" + FileName(file) + "」没有读取：后发的文件代替了它。一次只读一个，需要的话请再发一次。"
}

// ImportRefused says why a file was not read at all.
func ImportRefused(b branch.BranchID, file, why string) chat.Card {
	return chat.Card{Key: KeyImport(b), Text: Say(Strong("没有导入"), "\n文件：", file, "\n", why)}
}

// faultsShown is how many faults one card names; a phone shows no more.
const faultsShown = 8

// Headings of what a reader of a table accounts for, here and on the command line.
const (
	ToCheck = "请核对"
	NotRead = "没有读入"
)

// ImportFaults names what in a file must be put right, and whatever else is to be said of it.
func ImportFaults(b branch.BranchID, file string, faults []branch.Fault, a branch.Account) chat.Card {
	faults = branch.Condense(faults)
	text := Say(Strong("没有导入"), "\n文件：", file, fmt.Sprintf("\n有%d处需要改正：", len(faults)))
	for _, f := range faults[:min(len(faults), faultsShown)] {
		text = append(text, Say("\n• ", f.String())...)
	}
	if more := len(faults) - faultsShown; more > 0 {
		text = append(text, Say(fmt.Sprintf("\n其余%d处，改正后再发送时会列出。", more))...)
	}
	text = append(text, accountText(a)...)
	return chat.Card{Key: KeyImport(b), Text: append(text, Say("\n\n请改好后重新发送文件。")...)}
}

// accountText is the two blocks of an account, each as far as a card has room.
func accountText(a branch.Account) (text []chat.Span) {
	for _, block := range []struct {
		heading string
		lines   []branch.Fault
		most    int
	}{{ToCheck, branch.Condense(a.Doubts), faultsShown}, {NotRead, branch.Condense(a.Unread), linesShown}} {
		if len(block.lines) == 0 {
			continue
		}
		text = append(text, Say("\n\n", Strong(fmt.Sprintf("%s（%d处）", block.heading, len(block.lines))))...)
		for _, f := range block.lines[:min(len(block.lines), block.most)] {
			text = append(text, Say("\n• ", shortened(f.String(), longestDoubt))...)
		}
		if more := len(block.lines) - block.most; more > 0 {
			text = append(text, Say(fmt.Sprintf("\n其余%d处见「查看全部」。", more))...)
		}
	}
	return text
}

// ImportView is a proposal with what it would change.
type ImportView struct {
	Branch     branch.BranchID
	Number     int64 // of the proposal
	File       string
	Difference branch.Difference
	GroupNames map[branch.GroupID]string // as they are
	Second     bool                      // another officer has to confirm it
	Pending    int64                     // what waits for that; 0 if it is not awaited yet
}

// Lines says all that a proposal would change, a line each.
func (v ImportView) Lines() (lines []string) {
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	d := v.Difference
	for _, a := range d.Asks {
		add("需要核实：第%d行%s（%s，%s入党）是名册里的哪一位", a.Line.Row, a.Line.Name, a.Line.Group, a.Line.Joined.Chinese())
	}
	for _, p := range d.People {
		if p.New {
			add("新增：%s（%s，%s入党）", p.Member.Name, p.Group, p.Member.Joined.Chinese())
		} else {
			add("变更：%s（%s）　%s", p.Member.Name, p.Group, changes(p.Changes))
		}
	}
	for _, c := range d.Contacts {
		if c.New {
			add("新增企业：%s", c.Contact.Name)
		} else {
			add("变更企业：%s　%s", c.Contact.Name, changes(c.Changes))
		}
	}
	for _, m := range d.Absent {
		add("文件里没有：%s（%s），不作改动", m.Name, v.GroupNames[m.Group])
	}
	for _, c := range d.Missing {
		add("文件里没有企业：%s，不作改动", c.Name)
	}
	for _, w := range d.Warnings {
		add("请注意：%s", w)
	}
	return lines
}

// All is Lines, and before them the account of what was read.
func (v ImportView) All() (lines []string) {
	for _, f := range branch.Condense(v.Difference.Doubts) {
		lines = append(lines, ToCheck+"："+f.String())
	}
	for _, f := range branch.Condense(v.Difference.Unread) {
		lines = append(lines, NotRead+"："+f.String())
	}
	return append(lines, v.Lines()...)
}

func changes(all []branch.FieldChange) string {
	var parts []string
	for _, c := range all {
		parts = append(parts, fmt.Sprintf("%s：%s → %s", c.Field, orNothing(c.Old), orNothing(c.New)))
	}
	return strings.Join(parts, "；")
}

func orNothing(s string) string {
	if s == "" {
		return "（空）"
	}
	return s
}

// Summary counts what a proposal would change, a line each.
func (v ImportView) Summary() (lines []string) {
	d := v.Difference
	added, changed := d.Count()
	newFirms := 0
	for _, c := range d.Contacts {
		if c.New {
			newFirms++
		}
	}
	count := func(format string, n int) {
		if n > 0 {
			lines = append(lines, fmt.Sprintf(format, n))
		}
	}
	count("新增党员%d人", added)
	count("变更党员%d人", changed)
	count("新增企业%d家", newFirms)
	count("变更企业%d家", len(d.Contacts)-newFirms)
	count("文件里没有的党员%d人，不作改动", len(d.Absent))
	count("文件里没有的企业%d家，不作改动", len(d.Missing))
	count("需要核实%d处", len(d.Asks))
	return lines
}

// How much of a difference the card itself shows.
const (
	linesShown   = 5
	longestLine  = 70 // characters
	longestDoubt = 120
	linesPaged   = 10
)

// Import is the card of a proposal. stale says that the branch has changed since it was shown before.
func Import(v ImportView, stale bool) chat.Card {
	text := Say(Strong("核对名册"), "\n文件：", v.File)
	d := v.Difference
	if d.Empty() {
		text = append(text, Say("\n与名册一致，没有需要改动的内容。")...)
		return chat.Card{Key: KeyImport(v.Branch), Text: append(text, accountText(d.Account)...), Protect: true}
	}
	if stale {
		text = append(text, Say("\n", Strong("核对以后名册又有变动，下面是新的结果，请重新确认。"))...)
	}
	for _, l := range v.Summary() {
		text = append(text, Say("\n", l)...)
	}
	lines := v.Lines()
	text = append(text, Say("\n")...)
	for _, l := range lines[:min(len(lines), linesShown)] {
		text = append(text, Say("\n• ", shortened(l, longestLine))...)
	}
	text = append(text, accountText(d.Account)...)
	b, n := int64(v.Branch), v.Number
	act := func(label, action string) chat.Button { return Button(label, action, b, n) }
	var rows [][]chat.Button
	switch {
	case len(d.Asks) > 0:
		text = append(text, Say("\n\n请先核实，再确认导入。")...)
		rows = append(rows, Row(act(fmt.Sprintf("核实（%d处）", len(d.Asks)), ActImportAsk), act("放弃", ActImportNo)))
	case v.Pending != 0:
		text = append(text, Say("\n\n涉及党内职务或您本人的权利，整份名册正在等待另一名同志确认，名册还没有改动。")...)
		rows = append(rows, Row(act("放弃", ActImportNo)))
	case d.Changes():
		label := "确认导入"
		if len(d.Doubts) > 0 {
			label = "已核对，确认导入"
		}
		if v.Second {
			text = append(text, Say("\n\n涉及党内职务或您本人的权利：确认后整份名册还须另一名书记、副书记或组织委员确认，在此以前名册不变。")...)
		} else {
			text = append(text, Say("\n\n确认以后才会改动名册。")...)
		}
		rows = append(rows, Row(act(label, ActImportOK), act("放弃", ActImportNo)))
	default:
		text = append(text, Say("\n\n没有需要改动的内容。")...)
	}
	if len(lines)+len(d.Doubts)+len(d.Unread) > 0 {
		rows = append(rows, Row(Button("查看全部", ActImportPage, b, n, 0)))
	}
	return chat.Card{Key: KeyImport(v.Branch), Text: text, Rows: rows, Protect: true}
}

// ImportPage is a page of all that a proposal would change.
func ImportPage(v ImportView, page int) chat.Card {
	lines, at, of := Page(v.All(), linesPaged, page)
	text := Say(Strong("核对名册"), fmt.Sprintf("（%d/%d）", at+1, of))
	for _, l := range lines {
		text = append(text, Say("\n• ", shortened(l, 3*longestLine))...)
	}
	rows := append(Turns(at, of, func(p int) chat.Button { return Button("", ActImportPage, int64(v.Branch), v.Number, int64(p)) }),
		Row(Button("返回", ActImportSee, int64(v.Branch), v.Number)))
	return chat.Card{Key: KeyImport(v.Branch), Text: text, Rows: rows, Protect: true}
}

// ImportAsk asks whom a line of the file means.
func ImportAsk(v ImportView) chat.Card {
	a := v.Difference.Asks[0]
	text := Say(Strong("核实"), fmt.Sprintf("（还有%d处）\n文件第%d行：", len(v.Difference.Asks), a.Line.Row), Strong(a.Line.Name), "\n党小组：", a.Line.Group,
		"\n入党日期：", a.Line.Joined.Chinese(), "\n\n是名册里的哪一位？")
	var rows [][]chat.Button
	is := func(label string, m branch.MemberID) chat.Button {
		return Button(label, ActImportIs, int64(v.Branch), v.Number, int64(a.Line.Row), int64(m))
	}
	for _, m := range a.Candidates[:min(len(a.Candidates), PerPage)] {
		where := v.GroupNames[m.Group]
		if m.Status != branch.Active {
			where = "已" + string(m.Status)
		}
		text = append(text, Say("\n• ", m.Name, "：", where, "，", m.Joined.Chinese(), "入党")...)
		rows = append(rows, Row(is(fmt.Sprintf("%s　%s　%s", m.Name, where, m.Joined), m.ID)))
	}
	rows = append(rows, Row(is("都不是，是新党员", branch.IsNew), is("这一行先不导入", branch.LeaveOut)),
		Row(Button("返回", ActImportSee, int64(v.Branch), v.Number)))
	return chat.Card{Key: KeyImport(v.Branch), Text: text, Rows: rows, Protect: true}
}

// ImportDone says that a roster was taken over.
func ImportDone(v ImportView) chat.Card {
	text := Say(Strong("名册已更新"), "\n文件：", v.File)
	for _, l := range v.Summary() {
		text = append(text, Say("\n", l)...)
	}
	text = append(text, accountText(branch.Account{Unread: v.Difference.Unread})...)
	return chat.Card{Key: KeyImport(v.Branch), Text: append(text, Say("\n\n新党员需要开具邀请码才能使用。")...)}
}

// ImportDropped says that nothing was changed.
func ImportDropped(b branch.BranchID) chat.Card {
	return chat.Card{Key: KeyImport(b), Text: Say("已放弃，名册没有改动。")}
}

// ImportTold tells the other officers that the roster was changed from a file, and by whom: "" is the command line. names are
// of those who are new, as far as there is room.
func ImportTold(b branch.BranchID, number int64, by string, added, changed, firms int, names []string) chat.Card {
	text := Say(Strong("名册已更新"), fmt.Sprintf("\n%s按名册文件更新了名册：新增党员%d人，变更%d人，新增或变更企业%d家。", entered(by), added, changed, firms))
	if len(names) > 0 {
		text = append(text, Say("\n新增党员：", Listed(names, added))...)
	}
	return chat.Card{Key: fmt.Sprintf("imported:%d:%d", b, number), Text: text}
}

// DocumentRoster is the roster as an .xlsx file. Its arguments: branch; who asked.
const DocumentRoster = "roster"

// Exported is the roster as a file, for whoever asked.
func Exported(b branch.Branch, m branch.MemberID, number int64, day branch.Date, people int) chat.Card {
	return chat.Card{Key: fmt.Sprintf("export:%d:%d", b.ID, number),
		Text:     Say(fmt.Sprintf("%s党员名册，%d人，%s。\n含党员个人信息，请按规定保管，不要转发。改好后可以直接发回来更新。", b.Name, people, day.Chinese())),
		Document: &chat.Document{Kind: DocumentRoster, Args: []int64{int64(b.ID), int64(m)}, Name: FileName(b.Name + "党员名册" + day.String() + ".xlsx")}}
}
