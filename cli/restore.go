package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/ops"
	"zhibu/store"
	"zhibu/topic/rounds"
	"zhibu/vault"
)

var restoreVerb = verb{help: `恢复一个备份到空的数据文件夹（ZHIBU_DATA）。机器人必须已经停止。

用法：
  zhibu restore 备份文件 [--key 密钥文件] [--moved]

备份之后的操作不在其中。正在进行的推荐下次启动时作废，需要重新发起：备份之后投的票已经丢失，
而投票的同志看到的仍是“已投票”。

先核对整个备份，有一处不对就什么也不写。不是本程序的、更新版本的、损坏的、不完整的备份，
以及已有内容的数据文件夹，都会被拒绝。

参数：
  --key 文件   zhibu backup key 生成的密钥文件；没有加密的备份不用写
  --moved      搬家：备份是停机后做的，此后机器人没有再运行，因此没有丢失什么，推荐继续进行
`, flags: func(fs *flag.FlagSet) func(context.Context, []string, io.Writer) error {
	key := fs.String("key", "", "")
	moved := fs.Bool("moved", false, "")
	return func(_ context.Context, args []string, out io.Writer) error {
		if len(args) != 1 {
			return ops.Mistake("请写明一个备份文件，例如：zhibu restore 20260601.backup --key 密钥文件。")
		}
		data, keys := ops.Folders()
		return restore(args[0], *key, *moved, data, keys, out)
	}
}}

// restore takes a backup into the data folder, and says on out what is in it. moved: nothing was done since the backup.
func restore(path, keyFile string, moved bool, data, keys string, out io.Writer) error {
	var lines []string
	m, err := ops.Restore(ops.Restoring{File: path, Key: keyFile, Moved: moved, Data: data, Keys: keys, Look: func(folder string) (err error) {
		lines, err = describeRestored(folder, keys, moved)
		return err
	}})
	if err != nil {
		return err
	}
	since := "备份之后的操作不在其中。"
	if moved {
		since = ""
	}
	fmt.Fprintf(out, "已恢复 %s 的备份。%s\n", m.Made.In(branch.Shanghai).Format("2006-01-02 15:04"), since)
	for _, l := range lines {
		fmt.Fprintln(out, l)
	}
	return nil
}

// describeRestored brings a restored store to this program's version and says what is in it, and which secret rounds
// cannot go on: votes cast since are lost, or their keys, which are in no backup. The next start voids them and tells the officers.
func describeRestored(folder, keys string, moved bool) (lines []string, err error) {
	s, err := store.Open(folder, store.Options{Holder: "restore"})
	if err != nil {
		return nil, err
	}
	has := func(string) bool { return false }
	if _, err := os.Stat(keys); err == nil {
		v, err := vault.Open(keys)
		if err != nil {
			return nil, errors.Join(err, s.Close())
		}
		has = func(id string) bool { _, ok := v.Key(id); return ok }
	}
	err = s.View(func(tx *store.Tx) error {
		var branches strings.Builder
		describeBranches(tx, &branches)
		lines = append(lines, strings.TrimSuffix(branches.String(), "\n"))
		for r := range rounds.RoundsOpen.Scan(tx, nil) {
			if why := "备份之后的投票已经丢失"; r.Running().Kind == rounds.StageBallot && (!moved || !has(r.Key)) {
				if moved {
					why = "它的密钥不在本机"
				}
				b, _ := store.Branches.Get(tx, store.K(r.Branch))
				lines = append(lines, fmt.Sprintf("请注意：%s的%s推荐正在进行，%s，下次启动时作废，需要重新发起。", b.Name, rounds.RoundTitle(r), why))
			}
		}
		return nil
	})
	_ = s.View(func(tx *store.Tx) error {
		if faults := office.CheckPeople(tx); len(faults) > 0 && err == nil {
			err = ops.Mistake(ops.ErrDamaged.Error() + "，没有恢复：里面有不该有的记录：" + strings.Join(faults, "；"))
		}
		return nil
	})
	if faults := s.Check(); len(faults) > 0 {
		err = errors.Join(err, errors.New(strings.Join(faults, "；")))
	}
	return lines, errors.Join(err, s.Close())
}
