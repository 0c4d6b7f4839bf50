package cli_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"zhibu/branch"
	"zhibu/cli"
	"zhibu/store"
	"zhibu/world"
)

// nine are the people of testdata/faults/R00-control.xlsx, of which the other files are spoiled copies.
var nine = []string{"王立群", "苏婉清", "郝大为", "单雪峰", "仇小满", "查文远", "阿依古丽·买买提", "尉迟恭远", "朴哲洙"}

func without(all []string, gone ...string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return slices.Contains(gone, s) })
}

func instead(was, is string) []string {
	all := slices.Clone(nine)
	all[slices.Index(all, was)] = is
	return all
}

// freshFolder is a data folder of its own for the command line.
func freshFolder(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	t.Setenv("ZHIBU_DATA", filepath.Join(folder, "data"))
	t.Setenv("ZHIBU_KEYS", "")
	return folder
}

// onRecord returns the members of the one branch in a data folder, and its groups, as they stand there.
func onRecord(t *testing.T, folder string) (names, groups []string, all []branch.Member) {
	t.Helper()
	s, err := store.Open(filepath.Join(folder, "data"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.View(func(tx *store.Tx) error {
		for m := range store.Members.Scan(tx, nil) {
			names, all = append(names, m.Name), append(all, m)
		}
		for g := range store.Groups.Scan(tx, nil) {
			groups = append(groups, g.Name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names, groups, all
}

// spoiled are files that must be read right, asked about or refused, and what is said of each. asked: --confirm takes over
// what is left; then people are on record, or all nine.
var spoiled = []struct {
	file   string
	asked  bool
	faulty bool
	people []string
	says   []string
	silent []string
}{
	{file: "R00-control.xlsx", silent: []string{"请核对", "没有读入"}},
	{file: "R01-first-cell-begins-zhu-shenhe.xlsx", silent: []string{"请核对", "没有读入"}},
	{file: "R03-status-column.xlsx", asked: true, people: without(nine, "郝大为", "查文远"),
		says: []string{"第5行「姓名」「郝大为」：「党员状态」写着「已去世」", "第8行「姓名」「查文远」：「党员状态」写着「已转出」", "请写「在册」"}},
	{file: "R04-left-in-remark.xlsx", asked: true, people: without(nine, "郝大为", "查文远", "尉迟恭远", "朴哲洙"),
		says: []string{"请核对（4 处）", "「2025年3月调出」", "「已退休」", "「已转出组织关系至市财政局」", "「已去世」", "请在这一格写明「仍在册」"}},
	{file: "R06-second-sheet-probationary.xlsx", faulty: true, says: []string{"「预备党员」表：也写着党员"}},
	{file: "R07-struck-rows.xlsx", asked: true, people: without(nine, "郝大为", "查文远"), says: []string{"第5行「姓名」「郝大为」：划掉了", "第8行「姓名」「查文远」：划掉了"}},
	{file: "R09-two-names-in-a-cell.xlsx", faulty: true, says: []string{"第5行「姓名」「郝大为 柳如烟」：一格写了两个人"}},
	{file: "R12-private-use-character.xlsx", people: instead("郝大为", "郝䶮为")},
	{file: "R13-blank-for-dot.xlsx", faulty: true, says: []string{"第5行「姓名」「阿依古丽 买买提」", "间隔号请写「·」"}},
	{file: "R13-dot-above.xlsx", people: instead("郝大为", "阿依古丽·买买提")},
	{file: "R13-hangul-dot.xlsx", people: instead("郝大为", "阿依古丽·买买提")},
	{file: "R14-error-cells.xlsx", faulty: true, says: []string{"有 3 处", "第5行「党小组」「#N/A」", "第6行「科室」「#REF!」", "第7行「备注」「#VALUE!」"}},
	{file: "R17-group-brackets.xlsx", silent: []string{"请核对"}},
	{file: "R17-group-numbers.xlsx", asked: true, says: []string{"「党小组」「1」：按「第一党小组」读入", "第3至5行"}},
	{file: "R17-group-spellings.xlsx", asked: true, says: []string{"第4行「党小组」「一组」：按「第一党小组」读入", "「1组」", "「第2党小组」", "「第二小组」：按「第二党小组」读入"}},
	{file: "R18-header-post-in-brackets.xlsx", says: []string{"书记：王立群"}},
	{file: "R19-id-and-phone.xlsx", faulty: true, says: []string{"第5行「备注」", "不能保存", "「身份证号」：不保存", "「联系电话」：不保存"}, silent: []string{"13900009999", "999999190001019999"}},
	{file: "R22-odd-probation.xlsx", asked: true, says: []string{"请核对（3 处）", "第4行「转正时间」「1999年11月12日」", "第5行「转正时间」「2012年11月23日」", "第6行「转正时间」「2020年9月6日」"}},
	{file: "R23-leader-of-nth-group.xlsx", says: []string{"组长苏婉清", "组长仇小满", "组长尉迟恭远"}},
	{file: "R25-cr-only.csv", silent: []string{"没有读入"}},
	{file: "R25-cr-only-small.csv", people: nine[:3]},
	{file: "R25-formula-texts.csv"},
	{file: "R27-joined-over-two.xlsx", silent: []string{"没有读入"}},
	{file: "R27-ticks.xlsx", says: []string{"正式党员 8 名，预备党员 1 名"}, silent: []string{"没有读入"}},
	{file: "R27-year-month-day.xlsx", silent: []string{"没有读入"}},
	{file: "R28-73-columns.xlsx", says: []string{"等65栏用不着"}},
	{file: "R28-stray-far-cell.xlsx", silent: []string{"没有读入"}},
}

// TestSpoiledRosters founds a branch from each file, as somebody at a command line would.
func TestSpoiledRosters(t *testing.T) {
	for _, c := range spoiled {
		t.Run(c.file, func(t *testing.T) {
			folder := freshFolder(t)
			args := []string{"import", filepath.Join("testdata", "faults", c.file), "--branch", "中共云州市委台办机关党支部"}
			out, errOut, code := world.CommandLine(t, args...)
			all := out + errOut
			if want := map[bool]int{false: cli.ExitOK, true: cli.ExitInput}[c.asked || c.faulty]; code != want {
				t.Errorf("ended with %d, not %d: %s", code, want, all)
			}
			if c.asked || c.faulty {
				if _, err := os.Stat(filepath.Join(folder, "data")); err == nil {
					t.Error("a data folder was made")
				}
				if c.asked != strings.Contains(all, "请核对") {
					t.Errorf("asked: %s", all)
				}
				out, errOut, code = world.CommandLine(t, append(args, "--confirm")...)
				if all += out + errOut; c.asked != (code == cli.ExitOK) {
					t.Fatalf("--confirm ended with %d: %s", code, all)
				}
			}
			for _, s := range c.says {
				if !strings.Contains(all, s) {
					t.Errorf("%q is not said in\n%s", s, all)
				}
			}
			for _, s := range c.silent {
				if strings.Contains(all, s) {
					t.Errorf("%q is said in\n%s", s, all)
				}
			}
			if c.faulty {
				return
			}
			names, groups, members := onRecord(t, folder)
			want := c.people
			if want == nil {
				want = nine
			}
			if !slices.Equal(names, want) || len(groups) != min(3, len(want)-2) {
				t.Errorf("on record: %q in %q", names, groups)
			}
			for _, m := range members {
				if c.people == nil && c.file != "R22-odd-probation.xlsx" && (m.Name == "苏婉清" && (m.Joined != branch.On(1999, 11, 12) || m.Full != branch.On(2000, 11, 12)) || m.Name == "朴哲洙" && m.Full != 0) {
					t.Errorf("%s joined on %v, full from %v", m.Name, m.Joined, m.Full)
				}
			}
		})
	}
}

// TestSpoiledFurtherRosters sends a spoiled copy to a branch that was founded from the clean one.
func TestSpoiledFurtherRosters(t *testing.T) {
	const dir = "testdata/faults/"
	for _, c := range []struct {
		file string
		code int
		says []string
		then string // what --answer is tried afterwards
		ends []string
	}{
		{"R03-status-column.xlsx", cli.ExitInput, []string{"名册里郝大为仍在册：确已去世的，请先在「人员」里办理「离开支部」", "「查文远」", "导入不会改动"}, "", nil},
		{"R04-left-in-remark.xlsx", cli.ExitInput, []string{"「朴哲洙」", "「已去世」", "「郝大为」", "「2025年3月调出」", "「已退休」", "「尉迟恭远」"}, "", nil},
		{"R07-struck-rows.xlsx", cli.ExitOK, []string{"第5行「姓名」「郝大为」：划掉了", "仍在册，导入不会改动"}, "", nil},
		{"R17-group-spellings.xlsx", cli.ExitOK, []string{"「一组」：按「第一党小组」读入", "与名册一致"}, "", nil},
		{"R20-typo-member.xlsx", cli.ExitOK, []string{"第5行郝大維是谁？", "--answer 5=3　郝大为"}, "5=3", []string{"姓名：郝大为 → 郝大維"}},
		{"R20-typo-officer.xlsx", cli.ExitOK, []string{"第6行单雪锋是谁？", "--answer 6=4　单雪峰"}, "6=4", []string{"姓名：单雪峰 → 单雪锋"}},
	} {
		t.Run(c.file, func(t *testing.T) {
			folder := freshFolder(t)
			if _, errOut, code := world.CommandLine(t, "import", dir+"R00-control.xlsx"); code != cli.ExitOK {
				t.Fatal(errOut)
			}
			out, errOut, code := world.CommandLine(t, "import", dir+c.file)
			for _, s := range c.says {
				if code != c.code || !strings.Contains(out+errOut, s) {
					t.Errorf("ended with %d; %q is not said in\n%s%s", code, s, out, errOut)
				}
			}
			if c.then != "" {
				if _, errOut, code := world.CommandLine(t, "import", dir+c.file, "--confirm"); code != cli.ExitInput {
					t.Errorf("taken over without an answer: %s", errOut)
				}
				out, errOut, code := world.CommandLine(t, "import", dir+c.file, "--answer", c.then)
				for _, s := range c.ends {
					if code != cli.ExitOK || !strings.Contains(out, s) {
						t.Errorf("answered, it ended with %d and %s%s", code, out, errOut)
					}
				}
			}
			if names, _, _ := onRecord(t, folder); !slices.Equal(names, nine) {
				t.Errorf("on record: %q", names)
			}
		})
	}
}

// TestNoNumbersKept: of a roster with ID numbers and phones nothing stays in the data folder or a backup but what was taken.
func TestNoNumbersKept(t *testing.T) {
	folder := freshFolder(t)
	const dir = "testdata/faults/"
	if _, errOut, code := world.CommandLine(t, "import", dir+"R00-control.xlsx"); code != cli.ExitOK {
		t.Fatal(errOut)
	}
	if _, errOut, code := world.CommandLine(t, "import", dir+"R19-id-and-phone.xlsx", "--confirm"); code != cli.ExitInput {
		t.Fatalf("numbers in a remark are taken: %s", errOut)
	}
	csv := filepath.Join(folder, "名册.csv")
	list := "中共云州市委台办机关党支部党员名册\n姓名,党小组,科室,入党时间,转正时间,身份证号,备用,备注\n" +
		"郝大为,第一党小组,经济科,2012-08-23,2013-08-23,999999190001010002,13900000002,\n"
	if err := os.WriteFile(csv, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	out, errOut, code := world.CommandLine(t, "import", csv, "--confirm")
	for _, s := range []string{"已更新", "「身份证号」：不保存", "「备用」：里面有身份证号或手机号"} {
		if code != cli.ExitOK || !strings.Contains(out, s) {
			t.Errorf("ended with %d: %s%s", code, out, errOut)
		}
	}
	if _, errOut, code := world.CommandLine(t, "backup", filepath.Join(folder, "backup"), "--plaintext"); code != cli.ExitOK {
		t.Fatal(errOut)
	}
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path == csv {
			return err
		}
		data, err := os.ReadFile(path)
		for _, number := range []string{"999999190001010002", "13900000002", "13900009999", "999999190001019999"} {
			if bytes.Contains(data, []byte(number)) {
				t.Errorf("%s holds %s", path, number)
			}
		}
		if strings.Contains(path, "blobs") {
			t.Errorf("a file is kept: %s", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestSpoiledInChat sends spoiled copies to the bot: what is doubtful stands on the card before the button, what was not
// read beside it, and no file is kept.
func TestSpoiledInChat(t *testing.T) {
	w := world.New(t, branch.On(2026, 6, 1).At(10, 0))
	w.Open()
	defer func() { w.Stop() }()
	w.FoundFrom("R00-control.xlsx", world.MustRead(t, "testdata/faults/R00-control.xlsx"))
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	organiser := w.Phone(w.Post(branch.OrganisationPost))
	send := func(file, says string, more ...string) {
		t.Helper()
		data, err := os.ReadFile(filepath.Join("testdata", "faults", file))
		if err != nil {
			t.Fatal(err)
		}
		w.Upload(organiser, file, data, says)
		for _, s := range more {
			w.Sees(organiser, s)
		}
	}
	send("R07-struck-rows.xlsx", "请核对（2处）", "没有需要改动的内容", "第5行「姓名」「郝大为」：划掉了")
	send("R04-left-in-remark.xlsx", "「朴哲洙」", "没有导入", "请先在「人员」里办理「离开支部」", "请核对（3处）", "请改好后重新发送文件")
	send("R14-error-cells.xlsx", "有3处需要改正", "#REF!")
	send("R20-typo-officer.xlsx", "需要核实1处")
	w.Press(organiser, "核实（1处）")
	w.Sees(organiser, "是名册里的哪一位？")
	w.Sees(organiser, "单雪峰")
	send("R19-id-and-phone.xlsx", "不能保存", "没有读入（2处）", "「身份证号」：不保存")
	send("R22-odd-probation.xlsx", "入党当天就转正", "请核对（3处）")
	if t.Failed() {
		return
	}
	t.Log(organiser.Last().Text)
	w.Press(organiser, "查看全部")
	w.Sees(organiser, "请核对：第4行「转正时间」")
	w.Press(organiser, "返回")
	w.Press(organiser, "已核对，确认导入")
	w.Sees(organiser, "等待确认") // the list changes the sender's own 转正
	if _, err := os.Stat(filepath.Join(w.Folder, "data", "blobs")); err == nil {
		t.Error("a roster was kept as a file")
	}
}
