package office

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/store"
)

// partSize is how many articles a row holds: the longest articles must fit into it. // 1 MiB ÷ (3,000 characters of up to 4 bytes)
const partSize = 50

// maxArticles is how many articles a policy may have: all of them are written in one deed, and looked through in each search.
const maxArticles = 3000

func checkArticles(list []branch.Article) error {
	switch {
	case len(list) == 0:
		return Refusal("没有读到条款。")
	case len(list) > maxArticles:
		return Refusal(fmt.Sprintf("读到%d条，太多了（最多%d条）。请核对文件，或分成几份。", len(list), maxArticles))
	}
	return nil
}

// AddPolicy publishes a policy: a new version of the one with that title, or a new one. by is none for the command line.
func (o *Office) AddPolicy(tx *store.Tx, b branch.BranchID, by branch.MemberID, title string, list []branch.Article, now time.Time) (branch.Policy, error) {
	if err := checkArticles(list); err != nil {
		return branch.Policy{}, err
	}
	var whole strings.Builder
	whole.WriteString(title)
	for _, a := range list {
		whole.WriteString("\n" + a.No + " " + a.Text)
	}
	if lines := branch.PrivateLines(whole.String()); len(lines) > 0 {
		return branch.Policy{}, Refusal(cards.PrivateFound(lines, false))
	}
	p := branch.Policy{Branch: b, Title: title}
	for old := range store.Policies.Scan(tx, store.K(b)) {
		if old.Title == title {
			p = old
		}
	}
	if p.ID == 0 {
		p.ID = branch.PolicyID(tx.Next(store.K(b).Str("policy")))
	}
	p.Version, p.Count, p.Day, p.By = p.Version+1, len(list), branch.DateOf(now), by
	store.Policies.Put(tx, p)
	part := 0
	for chunk := range slices.Chunk(list, partSize) {
		store.Articles.Put(tx, store.ArticlePart{Branch: b, Policy: p.ID, Version: p.Version, Part: part, Articles: chunk})
		part++
	}
	return p, nil
}

// PoliciesOf returns the policies of a branch.
func PoliciesOf(tx *store.Tx, b branch.BranchID) (list []branch.Policy) {
	for p := range store.Policies.Scan(tx, store.K(b)) {
		list = append(list, p)
	}
	return list
}

// ArticlesOf returns the articles of a policy's last version.
func ArticlesOf(tx *store.Tx, p branch.Policy) (list []branch.Article) {
	for part := range store.Articles.Scan(tx, store.PolicyKey(p.Branch, p.ID, p.Version)) {
		list = append(list, part.Articles...)
	}
	return list
}

// Article returns one article of a policy's last version.
func Article(tx *store.Tx, b branch.BranchID, id branch.PolicyID, place int64) (f branch.Found, ok bool) {
	f.Policy, ok = store.Policies.Get(tx, store.K(b).Int(int64(id)))
	if !ok || place < 0 || place >= int64(f.Policy.Count) {
		return f, false
	}
	part, ok := store.Articles.Get(tx, store.PolicyKey(b, id, f.Policy.Version).Int(place/partSize))
	if !ok || int(place%partSize) >= len(part.Articles) {
		return f, false
	}
	f.Place, f.Article = int(place), part.Articles[place%partSize]
	return f, true
}

// FindArticles returns the articles of a branch's policies that hold the words of a query, the best first, and how many
// there are. It looks at every article: that takes a few milliseconds for ten thousand (docs/performance.md).
func FindArticles(tx *store.Tx, b branch.BranchID, query string, n int) ([]branch.Found, int) {
	s := branch.NewSearch(query)
	for _, p := range PoliciesOf(tx, b) {
		place := 0
		for part := range store.Articles.Scan(tx, store.PolicyKey(b, p.ID, p.Version)) {
			for _, a := range part.Articles {
				s.Feed(p, place, a)
				place++
			}
		}
	}
	return s.Best(n)
}

// Cite attaches an article to a request, as it reads now.
func (o *Office) Cite(tx *store.Tx, me branch.Member, id branch.RequestID, f branch.Found, now time.Time) error {
	r, ok := GetRequest(tx, me.Branch, id)
	if !ok || !MaySee(r, me) {
		return Refusal(cards.NotYours)
	}
	c := branch.Citation{Policy: "《" + f.Policy.Title + "》", No: f.Article.No, Text: f.Article.Text}
	if !mayStep(r, me, branch.DidCite) || len(r.Cited) >= 20 {
		return Refusal(cards.RequestMoved)
	}
	if slices.Contains(r.Cited, c) {
		return Refusal("这一条已经附上。")
	}
	b := GetBranch(tx, me.Branch)
	next := r.With(o.CalendarOf(me.Branch), b.Settings.Requests, branch.Step{Kind: branch.DidCite, By: me.ID, At: now, Text: fmt.Sprint(c.Policy, c.No)})
	next.Cited = append(slices.Clone(r.Cited), c)
	o.putRequest(tx, b, r, next, now)
	return nil
}

// MayCite returns the open requests to which somebody may attach an article.
func MayCite(tx *store.Tx, me branch.Member, today branch.Date) []branch.Request {
	return slices.DeleteFunc(RequestsOf(tx, me, cards.OpenRequests, "", today), func(r branch.Request) bool { return !mayStep(r, me, branch.DidCite) })
}
