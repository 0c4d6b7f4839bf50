package sandbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	keepVersion = 1
	keepDelay   = time.Second // from a change to its writing
	stateFile   = "state"
	filesFolder = "files"
)

// state is what outlives the process: all but the log, the presses not yet
// answered and what tests have set up.
type state struct {
	Version     int
	Journal     int // the first one whose lines it does not hold
	LastMessage int64
	LastFile    int
	LastCall    int64
	NextUpdate  int64
	Chats       []stateChat
	Files       []stateFileEntry
	Menus       []stateMenu
	MenuButtons map[int64]menuButton
	Profile     profile
	Queue       []stateUpdate
	Kinds       []string
	Hook        *webhook
	Tour        []keptTask `json:",omitempty"`
}

type stateChat struct {
	Person    Person
	ID        int64
	Kind      string
	Title     string
	Username  string
	Topics    []int64 `json:",omitempty"`
	Started   bool
	Blocked   bool
	Unread    int
	Seats     map[int64]stateSeat
	MovedTo   int64
	MovedFrom int64
	LastOwn   int64
	Pinned    []int64
	Keyboard  [][]string
	Messages  []stateMessage
}

type stateSeat struct {
	Status    string
	Anonymous bool
	Unread    int
}

// stateMessage is a message's wire form and what the server knows beside it.
type stateMessage struct {
	message
	Author   int64     `json:"_author"`
	Mine     bool      `json:"_mine,omitempty"`
	File     string    `json:"_file,omitempty"`
	At       time.Time `json:"_at"`
	Deleted  bool      `json:"_deleted,omitempty"`
	Reaction string    `json:"_reaction,omitempty"`
}

// stateFileEntry is a file; its bytes lie beside the state, named by their sum.
type stateFileEntry struct {
	ID, Unique, Kind, Name, Mime, Path string
	Sum                                string
	W, H                               int
	data                               []byte
}

type stateMenu struct {
	Scope      string
	Chat, User int64
	Language   string
	Commands   []Command
}

type stateUpdate struct {
	ID, Key int64
	JSON    json.RawMessage
	Expires time.Time
}

// Keep takes up the state that a folder holds and from then on keeps it there:
// whole at latest about a second after a change, and on Close; messages and
// updates are in a journal beside it before a call is answered, so that a
// process that is killed has lost none. Call it before people
// and groups are added; those known from before are as they were, and AddPerson
// changes what is known of them. The folder is made if there is none. The error
// says which file is damaged or of another version.
func (s *Server) Keep(folder string) error {
	if err := os.MkdirAll(filepath.Join(folder, filesFolder), 0o700); err != nil {
		return err
	}
	st, err := readState(folder)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.folder != "":
		return errors.New("sandbox: a folder is kept already")
	case len(s.chats) > 0:
		return errors.New("sandbox: Keep comes before people and groups are added")
	}
	from := 0
	if st != nil {
		if err := s.restore(st); err != nil {
			return err
		}
		from = st.Journal
	}
	if err := s.replay(folder, from); err != nil {
		return err
	}
	s.folder, s.kept = folder, make(chan struct{})
	if err := s.begin(); err != nil {
		return err
	}
	go s.keepUp()
	return nil
}

// Save writes the state now, if a folder is kept.
func (s *Server) Save() error {
	s.saving.Lock()
	defer s.saving.Unlock()
	folder, st, err := s.copied()
	if st == nil || err != nil {
		return err
	}
	if err := st.write(folder); err != nil {
		return err // the journals say it all
	}
	forgetJournals(folder, st.Journal)
	return nil
}

// copied returns what is to be written, and begins the journal of what it does
// not hold; nil if no folder is kept.
func (s *Server) copied() (folder string, st *state, err error) {
	s.tour.mu.Lock() // before mu, as when a task is asked whether it is done
	defer s.tour.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.folder == "" {
		return "", nil, nil
	}
	if err := s.begin(); err != nil {
		return "", nil, err
	}
	return s.folder, s.snapshot(), nil
}

// keepUp saves after changes, until the server is closed.
func (s *Server) keepUp() {
	defer close(s.kept)
	for {
		s.mu.Lock()
		changed, arrived := s.changed.wait(), s.arrived.wait()
		s.mu.Unlock()
		err := s.Save()
		s.mu.Lock()
		s.saveError = err
		s.mu.Unlock()
		select {
		case <-changed:
		case <-arrived:
		case <-s.alive.Done():
		}
		if !pause(s.alive, keepDelay) {
			err := s.Save()
			s.mu.Lock()
			s.saveError = err
			s.mu.Unlock()
			return
		}
	}
}

// SaveError is why the state could last not be kept, nil if it was.
func (s *Server) SaveError() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.saveError
}

// snapshot copies what can change; messages and files cannot. Called with both
// locks held.
func (s *Server) snapshot() *state {
	st := &state{
		Version: keepVersion, Journal: s.journalNumber, LastMessage: s.lastMsg, LastFile: s.lastFile, LastCall: s.lastCall, NextUpdate: s.nextUpdate,
		MenuButtons: map[int64]menuButton{}, Profile: s.profile.clone(), Kinds: s.kinds, Tour: s.tourKept(),
	}
	for _, c := range slices.Concat(s.people, s.groups) {
		out := stateChat{
			Person: c.Person, ID: c.ID, Kind: c.kind, Title: c.title, Username: c.username, Topics: c.topics, Started: c.started, Blocked: c.blocked,
			Unread: c.unread, MovedTo: c.movedTo, MovedFrom: c.movedFrom, LastOwn: c.lastOwn, Pinned: slices.Clone(c.pinned), Keyboard: c.keyboard,
		}
		if c.seats != nil {
			out.Seats = map[int64]stateSeat{}
			for id, t := range c.seats {
				out.Seats[id] = stateSeat{t.status, t.anonymous, t.unread}
			}
		}
		for _, m := range c.messages {
			out.Messages = append(out.Messages, keptMessage(m))
		}
		st.Chats = append(st.Chats, out)
	}
	for _, f := range s.files {
		if f.of == nil { // smaller sizes are drawn again
			st.Files = append(st.Files, keptFile(f))
		}
	}
	slices.SortFunc(st.Files, func(a, b stateFileEntry) int { return strings.Compare(a.ID, b.ID) })
	for k, list := range s.commands {
		st.Menus = append(st.Menus, stateMenu{k.scope, k.chat, k.user, k.language, list})
	}
	for chat, b := range s.menuButtons {
		st.MenuButtons[chat] = b
	}
	for _, u := range slices.Concat(s.again, s.queue) {
		st.Queue = append(st.Queue, stateUpdate{u.id, u.key, u.json, u.expires})
	}
	if s.hook != nil {
		h := *s.hook
		st.Hook = &h
	}
	return st
}

func keptMessage(m *message) stateMessage {
	kept := stateMessage{message: *m, Author: m.author, Mine: m.mine, At: m.at, Deleted: m.deleted, Reaction: m.emoji}
	if m.file != nil {
		kept.File = m.file.id
	}
	return kept
}

func keptFile(f *file) stateFileEntry {
	return stateFileEntry{f.id, f.unique, f.kind, f.name, f.mime, f.path, f.sum, f.w, f.h, f.data}
}

// takeUp makes a kept file known.
func (s *Server) takeUp(f stateFileEntry) {
	kept := &file{id: f.ID, unique: f.Unique, kind: f.Kind, name: f.Name, mime: f.Mime, path: f.Path, sum: f.Sum, w: f.W, h: f.H, data: f.data}
	s.register(kept)
	if f.Kind == "photo" {
		s.contents[sha256.Sum256(f.data)] = kept
	}
}

// putKept puts a kept message into its chat.
func (s *Server) putKept(c *chat, m stateMessage) error {
	m.author, m.mine, m.at, m.deleted, m.emoji = m.Author, m.Mine, m.At, m.Deleted, m.Reaction
	if m.File != "" {
		if m.file = s.files[m.File]; m.file == nil {
			return fmt.Errorf("sandbox: a message has the file %s, which is not kept", m.File)
		}
	}
	s.put(c, &m.message)
	return nil
}

// restore is the way back. Called with the lock held.
func (s *Server) restore(st *state) error {
	s.lastMsg, s.lastFile, s.lastCall, s.nextUpdate = st.LastMessage, st.LastFile, st.LastCall, st.NextUpdate
	for _, f := range st.Files {
		s.takeUp(f)
	}
	for _, in := range st.Chats {
		var c *chat
		if in.Kind == kindPrivate {
			c = s.add(in.Person)
		} else {
			c = s.newGroup(in.ID, in.Kind == kindSuper)
			c.title, c.username, c.topics = in.Title, in.Username, in.Topics
			c.dress()
		}
		c.started, c.blocked, c.unread, c.pinned, c.keyboard = in.Started, in.Blocked, in.Unread, in.Pinned, in.Keyboard
		c.movedTo, c.movedFrom, c.lastOwn = in.MovedTo, in.MovedFrom, in.LastOwn
		for id, t := range in.Seats {
			c.seats[id] = &seat{t.Status, t.Anonymous, t.Unread}
		}
		for _, m := range in.Messages {
			if err := s.putKept(c, m); err != nil {
				return err
			}
		}
	}
	for _, m := range st.Menus {
		s.commands[commandKey{m.Scope, m.Chat, m.User, m.Language}] = m.Commands
	}
	for chat, b := range st.MenuButtons {
		s.menuButtons[chat] = b
	}
	if st.Profile.Name != nil {
		s.profile = st.Profile
		s.bot.First = s.profile.Name[""]
	}
	for _, u := range st.Queue {
		s.queue = append(s.queue, update{u.ID, u.Key, u.JSON, u.Expires})
	}
	s.takeUpTour(st.Tour)
	if st.Kinds != nil {
		s.allow(string(mustJSON(st.Kinds)))
	}
	if h := st.Hook; h != nil {
		if err := h.connect(s.opt.Dial); err != nil {
			return err
		}
		s.startHook(h)
	}
	return nil
}

// write puts the state into the folder: files first, then the state that names
// them, each whole or not at all.
func (st *state) write(folder string) error {
	for _, f := range st.Files {
		path := filepath.Join(folder, filesFolder, f.Sum)
		if _, err := os.Stat(path); err == nil {
			continue
		}
		if err := writeWhole(path, f.data); err != nil {
			return err
		}
	}
	body, err := json.Marshal(st)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	head := fmt.Appendf(nil, "sandbox %d %s\n", keepVersion, hex.EncodeToString(sum[:]))
	return writeWhole(filepath.Join(folder, stateFile), append(head, body...))
}

// writeWhole replaces a file at once, so that a crash leaves the old or the new.
func writeWhole(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
		return err
	}
	if d, err := os.Open(filepath.Dir(path)); err == nil { // the new name, too, outlives a power cut
		d.Sync()
		d.Close()
	}
	return nil
}

// readState reads the folder; nil if it holds no state yet.
func readState(folder string) (*state, error) {
	path := filepath.Join(folder, stateFile)
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	head, body, _ := bytes.Cut(raw, []byte("\n"))
	var version int
	var sum string
	if n, _ := fmt.Sscanf(string(head), "sandbox %d %s", &version, &sum); n != 2 {
		return nil, fmt.Errorf("%s is damaged or no state of a sandbox", path)
	}
	if version != keepVersion {
		return nil, fmt.Errorf("%s is of version %d; this program reads version %d", path, version, keepVersion)
	}
	if got := sha256.Sum256(body); hex.EncodeToString(got[:]) != sum {
		return nil, fmt.Errorf("%s is damaged: its checksum does not fit", path)
	}
	st := new(state)
	if err := json.Unmarshal(body, st); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for i := range st.Files {
		f := &st.Files[i]
		if err := f.read(folder, path); err != nil {
			return nil, err
		}
	}
	return st, nil
}
