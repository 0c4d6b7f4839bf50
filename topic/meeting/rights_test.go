package meeting_test

import (
	"strings"
	"testing"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/meeting"
)

// TestWhoMayMeet: the branch's meetings are logged, corrected and explained by the keepers alone, those of a group by its leader, too; and
// everybody reads of those to which he or she is invited.
func TestWhoMayMeet(t *testing.T) {
	w := begin(t, branch.On(2026, 9, 1))
	groups, leaders := w.Leaders()
	plain := w.Members(func(m branch.Member) bool { return m.Post == branch.NoPost && m.Group == 3 && m.ID != groups[2].Leader })
	people := map[string]branch.Member{"书": w.Post(branch.Secretary), "副": w.Post(branch.DeputySecretary), "组": w.Post(branch.OrganisationPost), "宣": w.Post(branch.PublicityPost),
		"纪": w.Post(branch.DisciplinePost), "长": leaders[2], "邻": leaders[3], "员": plain[0], "干": plain[1]}
	w.Update(func(tx *store.Tx) error {
		clerk := people["干"]
		clerk.Post = branch.PartyClerk
		store.Members.Put(tx, clerk)
		people["干"] = clerk
		return nil
	})
	day := branch.On(2026, 9, 1)
	council := log(w, people["组"], day, nil, meeting.Council)
	ofThree := log(w, people["组"], day, []branch.GroupID{3}, meeting.GroupMeet)
	partyDay := log(w, people["组"], day, nil, meeting.PartyDay)
	now := w.Clock.Now()
	try := func(deed func(tx *store.Tx, me branch.Member) error) (may string) {
		for _, who := range strings.Split("书 副 组 宣 纪 干 长 邻 员", " ") {
			_, err := w.App.Store.Update(func(tx *store.Tx) error {
				if err := deed(tx, people[who]); err != nil {
					return err
				}
				return errLeaveNothing
			})
			switch {
			case err == errLeaveNothing:
				may += who
			case err.Error() == "":
				t.Error(err)
			}
		}
		return may
	}
	o := w.App.Office
	enter := func(groups []branch.GroupID, kinds ...string) func(*store.Tx, branch.Member) error {
		return func(tx *store.Tx, me branch.Member) error {
			_, err := meeting.Log(o, tx, me, meeting.Content{Kinds: kinds, Groups: groups, Day: day - 1, Topics: "学习。"}, now)
			return err
		}
	}
	amend := func(id int64, c meeting.Content) func(*store.Tx, branch.Member) error {
		return func(tx *store.Tx, me branch.Member) error {
			c.Day, c.Topics = day-1, "学习。"
			_, err := meeting.Amend(o, tx, me, id, 0, c, now)
			return err
		}
	}
	explain := func(duty, period string, of branch.Subject) func(*store.Tx, branch.Member) error {
		return func(tx *store.Tx, me branch.Member) error {
			for _, x := range meeting.ToExplain(tx, me, branch.On(2026, 10, 12).At(9, 0)) {
				if string(x.Duty.Kind) == duty && x.Period.Key() == period && x.Of() == of {
					_, err := meeting.Explain(o, tx, me, x.Code(), "忙。", branch.On(2026, 10, 12).At(9, 0))
					return err
				}
			}
			return office.Refusal("nothing to explain")
		}
	}
	see := func(id int64) func(*store.Tx, branch.Member) error {
		return func(tx *store.Tx, me branch.Member) error {
			if g, _ := meeting.Get(tx, me.Branch, id); !meeting.MayRead(me, g) {
				return office.Refusal("not readable")
			}
			return nil
		}
	}
	for what, x := range map[string]struct {
		deed func(*store.Tx, branch.Member) error
		want string
	}{
		"log a 支委会":                          {enter(nil, meeting.Council), "书副组干"},
		"log the 党小组会 of group 3":            {enter([]branch.GroupID{3}, meeting.GroupMeet), "书副组干长"},
		"log the 党小组会 of two groups":         {enter([]branch.GroupID{3, 4}, meeting.GroupMeet), "书副组干"},
		"log a 主题党日 with the 党小组会":           {enter([]branch.GroupID{3}, meeting.GroupMeet, meeting.PartyDay), "书副组干"},
		"correct the 党小组会":                   {amend(ofThree, meeting.Content{Kinds: []string{meeting.GroupMeet}, Groups: []branch.GroupID{3}}), "书副组干长"},
		"make the 党小组会 one of another group": {amend(ofThree, meeting.Content{Kinds: []string{meeting.GroupMeet}, Groups: []branch.GroupID{4}}), "书副组干"},
		"make the 党小组会 a 支委会":                {amend(ofThree, meeting.Content{Kinds: []string{meeting.Council}}), "书副组干"},
		"make the 支委会 a 党小组会":                {amend(council, meeting.Content{Kinds: []string{meeting.GroupMeet}, Groups: []branch.GroupID{3}}), "书副组干"},
		"withdraw the 党小组会":                  {func(tx *store.Tx, me branch.Member) error { return meeting.Withdraw(o, tx, me, ofThree, now) }, "书副组干长"},
		"withdraw the 主题党日":                  {func(tx *store.Tx, me branch.Member) error { return meeting.Withdraw(o, tx, me, partyDay, now) }, "书副组干"},
		"explain the 党员大会":                   {explain("meet.assembly", "2026Q3", branch.OfBranch()), "书副组干"},
		"explain a 党小组会":                     {explain("meet.group", "2026M09", branch.OfGroup(4)), "书副组干邻"},
		"read of the 支委会":                    {see(council), "书副组宣纪干"},
		"read of the 党小组会":                   {see(ofThree), "书副组宣纪干长员"},
		"read of the 主题党日":                   {see(partyDay), "书副组宣纪干长邻员"},
	} {
		want := ""
		for _, who := range strings.Split("书 副 组 宣 纪 干 长 邻 员", " ") {
			if strings.Contains(x.want, who) {
				want += who
			}
		}
		if got := try(x.deed); got != want {
			t.Errorf("%s may: %s, want %s", what, got, want)
		}
	}
	w.Stop()
}

var errLeaveNothing = office.Refusal("")
