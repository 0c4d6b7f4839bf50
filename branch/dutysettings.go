package branch

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// pending is the first day of a term that is to hold from the day it is taken over: see Stamp.
const pending Date = -1

// spanWords are how people write how often a duty is owed.
var spanWords = []struct {
	span Span
	word string
}{{Month, "每月"}, {Quarter, "每季度"}, {Half, "每半年"}, {Year, "每年"}}

// noTerm is how people write that a duty is not asked for.
const noTerm = "不要求"

// TermText says how often a duty at contact points is owed by its last term: 每季度1次, 2026-03-02至2026-05-31, or 不要求.
func (s Settings) TermText(kind DutyKind) string {
	d, _ := s.DutyOf(kind)
	return s.termText(d)
}

// SetTermText reads what TermText writes. What is owed in a rhythm holds for the periods that begin on the day the settings
// are taken over, or later. It gives false for what it cannot read.
func (s *Settings) SetTermText(kind DutyKind, text string) bool {
	d, _ := s.DutyOf(kind)
	return s.setTermText(d, text)
}

func (s Settings) termText(d Duty) string {
	d = s.Own(d)
	if len(d.Terms) == 0 {
		return noTerm
	}
	switch t := d.Terms[len(d.Terms)-1]; {
	case t.Need == 0:
		return noTerm
	case t.Span == Once:
		return t.From.String() + "至" + t.To.String()
	default:
		for _, w := range spanWords {
			if w.span == t.Span {
				return fmt.Sprintf("%s%d次", w.word, t.Need)
			}
		}
	}
	return ""
}

func (s *Settings) setTermText(d Duty, text string) bool {
	if text == s.termText(d) {
		return true
	}
	if d.Binds == EachEnterprise {
		return s.setCampaign(d, text)
	}
	t := Term{From: pending, Span: Quarter}
	if text != noTerm {
		i := slices.IndexFunc(spanWords, func(w struct {
			span Span
			word string
		}) bool {
			return strings.HasPrefix(text, w.word)
		})
		if i < 0 {
			return false
		}
		n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(text, spanWords[i].word), "次"))
		if err != nil || n < 1 || n > 31 || !strings.HasSuffix(text, "次") {
			return false
		}
		t.Span, t.Need = spanWords[i].span, n
	}
	s.addTerm(d, t)
	return true
}

func (s *Settings) setCampaign(d Duty, text string) bool {
	if text == noTerm {
		s.addTerm(d, Term{From: pending, To: pending, Span: Once})
		return true
	}
	first, last, ok := strings.Cut(text, "至")
	from, err1 := ParseDate(strings.TrimSpace(first))
	to, err2 := ParseDate(strings.TrimSpace(last))
	if !ok || err1 != nil || err2 != nil || to < from || to > from+731 {
		return false
	}
	s.addTerm(d, Term{From: from, To: to, Span: Once, Need: 1})
	return true
}

// addTerm adds a term as it is, for Stamp to put in its place.
func (s *Settings) addTerm(d Duty, t Term) {
	d = s.Own(d)
	d.Terms = append(slices.DeleteFunc(slices.Clone(d.Terms), func(old Term) bool { return old.From == pending }), t)
	s.Duties = append(slices.DeleteFunc(slices.Clone(s.Duties), func(own Duty) bool { return own.Kind == d.Kind }), d)
}

// Stamp returns the settings as they are taken over on a day: terms that were to hold from then on do, and later ones that
// they replace are gone. A campaign that is called off ends the day before, and keeps what was done in it.
func (s Settings) Stamp(today Date) Settings {
	s.Duties = slices.Clone(s.Duties)
	for i, d := range s.Duties {
		n := len(d.Terms)
		if n == 0 || d.Terms[n-1].From != pending {
			continue
		}
		t := d.Terms[n-1]
		terms := slices.Clone(d.Terms[:n-1])
		t.From = today
		if t.Span == Once {
			for j := range terms {
				terms[j].To = min(terms[j].To, today-1)
			}
			terms = slices.DeleteFunc(terms, func(old Term) bool { return old.To < old.From })
			t.To = today
		}
		terms = slices.DeleteFunc(terms, func(old Term) bool { return old.From >= today })
		s.Duties[i].Terms = append(terms, t)
	}
	return s
}

// DutySettings are the settings of duties at contact points.
var DutySettings = func() []Setting {
	duty := map[DutyKind]Duty{}
	for _, d := range DefaultDuties() {
		duty[d.Kind] = d
	}
	return []Setting{
		TermSetting("走访", "联系点多久走访几次", duty[VisitDuty], "每季度1次", "每季度2次", "每月1次"),
		TermSetting("生活日", "联系点多久参加几次支部生活日", duty[LifeDayDuty], "每半年1次", "每季度1次"),
		TermSetting("党课宣讲", "联系点多久讲几次党课或形势政策", duty[LectureDuty], "每年1次", "每半年1次"),
		TermSetting("工作研商", "领导班子成员多久会同分管领域同志研商几次", duty[ConsultDuty], "每季度1次", "每月1次", noTerm),
		TermSetting("走透透", "“进台企、走透透”：在册企业在这段时间里都走访一次", duty[CampaignDuty], noTerm, "2026-03-02至2026-05-31"),
	}
}()

// TermSetting is the setting of how often a duty is owed. The first of offer is its example.
func TermSetting(name, about string, d Duty, offer ...string) Setting {
	return Setting{"duty." + string(d.Kind), name, about, "之后开始的各期（已开始的不变）", offer[0], func(s Settings) string { return s.termText(d) },
		func(s *Settings, v string) bool { return s.setTermText(d, v) }, offer}
}
