package branch

import "strings"

// HalfWidth returns s with its letters and figures of full width in half width, as a keyboard for Chinese mixes them; signs stay.
func HalfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' || r >= 'Ａ' && r <= 'Ｚ' || r >= 'ａ' && r <= 'ｚ' {
			return r - ('！' - '!')
		}
		return r
	}, s)
}
