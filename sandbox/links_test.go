package sandbox

import (
	"strings"
	"testing"
)

func TestDeepLinks(t *testing.T) {
	s := newServer()
	g := s.AddGroup(Group{Title: "党支部", Members: []Member{{ID: 7}}})
	wang := s.Client(7)
	for link, want := range map[string]string{
		"https://t.me/helper_bot?start=aB-_9":                                "/start aB-_9",
		"t.me/Helper_Bot?start=" + strings.Repeat("a", 64):                   "/start " + strings.Repeat("a", 64),
		"tg://resolve?domain=helper_bot&start=x":                             "/start x",
		"https://t.me/helper_bot":                                            "/start",
		"https://t.me/helper_bot?start=" + strings.Repeat("a", 65):           "",
		"https://t.me/helper_bot?start=%E5%85%9A":                            "",
		"https://t.me/other_bot?start=x":                                     "",
		"https://example.org/helper_bot?start=x":                             "",
		"https://t.me/helper_bot?startgroup=not-from-a-private-conversation": "",
	} {
		before := len(wang.Messages())
		id, err := wang.Open(link)
		all := wang.Messages()
		switch {
		case want == "" && (err == nil || len(all) > before):
			t.Errorf("%s: %d %v", link, id, err)
		case want != "" && (err != nil || all[len(all)-1].ID != id || all[len(all)-1].Text != want):
			t.Errorf("%s: %d %v, %+v", link, id, err, all[len(all)-1])
		}
	}
	told(t, s)
	if id, err := wang.In(g).Open("https://t.me/helper_bot?startgroup=xyz"); err != nil || id == 0 {
		t.Error(err)
	}
	wantTold(t, s, "my_chat_member 100001 member", "message joined 100001", "message /start@helper_bot xyz")
}
