package policy

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// partSize is how many articles a row holds: the longest articles must fit into it. // 1 MiB ÷ (3,000 characters of up to 4 bytes)
const partSize = 50

// maxArticles is how many articles a policy may have: all of them are written in one deed, and looked through in each search.
const maxArticles = 3000

func checkArticles(list []branch.Article) error {
	switch {
	case len(list) == 0:
		return office.Refusal("没有读到条款。")
	case len(list) > maxArticles:
		return office.Refusal(fmt.Sprintf("读到%d条，太多了（最多%d条）。请核对文件，或分成几份。", len(list), maxArticles))
	}
	return nil
}

// Add publishes a policy: a new version of the one with that title, or a new one. by is none for the command line.
func Add(o *office.Office, tx *store.Tx, b branch.BranchID, by branch.MemberID, title string, list []branch.Article, now time.Time) (Policy, error) {
	if err := checkArticles(list); err != nil {
		return Policy{}, err
	}
	var whole strings.Builder
	whole.WriteString(title)
	for _, a := range list {
		whole.WriteString("\n" + a.No + " " + a.Text)
	}
	if lines := branch.PrivateLines(whole.String()); len(lines) > 0 {
		return Policy{}, office.Refusal(cards.PrivateFound(lines, false))
	}
	p := Policy{Branch: b, Title: title}
	for old := range Policies.Scan(tx, store.K(b)) {
		if old.Title == title {
			p = old
		}
	}
	if p.ID == 0 {
		p.ID = ID(tx.Next(store.K(b).Str("policy")))
	}
	p.Version, p.Count, p.Day, p.By = p.Version+1, len(list), branch.DateOf(now), by
	Policies.Put(tx, p)
	part := 0
	for chunk := range slices.Chunk(list, partSize) {
		Articles.Put(tx, ArticlePart{Branch: b, Policy: p.ID, Version: p.Version, Part: part, Articles: chunk})
		part++
	}
	return p, nil
}

// PoliciesOf returns the policies of a branch.
func PoliciesOf(tx *store.Tx, b branch.BranchID) (list []Policy) {
	for p := range Policies.Scan(tx, store.K(b)) {
		list = append(list, p)
	}
	return list
}

// ArticlesOf returns the articles of a policy's last version.
func ArticlesOf(tx *store.Tx, p Policy) (list []branch.Article) {
	for part := range Articles.Scan(tx, PolicyKey(p.Branch, p.ID, p.Version)) {
		list = append(list, part.Articles...)
	}
	return list
}

// ArticleAt returns one article of a policy's last version.
func ArticleAt(tx *store.Tx, b branch.BranchID, id ID, place int64) (f Found, ok bool) {
	f.Policy, ok = Policies.Get(tx, store.K(b).Int(int64(id)))
	if !ok || place < 0 || place >= int64(f.Policy.Count) {
		return f, false
	}
	part, ok := Articles.Get(tx, PolicyKey(b, id, f.Policy.Version).Int(place/partSize))
	if !ok || int(place%partSize) >= len(part.Articles) {
		return f, false
	}
	f.Place, f.Article = int(place), part.Articles[place%partSize]
	return f, true
}

// FindArticles returns the articles of a branch's policies that hold the words of a query, the best first, and how many
// there are. It looks at every article: that takes a few milliseconds for ten thousand (docs/performance.md).
func FindArticles(tx *store.Tx, b branch.BranchID, query string, n int) ([]Found, int) {
	s := NewSearch(query)
	for _, p := range PoliciesOf(tx, b) {
		place := 0
		for part := range Articles.Scan(tx, PolicyKey(b, p.ID, p.Version)) {
			for _, a := range part.Articles {
				s.Feed(p, place, a)
				place++
			}
		}
	}
	return s.Best(n)
}

// Read tells what was read of a policy, and reports whether it can be confirmed; else it says why not. passed is what of
// the file was not read.
func Read(o *office.Office, tx *store.Tx, u store.Upload, list []branch.Article, passed []string, unread error) (ok bool) {
	if unread == nil {
		unread = checkArticles(list)
	}
	if unread != nil {
		tx.Show(u.Chat, refusedCard(u.Branch, u.File, unread.Error()))
		return false
	}
	tx.Show(u.Chat, readCard(u.Branch, u.File, len(list), passed))
	return true
}

// titleOf returns what a policy is called by the name of its file.
func titleOf(file string) string {
	s := strings.Trim(strings.TrimSuffix(file, path.Ext(file)), "《》 ")
	if r := []rune(s); len(r) < 2 {
		return "政策文件"
	}
	return s
}

// holdings is what policies keep about a member.
var holdings = []office.Holding{
	{Tables: []string{"policies"}, Label: "登记的政策文件", Late: true, Count: office.RowsOf(Policies, func(p Policy, m branch.MemberID) bool { return p.By == m })},
}
