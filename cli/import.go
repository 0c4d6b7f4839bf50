package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/files"
	"zhibu/office"
	"zhibu/ops"
	"zhibu/store"
)

// maxRosterFile is the largest roster that is read. // bytes
const maxRosterFile = office.MaxUpload

var importVerb = verb{data: true, help: `导入党员名册：建立一个支部；支部已有名册的，与名册核对并更新。

用法：
  zhibu import 文件 [--branch 支部全称]             建立第一个支部；或列出与名册的不同，不作改动
  zhibu import 文件 --confirm                       核对以后才建立支部或更新名册
  zhibu import 文件 --answer 14=5,15=新,16=略       核实：第14行就是编号5的党员，第15行是新党员，
                                                    第16行先不导入

文件可以是 .xlsx，也可以是 Excel 另存的 .csv。第一张表是党员名册，可以带标题行和
说明；另一张表可以是联系点。有一处读不懂，就什么也不改，并逐条列出应当怎么写。
「没有读入」列出没有用到的表、行和栏；「请核对」列出拿不准的地方，例如写着已经
去世、转出，划掉或隐藏的行，不加 --confirm 就不会导入。身份证号和电话不保存。
文件里没有的党员只会列出，不会改动。

参数：
  --branch 名称   支部全称；不写则取名册的标题
  --confirm       「请核对」的已经核对；按列出的不同更新名册，列出以后名册又有变动的，
                  重新列出
  --answer 核实   分不清是谁的行，写明是谁
  --new           另建一个支部；已经有支部的，不加 --new 不会另建
`, flags: func(fs *flag.FlagSet) func(context.Context, []string, io.Writer) error {
	var i importing
	fs.StringVar(&i.name, "branch", "", "")
	fs.BoolVar(&i.confirm, "confirm", false, "")
	fs.StringVar(&i.answers, "answer", "", "")
	fs.BoolVar(&i.fresh, "new", false, "")
	return func(ctx context.Context, args []string, out io.Writer) error {
		if len(args) != 1 {
			return ops.Mistake("请写明一个名册文件，例如：zhibu import 党员名册.xlsx")
		}
		i.out, i.now = out, time.Now()
		path, err := readable(ctx, args[0])
		if err == nil {
			err = i.read(path)
		}
		if err != nil {
			return err
		}
		return i.open(ctx, "import", i.into)
	}
}}

// importing is one run of the import verb.
type importing struct {
	name, answers  string
	confirm, fresh bool
	adding         bool // a further branch is what is asked for
	out            io.Writer
	now            time.Time

	file   string
	data   []byte
	roster branch.Roster
}

func (i *importing) read(path string) (err error) {
	if i.data, err = readRosterFile(path); err != nil {
		return err
	}
	i.file = filepath.Base(path)
	i.roster, err = readRoster(i.file, i.data)
	return err
}

// open opens the store for a roster, and makes one only for a branch that can be founded: neither for a file that is
// refused or not confirmed, nor to confirm what must have been listed before.
func (i *importing) open(ctx context.Context, what string, do func(*store.Store, *office.Office) error) error {
	data, _ := ops.Folders()
	if _, ok := running(ctx); !ok && ops.NoStore(data) != nil {
		f, err := i.founding()
		if err != nil {
			return err
		}
		if len(f.Doubts) > 0 {
			return withNewStore(ctx, what, do)
		}
	}
	if _, ok := running(ctx); !ok && i.confirm && ops.NoStore(data) != nil { // what is confirmed was listed before: perhaps elsewhere
		return ops.Mistake("这里还没有支部（" + ops.Absolute(data) + "），没有导入。第一次导入、名册没有疑问的，请去掉 --confirm 再执行一次；已经有支部的，请核对 ZHIBU_DATA。")
	}
	if i.confirm || i.answers != "" {
		return withStore(ctx, what, do)
	}
	return withNewStore(ctx, what, do)
}

// founding is the branch that the roster founds; what is doubtful must have been confirmed.
func (i *importing) founding() (branch.Founding, error) {
	f, faults := branch.Establish(i.roster, i.name, branch.DateOf(i.now))
	if err := faultsError(i.file, faults, f.Account); err != nil {
		return f, err
	}
	if len(f.Doubts) == 0 || i.confirm {
		return f, nil
	}
	return f, ops.Mistake(fmt.Sprintf("%s 读到党员 %d 名，还没有导入。\n%s\n核对无误后，加上 --confirm 再执行一次；不对的，请改好文件。",
		i.file, len(f.Members), told(f.Account)))

}

func readRosterFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, ops.Mistake("找不到文件 " + path + "，请核对文件名。")
	}
	if info.Size() > maxRosterFile || !info.Mode().IsRegular() {
		return nil, ops.Mistake(path + " 不像一份名册（应为不超过 20 MB 的文件）。")
	}
	return os.ReadFile(path)
}

// atTerminal says of a file at the terminal what is said of one that was sent.
var atTerminal = strings.NewReplacer("请重新发送", "请换一个文件", "再发送", "再导入", "请发送", "请用")

// readRoster reads a roster; its faults are named with those that Establish or Compare finds. A file that is none is a
// Mistake.
func readRoster(file string, data []byte) (branch.Roster, error) {
	roster, _, err := files.ReadRoster(file, data)
	if err != nil {
		return roster, ops.Mistake(atTerminal.Replace(err.Error()))
	}
	return roster, nil
}

// readFounding reads the roster of a new branch from a file.
func readFounding(path, name string, now time.Time) (branch.Founding, error) {
	data, err := readRosterFile(path)
	if err != nil {
		return branch.Founding{}, err
	}
	return founding(filepath.Base(path), data, name, now)
}

// founding reads the roster of a new branch; name "" takes what its title says.
func founding(file string, data []byte, name string, now time.Time) (branch.Founding, error) {
	roster, err := readRoster(file, data)
	if err != nil {
		return branch.Founding{}, err
	}
	f, faults := branch.Establish(roster, name, branch.DateOf(now))
	return f, faultsError(file, faults, f.Account)
}

// faultsError is the Mistake that names every fault of a file, and what else is to be said of it; nil if it has none.
func faultsError(file string, faults []branch.Fault, a branch.Account) error {
	if len(faults) == 0 {
		return nil
	}
	faults = branch.Condense(faults)
	lines := []string{fmt.Sprintf("%s 有 %d 处需要改正，没有导入：", file, len(faults))}
	for _, fault := range faults {
		lines = append(lines, "  "+fault.String())
	}
	return ops.Mistake(strings.TrimSuffix(strings.Join(lines, "\n")+"\n"+told(a), "\n"))
}

// told is the two blocks of an account, each with its heading, or nothing.
func told(a branch.Account) string {
	var b strings.Builder
	for _, block := range []struct {
		heading string
		lines   []branch.Fault
	}{{cards.ToCheck, branch.Condense(a.Doubts)}, {cards.NotRead, branch.Condense(a.Unread)}} {
		if len(block.lines) > 0 {
			fmt.Fprintf(&b, "%s（%d 处）：\n", block.heading, len(block.lines))
		}
		for _, f := range block.lines {
			fmt.Fprintln(&b, " ", f)
		}
	}
	return b.String()
}

// into founds a branch, or compares the roster with that of the branch it is about.
func (i *importing) into(s *store.Store, o *office.Office) error {
	var b branch.Branch
	err := s.View(func(tx *store.Tx) (err error) {
		b, err = i.about(tx)
		return err
	})
	switch {
	case err != nil && len(i.roster.Faults) > 0:
		return faultsError(i.file, i.roster.Faults, i.roster.Account)
	case err != nil:
		return err
	case b.ID == 0:
		return i.found(s, o)
	}
	hash := store.HashOf(i.data)
	var said strings.Builder
	_, err = s.Update(func(tx *store.Tx) error {
		said.Reset()
		return i.propose(tx, o, b, hash, &said)
	})
	if err == nil {
		fmt.Fprint(i.out, said.String())
	}
	return err
}

// about returns the branch whose roster the file is; none if it founds a new one.
func (i *importing) about(tx *store.Tx) (b branch.Branch, err error) {
	name := i.name
	if name == "" {
		name = i.roster.Branch
	}
	var all []branch.Branch
	for x := range store.Branches.Scan(tx, nil) {
		if x.Name == name {
			return x, nil
		}
		all = append(all, x)
	}
	switch {
	case name == "" && len(all) == 1 && !i.fresh:
		return all[0], nil
	case name == "" && len(all) > 1:
		_, err := oneBranch(tx, "")
		return b, err
	case i.fresh:
		return b, nil
	}
	for _, x := range all {
		if office.Resembles(tx, x.ID, i.roster) {
			return b, ops.Mistake("这份名册里的人大多在“" + x.Name + "”。如果是这个支部的名册，请用 --branch " + x.Name + " 写明；确要另建支部，请加 --new。")
		}
	}
	if len(all) > 0 && !i.adding {
		var names []string
		for _, x := range all {
			names = append(names, "“"+x.Name+"”")
		}
		return b, ops.Mistake("现有" + strings.Join(names, "、") + "，没有“" + name + "”，没有导入。名称写错的，请用 --branch 写明；确要另建“" + name + "”，请加 --new，或用 zhibu branch add。")
	}
	return b, nil
}

func (i *importing) found(s *store.Store, o *office.Office) error {
	f, err := i.founding()
	if err != nil {
		return err
	}
	_, err = s.Update(func(tx *store.Tx) error {
		if info, _ := store.Infos.Get(tx, store.K(1)); info.Made.IsZero() {
			info.Made = i.now
			store.Infos.Put(tx, info)
		}
		return nil
	})
	if err == nil {
		_, err = o.FoundBy(s, f, i.now)
	}
	if err == nil {
		summarise(i.out, f)
	}
	return err
}

// propose shows what the file would change, and with --confirm does it: what was shown before, if it was.
func (i *importing) propose(tx *store.Tx, o *office.Office, b branch.Branch, hash string, out io.Writer) error {
	p, shown := office.GetProposal(tx, b.ID, 0)
	if shown = shown && i.confirm && p.Hash == hash; shown {
		v, changed, err := o.ImportView(tx, p, i.now)
		if err != nil {
			return err
		}
		if changed {
			fmt.Fprintln(out, "列出以后名册又有变动，没有更新。下面是新的结果：")
			i.tell(out, b, v)
			return nil
		}
	} else {
		d, faults, err := o.Propose(tx, b.ID, 0, i.file, hash, i.roster, i.now)
		if err == nil {
			err = faultsError(i.file, faults, d.Account)
		}
		if err != nil {
			return err
		}
		if d.Empty() {
			fmt.Fprintf(out, "%s：与名册一致，没有需要改动的内容。\n%s", b.Name, told(d.Account))
			return nil
		}
	}
	if err := i.answer(tx, o, b.ID); err != nil {
		return err
	}
	p, _ = office.GetProposal(tx, b.ID, 0)
	if !i.confirm {
		v, _, err := o.ImportView(tx, p, i.now)
		if err == nil {
			i.tell(out, b, v)
		}
		return err
	}
	v, _, err := o.ConfirmImport(tx, p, i.now)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "已更新：%s\n  %s\n%s", b.Name, strings.Join(v.Summary(), "\n  "), told(v.Difference.Account))
	return nil
}

// answer takes what --answer says into the proposal.
func (i *importing) answer(tx *store.Tx, o *office.Office, b branch.BranchID) error {
	for _, a := range strings.FieldsFunc(i.answers, func(r rune) bool { return r == ',' || r == '，' }) {
		line, who, _ := strings.Cut(a, "=")
		row, err := strconv.ParseInt(line, 10, 32)
		member, wrong := strconv.ParseInt(who, 10, 64)
		switch who {
		case "新":
			member, wrong = int64(branch.IsNew), nil
		case "略":
			member, wrong = int64(branch.LeaveOut), nil
		}
		if err != nil || wrong != nil {
			return ops.Mistake("读不懂“" + a + "”。请写成 14=5、14=新 或 14=略。")
		}
		p, _ := office.GetProposal(tx, b, 0)
		if _, err := o.AnswerAsk(tx, p, row, branch.MemberID(member), i.now); err != nil {
			return ops.Mistake("“" + a + "”不是需要核实的行，或者不是可以选的人。")
		}
	}
	return nil
}

// tell prints what a file would change.
func (i *importing) tell(out io.Writer, b branch.Branch, v cards.ImportView) {
	fmt.Fprintf(out, "%s：与 %s 核对，名册没有改动。\n  %s\n\n", b.Name, i.file, strings.Join(v.Summary(), "\n  "))
	for _, l := range v.Lines()[len(v.Difference.Asks):] { // who has to be asked about is asked below
		fmt.Fprintln(out, " ", l)
	}
	fmt.Fprint(out, told(v.Difference.Account))
	for _, a := range v.Difference.Asks {
		fmt.Fprintf(out, "\n第%d行%s是谁？\n", a.Line.Row, a.Line.Name)
		for _, m := range a.Candidates {
			fmt.Fprintf(out, "  --answer %d=%d　%s，%s，%s入党\n", a.Line.Row, m.ID, m.Name, v.GroupNames[m.Group], m.Joined.Chinese())
		}
		fmt.Fprintf(out, "  --answer %d=新　新党员\n  --answer %d=略　这一行先不导入\n", a.Line.Row, a.Line.Row)
	}
	if v.Difference.Changes() || len(v.Difference.Asks) > 0 {
		fmt.Fprintln(out, "\n核对无误后，加上 --confirm 再执行一次，名册才会更新。")
	}
}

// summarise prints what was understood.
func summarise(out io.Writer, f branch.Founding) {
	full := 0
	for _, m := range f.Members {
		if m.Full != 0 {
			full++
		}
	}
	fmt.Fprintf(out, "已建立：%s\n党员 %d 名（正式党员 %d 名，预备党员 %d 名），党小组 %d 个，联系点 %d 家。\n",
		f.Branch.Name, len(f.Members), full, len(f.Members)-full, len(f.Groups), len(f.Contacts))
	for _, g := range f.Groups {
		n, leader := 0, "未定"
		for _, m := range f.Members {
			if m.Group == g.ID {
				n++
			}
			if m.ID == g.Leader {
				leader = m.Name
			}
		}
		fmt.Fprintf(out, "  %s：%d 人，组长%s\n", g.Name, n, leader)
	}
	for _, p := range branch.AllPosts {
		for _, m := range f.Members {
			if m.Post.Is(p) {
				fmt.Fprintf(out, "  %s：%s\n", p, m.Name)
			}
		}
	}
	for _, c := range f.Contacts {
		leader, group := "", ""
		if c.Leader != 0 {
			leader = f.Members[c.Leader-1].Name
		}
		if c.Group != 0 {
			group = f.Groups[c.Group-1].Name
		}
		fmt.Fprintf(out, "  联系点：%s（%s，%s）\n", c.Name, leader, group)
	}
	for _, w := range f.Warnings {
		fmt.Fprintln(out, "请注意：", w)
	}
	fmt.Fprint(out, told(f.Account))
	fmt.Fprintln(out, "下一步：zhibu invite --all 开具邀请码，再用 zhibu serve 启动机器人。")
}

// writeNew writes a file that only its owner can read, and that must not be there yet.
func writeNew(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return ops.Mistake("文件 " + path + " 已经有了，请换一个文件名。")
	}
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}
