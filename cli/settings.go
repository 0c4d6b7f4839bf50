package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/ops"
	"zhibu/store"
)

// settingsVerb shows and changes a branch's own rules. Each is one line.
var settingsVerb = verb{data: true, help: `查看或修改支部的设置。

用法：
  zhibu settings [--branch 支部]                  查看
  zhibu settings 提名截止=06-08 祝贺时间=08:30    修改一项或几项

不合适的设置会被拒绝，并说明最晚可以定到哪一天。

参数：
  --branch 名称   有几个支部时，写明是哪一个
`, flags: func(fs *flag.FlagSet) func(context.Context, []string, io.Writer) error {
	name := fs.String("branch", "", "")
	return func(ctx context.Context, args []string, out io.Writer) error {
		return withStore(ctx, "settings", func(s *store.Store, o *office.Office) error {
			var b branch.Branch
			rooms := o.SettingRooms()
			_, err := s.Update(func(tx *store.Tx) (err error) {
				if b, err = oneBranch(tx, *name); err != nil || len(args) == 0 {
					return err
				}
				for _, arg := range args {
					name, value, _ := strings.Cut(arg, "=")
					if err := rooms.Set(&b.Settings, name, value); err != nil {
						return ops.Mistake(err.Error())
					}
				}
				return o.Configure(tx, b.ID, b.Settings, time.Now())
			})
			if err != nil {
				return err
			}
			fmt.Fprintln(out, b.Name)
			for _, l := range rooms.All() {
				fmt.Fprintf(out, "  %s=%s\t%s\n", l.Name, l.Get(b.Settings), l.About)
			}
			return nil
		})
	}
}}
