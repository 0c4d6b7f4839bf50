package birthday

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"zhibu/branch"
)

// settings are the settings of the 政治生日.
var settings = []branch.Setting{
	{Key: "together", Name: "集体生日", About: "是否集体过政治生日：一个月一张贺卡", Since: "下一个月", Like: "是", Offer: []string{"是", "否"},
		Get: func(s branch.Settings) string { return branch.YesNo(s.Together) },
		Set: func(s *branch.Settings, v string) bool { return branch.SetYesNo(&s.Together, v) }},
	{Key: "tell_group", Name: "群内告知", About: "政治生日当天是否在支部群里告知", Since: "下一次政治生日", Like: "否", Offer: []string{"是", "否"},
		Get: func(s branch.Settings) string { return branch.YesNo(s.TellGroup) },
		Set: func(s *branch.Settings, v string) bool { return branch.SetYesNo(&s.TellGroup, v) }},
	{Key: "wish", Name: "集体祝贺语", About: "集体政治生日的祝贺语，不超过120字", Since: "下一个月", Like: "祝各位同志政治生日快乐。", Get: wishOf, Set: setWish},
	{Key: "questions", Name: "思考题", About: "政治生日的思考题，用“；”隔开，2至20道，每年换两道", Since: "下一次政治生日", Like: "入党为什么？；在党做什么？",
		Get: questionsText, Set: setQuestions},
	{Key: "unchecked", Name: "准备事项", About: "政治生日前一周的准备事项，用“、”隔开，或写“无”", Since: "下一次政治生日", Like: "谈心谈话、重温入党誓词",
		Get: checklistText, Set: setChecklist},
}

// check returns a sentence about what does not fit in a branch's own texts, or nil.
func check(s branch.Settings) error {
	if len([]rune(s.Wish)) > LongestWish {
		return fmt.Errorf("集体祝贺语请不超过%d字。", LongestWish)
	}
	if s.Questions != "" {
		list := strings.Split(s.Questions, "\n")
		if len(list) < 2 || len(list) > MostQuestions {
			return fmt.Errorf("思考题请列2至%d道；留空则使用通用题目。", MostQuestions)
		}
		for _, q := range list {
			if n := len([]rune(q)); n < 2 || n > LongestQuestion {
				return fmt.Errorf("每道思考题请写2至%d字。", LongestQuestion)
			}
		}
	}
	for _, item := range strings.Split(s.Unchecked, "、") {
		if item != "" && !slices.ContainsFunc(Checks, func(c Check) bool { return c.String() == item }) {
			return errors.New("准备事项有：谈心谈话、重温入党誓词、贺卡、赠书。")
		}
	}
	return nil
}

// setWish reads the greeting of a 集体政治生日; nothing means the common one.
func setWish(s *branch.Settings, v string) bool {
	s.Wish = v
	return check(*s) == nil
}

// questionsText returns the questions to reflect on, with ； between them.
func questionsText(s branch.Settings) string {
	if s.Questions == "" {
		return strings.Join(ReflectQuestions, "；")
	}
	return strings.ReplaceAll(s.Questions, "\n", "；")
}

// setQuestions reads questions with ； or line breaks between them; nothing means the common ones.
func setQuestions(s *branch.Settings, v string) bool {
	list := strings.FieldsFunc(v, func(r rune) bool { return r == '；' || r == ';' || r == '\n' || r == '\r' })
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	list = slices.DeleteFunc(list, func(q string) bool { return q == "" })
	s.Questions = strings.Join(list, "\n")
	return check(*s) == nil
}

// checklistText is 谈心谈话、重温入党誓词、贺卡、赠书, or 无.
func checklistText(s branch.Settings) string {
	var names []string
	for _, c := range checklistOf(s) {
		names = append(names, c.String())
	}
	if len(names) == 0 {
		return "无"
	}
	return strings.Join(names, "、")
}

// setChecklist reads what the checklist is to hold, in any order, or 无.
func setChecklist(s *branch.Settings, v string) bool {
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
