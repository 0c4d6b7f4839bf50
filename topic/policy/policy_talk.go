package policy

import (
	"slices"
	"strings"

	"zhibu/bot"
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/requests"
)

func showPolicies(c *bot.Call) error {
	c.Show(listCard(c.Me().Branch, PoliciesOf(c.Tx(), c.Me().Branch), bot.Page(c.Arg(1)), c.Me().May(branch.KeepPolicies)))
	return nil
}

// foundOnCard is how many articles an answer names.
const foundOnCard = 4

// What a search takes: it looks through every article, in the one writer.
const (
	maxQuery = 100 // characters
	maxWords = 8
)

// typed lists the policies, or answers with the articles that hold the words after the command.
func typed(c *bot.Call) error {
	words := c.Rest()
	if words == "" {
		c.Show(listCard(c.Me().Branch, PoliciesOf(c.Tx(), c.Me().Branch), 0, c.Me().May(branch.KeepPolicies)))
		return nil
	}
	if len([]rune(words)) > maxQuery || len(strings.Fields(words)) > maxWords {
		return office.Refusal("要查的内容太长。请写几个关键词，合计不超过100字、8个词。")
	}
	list, total := FindArticles(c.Tx(), c.Me().Branch, words, foundOnCard)
	c.Show(foundCard(c.Me().Branch, words, list, total, len(PoliciesOf(c.Tx(), c.Me().Branch)), c.Me().May(branch.KeepPolicies)))
	return nil
}

func showPolicy(c *bot.Call) error {
	for _, p := range PoliciesOf(c.Tx(), c.Me().Branch) {
		if int64(p.ID) == c.Arg(1) {
			c.Show(policyCard(p, ArticlesOf(c.Tx(), p), bot.Page(c.Arg(2))))
			return nil
		}
	}
	return office.Refusal(cards.OldCard)
}

// articleOf returns the article that a button names.
func articleOf(c *bot.Call) (Found, error) {
	f, ok := ArticleAt(c.Tx(), c.Me().Branch, ID(c.Arg(1)), c.Arg(2))
	if !ok {
		return f, office.Refusal(cards.OldCard)
	}
	return f, nil
}

func showArticle(c *bot.Call) error {
	f, err := articleOf(c)
	if err != nil {
		return err
	}
	c.Show(articleCard(f, len(requests.MayCite(c.Tx(), c.Me(), branch.DateOf(c.Now()))) > 0))
	return nil
}

func askCite(c *bot.Call) error {
	f, err := articleOf(c)
	if err != nil {
		return err
	}
	c.Show(citeCard(f, requests.MayCite(c.Tx(), c.Me(), branch.DateOf(c.Now())), bot.Page(c.Arg(3))))
	return nil
}

func cite(c *bot.Call) error {
	f, err := articleOf(c)
	if err != nil {
		return err
	}
	if err := requests.Cite(c.Office(), c.Tx(), c.Me(), requests.ID(c.Arg(3)), requests.Citation{Policy: "《" + f.Policy.Title + "》", No: f.Article.No, Text: f.Article.Text}, c.Now()); err != nil {
		return err
	}
	return requests.Show(c, requests.ID(c.Arg(3)))
}

func begin(c *bot.Call) error { return c.Fill("policy", nil) }

// form takes the title, then the text: in one message, in several, or as a file.
func form(c *bot.Call) ask.Form {
	title := ask.Text("title", titleAsk).As("名称").Reads(readTitle)
	if c.Form().Answers.Has("file") { // whose name may not be the policy's
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
	return ask.Form{Title: "政策文件", Yes: "确认发布", Right: branch.KeepPolicies, Up: c.Up(showPolicies, 0),
		Head: func(x ask.Context) []chat.Span { return formHead(chat.Get[string](x.Answers, "title")) },
		Fields: []ask.Field{
			title,
			ask.File("file", "").Offered(),
			ask.Text("body", "").Added("完成").Reads(readBody).When(func(x ask.Context) bool { return chat.Get[string](x.Answers, "file") == "" }).
				Asking(func(x ask.Context) string {
					return bodyAsk(len(branch.ReadArticles(chat.Get[string](x.Answers, "body"))))
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
			return filled(chat.Get[string](x.Answers, "title"), list, x.Answers.Has("file")), err
		},
		Done: func(a chat.Answers) error {
			list, err := read(a)
			if err != nil {
				return err
			}
			p, err := Add(c.Office(), c.Tx(), c.Me().Branch, c.Me().ID, chat.Get[string](a, "title"), list, c.Now())
			if err != nil {
				return err
			}
			c.Show(policyCard(p, ArticlesOf(c.Tx(), p), 0))
			return nil
		}}
}

// readFile reads the articles of a policy that came as a file, and returns what asks the officer to confirm it.
func readFile(text string, passed []string, unread error) func(*bot.Call, store.Upload, string) error {
	list, more := branch.ReadPolicy(text)
	return func(c *bot.Call, u store.Upload, hash string) error {
		if !Read(c.Office(), c.Tx(), u, list, slices.Concat(passed, more), unread) {
			return nil
		}
		return c.FillFile("policy", u, hash, bot.Given("title", titleOf(u.File)))
	}
}

// textKind is what a policy is as a file.
var textKind = bot.TextKind{Upload: "policy", Code: 1, Label: "政策", Read: readFile,
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
	title, err := branch.ReadLine(strings.Trim(strings.ReplaceAll(text, "\n", ""), "《》"), 60)
	return title, bot.Refused(err)
}

// talk is the talk about policies.
var talk = bot.Matter{
	Routes: map[string]bot.Route{
		ActPolicies: bot.InBranch(2, showPolicies).OnHome(),
		ActPolicy:   bot.InBranch(3, showPolicy).OnHome(),
		ActArticle:  bot.InBranch(3, showArticle).OnHome(),
		ActCite:     bot.InBranch(4, askCite).OnHome(),
		ActCiteTo:   bot.InBranch(4, cite).OnHome(),
		ActPolNew:   bot.InBranch(1, begin).OnHome().For(branch.KeepPolicies),
	},
	Commands: map[string]bot.Command{"/policy": bot.Typed(typed).WithWords()},
	Words:    map[string]string{"政策": "/policy", "查政策": "/policy"},
	Forms:    map[string]bot.Form{"policy": form},
	Text:     &textKind,
}
