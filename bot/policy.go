package bot

import (
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
)

// stepBody is where the form about a policy waits for its text.
const stepBody = "body"

func policies(c *call) error {
	c.show(cards.Policies(c.me.Branch, office.PoliciesOf(c.tx, c.me.Branch), page(c.arg(1)), c.me.Officer()))
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
func policyTyped(c *call, words string) error {
	if words == "" {
		c.show(cards.Policies(c.me.Branch, office.PoliciesOf(c.tx, c.me.Branch), 0, c.me.Officer()))
		return nil
	}
	if len([]rune(words)) > maxQuery || len(strings.Fields(words)) > maxWords {
		return office.Refusal("要查的内容太长。请写几个关键词，合计不超过100字、8个词。")
	}
	list, total := office.FindArticles(c.tx, c.me.Branch, words, foundOnCard)
	c.show(cards.ArticlesFound(c.me.Branch, words, list, total))
	return nil
}

func policy(c *call) error {
	for _, p := range office.PoliciesOf(c.tx, c.me.Branch) {
		if int64(p.ID) == c.arg(1) {
			c.show(cards.PolicyArticles(p, office.ArticlesOf(c.tx, p), page(c.arg(2))))
			return nil
		}
	}
	return office.Refusal(cards.OldCard)
}

// article gives the article that a button names.
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
	c.show(cards.Cite(f, office.MayCite(c.tx, c.me, branch.DateOf(c.now)), page(c.arg(3))))
	return nil
}

func citeTo(c *call) error {
	f, err := c.article()
	if err != nil {
		return err
	}
	if err := c.bot.Office.Cite(c.tx, c.me, branch.RequestID(c.arg(3)), f, c.now); err != nil {
		return err
	}
	return c.showRequest(branch.RequestID(c.arg(3)))
}

func policyNew(c *call) error {
	f := c.begin("policy", stepText, nil)
	c.show(cards.PolicyTitle(f.Number))
	return nil
}

// policyFormTyped takes the title, then the text, in one message or several.
func policyFormTyped(c *call, text string) error {
	if !c.me.Officer() {
		return office.Refusal(cards.NotYours)
	}
	if c.form.Step == stepText {
		title, err := readTitle(text)
		if err != nil {
			return err
		}
		c.form.More, c.form.Step = title, stepBody
		c.keep()
		c.show(cards.PolicyBody(c.form.Number, title, 0))
		return nil
	}
	if c.form.Step == stepConfirm && c.form.File != "" { // of a file, whose name may not be the policy's
		return c.policyTitle(text)
	}
	if c.form.Step != stepBody {
		return office.Refusal(cards.Unknown)
	}
	whole := strings.TrimPrefix(c.form.Text+"\n"+office.CleanPolicy(text), "\n")
	if len(whole) > maxPasted {
		return office.Refusal("全文太长，请存成 .docx 或 .txt，作为文件发来。")
	}
	c.form.Text = whole
	c.keep()
	c.show(cards.PolicyBody(c.form.Number, c.form.More, len(branch.ReadArticles(whole))))
	return nil
}

func readTitle(text string) (string, error) {
	title, err := office.ReadText(strings.Trim(strings.ReplaceAll(text, "\n", ""), "《》"))
	if err == nil && len([]rune(title)) > 60 {
		err = office.Refusal("名称请不要超过60字。")
	}
	return title, err
}

func (c *call) policyTitle(text string) error {
	title, err := readTitle(text)
	if err != nil {
		return err
	}
	c.form.More = title
	return policyRead(c)
}

// policyArticles gives the articles that the form holds, typed or in a file.
func (c *call) policyArticles() ([]branch.Article, error) {
	if c.form.File == "" {
		return branch.ReadArticles(c.form.Text), nil
	}
	text, err := c.bot.Store.Blob(c.form.File)
	if err != nil {
		return nil, office.Refusal("文件已经不在，请重新发送。")
	}
	return branch.ReadArticles(string(text)), nil
}

// maxPasted is the longest text that is taken message by message. // bytes
const maxPasted = 300 << 10

func policyRead(c *call) error {
	list, err := c.policyArticles()
	if err != nil {
		return err
	}
	if len(list) == 0 || c.form.More == "" {
		return office.Refusal("还没有读到条款，请先发送全文。")
	}
	c.form.Step = stepConfirm
	c.keep()
	c.show(cards.PolicyConfirm(c.form.Number, c.form.More, list, c.form.File != ""))
	return nil
}

func policyOK(c *call) error {
	if c.form.More == "" {
		return office.Refusal(cards.OldForm)
	}
	list, err := c.policyArticles()
	if err != nil {
		return err
	}
	p, err := c.bot.Office.AddPolicy(c.tx, c.me.Branch, c.me.ID, c.form.More, list, c.now)
	if err != nil {
		return err
	}
	c.drop()
	c.show(cards.PolicyArticles(p, office.ArticlesOf(c.tx, p), 0))
	return nil
}
