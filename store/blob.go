package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

// Files that were uploaded lie in blobs/ in the data folder, each under the SHA-256 of what it holds.

var blobName = regexp.MustCompile(`^[0-9a-f]{64}$`)

// orphanAge is how old a file must be to be swept: a younger one may be of a deed that is not committed yet.
const orphanAge = time.Hour

// PutBlob keeps an uploaded file, durably, and gives the name that a deed is to record.
func (s *Store) PutBlob(data []byte) (hash string, err error) {
	sum := sha256.Sum256(data)
	hash = hex.EncodeToString(sum[:])
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
		return hash, os.Chtimes(path, time.Time{}, time.Now()) // young again, or it might be swept now
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
	return hash, SyncDir(folder)
}

// Blob gives an uploaded file.
func (s *Store) Blob(hash string) ([]byte, error) {
	if !blobName.MatchString(hash) {
		return nil, os.ErrNotExist
	}
	return os.ReadFile(filepath.Join(s.folder, "blobs", hash))
}

// SweepBlobs removes the files that no proposal, import, upload, form or record names, and what a crash left half-written.
func (s *Store) SweepBlobs() error {
	kept := map[string]bool{}
	err := s.View(func(tx *Tx) error {
		for p := range Proposals.Scan(tx, nil) {
			kept[p.Hash] = true
		}
		for i := range Imports.Scan(tx, nil) {
			kept[i.Hash] = true
		}
		for u := range Uploads.Scan(tx, nil) {
			kept[u.Hash] = true
		}
		for f := range Forms.Scan(tx, nil) {
			kept[f.File] = true
		}
		for r := range RecordsByPhoto.Scan(tx, nil) {
			for _, hash := range r.Photos() {
				kept[hash] = true
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	folder := filepath.Join(s.folder, "blobs")
	entries, err := os.ReadDir(folder)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		info, infoErr := e.Info()
		if infoErr == nil && !kept[e.Name()] && time.Since(info.ModTime()) > orphanAge {
			err = errors.Join(err, os.Remove(filepath.Join(folder, e.Name())))
		}
	}
	return err
}
