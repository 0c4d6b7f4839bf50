package pinyin

import (
	"strings"
	"testing"
)

func TestFinds(t *testing.T) {
	for _, c := range []struct {
		query, name string
		want        bool
	}{
		{"王建国", "王建国", true}, {"建国", "王建国", true}, {"wangjianguo", "王建国", true}, {"wjg", "王建国", true}, {"WJG", "王建国", true},
		{"wang jian", "王建国", true}, {"wangjg", "王建国", true}, {"jg", "王建国", true}, {"wg", "王建国", false}, {"li", "王建国", false},
		{"shan", "单明", true}, {"sm", "单明", true}, {"dan", "单明", false}, {"zeng", "曾志伟", true}, {"ceng", "曾志伟", false}, {"qiu", "仇和平", true},
		{"xie", "解放", true}, {"jie", "解放", false}, {"ou", "区建明", true}, {"zha", "查良", true}, {"yuchi", "尉迟恭", true}, {"ycg", "尉迟恭", true},
		{"wei", "尉迟恭", false}, {"qin", "覃勇", true}, {"zhai", "翟墨", true}, {"yue", "乐天", true}, {"lv", "吕布", true}, {"lu", "吕布", true},
		{"单", "单明", true}, {"zs", "张三", true}, {"zhs", "张三", true}, {"zhangsan", "张三", true}, {"", "张三", false}, {"   ", "张三", false},
		{"chongqing", "李重庆", true}, {"zhongqing", "李重庆", true}, {"mmt", "买买提·艾力", true}, {"买买提艾力", "买买提·艾力", true}, {"al", "买买提·艾力", true},
		{"jia", "𠮷家", true}, {"𠮷", "𠮷家", true}, {"\xff", "张三", false}, {"b", "王<b>强", true},
	} {
		if got := Finds(c.query, c.name); got != c.want {
			t.Errorf("%q for %s: %v; read as %v", c.query, c.name, got, readings(c.name))
		}
	}
}

func TestSpell(t *testing.T) {
	for name, want := range map[string]string{
		"林致和": "lin zhi he", "单红梅": "shan hong mei", "曾国庆": "zeng guo qing", "仇英": "qiu ying", "解放": "xie fang",
		"区少辉": "ou shao hui", "查良": "zha liang", "尉迟恭": "yu chi gong", "尉健": "wei jian", "万俟雪": "mo qi xue",
		"朴志": "piao zhi", "盖文": "ge wen", "任重": "ren zhong", "乐嘉": "yue jia", "覃敏": "qin min", "吕律": "lv lv",
		"沈岩": "shen yan", "翟天": "zhai tian", "单": "dan", "阿卜杜拉·买买提": "a bo du la mai mai ti", "Li": "", "": "",
	} {
		if got := strings.Join(Spell(name), " "); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
