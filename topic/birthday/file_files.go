package birthday

import (
	"fmt"
	"time"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
)

// SharedBook returns what members have shared, with the oath, whole, before it.
func SharedBook(tx *store.Tx, b branch.Branch, now time.Time) files.Document {
	doc := files.Document{Title: "政治生日心得体会", Parts: []files.Part{{Heading: "入党誓词"}, {Text: branch.Oath}}}
	for _, r := range SharedReflections(tx, b.ID) {
		doc.Parts = append(doc.Parts, files.Part{Heading: fmt.Sprintf("%s（%d年）", office.PersonName(tx, b.ID, r.Member), r.Year)})
		for _, p := range r.Parts {
			doc.Parts = append(doc.Parts, files.Part{Text: p})
		}
	}
	doc.Parts = append(doc.Parts, files.Part{Signed: []string{b.Name, branch.DateOf(now).Chinese()}})
	return doc
}

// BirthdayTables returns the lists of a branch, to be written into a file: this year's 政治生日 by date, 党龄, and who is
// due 「光荣在党50年」.
func BirthdayTables(tx *store.Tx, b branch.Branch, now time.Time) []branch.Table {
	today := branch.DateOf(now)
	year := today.Year()
	days := branch.Table{Name: "政治生日", Title: fmt.Sprintf("%s%d年政治生日", b.Name, year), Head: []string{"序号", "姓名", "党小组", "政治生日", "入党日期", "入党周年", "类别"}}
	for i, l := range Birthdays(tx, b, branch.On(year, time.January, 1), branch.On(year, time.December, 31), 0) {
		days.Rows = append(days.Rows, []any{i + 1, l.Name().Short(), l.Group, l.Day.MonthDay(), l.Member.Joined.Chinese(), l.Years, kind(l.Member, l.Day)})
	}
	standing := branch.Table{Name: "党龄", Title: b.Name + "党龄（截至" + today.Chinese() + "）", Head: []string{"序号", "姓名", "党小组", "入党日期", "转正日期", "党龄（年）", "类别"}}
	for i, m := range Standings(tx, b.ID, 0, today) {
		var years any = ""
		if n, ok := m.FullYears(today); ok {
			years = n
		}
		standing.Rows = append(standing.Rows, []any{i + 1, office.Called(tx, m), office.Group(tx, b.ID, m.Group).Name, m.Joined.Chinese(), m.Full.Chinese(), years, kind(m, today)})
	}
	medals := branch.Table{Name: "光荣在党50年", Title: fmt.Sprintf("%s“光荣在党50年”核对名单（%d年）", b.Name, year), Head: []string{"序号", "姓名", "在职或离退休", "入党日期", "转正日期", "7月1日党龄（年）"}}
	for i, m := range Medals(tx, b.ID, 0, year) {
		of, _ := m.FullYears(branch.On(year, time.July, 1))
		medals.Rows = append(medals.Rows, []any{i + 1, office.Called(tx, m), service(m), m.Joined.Chinese(), m.Full.Chinese(), of})
	}
	return []branch.Table{days, standing, medals}
}

func kind(m branch.Member, day branch.Date) string {
	if m.Probationary(day) {
		return "预备党员"
	}
	return "正式党员"
}

// mayHaveCard reports whether somebody may have the card of a member's 政治生日 for printing.
func mayHaveCard(tx *store.Tx, who branch.Member, args []int64) bool {
	return len(args) == 4 && MayPrint(tx, who, branch.MemberID(args[2]))
}

func writeCard(_ *office.Office, tx *store.Tx, _ branch.Branch, d chat.Document, _ time.Time) ([]byte, error) {
	return drawGreeting(tx, chat.Picture{Kind: PictureGreetingPrint, Args: []int64{d.Args[0], d.Args[2], d.Args[3]}})
}

func writeLists(_ *office.Office, tx *store.Tx, b branch.Branch, _ chat.Document, now time.Time) ([]byte, error) {
	return files.WriteTables(BirthdayTables(tx, b, now))
}

func writeReflections(_ *office.Office, tx *store.Tx, b branch.Branch, _ chat.Document, now time.Time) ([]byte, error) {
	return files.WriteDocument(SharedBook(tx, b, now))
}
