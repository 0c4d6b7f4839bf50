package sandbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// note is a line of the journal: what has happened since the state was last
// written, so that a process that is killed has lost nothing of which the bot
// knows that it was taken.
type note struct {
	Chat                              int64           `json:",omitempty"`
	Started                           bool            `json:",omitempty"`
	Unread                            int             `json:",omitempty"`
	Message                           *stateMessage   `json:",omitempty"`
	File                              *stateFileEntry `json:",omitempty"`
	Update                            *stateUpdate    `json:",omitempty"`
	Tour                              []keptTask      `json:",omitempty"`
	LastMessage, LastCall, NextUpdate int64
	LastOwn                           int64
	LastFile                          int
}

func journalName(n int) string { return fmt.Sprintf("journal.%d", n) }

// begin goes on in a fresh journal. Called with the lock held.
func (s *Server) begin() error {
	f, err := os.OpenFile(filepath.Join(s.folder, journalName(s.journalNumber+1)), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if s.journal != nil {
		s.journal.Close()
	}
	s.journal = f
	s.journalNumber++
	return nil
}

// forgetJournals removes the journals before one: the state that was written holds what
// they say.
func forgetJournals(folder string, before int) {
	for _, n := range journals(folder) {
		if n < before {
			os.Remove(filepath.Join(folder, journalName(n)))
		}
	}
}

// journals returns the numbers of the journals in a folder, in order.
func journals(folder string) (list []int) {
	paths, _ := filepath.Glob(filepath.Join(folder, "journal.*"))
	for _, p := range paths {
		var n int
		if _, err := fmt.Sscanf(filepath.Base(p), "journal.%d", &n); err == nil && journalName(n) == filepath.Base(p) {
			list = append(list, n)
		}
	}
	slices.Sort(list)
	return list
}

// write adds a line, whole, before the lock is given up: whoever is answered
// finds it there after a kill. It is not synced; a power cut may take it.
func (s *Server) write(n note) {
	if s.journal == nil {
		return
	}
	n.LastMessage, n.LastCall, n.NextUpdate, n.LastFile = s.lastMsg, s.lastCall, s.nextUpdate, s.lastFile
	if _, err := s.journal.Write(append(mustJSON(n), '\n')); err != nil {
		s.saveError = err
	}
}

// noteMessage writes down a message as it is now. Called with the lock held.
func (s *Server) noteMessage(c *chat, m *message) {
	if s.journal == nil {
		return
	}
	kept := keptMessage(m)
	n := note{Chat: c.ID, Started: c.started, Unread: c.unread, LastOwn: c.lastOwn, Message: &kept}
	if m.file != nil {
		path := filepath.Join(s.folder, filesFolder, m.file.sum)
		if _, err := os.Stat(path); err != nil {
			if err := writeWhole(path, m.file.data); err != nil {
				s.saveError = err
			}
		}
		entry := keptFile(m.file)
		n.File = &entry
	}
	s.write(n)
}

// replay takes up what the journals from one on say. Called with the lock held.
func (s *Server) replay(folder string, from int) error {
	for _, n := range journals(folder) {
		if s.journalNumber = max(s.journalNumber, n); n < from {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(folder, journalName(n)))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		for len(raw) > 0 {
			line, rest, whole := bytes.Cut(raw, []byte("\n"))
			var was note
			if !whole || json.Unmarshal(line, &was) != nil {
				break // the process was killed while it wrote this
			}
			if err := s.redo(folder, was); err != nil {
				return err
			}
			raw = rest
		}
	}
	return nil
}

// redo takes up one line. What it says of a chat that the state does not know,
// made in that last second, is lost.
func (s *Server) redo(folder string, was note) error {
	s.lastMsg, s.lastCall, s.nextUpdate = max(s.lastMsg, was.LastMessage), max(s.lastCall, was.LastCall), max(s.nextUpdate, was.NextUpdate)
	s.lastFile = max(s.lastFile, was.LastFile)
	if f := was.File; f != nil && s.files[f.ID] == nil {
		if err := f.read(folder, journalName(s.journalNumber)); err != nil {
			return err
		}
		s.takeUp(*f)
	}
	if u := was.Update; u != nil && !slices.ContainsFunc(s.queue, func(q update) bool { return q.id == u.ID }) {
		s.queue = append(s.queue, update{u.ID, u.Key, u.JSON, u.Expires})
	}
	s.takeUpTour(was.Tour)
	c := s.chats[was.Chat]
	if c == nil || was.Message == nil {
		return nil
	}
	c.started, c.unread, c.lastOwn = c.started || was.Started, was.Unread, max(c.lastOwn, was.LastOwn)
	return s.putKept(c, *was.Message)
}

// read fills in a file's bytes.
func (f *stateFileEntry) read(folder, state string) (err error) {
	if f.Sum != filepath.Base(f.Sum) || strings.HasPrefix(f.Sum, ".") {
		return fmt.Errorf("%s names a file outside the folder", state)
	}
	at := filepath.Join(folder, filesFolder, f.Sum)
	if f.data, err = os.ReadFile(at); err != nil {
		return err
	}
	if got := sha256.Sum256(f.data); fmt.Sprintf("%x", got) != f.Sum {
		return fmt.Errorf("%s is damaged: its checksum does not fit", at)
	}
	return nil
}
