package branch

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

var foundingDay = On(2026, 6, 1)

// listed is a roster of six in two groups that founds a branch without a fault.
func listed() Roster {
	joined, full := On(2000, 1, 1), On(2001, 1, 1)
	return Roster{
		Branch: "中共云州市委台办机关党支部",
		People: []RosterPerson{
			{Row: 3, Name: "甲一", Group: "第一党小组", Post: Secretary, Leadership: true, Joined: joined, Full: full},
			{Row: 4, Name: "甲二", Group: "第一党小组", Post: DeputySecretary, GroupLeader: true, Joined: joined, Full: full},
			{Row: 5, Name: "同名", Group: "第一党小组", Post: OrganisationPost, Joined: joined, Full: full},
			{Row: 6, Name: "乙一", Group: "第二党小组", Post: PublicityPost, GroupLeader: true, Joined: joined, Full: full},
			{Row: 7, Name: "乙二", Group: "第二党小组", Post: DisciplinePost, Leadership: true, Joined: joined, Full: full},
			{Row: 8, Name: "同名", Group: "第二党小组", Joined: On(2026, 2, 3)},
		},
		Contacts: []RosterContact{
			{Row: 2, Name: "甲企业", Leader: "甲一", Group: "第一党小组", Liaison: "同名"},
			{Row: 3, Name: "乙企业", Leader: "乙二"},
		},
	}
}

func TestEstablish(t *testing.T) {
	f, faults := Establish(listed(), "", foundingDay)
	if len(faults) > 0 || len(f.Warnings) > 0 {
		t.Fatalf("faults %v, warnings %v", faults, f.Warnings)
	}
	f.SetID(7)
	if f.Branch.ID != 7 || f.Branch.Name != "中共云州市委台办机关党支部" || f.Branch.Imported != foundingDay || !reflect.DeepEqual(f.Branch.Settings, DefaultSettings()) {
		t.Errorf("branch %+v", f.Branch)
	}
	wantGroups := []Group{{Branch: 7, ID: 1, Name: "第一党小组", Leader: 2}, {Branch: 7, ID: 2, Name: "第二党小组", Leader: 4}}
	if !slices.Equal(f.Groups, wantGroups) {
		t.Errorf("groups %+v", f.Groups)
	}
	wantContacts := []Contact{
		{Branch: 7, ID: 1, Name: "甲企业", Point: true, Leader: 1, Group: 1, Liaison: 3},
		{Branch: 7, ID: 2, Name: "乙企业", Point: true, Leader: 5, Group: 2},
	}
	if !reflect.DeepEqual(f.Contacts, wantContacts) {
		t.Errorf("contacts %+v", f.Contacts)
	}
	if m := f.Members[5]; m.Branch != 7 || m.ID != 6 || m.Group != 2 || !m.Probationary(foundingDay) {
		t.Errorf("the last member %+v", m)
	}
}

func TestEstablishFaults(t *testing.T) {
	cases := map[string]struct {
		spoil func(r *Roster)
		want  string
	}{
		"two leaders in one group": {func(r *Roster) { r.People[2].GroupLeader = true },
			"第5行「党小组组长」「同名」：「第一党小组」的组长已经写了甲二（第4行），一个党小组只有一名组长"},
		"one seat, two people": {func(r *Roster) { r.People[5].Post = Secretary },
			"第8行「党内职务」「书记」：书记已经写了甲一（第3行），一个职务只由一人担任"},
		"one person on two lines": {func(r *Roster) { r.People[5].Joined = On(2000, 1, 1) },
			"第8行「姓名」「同名」：与第5行姓名、入党时间都相同，请删去重复的一行"},
		"joined in the future": {func(r *Roster) { r.People[5].Joined = On(2026, 6, 2) },
			"第8行「入党时间」「2026年6月2日」：这一天还没有到，请核对"},
		"full in the future": {func(r *Roster) { r.People[5].Full = On(2027, 2, 3) },
			"第8行「转正时间」「2027年2月3日」：这一天还没有到；预备党员的转正时间请留空"},
		"unknown leader": {func(r *Roster) { r.Contacts[1].Leader = "丙" },
			"「联系点」表第3行「联系领导」「丙」：名册里没有这个人，请核对姓名"},
		"unknown group": {func(r *Roster) { r.Contacts[0].Group, r.Contacts[0].Liaison = "第九党小组", "" },
			"「联系点」表第2行「联系党小组」「第九党小组」：名册里没有这个党小组，请写第一党小组、第二党小组中的一个"},
		"namesakes without a group": {func(r *Roster) { r.Contacts[1].Liaison = "同名" },
			"「联系点」表第3行「联络员」「同名」：名册里有同名的同名（第5行）、同名（第8行），请在「联系党小组」写明是哪个党小组的"},
		"one enterprise on two lines": {func(r *Roster) { r.Contacts[1].Name = "甲企业" },
			"「联系点」表第3行「企业名称」「甲企业」：与第2行相同，请删去重复的一行"},
		"no name": {func(r *Roster) { r.Branch = "" }, "请写明党支部的全称，例如写在名册最上面一行"},
	}
	for name, c := range cases {
		r := listed()
		c.spoil(&r)
		f, faults := Establish(r, "", foundingDay)
		if len(faults) != 1 || faults[0].String() != c.want || len(f.Members) > 0 {
			t.Errorf("%s: %v\nwant %s", name, faults, c.want)
		}
	}
}

func TestEstablishWarns(t *testing.T) {
	r := listed()
	r.People[0].Post = NoPost                                         // no secretary
	r.People[1].GroupLeader = false                                   // a group without a leader
	r.People = slices.Delete(r.People, 4, 5)                          // a group of two, no 纪检委员
	r.People[3].Full, r.People[3].Joined = 0, On(2024, 6, 1)          // a group without a full member, led by one of them
	r.Contacts[0].Leader, r.Contacts[1].Leader = "乙一", ""             // of another group and no leadership member; none
	r.Contacts = append(r.Contacts, RosterContact{Row: 4, Name: "丙"}) // nothing known but its name
	f, faults := Establish(r, "", foundingDay)
	want := []string{
		"名册里没有书记。",
		"名册里没有纪检委员。",
		"「第一党小组」没有写明组长。",
		"「第二党小组」只有2名党员，不足3人。",
		"「第二党小组」没有正式党员。",
		"「第二党小组」的组长乙一（第6行）是预备党员，预备党员不能担任党小组组长。",
		"乙一（第6行）没有转正时间，按预备党员登记；入党已满两年，请核对。",
		"联系点「甲企业」的联系领导乙一不是领导班子成员。",
		"联系点「甲企业」的联系领导乙一不在所联系的党小组「第一党小组」。",
		"联系点「乙企业」没有写明联系领导。",
		"联系点「丙」没有写明联系领导。",
	}
	if len(faults) > 0 || !slices.Equal(f.Warnings, want) {
		t.Errorf("faults %v\ngot  %s\nwant %s", faults, strings.Join(f.Warnings, "\n     "), strings.Join(want, "\n     "))
	}
}
