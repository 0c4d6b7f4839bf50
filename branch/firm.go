package branch

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Limits of what is kept about an enterprise.
const (
	maxFirmName   = 40 // characters
	maxFirmPeople = 6
)

// manyDigits is what looks like a phone or identity number, which is not to be kept.
var manyDigits = regexp.MustCompile(`[0-9０-９][0-9０-９ ‑–—-]{3,}[0-9０-９]`)

var errDigits = errors.New("请不要登记电话、证件号码等数字，只写职务和姓氏。")

var (
	peopleApart = regexp.MustCompile(`[、，,；;\n]+`)
	courtesy    = regexp.MustCompile(`(先生|女士|同志)$`)
)

// doubleSurnames are the surnames of two characters that are met most.
var doubleSurnames = []string{"欧阳", "司马", "上官", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "慕容", "夏侯", "令狐", "端木", "长孙", "宇文"}

// ReadPeople reads whom one meets at an enterprise: post and surname of each, 总经理王、党支部书记 欧阳. The error is a
// sentence.
func ReadPeople(text string) (list []Person, err error) {
	if manyDigits.MatchString(text) {
		return nil, errDigits
	}
	for _, part := range peopleApart.Split(text, -1) {
		part = strings.TrimSpace(courtesy.ReplaceAllString(strings.TrimSpace(part), ""))
		if part == "" {
			continue
		}
		p := Person{}
		if words := strings.Fields(part); len(words) > 1 {
			p.Post, p.Surname = strings.Join(words[:len(words)-1], ""), words[len(words)-1]
		} else {
			n := 1
			if slices.ContainsFunc(doubleSurnames, func(s string) bool { return strings.HasSuffix(part, s) }) {
				n = 2
			}
			r := []rune(part)
			cut := max(0, len(r)-n)
			p.Post, p.Surname = string(r[:cut]), string(r[cut:])
		}
		if p.Post == "" || len([]rune(p.Post)) > 16 || len([]rune(p.Surname)) > 2 {
			return nil, fmt.Errorf("没有看懂“%s”。请写职务和姓氏，例如：总经理王、党支部书记李。", clip(part, 20))
		}
		list = append(list, p)
	}
	switch {
	case len(list) == 0:
		return nil, errors.New("请写职务和姓氏，例如：总经理王、党支部书记李。")
	case len(list) > maxFirmPeople:
		return nil, fmt.Errorf("最多登记%d位联系人。", maxFirmPeople)
	}
	return list, nil
}

func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

// ReadFirmName checks the name of an enterprise or of its Party organisation. The error is a sentence.
func ReadFirmName(text string) (string, error) {
	text = strings.Join(strings.Fields(text), "")
	switch n := len([]rune(text)); {
	case n < 2:
		return "", errors.New("名称太短，请写全称。")
	case n > maxFirmName:
		return "", fmt.Errorf("名称请不要超过%d字。", maxFirmName)
	case manyDigits.MatchString(text):
		return "", errors.New("名称里不要写电话等号码。")
	}
	return text, nil
}

// firmKey is the same for an enterprise's name in full and in half width, with whatever space.
func firmKey(name string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case r >= '！' && r <= '～':
			return r - ('！' - '!')
		}
		return r
	}, name))
}

// Fits tells as a sentence why an enterprise cannot be put on record as it is, given the branch's people and the others.
func (c Contact) Fits(p *People) error {
	if c.Name == "" {
		return errors.New("请先写明企业名称。")
	}
	for _, other := range p.Contacts {
		if other.ID != c.ID && firmKey(other.Name) == firmKey(c.Name) {
			return fmt.Errorf("「%s」已经登记在册，请在“全部企业”里找到它修改。", other.Name)
		}
	}
	if m := p.Member(c.Leader); c.Leader != 0 && (m == nil || m.Status != Active || !m.Leadership) {
		return errors.New("联系领导须是在册的领导班子成员，请重新选择。")
	}
	if g := p.Group(c.Group); c.Group != 0 && (g == nil || g.Ended != 0) {
		return errors.New("这个党小组已经没有了，请重新选择。")
	}
	if m := p.Member(c.Liaison); c.Liaison != 0 && (m == nil || m.Status != Active) {
		return errors.New("联络员须是在册的党员，请重新选择。")
	}
	if c.Point && c.Closed == 0 && (c.Leader == 0 || c.Group == 0) {
		return errors.New("联系点须有联系领导和党小组，请先选择。")
	}
	return nil
}

// Reopened returns an enterprise that had been closed as it is on record again from a day on: in between, nothing was asked
// of it.
func (c Contact) Reopened(from Date) Contact {
	if c.Closed != 0 && from > c.Closed+1 {
		now := Pairing{Point: c.Point, Leader: c.Leader, Group: c.Group, Liaison: c.Liaison}
		c = c.Change(Pairing{}, c.Closed+1).Change(now, from)
	}
	c.Closed = 0
	return c
}
