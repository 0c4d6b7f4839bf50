package rig

import (
	"slices"
	"strings"

	"zhibu/branch"
)

// Namesakes are names for a whole branch, so that two or three people have each, in other groups and in the same.
var Namesakes = []string{"欧阳慧", "王䶮", "李小伟", "买买提·艾力", "钱建国", "周玉兰", "郑海波", "冯晓燕", "褚卫东", "沈丽华"}

// Ambiguous returns the places of a text where one of those names stands and does not say whose it is. reader is the name of
// whose own card it is: one's own name needs nothing beside it.
func Ambiguous(text, reader string) (list []string) {
	for _, name := range Namesakes {
		for at := 0; ; {
			i := strings.Index(text[at:], name)
			if i < 0 {
				break
			}
			before, after := text[:at+i], text[at+i+len(name):]
			at += i + len(name)
			posted := slices.ContainsFunc(branch.Posts, func(p branch.Post) bool { return strings.HasSuffix(before, string(p)) }) // one holds a post
			if posted || strings.HasPrefix(strings.TrimPrefix(after, "同志"), "（") && !strings.HasPrefix(after, "（组长）") || strings.HasSuffix(before, "」的组长") || strings.HasPrefix(after, "\n党小组：") ||
				name == reader && (after == "" || strings.HasPrefix(after, "同志") || strings.HasPrefix(before, "姓名：") || strings.HasSuffix(before, "姓名：")) {
				continue
			}
			runes := []rune(before)
			list = append(list, "…"+string(runes[max(0, len(runes)-12):])+"【"+name+"】"+string([]rune(after + "          ")[:10]))
		}
	}
	return list
}
