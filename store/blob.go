package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"time"

	"zhibu/chat"
)

// Files that were uploaded lie in blobs/ in the data folder, each under the SHA-256 of what it holds.

var blobName = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Room bounds the files that were uploaded. The zero value is no bound.
type Room struct {
	Most  int64                     // bytes of all of them together; 0: no bound
	Spare int64                     // bytes that stay free on the disk; 0: no bound
	Free  func(folder string) int64 // bytes free on a folder's disk; negative: unknown
}

// ErrNoRoom is returned for an uploaded file that would go beyond Options.Room.
var ErrNoRoom = errors.New("store: no room for an uploaded file")

// kept is how many bytes lie in blobs/, once somebody has asked.
type kept struct {
	mu    sync.Mutex
	known bool
	bytes int64
}

// Room returns ErrNoRoom when an uploaded file of so many bytes has no room: deeds must go on long after files have none.
func (s *Store) Room(bytes int64) error {
	if free := s.room.Free; s.room.Spare > 0 && free != nil {
		if left := free(s.folder); left >= 0 && left-bytes < s.room.Spare {
			return ErrNoRoom
		}
	}
	if s.room.Most == 0 {
		return nil
	}
	s.kept.mu.Lock()
	defer s.kept.mu.Unlock()
	if !s.kept.known {
		s.kept.known, s.kept.bytes = true, 0
		list, _ := os.ReadDir(filepath.Join(s.folder, "blobs"))
		for _, e := range list {
			if info, err := e.Info(); err == nil {
				s.kept.bytes += info.Size()
			}
		}
	}
	if s.kept.bytes+bytes > s.room.Most {
		return ErrNoRoom
	}
	return nil
}

// keeps adds to what is known to lie in blobs/.
func (s *Store) keeps(bytes int64) {
	s.kept.mu.Lock()
	defer s.kept.mu.Unlock()
	s.kept.bytes += bytes
}

// HashOf returns the name of what PutBlob would keep.
func HashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// PutBlob keeps an uploaded file, durably, and gives the name that a deed is to record. It returns ErrNoRoom when the file has
// no room.
func (s *Store) PutBlob(data []byte) (hash string, err error) {
	hash = HashOf(data)
	folder := filepath.Join(s.folder, "blobs")
	if err := os.Mkdir(folder, 0o700); err == nil {
		err = SyncDir(s.folder)
		if err != nil {
			return "", err
		}
	} else if !errors.Is(err, os.ErrExist) {
		return "", err
	}
	path := filepath.Join(folder, hash)
	if info, err := os.Stat(path); err == nil && info.Size() == int64(len(data)) {
		return hash, nil
	}
	if err := s.Room(int64(len(data))); err != nil {
		return "", err
	}
	f, err := os.CreateTemp(folder, "new") // mode 0600
	if err != nil {
		return "", err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
		return "", err
	}
	s.keeps(int64(len(data)))
	return hash, SyncDir(folder)
}

// Blob returns an uploaded file.
func (s *Store) Blob(hash string) ([]byte, error) {
	if !blobName.MatchString(hash) {
		return nil, os.ErrNotExist
	}
	return os.ReadFile(filepath.Join(s.folder, "blobs", hash))
}

// Blob returns an uploaded file that a row names, within a View. It returns an error in a deed: deeds touch no files.
func (tx *Tx) Blob(hash string) ([]byte, error) {
	if !tx.readonly {
		return nil, errors.New("store: a deed touches no files")
	}
	return tx.store.Blob(hash)
}

// filed are who names uploaded files: Index.Filed.
var filed []func(tx *Tx, name func(hash string))

// Filed keeps the uploaded files that the rows of an index name. It is declared with the index.
func (i *Index[T]) Filed(of func(T) []string) *Index[T] {
	filed = append(filed, func(tx *Tx, name func(string)) {
		for row := range i.Scan(tx, nil) {
			for _, hash := range of(row) {
				name(hash)
			}
		}
	})
	return i
}

// SweepBlobs removes the files that no upload, form or record names, and what a crash left half-written; waiting is how many are left
// for the sake of a form or a question. Those that have lain since before then do not count. It is for the one who calls PutBlob,
// between two files: what a deed that is not committed yet is to name is nobody's. Rosters are not kept: they hold what must not
// stay, and what was taken from them stands in rows.
func (s *Store) SweepBlobs(then time.Time) (waiting int, err error) {
	kept, open := map[string]bool{}, map[string]bool{}
	err = s.View(func(tx *Tx) error {
		for u := range Uploads.Scan(tx, nil) {
			open[u.Hash] = open[u.Hash] || u.Kind != UploadAsked || !u.At.Before(then)
		}
		for f := range Forms.Scan(tx, nil) {
			for form := &f; form != nil; form = form.Kept {
				for name := range form.Answers { // some of which name files
					hash := chat.Get[string](form.Answers, name)
					open[hash] = open[hash] || !form.Touched.Before(then)
				}
			}
		}
		for _, named := range filed {
			named(tx, func(hash string) { kept[hash] = true })
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	folder := filepath.Join(s.folder, "blobs")
	entries, err := os.ReadDir(folder)
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	for _, e := range entries {
		switch name := e.Name(); {
		case kept[name]:
		case open[name]:
			waiting++
		default:
			size := int64(0)
			if info, err := e.Info(); err == nil {
				size = info.Size()
			}
			if gone := os.Remove(filepath.Join(folder, name)); gone != nil {
				err = errors.Join(err, gone)
				continue
			}
			s.keeps(-size)
		}
	}
	return waiting, err
}
