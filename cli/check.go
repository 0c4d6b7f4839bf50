package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"zhibu/office"
	"zhibu/ops"
	"zhibu/store"
)

var checkVerb = verb{data: true, help: `检查数据文件是否完好：文件结构、每一行记录、索引和计数，党员所在的党小组、支部是否存在。

用法：
  zhibu check
`, flags: func(*flag.FlagSet) func(context.Context, []string, io.Writer) error {
	return func(ctx context.Context, args []string, out io.Writer) error {
		if len(args) > 0 {
			return ops.Mistake("check 后面不要写其他内容；检查哪个文件夹，由 ZHIBU_DATA 决定。")
		}
		return withStore(ctx, "check", func(s *store.Store, _ *office.Office) error {
			faults, err := ops.CheckCopy(s)
			if err != nil {
				return err
			}
			if len(faults) > 0 {
				return errors.New("数据文件有问题，请停止机器人，把整个数据文件夹移到别处，再用 zhibu restore 恢复最近的备份：\n  " + strings.Join(faults, "\n  "))
			}
			_ = s.View(func(tx *store.Tx) error { faults = office.CheckPeople(tx); return nil })
			if len(faults) > 0 {
				return errors.New("数据文件能读，但有不该有的记录，请核对，或停止机器人后用 zhibu restore 恢复以前的备份：\n  " + strings.Join(faults, "\n  "))
			}
			fmt.Fprintf(out, "数据文件完好：%s\n", filepath.Join(ops.Absolute(s.Folder()), "zhibu.db"))
			return s.View(func(tx *store.Tx) error { describeBranches(tx, out); return nil })
		})
	}
}}
