package branch

import (
	"fmt"
	"strings"
	"testing"
)

func TestReadArticles(t *testing.T) {
	for _, x := range []struct{ name, text, want string }{
		{"第N条", "关于促进合作的若干措施\n第一章 总则\n第一条　支持台企融资，\n给予贷款贴息。\n第二章 服务\n第二条 支持用工。\n1.校企合作。\n2.岗前培训。\n",
			"第一条=支持台企融资，/给予贷款贴息。|第二条=支持用工。/1.校企合作。/2.岗前培训。"},
		{"in one line each", "第1条：甲\r\n第10条：乙\r\n", "第1条=甲|第10条=乙"},
		{"1. under 一、", "一、融资\n1.贷款贴息。\n2．设备补贴。\n二、用工\n3、社保补贴。", "1=贷款贴息。|2=设备补贴。|3=社保补贴。"},
		{"一、", "前言\n一、支持融资。\n二、支持用工。", "一=支持融资。|二=支持用工。"},
		{"paragraphs", "支持融资。\n\n支持用工。", "第1段=支持融资。|第2段=支持用工。"},
		{"a year is no number", "2026年政策\n第一条 甲", "第一条=甲"},
		{"an empty article", "第一条\n第二条 乙", "第二条=乙"},
		{"nothing", " \n ", ""},
	} {
		var got []string
		for _, a := range ReadArticles(x.text) {
			got = append(got, a.No+"="+strings.ReplaceAll(a.Text, "\n", "/"))
		}
		if s := strings.Join(got, "|"); s != x.want {
			t.Errorf("%s: %s\nwant %s", x.name, s, x.want)
		}
	}
	long := ReadArticles("第一条 " + strings.Repeat("长", 2*maxArticle+1))
	if len(long) != 3 || long[2].No != "第一条（续）（续）" || long[2].Text != "长" {
		t.Errorf("a long article is in %d parts", len(long))
	}
}

func TestSearch(t *testing.T) {
	list := []Article{{"第一条", "支持台企参与重大项目，可申请贷款。"}, {"第二条", "贷款贴息：符合条件的台企贷款给予贴息。"}, {"第三条", "支持用工，ECFA 项下便利通关。"},
		{"第四条", "设立绿色通道，提供融资担保。"}}
	for query, want := range map[string]string{"贷款": "第二条 第一条", "贷款 项目": "第一条", "贷款 通关": "第二条 第三条 第一条", "ecfa": "第三条", "融资": "第四条",
		"第四条": "第四条", "电价": "", "": "", "贷": "第二条 第一条"} {
		s := NewSearch(query)
		for i, a := range list {
			s.Feed(Policy{}, i, a)
		}
		var got []string
		found, _ := s.Best(9)
		for _, f := range found {
			got = append(got, f.Article.No)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q finds %v, want %s", query, got, want)
		}
	}
}

// BenchmarkSearch is the plain scan by itself: 10,000 articles of 200 characters, nothing decoded.
func BenchmarkSearch(b *testing.B) {
	var list []Article
	for i := range 10_000 {
		list = append(list, Article{fmt.Sprintf("第%d条", i), strings.Repeat("支持台资企业在本市投资兴业依法享受同等待遇", 10) + fmt.Sprint(i)})
		if i%100 == 0 {
			list[i].Text += "贷款贴息"
		}
	}
	for b.Loop() {
		s := NewSearch("贷款 贴息")
		for i, a := range list {
			s.Feed(Policy{}, i, a)
		}
		if _, n := s.Best(5); n != 100 {
			b.Fatal(n)
		}
	}
}
