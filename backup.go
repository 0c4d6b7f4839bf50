package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/ops"
	"zhibu/store"
	"zhibu/vault"
)

var backupVerb = verb{data: true, help: `备份：党员名册、全部记录和上传的文件，机器人运行时也可以备份。备份默认加密。

用法：
  zhibu backup key 密钥文件        生成一把备份密钥，显示公钥（age1…）
  zhibu backup 备份文件 --to 公钥  备份并加密，只有持密钥文件的人能恢复
  zhibu backup 备份文件 --plaintext

密钥文件请另存在别处：和备份放在一起等于没有加密，丢失后备份无法恢复。
保密投票的密钥不进备份，因此任何人都不能从备份里看到谁投了什么。

每晚自动备份：设好下面的环境变量再启动 serve。
  ZHIBU_BACKUP_DIR    存放备份的文件夹
  ZHIBU_BACKUP_TO     公钥（age1…）；写 plaintext 表示不加密
  ZHIBU_BACKUP_AT     几点备份，默认 03:30
  ZHIBU_BACKUP_KEEP   保留几天、几周、几月，默认 7,4,12

参数：
  --to 公钥      默认取 ZHIBU_BACKUP_TO（机器人运行时，取它启动时的值）
  --plaintext    不加密
`, flags: func(fs *flag.FlagSet) func(context.Context, []string, io.Writer) error {
	to := fs.String("to", "", "")
	plain := fs.Bool("plaintext", false, "")
	return func(ctx context.Context, args []string, out io.Writer) error {
		if len(args) == 2 && args[0] == "key" {
			return newBackupKey(inFolder(ctx, args[1]), out)
		}
		if len(args) > 0 && args[0] == "key" { // a backup of that name would pass for the key
			return inputError{"请写明一个密钥文件，例如：zhibu backup key 密钥文件。"}
		}
		if len(args) != 1 {
			return inputError{"请写明一个备份文件，例如：zhibu backup 20260601.backup。"}
		}
		recipient, err := backupRecipient(*to, *plain)
		if err != nil {
			return err
		}
		return withStore(ctx, "backup", func(s *store.Store, _ *office.Office) error {
			path := inFolder(ctx, args[0])
			_, served := running(ctx)
			m, err := writeBackup(s, path, recipient, !served, time.Now())
			if errors.Is(err, os.ErrExist) {
				return inputError{"文件 " + path + " 已经存在，请换一个文件名。"}
			}
			if err != nil {
				return fmt.Errorf("备份没有做成：%w", err)
			}
			how := "已加密"
			if recipient == "" {
				how = "没有加密，请妥善保管"
			}
			fmt.Fprintf(out, "已备份到 %s（%d 个文件，%s）。\n", absolute(path), len(m.Files), how)
			fmt.Fprintf(out, "数据文件：%s\n", filepath.Join(absolute(s.Folder()), "zhibu.db"))
			return s.View(func(tx *store.Tx) error { describeBranches(tx, out); return nil })
		})
	}
}}

func newBackupKey(path string, out io.Writer) error {
	recipient, err := ops.NewKey(path)
	if errors.Is(err, os.ErrExist) {
		return inputError{"文件 " + path + " 已经存在，没有改动。"}
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "密钥已存入 %s，请移到别处保管，不要和备份放在一起。\n公钥：%s\n", path, recipient)
	return nil
}

// plaintext in place of a recipient means a backup in the clear: it must be said, never merely left out.
const plaintext = "plaintext"

// backupRecipient gives to whom a backup is sealed: "" if in the clear.
func backupRecipient(to string, plain bool) (string, error) {
	if to == "" {
		to = os.Getenv("ZHIBU_BACKUP_TO")
	}
	switch {
	case plain || to == plaintext:
		return "", nil
	case to == "":
		return "", inputError{"请用 --to 写明公钥（没有的话先执行 zhibu backup key 密钥文件），或者写 --plaintext 表示不加密。"}
	case !ops.ValidRecipient(to):
		return "", inputError{ops.ErrRecipient.Error() + "。"}
	}
	return to, nil
}

var blobName = regexp.MustCompile(`^[0-9a-f]{64}$`)

// scratch begins the names of what a backup keeps in the data folder while it is being made.
const scratch = "backup-"

// part ends the name of a backup that is not finished.
const part = ".part"

// checkCopy reports what is wrong with a store, by a copy: a bot that is running goes on meanwhile.
func checkCopy(s *store.Store) (faults []string, err error) {
	folder, err := os.MkdirTemp(s.Folder(), scratch)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	db := filepath.Join(folder, "zhibu.db")
	if err := s.Backup(db); err != nil {
		return nil, err
	}
	return store.CheckFile(db)
}

// writeBackup writes a backup of a running store. The file is complete and durable, or it is not there. A store that is
// not sound fails: nobody would restore what it gives, and the good backups must not make room for it.
func writeBackup(s *store.Store, path, recipient string, stopped bool, now time.Time) (m ops.Manifest, err error) {
	if _, err := os.Lstat(path); err == nil {
		return m, os.ErrExist
	}
	folder, err := os.MkdirTemp(s.Folder(), scratch)
	if err != nil {
		return m, err
	}
	defer os.RemoveAll(folder)
	db := filepath.Join(folder, "zhibu.db")
	if err := s.Backup(db); err != nil {
		return m, err
	}
	if faults, err := store.CheckFile(db); err != nil || len(faults) > 0 {
		return m, errors.Join(err, errors.New("数据文件有问题："+strings.Join(faults, "；")))
	}
	sources := []ops.Source{{Name: "zhibu.db", Path: db}}
	blobs, err := os.ReadDir(filepath.Join(s.Folder(), "blobs"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return m, err
	}
	for _, b := range blobs {
		if blobName.MatchString(b.Name()) && b.Type().IsRegular() { // not what is still being written
			sources = append(sources, ops.Source{Name: "blobs/" + b.Name(), Path: filepath.Join(s.Folder(), "blobs", b.Name())})
		}
	}
	m = ops.Manifest{Schema: store.Version(), Program: version(), Made: now.In(branch.Shanghai), Stopped: stopped}
	_ = s.View(func(tx *store.Tx) error {
		info, _ := store.Infos.Get(tx, store.K(1))
		m.Bot = info.Bot
		return nil
	})
	unfinished := path + part
	os.Remove(unfinished) // what was left there may be a link, or readable by others: this file is a new one
	f, err := os.OpenFile(unfinished, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return m, err
	}
	m, err = ops.Write(f, m, sources, recipient)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(unfinished, path)
	}
	if err != nil {
		os.Remove(unfinished)
		return m, err
	}
	return m, store.SyncDir(filepath.Dir(path))
}

// sweepScratch removes what a process that was killed in a backup has left.
func sweepScratch(data string) {
	left, _ := filepath.Glob(filepath.Join(data, scratch+"*"))
	for _, l := range left {
		os.RemoveAll(l)
	}
}

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
			return inputError{"请写明一个备份文件，例如：zhibu restore 20260601.backup --key 密钥文件。"}
		}
		data, keys := folders()
		return restore(args[0], *key, *moved, data, keys, out)
	}
}}

// restoredMark is a file in the data folder until the bot has started on a store that is older than what people did and saw.
const restoredMark = "restored"

// restore takes a backup into a data folder that is empty or not there yet: whole or not at all. moved: nothing was done
// since the backup.
func restore(path, keyFile string, moved bool, data, keys string, out io.Writer) error {
	data = resolved(data) // a link stays, and leads to what is restored
	if err := errors.Join(emptyPlace(data), within(keys, data)); err != nil {
		return err
	}
	m, err := readBackup(path, keyFile, nil)
	if err != nil {
		return err
	}
	if m.Schema > store.Version() {
		return inputError{ops.ErrNewer.Error() + "。"}
	}
	if moved && !m.Stopped {
		return inputError{"这个备份是机器人运行时做的，不能用 --moved，没有恢复。请停机后重新备份，或者不写 --moved。"}
	}
	var need int64
	for _, e := range m.Files {
		need += e.Size
	}
	if err := room(need, ops.FreeSpace(standing(data))); err != nil {
		return err
	}
	stage := data + ".restoring"
	if err := errors.Join(os.RemoveAll(stage), os.MkdirAll(filepath.Join(stage, "blobs"), 0o700)); err != nil {
		return err
	}
	defer os.RemoveAll(stage)
	_, err = readBackup(path, keyFile, func(e ops.Entry) (io.WriteCloser, error) {
		f, err := os.OpenFile(filepath.Join(stage, filepath.FromSlash(e.Name)), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		return synced{f}, err
	})
	if err != nil {
		return err
	}
	os.Remove(filepath.Join(stage, "blobs")) // if there are none
	db := filepath.Join(stage, "zhibu.db")
	if faults, err := store.CheckFile(db); err != nil || len(faults) > 0 {
		return inputError{ops.ErrDamaged.Error() + "：数据文件有问题。"}
	}
	lines, err := describeRestored(stage, keys, moved)
	if err != nil {
		return err
	}
	if !moved {
		if err := os.WriteFile(filepath.Join(stage, restoredMark), nil, 0o600); err != nil {
			return err
		}
	}
	os.Remove(data) // an empty folder; what is not empty stays, and the next line fails
	if err := os.Rename(stage, data); err != nil {
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
	return store.SyncDir(filepath.Dir(data))
}

// emptyPlace refuses what restore cannot put a whole folder in place of: what is no folder, holds something, or is a mount
// point, which cannot be renamed over.
func emptyPlace(data string) error {
	info, err := os.Lstat(data)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	list, err := os.ReadDir(data)
	switch {
	case !info.IsDir():
		return inputError{"ZHIBU_DATA 指的 " + data + " 不是文件夹，没有恢复。请核对，或指定一个空文件夹。"}
	case err != nil:
		return err
	case ops.MountPoint(data):
		return inputError{"数据文件夹 " + data + " 是一个挂载点，没有恢复。请用其中的子文件夹，例如 ZHIBU_DATA=" + filepath.Join(data, "data") + "。"}
	case len(list) > 0:
		return inputError{"数据文件夹 " + data + " 里已有内容，没有恢复。请先把它移到别处，或用 ZHIBU_DATA 指定一个空文件夹。"}
	}
	return nil
}

// room refuses what does not fit on the disk; free is -1 where that is not known.
func room(need, free int64) error {
	if need += 16 << 20; free < 0 || need <= free { // the store grows when it is opened
		return nil
	}
	return inputError{fmt.Sprintf("磁盘空间不够：需要 %d MB，只剩 %d MB。没有恢复，请先腾出空间。", need>>20, free>>20)}
}

// standing gives the nearest folder above a path that is there.
func standing(path string) string {
	for {
		if _, err := os.Stat(path); err == nil || filepath.Dir(path) == path {
			return path
		}
		path = filepath.Dir(path)
	}
}

// synced is a file that is durable when it is closed.
type synced struct{ *os.File }

func (f synced) Close() error { return errors.Join(f.Sync(), f.File.Close()) }

func readBackup(path, keyFile string, take func(ops.Entry) (io.WriteCloser, error)) (ops.Manifest, error) {
	f, err := os.Open(path)
	if err != nil {
		return ops.Manifest{}, inputError{"找不到备份文件 " + path + "，请核对文件名。"}
	}
	defer f.Close()
	m, err := ops.Read(f, keyFile, take)
	for _, known := range []error{ops.ErrNoBackup, ops.ErrDamaged, ops.ErrNewer, ops.ErrLocked, ops.ErrWrongKey, ops.ErrKeyFile, ops.ErrNoKey, ops.ErrOpenToAll} {
		if errors.Is(err, known) {
			return m, inputError{known.Error() + "，没有恢复。"}
		}
	}
	return m, err
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
		for r := range store.RoundsOpen.Scan(tx, nil) {
			if why := "备份之后的投票已经丢失"; r.Running().Kind == branch.Ballot && (!moved || !has(r.Key)) {
				if moved {
					why = "它的密钥不在本机"
				}
				b, _ := store.Branches.Get(tx, store.K(r.Branch))
				lines = append(lines, fmt.Sprintf("请注意：%s的%s推荐正在进行，%s，下次启动时作废，需要重新发起。", b.Name, cards.RoundTitle(r), why))
			}
		}
		return nil
	})
	if faults := s.Check(); len(faults) > 0 {
		err = errors.Join(err, errors.New(strings.Join(faults, "；")))
	}
	return lines, errors.Join(err, s.Close())
}
