package store

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"zhibu/store/engine"
)

// Backup writes what is durable now into a new file, synced, mode 0600, while others go on writing. It goes to a local
// file, since a reader that lasts makes every commit slower; where it is taken from there is the caller's matter.
func (s *Store) Backup(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(stopped(s.engine.Copy(f)), f.Sync(), f.Close())
}

// Folder is the data folder.
func (s *Store) Folder() string { return s.folder }

// FileVersion returns the version of a file that nobody has open, without writing to it.
func FileVersion(path string) (version int, err error) {
	err = inspectFile(path, func(e engine.Engine) error { version, _, err = standing(e); return err })
	return version, err
}

// InfoOf returns what the store of a data folder that nobody has open says of itself, without writing anything; *ErrHeld if a process
// has it open.
func InfoOf(folder string) (info Info, err error) {
	err = inspectFile(filepath.Join(folder, fileName), func(e engine.Engine) error {
		view, err := e.Read()
		if err != nil {
			return err
		}
		defer view.End()
		rows := view.Table("info")
		if rows == nil {
			return nil
		}
		if raw := rows.Get(K(1)); raw != nil {
			return json.Unmarshal(raw, &info)
		}
		return nil
	})
	if errors.Is(err, engine.ErrHeld) {
		err = heldBy(folder)
	}
	return info, err
}

// CheckFile reports what is wrong with a file that nobody has open, without writing to it; nothing means sound. Of
// a file of an older program only the engine's own form is looked at. The error is for what is no such file at all: damaged, foreign, of another version.
func CheckFile(path string) (faults []string, err error) {
	err = inspectFile(path, func(e engine.Engine) error {
		if faults = e.Check(); len(faults) > 0 {
			return nil
		}
		have, complete, err := standing(e)
		switch {
		case err != nil:
			return err
		case have > len(migrations):
			return ErrNewer
		case have == len(migrations) && complete: // else its rows may be of another form, its indexes missing: opening it puts that right
			faults = (&Store{engine: e}).checkRows()
		}
		return nil
	})
	return faults, err
}
