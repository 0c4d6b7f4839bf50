package store

import (
	"errors"
	"os"
	"runtime/debug"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Backup writes what is durable now into a new file, synced, mode 0600, while others go on writing. It goes to a local
// file, since a reader that lasts makes every commit slower; where it is taken from there is the caller's matter.
func (s *Store) Backup(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = s.View(func(tx *Tx) error {
		_, err := tx.bolt.WriteTo(f)
		return err
	})
	return errors.Join(err, f.Sync(), f.Close())
}

// Folder is the data folder.
func (s *Store) Folder() string { return s.folder }

// CheckFile reports what is wrong with a file that nobody has open, without writing to it; nothing means sound. Of
// a file of an older program only the pages are looked at. The error is for what is no such file at all: damaged, foreign, of another version.
func CheckFile(path string) (faults []string, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if recover() != nil {
			err = damaged(path)
		}
	}()
	db, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: 1500 * time.Millisecond, ReadOnly: true, PreLoadFreelist: true})
	if err != nil {
		return nil, errors.Join(damaged(path), err)
	}
	defer db.Close()
	older := false // its rows may be of another form, its indexes missing: opening it puts that right
	err = db.View(func(b *bolt.Tx) error {
		if info, err := os.Stat(path); err != nil || info.Size() < b.Size() {
			return errors.Join(err, damaged(path))
		}
		if faults = checkPages(b); len(faults) > 0 {
			return nil
		}
		have, err := versionOf(b)
		if err == nil && have > len(migrations) {
			err = ErrNewer
		}
		older = have < len(migrations)
		for _, bucket := range schema {
			older = older || b.Bucket([]byte(bucket.name)) == nil
		}
		return err
	})
	if err != nil || older || len(faults) > 0 {
		return faults, err
	}
	return (&Store{db: db}).checkRows(), nil
}
