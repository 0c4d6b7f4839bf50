package policy

import (
	"fmt"
	"strings"
	"testing"

	"zhibu/branch"
)

func TestSearch(t *testing.T) {
	list := []branch.Article{{No: "第一条", Text: "支持台企参与重大项目，可申请贷款。"}, {No: "第二条", Text: "贷款贴息：符合条件的台企贷款给予贴息。"}, {No: "第三条", Text: "支持用工，ECFA 项下便利通关。"},
		{No: "第四条", Text: "设立绿色通道，提供融资担保。"}}
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
	var list []branch.Article
	for i := range 10_000 {
		list = append(list, branch.Article{No: fmt.Sprintf("第%d条", i), Text: strings.Repeat("支持台资企业在本市投资兴业依法享受同等待遇", 10) + fmt.Sprint(i)})
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
