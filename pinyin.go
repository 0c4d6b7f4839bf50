package main

import (
	"strings"

	"github.com/mozillazg/go-pinyin"
)

// surnames are those that are read otherwise than their characters usually are, and the double ones: only at the start
// of a name. (《现代汉语词典》 gives each of these readings as 姓.)
var surnames = map[string]string{
	"单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "朴": "piao", "任": "ren", "盖": "ge",
	"乐": "yue", "缪": "miao", "洗": "xian", "冼": "xian", "尹": "yin", "折": "she", "覃": "qin", "员": "yun", "繁": "po",
	"召": "shao", "黑": "he", "秘": "bi", "种": "chong", "重": "chong", "翟": "zhai", "祭": "zhai", "晁": "chao", "宁": "ning",
	"逄": "pang", "佴": "nai", "啜": "chuai", "过": "guo", "干": "gan", "车": "che", "柏": "bai", "卜": "bu", "呙": "guo",
	"纪": "ji", "沈": "shen", "石": "shi", "贾": "jia", "褚": "chu", "薄": "bo", "华": "hua", "哈": "ha", "隗": "wei",
	"万": "wan", "俞": "yu", "阚": "kan", "郇": "xun", "燕": "yan", "应": "ying", "葛": "ge", "盛": "sheng", "鲍": "bao",
	"那": "na", "牟": "mu", "臧": "zang", "翁": "weng", "长": "chang", "尉": "wei", "洪": "hong", "谌": "chen", "莘": "shen",
	"尉迟": "yu chi", "万俟": "mo qi", "澹台": "tan tai", "单于": "chan yu", "长孙": "zhang sun", "令狐": "ling hu",
	"宇文": "yu wen", "鲜于": "xian yu", "呼延": "hu yan", "尉犁": "yu li", "欧阳": "ou yang", "皇甫": "huang fu", "贺兰": "he lan",
	"诸葛": "zhu ge", "夏侯": "xia hou", "子车": "zi ju",
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
