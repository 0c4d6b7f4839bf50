package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
)

var exportVerb = verb{data: true, help: `导出《联系点工作台账》：每项任务、每家企业各一张表，另有诉求台账、先进典型和表彰。
可以直接打印（A4 横向，每页有表头）。

用法：
  zhibu export ledger 文件.xlsx [--year 2026] [--branch 支部]

参数：
  --year 年份     哪一年；不写则是今年
  --branch 名称   有几个支部时，写明是哪一个
`, flags: func(fs *flag.FlagSet) func(context.Context, []string, io.Writer) error {
	name := fs.String("branch", "", "")
	year := fs.Int("year", 0, "")
	return func(ctx context.Context, args []string, out io.Writer) error {
		if len(args) != 2 || args[0] != "ledger" || !strings.HasSuffix(strings.ToLower(args[1]), ".xlsx") {
			return inputError{"请写明导出到哪个文件，例如：zhibu export ledger 联系点工作台账.xlsx"}
		}
		return exportLedger(ctx, args[1], *name, *year, time.Now(), out)
	}
}}

// exportLedger writes a year's 《联系点工作台账》 into a file that must not be there yet.
func exportLedger(ctx context.Context, file, branchName string, year int, now time.Time, out io.Writer) error {
	today := branch.DateOf(now)
	if year == 0 {
		year = today.Year()
	}
	if year < 2000 || year > today.Year() {
		return inputError{fmt.Sprintf("年份请写 2000 到 %d 之间的一年。", today.Year())}
	}
	return withStore(ctx, "export", func(s *store.Store, _ *office.Office) error {
		var l branch.Ledger
		err := s.View(func(tx *store.Tx) error {
			b, err := oneBranch(tx, branchName)
			if err == nil {
				l = office.Ledger(tx, b, year, today)
			}
			return err
		})
		if err != nil {
			return err
		}
		data, err := files.WriteLedger(l)
		if err != nil {
			return err
		}
		f, err := os.OpenFile(inFolder(ctx, file), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, os.ErrExist) {
			return inputError{"文件 " + file + " 已经有了，请换一个文件名。"}
		}
		if err != nil {
			return err
		}
		_, err = f.Write(data)
		if err = errors.Join(err, f.Close()); err == nil {
			fmt.Fprintf(out, "已导出：%s，%d年，企业 %d 家，诉求 %d 件。\n", file, year, len(l.Firms), len(l.Requests))
		}
		return err
	})
}
