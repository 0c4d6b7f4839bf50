package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"zhibu/app"
	"zhibu/office"
	"zhibu/ops"
	"zhibu/store"
)

var backupVerb = verb{data: true, help: `备份：党员名册、全部记录和上传的文件，机器人运行时也可以备份。备份默认加密。

用法：
  zhibu backup key 密钥文件        生成一把备份密钥，显示公钥（age1…）
  zhibu backup 备份文件 --to 公钥  备份并加密，只有持密钥文件的人能恢复
  zhibu backup 备份文件 --plaintext

密钥文件请另存在别处：和备份放在一起等于没有加密，丢失后备份无法恢复。
保密投票的密钥不进备份，因此任何人都不能从备份里看到谁投了什么。

每晚自动备份：设好下面的环境变量再启动 serve。
` + app.SettingsHelp("ZHIBU_BACKUP_") + `
参数：
  --to 公钥      默认取 ZHIBU_BACKUP_TO（机器人运行时，取它启动时的值）
  --plaintext    不加密
`, flags: func(fs *flag.FlagSet) func(context.Context, []string, io.Writer) error {
	to := fs.String("to", "", "")
	plain := fs.Bool("plaintext", false, "")
	return func(ctx context.Context, args []string, out io.Writer) error {
		if len(args) == 2 && args[0] == "key" {
			data, _ := ops.Folders()
			if l, ok := running(ctx); ok {
				data = l.store.Folder()
			}
			return newBackupKey(inFolder(ctx, args[1]), data, out)
		}
		if len(args) > 0 && args[0] == "key" { // a backup of that name would pass for the key
			return ops.Mistake("请写明一个密钥文件，例如：zhibu backup key 密钥文件。")
		}
		if len(args) != 1 {
			return ops.Mistake("请写明一个备份文件，例如：zhibu backup 20260601.backup。")
		}
		recipient, err := ops.BackupRecipient(*to, *plain)
		if err != nil {
			return err
		}
		return withStore(ctx, "backup", func(s *store.Store, _ *office.Office) error {
			path := inFolder(ctx, args[0])
			if _, keys := ops.Folders(); ops.Inside(filepath.Dir(path), s.Folder()) || ops.Inside(filepath.Dir(path), keys) {
				return ops.Mistake(ops.NotHere("备份文件 " + path))
			}
			_, served := running(ctx)
			m, err := ops.WriteBackup(s, path, recipient, !served, time.Now())
			if errors.Is(err, os.ErrExist) {
				return ops.Mistake("文件 " + path + " 已经存在，请换一个文件名。")
			}
			if err != nil {
				return fmt.Errorf("备份没有做成：%w", err)
			}
			how := "已加密"
			if recipient == "" {
				how = "没有加密，请妥善保管"
			}
			fmt.Fprintf(out, "已备份到 %s（%d 个文件，%s）。\n", ops.Absolute(path), len(m.Files), how)
			fmt.Fprintf(out, "数据文件：%s\n", filepath.Join(ops.Absolute(s.Folder()), "zhibu.db"))
			return s.View(func(tx *store.Tx) error { describeBranches(tx, out); return nil })
		})
	}
}}

func newBackupKey(path, data string, out io.Writer) error {
	if _, keys := ops.Folders(); ops.Inside(filepath.Dir(path), data) || ops.Inside(filepath.Dir(path), keys) {
		return ops.Mistake("密钥文件 " + path + " 不能放在数据文件夹或密钥文件夹里：那里坏了、被人拷走，备份就打不开，或不再保密。请换一个文件夹，最好在另一块磁盘上。")
	}
	recipient, err := ops.NewKey(path)
	if errors.Is(err, os.ErrExist) {
		return ops.Mistake("文件 " + path + " 已经存在，没有改动。")
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "密钥已存入 %s，请移到别处保管，不要和备份放在一起。\n公钥：%s\n", path, recipient)
	return nil
}
