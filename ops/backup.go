package ops

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/store"
)

// plaintext in place of a recipient means a backup in the clear: it must be said, never merely left out.
const plaintext = "plaintext"

// BackupRecipient returns to whom a backup is sealed: "" if in the clear.
func BackupRecipient(to string, plain bool) (string, error) {
	if to == "" {
		to = os.Getenv("ZHIBU_BACKUP_TO")
	}
	switch {
	case plain || to == plaintext:
		return "", nil
	case to == "":
		return "", Mistake("请用 --to 写明公钥（没有的话先执行 zhibu backup key 密钥文件），或者写 --plaintext 表示不加密。")
	case !ValidRecipient(to):
		return "", Mistake(ErrRecipient.Error() + "。")
	}
	return to, nil
}

var blobName = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Scratch begins the names of what is kept while a backup is being made or a store is checked, in the data folder and where
// the backup goes. Nobody else gives a file such a name.
const Scratch = ".zhibu-scratch-"

var scratchName = regexp.MustCompile(`^` + regexp.QuoteMeta(Scratch) + `([A-Z2-7]+-)?[0-9]+$`)

// scratchOf begins the names of what a store keeps where its backup goes: other stores may have the same folder.
func scratchOf(id string) string { return Scratch + ShortID(id) + "-" }

// NotHere says why a backup is not put where it would be lost, or found, together with what it is there to replace.
func NotHere(what string) string {
	return what + " 不能放在数据文件夹或密钥文件夹里：那里坏了、删了、被人拷走，备份也就一起没有了。请换一个文件夹，最好在另一块磁盘上。"
}

// CheckCopy reports what is wrong with a store, by a copy: a bot that is running goes on meanwhile.
func CheckCopy(s *store.Store) (faults []string, err error) {
	folder, err := os.MkdirTemp(s.Folder(), Scratch)
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

// WriteBackup writes a backup of a running store. The file is complete and durable, or it is not there. A store that is
// not sound fails: nobody would restore what it gives, and the good backups must not make room for it.
func WriteBackup(s *store.Store, path, recipient string, stopped bool, now time.Time) (m Manifest, err error) {
	if _, err := os.Lstat(path); err == nil {
		return m, os.ErrExist
	}
	folder, err := os.MkdirTemp(s.Folder(), Scratch)
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
	if _, _, err := store.Compact(folder, Scratch); err != nil { // what was deleted must not go on into backups made afterwards
		return m, err
	}
	sources := []Source{{Name: "zhibu.db", Path: db}}
	blobs, err := os.ReadDir(filepath.Join(s.Folder(), "blobs"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return m, err
	}
	for _, b := range blobs {
		if blobName.MatchString(b.Name()) && b.Type().IsRegular() { // not what is still being written
			sources = append(sources, Source{Name: "blobs/" + b.Name(), Path: filepath.Join(s.Folder(), "blobs", b.Name())})
		}
	}
	id, err := s.ID()
	if err != nil {
		return m, err
	}
	m = Manifest{Schema: store.Version(), Program: Version(), Made: now.In(branch.Shanghai), Stopped: stopped}
	_ = s.View(func(tx *store.Tx) error {
		info, _ := store.Infos.Get(tx, store.K(1))
		m.Bot = info.Bot
		return nil
	})
	f, err := os.CreateTemp(filepath.Dir(path), scratchOf(id)) // a new one of mode 0600, whatever lies there
	if err != nil {
		return m, err
	}
	unfinished := f.Name()
	m, err = Write(f, m, sources, recipient)
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

// SweepScratch removes from a folder what a process that was killed in a backup of a store has left, and nothing else.
// Without a store's id the folder is one store's alone: its data folder.
func SweepScratch(folder, id string) (err error) {
	list, err := os.ReadDir(folder)
	for _, f := range list {
		if scratchName.MatchString(f.Name()) && (id == "" || strings.HasPrefix(f.Name(), scratchOf(id))) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(folder, f.Name())))
		}
	}
	return err
}
