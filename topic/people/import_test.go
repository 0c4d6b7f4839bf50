package people_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/cli"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/world"
)

// TestImportInChat: an officer exports the roster, changes it, sends it back, sees the difference and confirms it.
func TestImportInChat(t *testing.T) {
	w := world.New(t, branch.On(2026, 6, 1).At(10, 0))
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	organiser, secretary, plain := w.Phone(w.Post(branch.OrganisationPost)), w.Phone(w.Post(branch.Secretary)), w.Phone(w.Members(func(m branch.Member) bool { return m.ID == 4 })[0])

	if got := w.Say(plain, "/export"); !strings.Contains(got, "不在您的职责范围内") {
		t.Errorf("a member's export is answered %q", got)
	}
	plain.SendDocument("名册.xlsx", w.Written(branch.Roster{}))
	w.Sees(plain, "没有保存")
	if _, err := os.Stat(filepath.Join(w.Folder, "data", "blobs")); err == nil {
		t.Error("a member's file was kept")
	}
	for _, other := range []*sandbox.Client{secretary, plain} {
		if slices.ContainsFunc(other.Messages(), func(m sandbox.Message) bool { return m.Document != nil && m.FromBot }) {
			t.Error("the roster went to somebody who had not asked")
		}
	}

	w.Upload(organiser, "名册.pdf", []byte("%PDF-1.7 x"), "PDF")
	w.Upload(organiser, "坏.csv", []byte("姓名,党小组,入党时间,转正时间\n甲一,一,1998.7,1999-1-1\n"), "第2行「入党时间」「1998.7」：请补上是哪一日")
	r := w.Exported(organiser)
	if day := branch.DateOf(w.Clock.Now()); day == branch.DateOf(time.Now()) || !strings.Contains(w.Unzipped(organiser.Last().Document.Data), day.Chinese()+"导出") {
		t.Errorf("the file does not bear %s, the day by the bot's clock", day)
	}
	w.Upload(organiser, "名册.xlsx", w.Written(r), "与名册一致")

	r.People[3].Section = "人事科"
	r.People[5].Group, r.People[5].Name = "第二党小组", "王<b>强"
	r.People[6].Mark, r.People[6].Joined, r.People[6].Group = "", r.People[6].Joined+1, "第三党小组" // one of the two 陈静
	r.People = append(slices.Delete(r.People, 20, 21), branch.RosterPerson{Name: "㛃䶮𠮷喆", Group: "第一党小组", Joined: branch.On(2026, 1, 5)},
		branch.RosterPerson{Name: "买买提·艾力", Group: "第一党小组", Joined: branch.On(2020, 1, 5), Full: branch.On(2021, 1, 5)})
	w.Upload(organiser, "名册.xlsx", w.Written(r), "新增党员2人")
	for _, says := range []string{"变更党员2人", "文件里没有的党员1人", "需要核实1处"} {
		w.Sees(organiser, says)
	}
	if a := w.Forge(organiser, organiser.Last().ID, (chat.Press{Action: "imp.ok", Args: []int64{1, 1}}).Encode()); !strings.Contains(a, "已经更新") {
		t.Errorf("a forged number is answered %q", a)
	}
	w.Press(organiser, "核实（1处）")
	w.Sees(organiser, "是名册里的哪一位？")
	w.Press(organiser, "都不是，是新党员")
	w.Sees(organiser, "新增党员3人")
	w.Press(organiser, "查看全部")
	w.Sees(organiser, "新增：㛃䶮𠮷喆（第一党小组，2026年1月5日入党）")
	w.Sees(organiser, "姓名：程思敏 → 王<b>强")
	w.Press(organiser, "返回")

	before := w.Members(func(branch.Member) bool { return true })
	w.Update(func(tx *store.Tx) error { // in between, somebody else changes what the file changes, too
		m := before[3]
		m.Section = "联络科"
		store.Members.Put(tx, m)
		return nil
	})
	w.Press(organiser, "已核对，确认导入")
	w.Sees(organiser, "名册又有变动")
	if now := w.Members(func(branch.Member) bool { return true }); len(now) != len(before) {
		t.Fatal("taken over without having been shown")
	}
	w.Press(organiser, "已核对，确认导入")
	w.Sees(organiser, "名册已更新")
	if _, ok := secretary.Find("高远山同志按名册文件更新了名册：新增党员3人，变更2人"); !ok {
		t.Error("the 书记 is not told")
	}
	now := w.Members(func(branch.Member) bool { return true })
	if len(now) != len(before)+3 || now[20].Name != before[20].Name || now[20].Status != branch.Active {
		t.Errorf("%d people; who was absent is %+v", len(now), now[20])
	}

	again := w.Exported(organiser)
	var names []string
	for _, p := range again.People {
		names = append(names, p.Name)
	}
	for _, name := range []string{"㛃䶮𠮷喆", "买买提·艾力", "王<b>强", "程思敏"} {
		if slices.Contains(names, name) != (name != "程思敏") {
			t.Errorf("%s in the export: %v", name, names)
		}
	}
	var imports []store.Import
	var hash string
	w.Update(func(tx *store.Tx) error {
		for i := range store.Imports.Scan(tx, nil) {
			imports = append(imports, i)
			hash = i.Hash
		}
		return nil
	})
	if len(imports) != 1 || imports[0].By != w.Post(branch.OrganisationPost).ID {
		t.Errorf("on record: %+v", imports)
	}
	if _, err := w.App.Store.Blob(hash); err == nil {
		t.Error("the file is kept")
	}

	// A file that was sent and not read before a stop is read after the next start.
	organiser.SendDocument("名册.xlsx", w.Written(again))
	w.Settle()
	w.Stop()
	w.Open()
	if _, err := organiser.WaitText(w.Ctx(), "与名册一致"); err != nil {
		t.Errorf("after a stop: %q", organiser.Last().Text)
	}
	w.Settle()
}

// TestOtherBranchInChat: a roster whose title is of another branch, and whose people are nobody of this one, is asked about; no branch
// is founded by a file in a chat.
func TestOtherBranchInChat(t *testing.T) {
	w := world.New(t, branch.On(2026, 6, 1).At(10, 0))
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	w.Attach(w.Members(func(m branch.Member) bool { return m.ID < 4 }))
	organiser := w.Phone(w.Post(branch.OrganisationPost))
	r := w.Exported(organiser)
	if day := branch.DateOf(w.Clock.Now()); day == branch.DateOf(time.Now()) || !strings.Contains(w.Unzipped(organiser.Last().Document.Data), day.Chinese()+"导出") {
		t.Errorf("the file does not bear %s, the day by the bot's clock", day)
	}
	title := "中共云州市委统战部机关党支部"
	other := branch.Roster{Branch: title, Columns: r.Columns}
	for _, name := range []string{"壬九", "癸十", "子䶮"} {
		other.People = append(other.People, branch.RosterPerson{Name: name, Group: "第一党小组", Joined: branch.On(2001, 1, 5), Full: branch.On(2002, 1, 5)})
	}
	w.Upload(organiser, "名册.xlsx", w.Written(other), "请核对（")
	for _, says := range []string{"「" + title + "」：标题写的是这个支部", "不会另建支部", "不是本支部的名册，请放弃", "已核对，确认导入"} {
		if last := organiser.Last(); !strings.Contains(last.Text+fmt.Sprint(last.Labels()), says) {
			t.Errorf("%q is not said in %s", says, last.Text)
		}
	}
	w.Press(organiser, "放弃")
	r.Branch = "云州市委台办机关党支部"
	w.Upload(organiser, "名册.xlsx", w.Written(r), "与名册一致")
	branches := 0
	_ = w.App.Store.View(func(tx *store.Tx) error {
		for range store.Branches.Scan(tx, nil) {
			branches++
		}
		return nil
	})
	if now := w.Members(func(branch.Member) bool { return true }); branches != 1 || len(now) != 32 {
		t.Errorf("%d branches, %d people", branches, len(now))
	}
}

// TestImportAgain takes a further roster over on the command line.
func TestImportAgain(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("ZHIBU_DATA", filepath.Join(folder, "data"))
	t.Setenv("ZHIBU_KEYS", "")
	file, out := filepath.Join(folder, "名册.csv"), filepath.Join(folder, "out.xlsx")
	write := func(csv string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(csv), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const header = "姓名,党小组,科室,党内职务,是否组长,入党时间,转正时间\n"
	further := header + "甲一,第一党小组,综合科,书记,,1990-03-01,1991-03-01\n乙二,第一党小组,综合科,组织委员,是,1991-03-02,1992-03-02\n" +
		"丙三,第二党小组,综合科,纪检委员,是,1992-04-03,1993-04-03\n丁四,第一党小组,综合科,,,1993-05-04,1994-05-04\n" +
		"戊五,第三党小组,综合科,,,1994-06-06,1995-06-06\n庚七,第二党小组,综合科,,,2026-01-05,\n"
	step := func(csv, args string, code int, says ...string) {
		t.Helper()
		if csv != "" {
			write(csv)
		}
		got, errOut, ended := world.CommandLine(t, strings.Fields(args)...)
		if ended != code {
			t.Errorf("%q ended with %d: %s%s", args, ended, got, errOut)
		}
		for _, s := range says {
			if !strings.Contains(got+errOut, s) {
				t.Errorf("%q says\n%s%s\nwithout %q", args, got, errOut, s)
			}
		}
	}
	step(world.SmallBranch, "import "+file, cli.ExitOK, "党员 6 名")
	step("", "import "+file, cli.ExitOK, "与名册一致")
	step(further, "import "+file, cli.ExitOK, "新增党员1人", "变更党员1人", "文件里没有的党员1人", "变更：丙三（第二党小组）　党小组：第一党小组 → 第二党小组；党小组组长：（空） → 是（第二党小组）",
		"文件里没有：己六（第一党小组），不作改动", "第6行戊五是谁", "--answer 6=5")
	step("", "import "+file+" --confirm", cli.ExitInput, "还有1处需要核实")
	step("", "export roster "+out, cli.ExitOK, "党员 6 名")
	step("", "import "+file+" --answer 6=99", cli.ExitInput, "6=99")
	step("", "import "+file+" --answer 6=5", cli.ExitOK, "变更党员2人", "入党时间：1994年6月5日 → 1994年6月6日")
	step("", "import "+file+" --confirm", cli.ExitOK, "已更新")
	step("", "import "+file, cli.ExitOK, "文件里没有的党员1人") // nothing but the one who is absent
	step("", "export roster "+out, cli.ExitInput, "已经有了")
	step("", "export roster "+filepath.Join(folder, "two.xlsx"), cli.ExitOK, "党员 7 名")
	step("", "import "+filepath.Join(folder, "two.xlsx"), cli.ExitOK, "与名册一致")
	step("中共另一个支部党员名册\n"+further, "import "+file, cli.ExitInput, "大多在")
	step(strings.Replace(further, "甲一,第一党小组,综合科,书记", "甲一,第一党小组,综合科,", 1)+"辛八,第一党小组,综合科,纪检委员,,1990-01-01,1991-01-01\n", "import "+file, cli.ExitInput, "纪检委员已经写了丙三")
	step(strings.NewReplacer("书记", "宣传委员", "组织委员", "").Replace(further), "import "+file, cli.ExitInput, "没有导入", "书记、副书记、组织委员将无人在任，请在文件里改正")
	step("", "import "+file+" --confirm", cli.ExitInput, "将无人在任")
	step(header+"辛八,第一党小组,综合科,书记,,1990-01-01,1991-01-01\n", "import "+file, cli.ExitInput, "现任书记甲一不在这份名册里")
	other := "中共另一个支部党员名册\n" + header + "壬九,第一党小组,综合科,书记,是,1990-01-01,1991-01-01\n"
	step(other, "import "+file, cli.ExitInput, "没有“中共另一个支部”", "请加 --new", "zhibu branch add")
	step("", "import "+file+" --confirm", cli.ExitInput, "没有“中共另一个支部”")
	step("", "branch list", cli.ExitOK, "1　")
	step("", "import "+file+" --new", cli.ExitOK, "已建立：中共另一个支部")
	step("", "policy "+file, cli.ExitInput, "请用 --branch 写明支部，现有：")
	step("", "import "+file, cli.ExitOK, "与名册一致")
	step("", "check", cli.ExitOK)
}
