package main

import (
	"strings"

	"github.com/mozillazg/go-pinyin"
)

// surnames are those, single and double, that are read otherwise than their characters usually are: only at the start
// of a name. (《现代汉语词典》 gives each of these readings as 姓.)
var surnames = map[string]string{
	"单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "朴": "piao", "盖": "ge",
	"乐": "yue", "缪": "miao", "洗": "xian", "折": "she", "覃": "qin", "员": "yun", "繁": "po", "召": "shao",
	"黑": "he", "秘": "bi", "种": "chong", "重": "chong", "翟": "zhai", "祭": "zhai", "佴": "nai", "卜": "bu",
	"薄": "bo", "隗": "wei", "阚": "kan", "郇": "xun", "牟": "mu", "尉迟": "yu chi", "万俟": "mo qi",
	"澹台": "tan tai", "子车": "zi ju",
}

var reading = pinyin.NewArgs()

// spell gives the pinyin of a name, syllable by syllable, without tones; what has none is left out. A surname is read
// as a surname, other characters as they usually are.
func spell(name string) (syllables []string) {
	runes := []rune(name)
	for _, n := range []int{2, 1} {
		if len(runes) > n {
			if s, ok := surnames[string(runes[:n])]; ok {
				syllables, runes = strings.Fields(s), runes[n:]
				break
			}
		}
	}
	for _, r := range runes {
		if all := pinyin.SinglePinyin(r, reading); len(all) > 0 {
			syllables = append(syllables, all[0])
		}
	}
	return syllables
}
