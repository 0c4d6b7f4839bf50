package cards

import (
	"fmt"
	"slices"

	"zhibu/chat"
)

// The one pager: Page cuts a list, Turns turns its pages, Paged does both for a list of buttons.

// PerPage is how many names or firms a card lists; two columns of four fit a phone without scrolling.
const PerPage = 8

// Page returns a page of a list, most of them at a time: the page nearest to the one asked for, which one that is, and how many there
// are. There is always one.
func Page[T any](list []T, most, page int) (part []T, at, of int) {
	of = max(1, (len(list)+most-1)/most)
	at = min(max(page, 0), of-1)
	return list[at*most : min(len(list), (at+1)*most)], at, of
}

// Turns returns the row of buttons that turns pages, and none where there is but one. A button's label is set here.
func Turns(at, of int, turn func(page int) chat.Button) [][]chat.Button {
	var r []chat.Button
	label := func(s string, p int) {
		b := turn(p)
		b.Label = s
		r = append(r, b)
	}
	if at > 0 {
		label("上一页", at-1)
	}
	if at < of-1 {
		label(fmt.Sprintf("下一页（%d/%d）", at+1, of), at+1)
	}
	if len(r) == 0 {
		return nil
	}
	return [][]chat.Button{r}
}

// Paged returns a page of the buttons in columns and, where there are more, a row to turn pages with.
func Paged(all []chat.Button, columns, page int, turn func(label string, page int) chat.Button) [][]chat.Button {
	part, at, of := Page(all, PerPage, page)
	return append(slices.Collect(slices.Chunk(part, columns)), Turns(at, of, func(p int) chat.Button { return turn("", p) })...)
}
