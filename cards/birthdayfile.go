package cards

import (
	"fmt"

	"zhibu/branch"
	"zhibu/chat"
)

// Documents of cards. Their arguments: branch; who asked; and of a card, whose it is and the day.
const (
	DocumentCard        = "birthday.card"  // .png, A5
	DocumentBirthdays   = "birthday.lists" // .xlsx
	DocumentReflections = "birthday.words" // .docx
)

func file(key, text, kind, name string, args ...int64) chat.Card {
	return chat.Card{Key: key, Text: say(text), Document: &chat.Document{Kind: kind, Name: name, Args: args}}
}

// CardFile is the card of a member's 政治生日, to be printed.
func CardFile(b branch.Branch, asker branch.MemberID, m branch.Member, day branch.Date) chat.Card {
	return file(fmt.Sprintf("card:%d:%d:%s", b.ID, m.ID, day), m.Name+"同志"+day.Chinese()+"的政治生日贺卡，按A5纸打印。",
		DocumentCard, fmt.Sprintf("政治生日贺卡-%s-%d.png", m.Name, day.Year()), int64(b.ID), int64(asker), int64(m.ID), int64(day))
}

// BirthdaysFile is the lists as a file.
func BirthdaysFile(b branch.Branch, asker branch.MemberID, day branch.Date) chat.Card {
	return file(fmt.Sprintf("birthdays:%d:%s", b.ID, day), "政治生日、党龄和“光荣在党50年”核对名单，仅供支部工作使用。",
		DocumentBirthdays, "政治生日名单-"+day.String()+".xlsx", int64(b.ID), int64(asker))
}

// ReflectionsFile is what members have shared as a file.
func ReflectionsFile(b branch.Branch, asker branch.MemberID, day branch.Date, n int) chat.Card {
	return file(fmt.Sprintf("words:%d:%s", b.ID, day), fmt.Sprintf("同志们自愿分享的政治生日心得%d篇。未分享的不在其中。", n),
		DocumentReflections, "政治生日心得-"+day.String()+".docx", int64(b.ID), int64(asker))
}

// Service is 在职 or 离退休.
func Service(m branch.Member) string {
	if m.Status == branch.Retired {
		return "离退休"
	}
	return "在职"
}
