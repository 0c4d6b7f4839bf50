package cards

import (
	"fmt"

	"zhibu/chat"
)

// Pages returns the buttons that turn a page of one thing each.
func Pages(page, of int, turn func(page int) chat.Button) (r []chat.Button) {
	label := func(s string, p int) {
		b := turn(p)
		b.Label = s
		r = append(r, b)
	}
	if page > 0 {
		label("上一页", page-1)
	}
	if page < of-1 {
		label(fmt.Sprintf("下一页（%d/%d）", page+1, of), page+1)
	}
	return r
}
