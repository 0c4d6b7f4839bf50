package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/files"
	"zhibu/office"
	"zhibu/ops"
	"zhibu/store"
	"zhibu/topic/points"
)

var exportVerb = verb{data: true, help: `导出文件。都可以直接打印（A4 横向）。

用法：
  zhibu export roster 文件.xlsx [--branch 支部]
  zhibu export ledger 文件.xlsx [--year 2026] [--branch 支部]

roster 是党员名册和联系点，可以改好后再用 zhibu import 导入。含党员个人信息，请按规定保管，导出会留下记录。
ledger 是《联系点工作台账》：每项任务、每家企业各一张表，另有诉求台账、先进典型和表彰。

参数：
  --year 年份     台账是哪一年的；不写则是今年
  --branch 名称   有几个支部时，写明是哪一个
`, flags: func(fs *flag.FlagSet) func(context.Context, []string, io.Writer) error {
	name := fs.String("branch", "", "")
	year := fs.Int("year", 0, "")
	return func(ctx context.Context, args []string, out io.Writer) error {
		if len(args) == 2 && strings.ToLower(filepath.Ext(args[1])) != ".xlsx" {
			return ops.Mistake("只能导出为 .xlsx，例如：zhibu export " + args[0] + " " + strings.TrimSuffix(args[1], filepath.Ext(args[1])) + ".xlsx。要 PDF 的，请打开后另存或打印。")
		}
		if len(args) != 2 {
			return ops.Mistake("请写明导出什么、到哪个文件，例如：zhibu export roster 党员名册.xlsx")
		}
		switch args[0] {
		case "roster":
			return exportRoster(ctx, args[1], *name, time.Now(), out)
		case "ledger":
			return exportLedger(ctx, args[1], *name, *year, time.Now(), out)
		}
		return ops.Mistake("可以导出 roster（党员名册）、ledger（联系点工作台账），不能导出“" + args[0] + "”。")
	}
}}

// exportRoster writes a branch's people and contact points into a file that must not be there yet.
func exportRoster(ctx context.Context, file, branchName string, now time.Time, out io.Writer) error {
	return withStore(ctx, "export", func(s *store.Store, o *office.Office) error {
		var r branch.Roster
		_, err := s.Update(func(tx *store.Tx) error { // the trace first: there is no file without it
			b, err := oneBranch(tx, branchName)
			if err != nil {
				return err
			}
			now = timeIn(tx, now)
			o.NoteExport(tx, b.ID, 0, now)
			r = office.Roster(tx, b.ID)
			return nil
		})
		if err != nil {
			return err
		}
		data, err := files.WriteRoster(r, branch.DateOf(now))
		if err == nil {
			err = writeNew(inFolder(ctx, file), data)
		}
		if err == nil {
			fmt.Fprintf(out, "已导出：%s，党员 %d 名，企业 %d 家。\n", file, len(r.People), len(r.Contacts))
		}
		return err
	})
}

// timeIn returns what time it is for a store: of a rehearsal, where its clock stands.
func timeIn(tx *store.Tx, now time.Time) time.Time {
	if info, _ := store.Infos.Get(tx, store.K(1)); info.Rehearsal {
		return info.Clock
	}
	return now
}

// exportLedger writes a year's 《联系点工作台账》 into a file that must not be there yet.
func exportLedger(ctx context.Context, file, branchName string, year int, now time.Time, out io.Writer) error {
	today := branch.DateOf(now)
	if year == 0 {
		year = today.Year()
	}
	if year < 2000 || year > today.Year() {
		return ops.Mistake(fmt.Sprintf("年份请写 2000 到 %d 之间的一年。", today.Year()))
	}
	return withStore(ctx, "export", func(s *store.Store, o *office.Office) error {
		var l points.Ledger
		err := s.View(func(tx *store.Tx) error {
			b, err := oneBranch(tx, branchName)
			if err == nil {
				l = points.LedgerOf(o, tx, b, year, today)
			}
			return err
		})
		if err != nil {
			return err
		}
		data, err := points.WriteLedger(l)
		if err != nil {
			return err
		}
		if err = writeNew(inFolder(ctx, file), data); err == nil {
			said := fmt.Sprintf("已导出：%s，%d年，企业 %d 家", file, year, len(l.Firms))
			for _, x := range l.Sheets {
				if x.Unit != "" {
					said += "，" + fmt.Sprintf(x.Unit, len(x.Rows))
				}
			}
			fmt.Fprintln(out, said+"。")
		}
		return err
	})
}
