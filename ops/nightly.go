package ops

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"zhibu/branch"
)

// Nightly says where backups are made every night; no Folder: nowhere.
type Nightly struct {
	Folder    string
	Recipient string // "": in the clear
	At        string // cron spec
	Keep      Rule
	// Of is the id of the store that is backed up, as it stands in the names: several may have one folder.
	Of string
}

// UsableFolder returns what is wrong with a folder for backups, and makes it if it is not there.
func UsableFolder(path string) error {
	if data, keys := Folders(); Inside(path, data) || Inside(path, keys) {
		return Mistake(NotHere("ZHIBU_BACKUP_DIR 的 " + path))
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		return Mistake("备份文件夹 " + path + " 不能使用。")
	}
	if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o022 != 0 { // they could put another file in a backup's place
		return Mistake("备份文件夹 " + path + " 其他用户也能写入。请先执行 chmod go-w " + path + "。")
	}
	return nil
}

// nightlyName is the name of a nightly backup, in the layout of package time, with the id of the store before its end. Nothing else
// in the folder is ever removed: not another store's, nor one of an older program, which put no id into the name.
const (
	nightlyName = "zhibu-20060102-150405"
	nightlyEnd  = ".backup"
)

// ShortID returns as much of a store's id as the names of its backups have.
func ShortID(id string) string { return id[:min(len(id), 8)] }

// Path returns a name for a backup made now. A clock that was set back comes by the same second again.
func (n Nightly) Path(now time.Time) string {
	for ; ; now = now.Add(time.Second) {
		path := n.at(now)
		if _, err := os.Lstat(path); err != nil {
			return path
		}
	}
}

// at returns the path of the backup made at a time.
func (n Nightly) at(t time.Time) string {
	return filepath.Join(n.Folder, t.In(branch.Shanghai).Format(nightlyName)+n.end())
}

func (n Nightly) end() string { return "-" + ShortID(n.Of) + nightlyEnd }

// Made returns when this store's backups in the folder were made, by their names.
func (n Nightly) Made() (made []time.Time, err error) { return timesEnding(n.Folder, n.end()) }

// Nameless returns how many backups of older programs lie in the folder: whose they are cannot be seen.
func (n Nightly) Nameless() int {
	made, _ := timesEnding(n.Folder, nightlyEnd)
	return len(made)
}

// timesEnding returns the times in the names of a folder's nightly backups that end so after the time.
func timesEnding(folder, end string) (made []time.Time, err error) {
	list, err := os.ReadDir(folder)
	for _, f := range list {
		name, ok := strings.CutSuffix(f.Name(), end)
		if t, err := time.ParseInLocation(nightlyName, name, branch.Shanghai); ok && err == nil && t.Format(nightlyName) == name {
			made = append(made, t)
		}
	}
	return made, err
}

// Sweep removes the store's nightly backups that the rule spares, and what a process of it that was killed has left of one. Those
// that a clock has dated ahead stay and count for nothing: the rule would take them for the latest, and what was made
// last night for the oldest.
func (n Nightly) Sweep(now time.Time) error {
	made, err := n.Made()
	if err != nil {
		return err
	}
	made = slices.DeleteFunc(made, func(t time.Time) bool { return t.After(now) })
	for _, t := range n.Keep.Spare(made) {
		err = errors.Join(err, os.Remove(n.at(t)))
	}
	return errors.Join(err, SweepScratch(n.Folder, n.Of))
}
