package bot

import (
	"slices"
	"strings"

	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

func policies(c *call) error {
	c.show(cards.Policies(c.me.Branch, office.PoliciesOf(c.tx, c.me.Branch), Page(c.arg(1)), c.me.May(branch.KeepPolicies)))
	return nil
}

// foundOnCard is how many articles an answer names.
const foundOnCard = 4

// What a search takes: it looks through every article, in the one writer.
const (
	maxQuery = 100 // characters
	maxWords = 8
)

// policyTyped lists the policies, or answers with the articles that hold the words after the command.
func policyTyped(c *call) error {
	words := c.rest
	if words == "" {
		c.show(cards.Policies(c.me.Branch, office.PoliciesOf(c.tx, c.me.Branch), 0, c.me.May(branch.KeepPolicies)))
		return nil
	}
	if len([]rune(words)) > maxQuery || len(strings.Fields(words)) > maxWords {
		return office.Refusal("要查的内容太长。请写几个关键词，合计不超过100字、8个词。")
	}
	list, total := office.FindArticles(c.tx, c.me.Branch, words, foundOnCard)
	c.show(cards.ArticlesFound(c.me.Branch, words, list, total, len(office.PoliciesOf(c.tx, c.me.Branch)), c.me.May(branch.KeepPolicies)))
	return nil
}

func policy(c *call) error {
	for _, p := range office.PoliciesOf(c.tx, c.me.Branch) {
		if int64(p.ID) == c.arg(1) {
			c.show(cards.PolicyArticles(p, office.ArticlesOf(c.tx, p), Page(c.arg(2))))
			return nil
		}
	}
	return office.Refusal(cards.OldCard)
}

// article returns the article that a button names.
func (c *call) article() (branch.Found, error) {
	f, ok := office.Article(c.tx, c.me.Branch, branch.PolicyID(c.arg(1)), c.arg(2))
	if !ok {
		return f, office.Refusal(cards.OldCard)
	}
	return f, nil
}

func article(c *call) error {
	f, err := c.article()
	if err != nil {
		return err
	}
	c.show(cards.Article(f, len(office.MayCite(c.tx, c.me, branch.DateOf(c.now))) > 0))
	return nil
}

func cite(c *call) error {
	f, err := c.article()
	if err != nil {
		return err
	}
	c.show(cards.Cite(f, office.MayCite(c.tx, c.me, branch.DateOf(c.now)), Page(c.arg(3))))
	return nil
}

func citeTo(c *call) error {
	f, err := c.article()
	if err != nil {
		return err
	}
	if err := c.bot.Office.Cite(c.tx, c.me, branch.RequestID(c.arg(3)), branch.Citation{Policy: "《" + f.Policy.Title + "》", No: f.Article.No, Text: f.Article.Text}, c.now); err != nil {
		return err
	}
	return c.showRequest(branch.RequestID(c.arg(3)))
}

func policyNew(c *call) error { return c.fill("policy", nil) }

// policyForm takes the title, then the text: in one message, in several, or as a file.
func policyForm(c *call) ask.Form {
	title := ask.Text("title", cards.PolicyTitle).As("名称").Reads(readTitle)
	if c.form.Answers.Has("file") { // whose name may not be the policy's
		title = title.Rewritten()
	}
	// read returns the articles that the form holds, typed or in a file.
	read := func(a chat.Answers) ([]branch.Article, error) {
		hash := chat.Get[string](a, "file")
		if hash == "" {
			return branch.ReadArticles(chat.Get[string](a, "body")), nil
		}
		text, err := c.Blob(hash)
		if err != nil {
			return nil, office.Refusal("文件已经不在，请重新发送。")
		}
		return branch.ReadArticles(string(text)), nil
	}
	return ask.Form{Title: "政策文件", Yes: "确认发布", Right: branch.KeepPolicies, Up: c.up(policies, 0),
		Head: func(x ask.Context) []chat.Span { return cards.PolicyHead(chat.Get[string](x.Answers, "title")) },
		Fields: []ask.Field{
			title,
			ask.File("file", "").Offered(),
			ask.Text("body", "").Added("完成").Reads(readBody).When(func(x ask.Context) bool { return chat.Get[string](x.Answers, "file") == "" }).
				Asking(func(x ask.Context) string {
					return cards.PolicyBody(len(branch.ReadArticles(chat.Get[string](x.Answers, "body"))))
				}).
				Check(func(x ask.Context) error {
					if len(branch.ReadArticles(chat.Get[string](x.Answers, "body"))) == 0 {
						return office.Refusal("还没有读到条款，请先发送全文。")
					}
					return nil
				}),
		},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			list, err := read(x.Answers)
			return cards.PolicyFilled(chat.Get[string](x.Answers, "title"), list, x.Answers.Has("file")), err
		},
		Done: func(a chat.Answers) error {
			list, err := read(a)
			if err != nil {
				return err
			}
			p, err := c.bot.Office.AddPolicy(c.tx, c.me.Branch, c.me.ID, chat.Get[string](a, "title"), list, c.now)
			if err != nil {
				return err
			}
			c.show(cards.PolicyArticles(p, office.ArticlesOf(c.tx, p), 0))
			return nil
		}}
}

// readPolicy reads the articles of a policy that came as a file, and returns what asks the officer to confirm it.
func readPolicy(text string, passed []string, unread error) func(*call, store.Upload, string) error {
	list, more := branch.ReadPolicy(text)
	return func(c *call, u store.Upload, hash string) error {
		if !c.bot.Office.ReadPolicy(c.tx, u, list, slices.Concat(passed, more), unread) {
			return nil
		}
		return c.FillFile("policy", u, hash, given("title", office.PolicyTitle(u.File)))
	}
}

// policyText is what a policy is as a file.
var policyText = TextKind{Upload: "policy", Code: 1, Label: "政策", Read: readPolicy,
	Looks: func(text string) (could, sure bool) { return len(branch.ReadArticles(text)) > 0, branch.Numbered(text) }}

// maxPasted is the longest text that is taken message by message. // bytes
const maxPasted = 300 << 10

func readBody(text string) (any, error) {
	if text = branch.Visible(text); len(text) > maxPasted {
		return nil, office.Refusal("全文太长，请存成 .docx 或 .txt，作为文件发来。")
	}
	return text, nil
}

func readTitle(text string) (any, error) {
	title, err := office.ReadText(strings.Trim(strings.ReplaceAll(text, "\n", ""), "《》"))
	if err == nil && len([]rune(title)) > 60 {
		err = office.Refusal("名称请不要超过60字。")
	}
	return title, err
}

// ofPolicy is the talk about policies.
var ofPolicy = Matter{
	Routes: map[string]Route{
		cards.ActPolicies: InBranch(2, policies).OnHome(),
		cards.ActPolicy:   InBranch(3, policy).OnHome(),
		cards.ActArticle:  InBranch(3, article).OnHome(),
		cards.ActCite:     InBranch(4, cite).OnHome(),
		cards.ActCiteTo:   InBranch(4, citeTo).OnHome(),
		cards.ActPolNew:   InBranch(1, policyNew).OnHome().For(branch.KeepPolicies),
	},
	Commands: map[string]Command{"/policy": Typed(policyTyped).WithWords()},
	Words:    map[string]string{"政策": "/policy", "查政策": "/policy"},
	Forms:    map[string]Form{"policy": policyForm},
	Text:     &policyText,
}
