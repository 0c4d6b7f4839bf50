package birthday

import (
	"fmt"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// Documents of cards. Their arguments: branch; who asked; and of a card, whose it is and the day.
const (
	DocumentCard        = "birthday.card"  // .png, A5
	DocumentBirthdays   = "birthday.lists" // .xlsx
	DocumentReflections = "birthday.words" // .docx
)

// cardFile is the card of a member's 政治生日, to be printed.
func cardFile(b branch.Branch, asker branch.MemberID, m branch.Member, day branch.Date) chat.Card {
	return cards.File(fmt.Sprintf("card:%d:%d:%s", b.ID, m.ID, day), m.Name+"同志"+day.Chinese()+"的政治生日贺卡，按A5纸打印。",
		DocumentCard, fmt.Sprintf("政治生日贺卡-%s-%d.png", m.Name, day.Year()), int64(b.ID), int64(asker), int64(m.ID), int64(day))
}

// listsFile is the lists as a file.
func listsFile(b branch.Branch, asker branch.MemberID, day branch.Date) chat.Card {
	return cards.File(fmt.Sprintf("birthdays:%d:%s", b.ID, day), "政治生日、党龄和“光荣在党50年”核对名单，仅供支部工作使用。",
		DocumentBirthdays, "政治生日名单-"+day.String()+".xlsx", int64(b.ID), int64(asker))
}

// reflectionsFile is what members have shared as a file.
func reflectionsFile(b branch.Branch, asker branch.MemberID, day branch.Date, n int) chat.Card {
	return cards.File(fmt.Sprintf("words:%d:%s", b.ID, day), fmt.Sprintf("同志们自愿分享的政治生日心得%d篇。未分享的不在其中。", n),
		DocumentReflections, "政治生日心得-"+day.String()+".docx", int64(b.ID), int64(asker))
}
