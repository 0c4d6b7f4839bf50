package office

import (
	"fmt"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/store"
)

// MayPrint tells whether somebody may have the card of a member's 政治生日 for printing: the member, and those who
// prepare it.
func MayPrint(tx *store.Tx, me branch.Member, m branch.MemberID) bool {
	of, ok := Member(tx, me.Branch, m)
	if !ok || me.Status != branch.Active || of.Status != branch.Active {
		return false
	}
	for _, p := range preparers(tx, of) {
		if p.ID == me.ID {
			return true
		}
	}
	return me.ID == m || me.Officer()
}

// PrintCard sends somebody the card of a member's 政治生日 in a year as a file, A5 at 300 dpi: of the years since joining,
// up to the next.
func (o *Office) PrintCard(tx *store.Tx, me branch.Member, m branch.MemberID, year int, now time.Time) error {
	of, ok := Member(tx, me.Branch, m)
	to := Chat(tx, me)
	if !ok || !MayPrint(tx, me, m) || to == "" {
		return Refusal(cards.NotYours)
	}
	if of.Joined == 0 || year <= of.Joined.Year() || year > branch.DateOf(now).Year()+1 {
		return Refusal(cards.OldCard)
	}
	b := getBranch(tx, me.Branch)
	tx.ShowBelow(to, cards.CardFile(b, me.ID, of, of.Joined.Anniversary(year, b.Settings.MarchFirst)))
	return nil
}

// SendBirthdays sends an officer the lists as an .xlsx file.
func (o *Office) SendBirthdays(tx *store.Tx, me branch.Member, now time.Time) error {
	to := Chat(tx, me)
	if !me.Officer() || to == "" {
		return Refusal(cards.NotYours)
	}
	tx.ShowBelow(to, cards.BirthdaysFile(getBranch(tx, me.Branch), me.ID, branch.DateOf(now)))
	return nil
}

// SendReflections sends an officer what members have shared as a .docx file. What was taken back before the file is made
// is not in it.
func (o *Office) SendReflections(tx *store.Tx, me branch.Member, now time.Time) error {
	to := Chat(tx, me)
	if !me.Officer() || to == "" {
		return Refusal(cards.NotYours)
	}
	n := len(SharedReflections(tx, me.Branch))
	if n == 0 {
		return Refusal("目前还没有同志分享心得。")
	}
	tx.ShowBelow(to, cards.ReflectionsFile(getBranch(tx, me.Branch), me.ID, branch.DateOf(now), n))
	return nil
}

// SharedBook gives what members have shared, to be written into a file.
func SharedBook(tx *store.Tx, b branch.Branch, now time.Time) branch.Book {
	book := branch.Book{Branch: b.Name, Day: branch.DateOf(now)}
	for _, r := range SharedReflections(tx, b.ID) {
		who, _ := Member(tx, b.ID, r.Member)
		book.Chapters = append(book.Chapters, branch.Chapter{Heading: fmt.Sprintf("%s（%d年）", who.Name, r.Year), Paragraphs: r.Parts})
	}
	return book
}

// BirthdayTables gives the lists of a branch, to be written into a file: this year's 政治生日 by date, 党龄, and who is
// due 「光荣在党50年」.
func BirthdayTables(tx *store.Tx, b branch.Branch, now time.Time) []branch.Table {
	today := branch.DateOf(now)
	year := today.Year()
	days := branch.Table{Name: "政治生日", Title: fmt.Sprintf("%s%d年政治生日", b.Name, year), Head: []string{"序号", "姓名", "党小组", "政治生日", "入党日期", "入党周年", "类别"}}
	for i, l := range Birthdays(tx, b, branch.On(year, time.January, 1), branch.On(year, time.December, 31), 0) {
		days.Rows = append(days.Rows, []any{i + 1, l.Member.Name, l.Group, l.Day.MonthDay(), l.Member.Joined.Chinese(), l.Years, kind(l.Member, l.Day)})
	}
	standing := branch.Table{Name: "党龄", Title: b.Name + "党龄（截至" + today.Chinese() + "）", Head: []string{"序号", "姓名", "党小组", "入党日期", "转正日期", "党龄（年）", "类别"}}
	for i, m := range Standings(tx, b.ID, 0, today) {
		var years any = ""
		if n, ok := m.Standing(today); ok {
			years = n
		}
		standing.Rows = append(standing.Rows, []any{i + 1, m.Name, Group(tx, b.ID, m.Group).Name, m.Joined.Chinese(), m.Full.Chinese(), years, kind(m, today)})
	}
	medals := branch.Table{Name: "光荣在党50年", Title: fmt.Sprintf("%s“光荣在党50年”核对名单（%d年）", b.Name, year), Head: []string{"序号", "姓名", "在职或离退休", "入党日期", "转正日期", "7月1日党龄（年）"}}
	for i, m := range Medals(tx, b.ID, 0, year) {
		of, _ := m.Standing(branch.On(year, time.July, 1))
		medals.Rows = append(medals.Rows, []any{i + 1, m.Name, cards.Service(m), m.Joined.Chinese(), m.Full.Chinese(), of})
	}
	return []branch.Table{days, standing, medals}
}

func kind(m branch.Member, day branch.Date) string {
	if m.Probationary(day) {
		return "预备党员"
	}
	return "正式党员"
}
