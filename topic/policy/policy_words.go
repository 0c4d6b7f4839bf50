package policy

import (
	"fmt"
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/topic/requests"
)

// ways are those to policies.
func ways(me branch.Member) []cards.Way {
	return []cards.Way{{Room: cards.RoomPoints, Button: cards.Button("政策", ActPolicies, int64(me.Branch), 0)}}
}

// Actions about policies.
const (
	ActPolicies = "pol"      // branch, page
	ActPolicy   = "pol.see"  // branch, policy, page
	ActArticle  = "pol.art"  // branch, policy, place
	ActCite     = "pol.cite" // branch, policy, place, page
	ActCiteTo   = "pol.add"  // branch, policy, place, request
	ActPolNew   = "pol.new"  // branch
)

// listCard lists the policies of a branch.
func listCard(b branch.BranchID, list []Policy, page int, keeps bool) chat.Card {
	text := cards.Say(cards.Strong("政策"), "\n查找请发送：/policy 贷款\n可以写几个词，用空格隔开。")
	if len(list) == 0 {
		text = cards.Say(cards.Strong("政策"), "\n还没有政策文件，请联系组织委员添加。")
		if keeps {
			text = cards.Say(cards.Strong("政策"), "\n还没有政策文件。请点「添加政策」，或把文件（.docx、.txt）直接发来，全体党员就可以查找。")
		}
	}
	var all []chat.Button
	for _, p := range list {
		all = append(all, cards.Button(fmt.Sprintf("%s（%d条）", cards.Shorten(p.Title, 20), p.Count), ActPolicy, int64(b), int64(p.ID), 0))
	}
	rows := cards.Paged(all, 1, page, func(l string, p int) chat.Button { return cards.Button(l, ActPolicies, int64(b), int64(p)) })
	last := cards.HomeRow
	if keeps {
		last = cards.Row(cards.Button("添加政策", ActPolNew, b), cards.HomeRow[0])
	}
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: append(rows, last)}
}

// articlesPage is how many articles a card lists.
const articlesPage = 6

// policyCard lists the articles of one policy.
func policyCard(p Policy, list []branch.Article, page int) chat.Card {
	part, at, of := cards.Page(list, articlesPage, page)
	text := cards.Say(cards.Strong("《"+p.Title+"》"), fmt.Sprintf("\n%s第%d版，共%d条。", p.Day.Chinese(), p.Version, p.Count))
	var rows [][]chat.Button
	for i, a := range part {
		rows = append(rows, cards.Row(cards.Button(a.No+" "+cards.Shorten(a.Text, 14), ActArticle, int64(p.Branch), int64(p.ID), int64(at*articlesPage+i))))
	}
	rows = append(rows, cards.Turns(at, of, func(n int) chat.Button { return cards.Button("", ActPolicy, int64(p.Branch), int64(p.ID), int64(n)) })...)
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: append(rows, cards.Row(cards.Button("全部政策", ActPolicies, int64(p.Branch), 0), cards.HomeRow[0]))}
}

// foundCard answers a search: the best article in full, if it is short enough, and the next ones by their words
// around what was searched for. loaded is how many policies there are.
func foundCard(b branch.BranchID, query string, list []Found, total, loaded int, keeps bool) chat.Card {
	if total == 0 && loaded == 0 {
		return listCard(b, nil, 0, keeps)
	}
	if total == 0 {
		return chat.Card{Key: cards.KeyHome, Text: cards.Say("没有找到含“", cards.Shorten(query, 20), "”的条款。请换一个词，例如“贷款”“用工”“用地”。"),
			Rows: [][]chat.Button{cards.Row(cards.Button("全部政策", ActPolicies, int64(b), 0), cards.HomeRow[0])}}
	}
	text := cards.Say(fmt.Sprintf("找到%d条：", total))
	var rows [][]chat.Button
	for i, f := range list {
		part := around(f.Article.Text, query, 30)
		if i == 0 {
			part = cards.Shorten(f.Article.Text, 160)
		}
		text = append(text, cards.Say("\n", cards.Strong(f.Article.No), " ", part, "（《", cards.Shorten(f.Policy.Title, 14), "》）")...)
		rows = append(rows, cards.Row(cards.Button("看全文："+f.Article.No+" "+cards.Shorten(f.Article.Text, 10), ActArticle, int64(b), int64(f.Policy.ID), int64(f.Place))))
	}
	if total > len(list) {
		text = append(text, cards.Say("\n其余请再加一个词查找，用空格隔开。")...)
	}
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: append(rows, cards.HomeRow)}
}

// around returns some characters of a text about where a word of the query stands.
func around(text, query string, n int) string {
	text = strings.ReplaceAll(text, "\n", " ")
	for word := range strings.FieldsSeq(query) {
		if at := strings.Index(text, word); at > 0 {
			before := []rune(text[:at])
			if len(before) > n/3 {
				return "…" + cards.Shorten(string(before[len(before)-n/3:])+text[at:], n)
			}
		}
	}
	return cards.Shorten(text, n)
}

// articleCard shows one article in full.
func articleCard(f Found, cite bool) chat.Card {
	b, p := int64(f.Policy.Branch), int64(f.Policy.ID)
	last := cards.Row(cards.Button("全部条款", ActPolicy, b, p, int64(f.Place/articlesPage)), cards.HomeRow[0])
	rows := [][]chat.Button{last}
	if cite {
		rows = [][]chat.Button{cards.Row(cards.Button("附到诉求", ActCite, b, p, int64(f.Place), 0)), last}
	}
	return chat.Card{Key: cards.KeyHome, Text: cards.Say(cards.Strong("《"+f.Policy.Title+"》"+f.Article.No), "\n", f.Article.Text), Rows: rows}
}

// citeCard asks to which request an article is attached.
func citeCard(f Found, list []requests.Request, page int) chat.Card {
	b, p := int64(f.Policy.Branch), int64(f.Policy.ID)
	var all []chat.Button
	for _, r := range list {
		all = append(all, cards.Button(cards.Shorten(r.Firm, 8)+"："+cards.Shorten(r.Text, 10), ActCiteTo, b, p, int64(f.Place), int64(r.ID)))
	}
	rows := cards.Paged(all, 1, page, func(l string, n int) chat.Button { return cards.Button(l, ActCite, b, p, int64(f.Place), int64(n)) })
	return chat.Card{Key: cards.KeyHome, Text: cards.Say("把《", f.Policy.Title, "》", f.Article.No, "附到哪件诉求？"), Rows: append(rows, cards.Row(cards.Button("返回", ActArticle, b, p, int64(f.Place))))}
}

// titleAsk asks what a policy is called.
const titleAsk = "请发送政策的名称，例如：惠台80条措施实施细则；也可以直接发来文件（.docx、.txt 或 .xlsx）。\n与已有政策同名的，作为它的新版本。"

// formHead stands over the questions about a policy.
func formHead(title string) []chat.Span {
	if title == "" {
		return cards.Say(cards.Strong("添加政策"))
	}
	return cards.Say(cards.Strong("《" + title + "》"))
}

// bodyAsk asks for the text, or for the rest of it.
func bodyAsk(articles int) string {
	if articles == 0 {
		return "请粘贴政策全文发送，较长的可以分几次发；也可以发来文件（.docx、.txt 或 .xlsx）。\n只发可以公开的文件。"
	}
	return fmt.Sprintf("已收到，目前读到%d条。还有就接着发，发完了请点「完成」。", articles)
}

// filled shows which articles were recognised. named is set if the title was taken from the name of a file.
func filled(title string, list []branch.Article, named bool) []chat.Span {
	text := cards.Say(cards.Strong("《"+title+"》"), fmt.Sprintf("\n共读到%d条，请核对：", len(list)))
	for i, a := range list {
		if len(list) > 6 && i >= 3 && i < len(list)-2 {
			if i == 3 {
				text = append(text, cards.Say("\n……")...)
			}
			continue
		}
		text = append(text, cards.Say("\n", a.No, " ", cards.Shorten(a.Text, 24))...)
	}
	if named {
		text = append(text, cards.Say("\n名称不对的，请直接发送正确的名称。与已有政策同名的，作为它的新版本。")...)
	}
	return text
}

// readCard says that a file was read as a policy, which stands below.
// passed is what of it was not read.
func readCard(b branch.BranchID, file string, articles int, passed []string) chat.Card {
	text := cards.Say("文件：", file, fmt.Sprintf("\n读作政策，共%d条，请在下方核对。", articles))
	for i, p := range passed {
		if i == 0 {
			text = append(text, cards.Say("\n\n", cards.Strong("没有读入"))...)
		}
		text = append(text, cards.Say("\n• ", p)...)
	}
	return chat.Card{Key: cards.KeyImport(b), Text: text}
}

// refusedCard says why a file was not read as a policy.
func refusedCard(b branch.BranchID, file, why string) chat.Card {
	return chat.Card{Key: cards.KeyImport(b), Text: cards.Say(cards.Strong("没有读取"), "\n文件：", file, "\n", why)}
}
