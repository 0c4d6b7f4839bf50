package branch

import "testing"

func TestSeats(t *testing.T) {
	both := OrganisationPost.With(DeputySecretary)
	for what, ok := range map[string]bool{
		"in the order of a committee": both == "副书记、组织委员",
		"is each":                     both.Is(DeputySecretary) && both.Is(OrganisationPost) && !both.Is(Secretary) && !both.Is(NoPost),
		"none is none":                !NoPost.Is(NoPost) && len(NoPost.Seats()) == 0 && NoPost.With(Secretary) == Secretary,
		"no part of a word":           !DeputySecretary.Is(Secretary),
		"without one":                 both.Without(DeputySecretary) == OrganisationPost && OrganisationPost.Without(OrganisationPost) == NoPost,
		"an officer by either":        Member{Post: both}.May(KeepRoster) && !Member{Post: PublicityPost.With(DisciplinePost)}.May(KeepRoster),
	} {
		if !ok {
			t.Error(what)
		}
	}
}

// TestTwoSeats keeps a committee of three: who holds two seats is nobody's rival for either, keeps both at an election, and
// loses only the one that another is appointed to.
func TestTwoSeats(t *testing.T) {
	r := listed()
	r.People[1].Post, r.People[2].Post = DeputySecretary.With(OrganisationPost), NoPost
	f, faults := Establish(r, "", foundingDay)
	if len(faults) > 0 || len(f.Warnings) > 0 {
		t.Fatal(faults, f.Warnings)
	}
	r.People[2].Post = OrganisationPost
	if _, faults := Establish(r, "", foundingDay); len(faults) != 1 || faults[0].String() != "第5行「党内职务」「组织委员」：组织委员已经写了甲二（第4行），一个职务只由一人担任" {
		t.Errorf("one seat of two people: %v", faults)
	}
	p := &People{Members: f.Members, Groups: f.Groups, Contacts: f.Contacts}
	if err := p.Check(); err != nil {
		t.Error(err)
	}
	if err := newCommittee(p, &Change{From: foundingDay, Members: []MemberID{1, 2, 2, 4, 5}}); err != nil || p.Members[1].Post != "副书记、组织委员" {
		t.Errorf("%v; %s", err, p.Members[1].Post)
	}
	if err := newCommittee(p, &Change{From: foundingDay, Members: []MemberID{1, 1, 2, 4, 5}}); err == nil {
		t.Error("书记 and 副书记 in one")
	}
	p.Members[0].Post, p.Members[1].Post = Secretary, DeputySecretary.With(OrganisationPost)
	if err := appoint(p, &Change{From: foundingDay, Member: 3, Choice: string(OrganisationPost)}); err != nil || p.Members[1].Post != DeputySecretary || p.Members[2].Post != OrganisationPost {
		t.Errorf("%v; %s, %s", err, p.Members[1].Post, p.Members[2].Post)
	}
}

// TestNewGroup is asked about, and 合并党小组 takes it back; a known one is found in any spelling.
func TestNewGroup(t *testing.T) {
	k, r := stored(t)
	r.People[2].Group, r.People[5].Group = "1组", "第九党小组"
	d, faults := Compare(k, r, nil, foundingDay)
	if len(faults) > 0 || len(d.Doubts) != 2 || d.Doubts[0].String() != "第5行「党小组」「1组」：按「第一党小组」读入；不是这个党小组的，请改正" ||
		d.Doubts[1].Value != "第九党小组" || len(d.People) != 1 {
		t.Fatalf("%v; %v; %+v", faults, d.Doubts, d.People)
	}
	p := &People{Members: k.Members, Groups: append(k.Groups, d.Groups...)}
	p.Members[5] = d.People[0].Member
	if err := mergeGroups(p, &Change{Group: 3, To: 2, From: foundingDay}); err != nil || p.Members[5].Group != 2 || p.Check() != nil {
		t.Errorf("%v; %+v", err, p.Members[5])
	}
}
