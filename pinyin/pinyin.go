// Package pinyin reads names aloud: for finding somebody by what a keyboard types most easily.
package pinyin

import (
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// surnames are read otherwise than the same characters elsewhere (《现代汉语词典》 gives these readings as 姓), the likeliest
// first; two characters are a double surname, a reading for each.
var surnames = map[string][]string{
	"单": {"shan"}, "曾": {"zeng"}, "仇": {"qiu"}, "解": {"xie"}, "区": {"ou"}, "查": {"zha"}, "覃": {"qin", "tan"}, "翟": {"zhai"},
	"乐": {"yue", "le"}, "盖": {"ge", "gai"}, "朴": {"piao"}, "任": {"ren"}, "缪": {"miao"}, "种": {"chong"}, "冼": {"xian"}, "召": {"shao"},
	"黑": {"he"}, "员": {"yun"}, "牟": {"mu", "mou"}, "燕": {"yan"}, "祭": {"zhai"}, "郇": {"xun", "huan"}, "郗": {"xi", "chi"},
	"隗": {"wei", "kui"}, "折": {"she"}, "繁": {"po"}, "秘": {"bi"}, "薄": {"bo"}, "宿": {"su"}, "么": {"yao"}, "逄": {"pang"}, "晁": {"chao"},
	"华": {"hua"}, "纪": {"ji"}, "洗": {"xian"}, "过": {"guo"}, "相": {"xiang"}, "车": {"che"}, "臧": {"zang"}, "佴": {"nai"}, "教": {"jiao"},
	"阚": {"kan"}, "重": {"chong"}, "卜": {"bu"}, "尉": {"wei"}, "子车": {"zi", "ju"},
	"尉迟": {"yu", "chi"}, "万俟": {"mo", "qi"}, "长孙": {"zhang", "sun"}, "单于": {"chan", "yu"}, "澹台": {"tan", "tai"}, "鲜于": {"xian", "yu"},
}

var everyReading = pinyin.Args{Style: pinyin.Normal, Heteronym: true}

// readings returns how each character of a name may be read.
func readings(name string) (list [][]string) {
	rest := []rune(name)
	if len(rest) > 2 {
		if r, ok := surnames[string(rest[:2])]; ok { // one reading for each of the two
			list, rest = append(list, r[:1], r[1:]), rest[2:]
		}
	}
	if len(list) == 0 && len(rest) > 1 {
		if r, ok := surnames[string(rest[:1])]; ok {
			list, rest = append(list, r), rest[1:]
		}
	}
	for _, c := range rest {
		all := []string{strings.ToLower(string(c))}
		if r := pinyin.SinglePinyin(c, everyReading); len(r) > 0 {
			all = r
		}
		for _, r := range all {
			if strings.Contains(r, "ü") || strings.Contains(r, "v") { // 吕: typed lv, lü, lyu or lu
				plain := strings.NewReplacer("ü", "v").Replace(r)
				all = append(all, plain, strings.ReplaceAll(plain, "v", "u"), strings.ReplaceAll(plain, "v", "yu"))
			}
		}
		list = append(list, all)
	}
	return list
}

// Spell returns the pinyin of a name, syllable by syllable, without tones, ü as v; what has none is left out. A surname is
// read as a surname, other characters as they usually are.
func Spell(name string) (syllables []string) {
	for i, r := range readings(name) {
		if c := []rune(name)[i]; unicode.Is(unicode.Han, c) {
			syllables = append(syllables, strings.ReplaceAll(r[0], "ü", "v"))
		}
	}
	return syllables
}

// Finds reports whether what was typed means a name: part of it, its pinyin, its initials, or a mixture (zhangs, zsan).
func Finds(query, name string) bool {
	query = strings.ToLower(strings.Join(strings.FieldsFunc(query, func(r rune) bool { return unicode.IsSpace(r) || r == '\'' || r == '·' }), ""))
	name = strings.ReplaceAll(name, "·", "")
	if query == "" {
		return false
	}
	if strings.Contains(strings.ToLower(name), query) {
		return true
	}
	all := readings(name)
	for i := range all {
		if spells(query, all[i:]) {
			return true
		}
	}
	return false
}

// spells reports whether letters are made of the beginnings of one character's reading after the other.
func spells(letters string, chars [][]string) bool {
	if letters == "" {
		return true
	}
	if len(chars) == 0 {
		return false
	}
	for _, r := range chars[0] {
		for n := min(len(r), len(letters)); n > 0; n-- {
			if letters[:n] == r[:n] && spells(letters[n:], chars[1:]) {
				return true
			}
		}
	}
	return false
}
