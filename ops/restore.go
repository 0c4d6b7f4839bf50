package ops

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"zhibu/store"
)

// RestoredMark is a file in the data folder until the bot has started on a store that is older than what people did and saw.
const RestoredMark = "restored"

// Restoring is a backup that is taken into a data folder which is empty or not there yet: whole or not at all.
type Restoring struct {
	File, Key  string // the backup, and the key it is sealed to; "": it is in the clear
	Moved      bool   // nothing was done since the backup
	Data, Keys string
	// Look opens what is restored where it lies for the moment, and returns what is wrong with it.
	Look func(folder string) error
}

// Restore checks the whole backup before it writes anything, and puts the folder in its place at the end.
func Restore(r Restoring) (Manifest, error) {
	data := Resolved(r.Data) // a link stays, and leads to what is restored
	if err := errors.Join(emptyPlace(data), Within(r.Keys, data)); err != nil {
		return Manifest{}, err
	}
	m, err := readBackup(r.File, r.Key, nil)
	if err != nil {
		return m, err
	}
	if err := r.fits(m, data); err != nil {
		return m, err
	}
	stage := data + ".restoring"
	if _, err := os.Lstat(stage); err == nil {
		return m, Mistake(stage + " 已经存在，可能是上一次没有恢复完留下的，没有恢复。请核对后把它删除，再执行一次。")
	}
	defer os.RemoveAll(stage)
	if err := r.unpack(m, stage); err != nil {
		return m, err
	}
	if err := r.Look(stage); err != nil {
		return m, err
	}
	if !r.Moved {
		if err := os.WriteFile(filepath.Join(stage, RestoredMark), nil, 0o600); err != nil {
			return m, err
		}
	}
	os.Remove(data) // an empty folder; what is not empty stays, and the next line fails
	if err := os.Rename(stage, data); err != nil {
		return m, err
	}
	return m, store.SyncDir(filepath.Dir(data))
}

// fits refuses a backup that this program, this disk or --moved does not go with.
func (r Restoring) fits(m Manifest, data string) error {
	if m.Schema > store.Version() {
		return Mistake(ErrNewer.Error() + "。")
	}
	if r.Moved && !m.Stopped {
		return Mistake("这个备份是机器人运行时做的，不能用 --moved，没有恢复。请停机后重新备份，或者不写 --moved。")
	}
	var need int64
	for _, e := range m.Files {
		need += e.Size
	}
	return room(need, FreeSpace(standing(data)))
}

// unpack writes a backup into a folder of its own, and checks the store in it.
func (r Restoring) unpack(m Manifest, stage string) error {
	if err := os.MkdirAll(filepath.Join(stage, "blobs"), 0o700); err != nil {
		return err
	}
	_, err := readBackup(r.File, r.Key, func(e Entry) (io.WriteCloser, error) {
		f, err := os.OpenFile(filepath.Join(stage, filepath.FromSlash(e.Name)), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		return synced{f}, err
	})
	if err != nil {
		return err
	}
	os.Remove(filepath.Join(stage, "blobs")) // if there are none
	db := filepath.Join(stage, "zhibu.db")
	if faults, err := store.CheckFile(db); err != nil || len(faults) > 0 {
		return Mistake(ErrDamaged.Error() + "：数据文件有问题。")
	}
	if have, err := store.FileVersion(db); err != nil || have != m.Schema {
		return Mistake(ErrDamaged.Error() + fmt.Sprintf("：清单写的数据版本是%d，里面的数据文件是%d，没有恢复。", m.Schema, have))
	}
	return nil
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
		return Mistake("ZHIBU_DATA 指的 " + data + " 不是文件夹，没有恢复。请核对，或指定一个空文件夹。")
	case err != nil:
		return err
	case MountPoint(data):
		return Mistake("数据文件夹 " + data + " 是一个挂载点，没有恢复。请用其中的子文件夹，例如 ZHIBU_DATA=" + filepath.Join(data, "data") + "。")
	case len(list) > 0:
		return Mistake("数据文件夹 " + data + " 里已有内容，没有恢复。请先把它移到别处，或用 ZHIBU_DATA 指定一个空文件夹。")
	}
	return nil
}

// room refuses what does not fit on the disk; free is -1 where that is not known.
func room(need, free int64) error {
	if need += 16 << 20; free < 0 || need <= free { // the store grows when it is opened
		return nil
	}
	return Mistake(fmt.Sprintf("磁盘空间不够：需要 %d MB，只剩 %d MB。没有恢复，请先腾出空间。", need>>20, free>>20))
}

// standing returns the nearest folder above a path that is there.
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

func readBackup(path, keyFile string, take func(Entry) (io.WriteCloser, error)) (Manifest, error) {
	f, err := os.Open(path)
	if err != nil {
		return Manifest{}, Mistake("找不到备份文件 " + path + "，请核对文件名。")
	}
	defer f.Close()
	m, err := Read(f, keyFile, take)
	for _, known := range []error{ErrNoBackup, ErrDamaged, ErrNewer, ErrLocked, ErrWrongKey, ErrKeyFile, ErrNoKey, ErrOpenToAll} {
		if errors.Is(err, known) {
			return m, Mistake(known.Error() + "，没有恢复。")
		}
	}
	return m, err
}
