package main

import (
	"strings"
	"testing"
)

func TestSpell(t *testing.T) {
	for name, want := range map[string]string{
		"林致和": "lin zhi he", "单红梅": "shan hong mei", "曾国庆": "zeng guo qing", "仇英": "qiu ying", "解放": "xie fang",
		"区少辉": "ou shao hui", "查良": "zha liang", "尉迟恭": "yu chi gong", "尉健": "wei jian", "万俟雪": "mo qi xue",
		"朴志": "piao zhi", "盖文": "ge wen", "任重": "ren zhong", "乐嘉": "yue jia", "覃敏": "qin min", "吕律": "lv lv",
		"沈岩": "shen yan", "翟天": "zhai tian", "单": "dan", "阿卜杜拉·买买提": "a bo du la mai mai ti", "Li": "", "": "",
	} {
		if got := strings.Join(spell(name), " "); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
