package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strconv"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/ops"
	"zhibu/store"
)

// confirmVerb stands in for the second officer where a branch has none.
var confirmVerb = verb{data: true, help: `列出等待另一名同志确认的变动，或代为确认。

涉及党内职务，或者登记人本人权利的变动（登记、名册文件、撤销都一样），须由另一名
书记、副书记或组织委员在机器人里确认。支部没有第二名能确认的同志时，由管理员核对
支部或上级的决定以后在这里确认。

用法：
  zhibu confirm             列出
  zhibu confirm 编号        确认这一项

参数：
  --branch 名称   有几个支部时，写明是哪一个
`, flags: func(fs *flag.FlagSet) func(context.Context, []string, io.Writer) error {
	name := fs.String("branch", "", "")
	return func(ctx context.Context, args []string, out io.Writer) error {
		if len(args) > 1 {
			return ops.Mistake("请只写一个编号。")
		}
		return withStore(ctx, "confirm", func(s *store.Store, o *office.Office) error {
			var b branch.Branch
			var lines []string
			_, err := s.Update(func(tx *store.Tx) (err error) {
				lines = nil
				if b, err = oneBranch(tx, *name); err != nil {
					return err
				}
				if len(args) == 0 {
					lines = o.PendingLines(tx, b.ID, time.Now())
					return nil
				}
				id, wrong := strconv.ParseInt(args[0], 10, 64)
				if wrong != nil {
					return ops.Mistake("“" + args[0] + "”不是编号。不写编号，就列出等待确认的变动。")
				}
				if _, waits := store.Pendings.Get(tx, store.K(b.ID).Int(id)); !waits {
					return ops.Mistake(fmt.Sprintf("没有编号为%d的变动在等待确认：编号不对，或者已经办结、撤回或失效。不写编号，就列出等待确认的变动。", id))
				}
				how, err := o.ConfirmPendingHere(tx, b.ID, id, time.Now())
				lines = []string{how}
				return err
			})
			if err != nil {
				return err
			}
			fmt.Fprintln(out, b.Name)
			if len(lines) == 0 {
				lines = []string{cards.NothingPending}
			}
			for _, l := range lines {
				fmt.Fprintln(out, " ", l)
			}
			return nil
		})
	}
}}
