package branch

import (
	"slices"
	"strings"
)

// The settings of the 政治生日 as people read and write them.

// TogetherText is 是 or 否.
func (s Settings) TogetherText() string { return yesNo(s.Together) }

// SetTogether reads 是 or 否; it gives false for anything else.
func (s *Settings) SetTogether(v string) (ok bool) {
	s.Together, ok = readYesNo(v)
	return ok
}

// TellGroupText is 是 or 否.
func (s Settings) TellGroupText() string { return yesNo(s.TellGroup) }

// SetTellGroup reads 是 or 否; it gives false for anything else.
func (s *Settings) SetTellGroup(v string) (ok bool) {
	s.TellGroup, ok = readYesNo(v)
	return ok
}

func yesNo(b bool) string {
	if b {
		return "是"
	}
	return "否"
}

func readYesNo(v string) (b, ok bool) { return v == "是", v == "是" || v == "否" }

// WishText is the greeting of a 集体政治生日.
func (s Settings) WishText() string { return s.GroupWishText() }

// SetWish reads such a greeting; nothing means the common one.
func (s *Settings) SetWish(v string) bool {
	s.Wish = v
	return s.CheckBirthday() == nil
}

// QuestionsText gives the questions to reflect on, with ； between them.
func (s Settings) QuestionsText() string {
	if s.Questions == "" {
		return strings.Join(ReflectQuestions, "；")
	}
	return strings.ReplaceAll(s.Questions, "\n", "；")
}

// SetQuestions reads questions with ； or line breaks between them; nothing means the common ones.
func (s *Settings) SetQuestions(v string) bool {
	list := strings.FieldsFunc(v, func(r rune) bool { return r == '；' || r == ';' || r == '\n' || r == '\r' })
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	list = slices.DeleteFunc(list, func(q string) bool { return q == "" })
	s.Questions = strings.Join(list, "\n")
	return s.CheckBirthday() == nil
}

// ChecklistText is 谈心谈话、重温入党誓词、贺卡、赠书, or 无.
func (s Settings) ChecklistText() string {
	var names []string
	for _, c := range s.Checklist() {
		names = append(names, c.String())
	}
	if len(names) == 0 {
		return "无"
	}
	return strings.Join(names, "、")
}

// SetChecklist reads what the checklist is to hold, in any order, or 无.
func (s *Settings) SetChecklist(v string) bool {
	want := strings.FieldsFunc(v, func(r rune) bool { return r == '、' || r == '，' || r == ',' })
	if v == "无" {
		want = nil
	} else if len(want) == 0 {
		return false
	}
	var left []string
	for _, c := range Checks {
		if i := slices.Index(want, c.String()); i >= 0 {
			want = slices.Delete(want, i, i+1)
		} else {
			left = append(left, c.String())
		}
	}
	s.Unchecked = strings.Join(left, "、")
	return len(want) == 0
}
