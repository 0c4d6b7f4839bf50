package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/files"
	"zhibu/sandbox"
	"zhibu/store"
)

// upload sends a file to the bot and waits for the card that says what came of it.
func (w *world) upload(p *sandbox.Client, name string, data []byte, says string) sandbox.Message {
	w.Helper()
	p.SendDocument(name, data)
	m, err := p.WaitText(w.ctx(), says)
	if err != nil {
		w.Fatalf("%s is not said; the last message is %q", says, p.Last().Text)
	}
	w.settle()
	return m
}

// exported asks the bot for the roster and reads it.
func (w *world) exported(p *sandbox.Client) branch.Roster {
	w.Helper()
	w.say(p, "/export")
	d := p.Last().Document
	if d == nil || !strings.HasSuffix(d.Name, ".xlsx") {
		w.Fatalf("no roster was sent: %q", p.Last().Text)
	}
	r, err := readRoster(d.Name, d.Data)
	if err != nil {
		w.Fatal(err)
	}
	return r
}

func (w *world) written(r branch.Roster) []byte {
	w.Helper()
	data, err := files.WriteRoster(r, branch.DateOf(w.clock.Now()))
	if err != nil {
		w.Fatal(err)
	}
	return data
}

// TestImportInChat: an officer exports the roster, changes it, sends it back, sees the difference and confirms it.
func TestImportInChat(t *testing.T) {
	w := newWorld(t, branch.On(2026, 6, 1).At(10, 0))
	w.open()
	defer func() { w.stop() }()
	w.found("demo/roster.xlsx")
	w.attach(w.members(func(branch.Member) bool { return true }))
	organiser, secretary, plain := w.phone(w.post(branch.OrganisationPost)), w.phone(w.post(branch.Secretary)), w.phone(w.members(func(m branch.Member) bool { return m.ID == 4 })[0])

	if got := w.say(plain, "/export"); !strings.Contains(got, "不在您的职责范围内") {
		t.Errorf("a member's export is answered %q", got)
	}
	plain.SendDocument("名册.xlsx", w.written(branch.Roster{}))
	w.sees(plain, "没有保存")
	if _, err := os.Stat(filepath.Join(w.folder, "data", "blobs")); err == nil {
		t.Error("a member's file was kept")
	}
	for _, other := range []*sandbox.Client{secretary, plain} {
		if slices.ContainsFunc(other.Messages(), func(m sandbox.Message) bool { return m.Document != nil && m.FromBot }) {
			t.Error("the roster went to somebody who had not asked")
		}
	}

	w.upload(organiser, "名册.pdf", []byte("%PDF-1.7 x"), "PDF")
	w.upload(organiser, "坏.csv", []byte("姓名,党小组,入党时间,转正时间\n甲一,一,1998.7,1999-1-1\n"), "第2行「入党时间」「1998.7」：请补上是哪一日")
	r := w.exported(organiser)
	w.upload(organiser, "名册.xlsx", w.written(r), "与名册一致")

	r.People[3].Section = "人事科"
	r.People[5].Group, r.People[5].Name = "第二党小组", "王<b>强"
	r.People[6].Mark, r.People[6].Joined, r.People[6].Group = "", r.People[6].Joined+1, "第三党小组" // one of the two 陈静
	r.People = append(slices.Delete(r.People, 20, 21), branch.RosterPerson{Name: "㛃䶮𠮷喆", Group: "第一党小组", Joined: branch.On(2026, 1, 5)},
		branch.RosterPerson{Name: "买买提·艾力", Group: "第一党小组", Joined: branch.On(2020, 1, 5), Full: branch.On(2021, 1, 5)})
	w.upload(organiser, "名册.xlsx", w.written(r), "新增党员2人")
	for _, says := range []string{"变更党员2人", "文件里没有的党员1人", "需要核实1处"} {
		w.sees(organiser, says)
	}
	if a := w.forge(organiser, organiser.Last().ID, (chat.Press{Action: "imp.ok", Args: []int64{1, 1}}).Encode()); !strings.Contains(a, "已经更新") {
		t.Errorf("a forged number is answered %q", a)
	}
	w.press(organiser, "核实（1处）")
	w.sees(organiser, "是名册里的哪一位？")
	w.press(organiser, "都不是，是新党员")
	w.sees(organiser, "新增党员3人")
	w.press(organiser, "查看全部")
	w.sees(organiser, "新增：㛃䶮𠮷喆（第一党小组，2026年1月5日入党）")
	w.sees(organiser, "姓名：程思敏 → 王<b>强")
	w.press(organiser, "返回")

	before := w.members(func(branch.Member) bool { return true })
	w.update(func(tx *store.Tx) error { // in between, somebody else changes what the file changes, too
		m := before[3]
		m.Section = "联络科"
		store.Members.Put(tx, m)
		return nil
	})
	w.press(organiser, "确认导入")
	w.sees(organiser, "名册又有变动")
	if now := w.members(func(branch.Member) bool { return true }); len(now) != len(before) {
		t.Fatal("taken over without having been shown")
	}
	w.press(organiser, "确认导入")
	w.sees(organiser, "名册已更新")
	if _, ok := secretary.Find("高远山同志按名册文件更新了名册：新增党员3人，变更2人"); !ok {
		t.Error("the 书记 is not told")
	}
	now := w.members(func(branch.Member) bool { return true })
	if len(now) != len(before)+3 || now[20].Name != before[20].Name || now[20].Status != branch.Active {
		t.Errorf("%d people; who was absent is %+v", len(now), now[20])
	}

	again := w.exported(organiser)
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
	w.update(func(tx *store.Tx) error {
		for i := range store.Imports.Scan(tx, nil) {
			imports = append(imports, i)
			hash = i.Hash
		}
		return nil
	})
	if len(imports) != 1 || imports[0].By != w.post(branch.OrganisationPost).ID {
		t.Errorf("on record: %+v", imports)
	}
	if kept, err := w.app.Store.Blob(hash); err != nil || !slices.Equal(kept, w.written(r)) && len(kept) == 0 {
		t.Errorf("the file is not kept: %v", err)
	}

	// A file that was sent and not read before a stop is read after the next start.
	organiser.SendDocument("名册.xlsx", w.written(again))
	w.settle()
	w.stop()
	w.open()
	if _, err := organiser.WaitText(w.ctx(), "与名册一致"); err != nil {
		t.Errorf("after a stop: %q", organiser.Last().Text)
	}
	w.settle()
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
		got, errOut, ended := cli(t, strings.Fields(args)...)
		if ended != code {
			t.Errorf("%q ended with %d: %s%s", args, ended, got, errOut)
		}
		for _, s := range says {
			if !strings.Contains(got+errOut, s) {
				t.Errorf("%q says\n%s%s\nwithout %q", args, got, errOut, s)
			}
		}
	}
	step(smallBranch, "import "+file, exitOK, "党员 6 名")
	step("", "import "+file, exitOK, "与名册一致")
	step(further, "import "+file, exitOK, "新增党员1人", "变更党员1人", "文件里没有的党员1人", "变更：丙三（第二党小组）　党小组：第一党小组 → 第二党小组；党小组组长：（空） → 是（第二党小组）",
		"文件里没有：己六（第一党小组），不作改动", "第6行戊五是谁", "--answer 6=5")
	step("", "import "+file+" --confirm", exitInput, "还有1处需要核实")
	step("", "export roster "+out, exitOK, "党员 6 名")
	step("", "import "+file+" --answer 6=99", exitInput, "6=99")
	step("", "import "+file+" --answer 6=5", exitOK, "变更党员2人", "入党时间：1994年6月5日 → 1994年6月6日")
	step("", "import "+file+" --confirm", exitOK, "已更新")
	step("", "import "+file, exitOK, "文件里没有的党员1人") // nothing but the one who is absent
	step("", "export roster "+out, exitInput, "已经有了")
	step("", "export roster "+filepath.Join(folder, "two.xlsx"), exitOK, "党员 7 名")
	step("", "import "+filepath.Join(folder, "two.xlsx"), exitOK, "与名册一致")
	step("中共另一个支部党员名册\n"+further, "import "+file, exitInput, "大多在")
	step(strings.Replace(further, "甲一,第一党小组,综合科,书记", "甲一,第一党小组,综合科,", 1)+"辛八,第一党小组,综合科,纪检委员,,1990-01-01,1991-01-01\n", "import "+file, exitInput, "纪检委员已经写了丙三")
	step(strings.NewReplacer("书记", "宣传委员", "组织委员", "").Replace(further), "import "+file, exitInput, "没有导入", "书记、副书记、组织委员将无人在任，请在文件里改正")
	step("", "import "+file+" --confirm", exitInput, "将无人在任")
	step(header+"辛八,第一党小组,综合科,书记,,1990-01-01,1991-01-01\n", "import "+file, exitInput, "现任书记甲一不在这份名册里")
	step("", "check", exitOK)
}
