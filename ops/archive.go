package ops

import (
	"archive/tar"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"time"

	"filippo.io/age"
)

// A backup is a tar: manifest.json, then the files that it lists, in its order; sealed by age unless somebody asked for
// it in the clear. The keys of secret rounds are never in it: they do not lie in the data folder.

// Manifest is the first entry of a backup.
type Manifest struct {
	Format  string    `json:"format"` // archiveFormat
	Version int       `json:"version"`
	Schema  int       `json:"schema"` // the version of the store's file
	Program string    `json:"program"`
	Made    time.Time `json:"made"`
	Bot     string    `json:"bot,omitempty"`
	Stopped bool      `json:"stopped,omitempty"` // made while no bot ran on the data
	Files   []Entry   `json:"files"`
}

// Entry is a file of a backup.
type Entry struct {
	Name   string `json:"name"` // slashes; zhibu.db or blobs/…
	Size   int64  `json:"size"` // bytes
	SHA256 string `json:"sha256"`
}

const (
	archiveFormat  = "zhibu-backup"
	archiveVersion = 1
	manifestName   = "manifest.json"
	maxManifest    = 64 << 20 // bytes
	leastEntry     = 100      // bytes of one in the manifest, with its checksum
	manifestBegins = `{"format":"` + archiveFormat + `"`
	sealedBy       = "age-encryption.org/"
)

// What Read refuses. Each is the whole sentence for the person who restores.
var (
	ErrNoBackup  = errors.New("这不是本程序的备份文件")
	ErrDamaged   = errors.New("备份文件已损坏或不完整")
	ErrNewer     = errors.New("备份由更新版本的程序制作，请先升级程序")
	ErrLocked    = errors.New("备份已加密，请用 --key 指定密钥文件")
	ErrWrongKey  = errors.New("备份不是用这把密钥加密的")
	ErrKeyFile   = errors.New("找不到密钥文件，请核对 --key")
	ErrNoKey     = errors.New("密钥文件里没有可用的密钥")
	ErrOpenToAll = errors.New("密钥文件其他用户也能读取，请先执行 chmod 600")
	ErrRecipient = errors.New("收件公钥不对，应以 age1 开头")
)

// Source is a file that goes into a backup.
type Source struct{ Name, Path string }

// Write writes a backup of files, sealed to a recipient (age1…) or, for "", in the clear. It gives the manifest with its list of files.
func Write(to io.Writer, m Manifest, files []Source, recipient string) (Manifest, error) {
	m.Format, m.Version, m.Files = archiveFormat, archiveVersion, nil
	for _, f := range files {
		e, err := describe(f)
		if err != nil {
			return m, err
		}
		m.Files = append(m.Files, e)
	}
	head, err := json.Marshal(m)
	if err != nil {
		return m, err
	}
	out := io.WriteCloser(nopCloser{to})
	if recipient != "" {
		r, err := age.ParseX25519Recipient(recipient)
		if err != nil {
			return m, ErrRecipient
		}
		if out, err = age.Encrypt(to, r); err != nil {
			return m, err
		}
	}
	t := tar.NewWriter(out)
	err = put(t, manifestName, int64(len(head)), m.Made, bytes.NewReader(head))
	for i, e := range m.Files {
		if err == nil {
			err = putFile(t, e, m.Made, files[i].Path)
		}
	}
	return m, errors.Join(err, t.Close(), out.Close())
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

func describe(f Source) (e Entry, err error) {
	in, err := os.Open(f.Path)
	if err != nil {
		return e, err
	}
	defer in.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, in)
	return Entry{Name: f.Name, Size: n, SHA256: hexOf(sum)}, err
}

func hexOf(sum hash.Hash) string { return hex.EncodeToString(sum.Sum(nil)) }

func put(t *tar.Writer, name string, size int64, at time.Time, from io.Reader) error {
	if err := t.WriteHeader(&tar.Header{Name: name, Size: size, Mode: 0o600, ModTime: at, Format: tar.FormatPAX}); err != nil {
		return err
	}
	_, err := io.Copy(t, from)
	return err
}

// putFile fails if the file is not what was described: the checksum of a backup must be that of its content.
func putFile(t *tar.Writer, e Entry, at time.Time, path string) error {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	sum := sha256.New()
	if err := put(t, e.Name, e.Size, at, io.TeeReader(in, sum)); err != nil {
		return err
	}
	if hexOf(sum) != e.SHA256 {
		return fmt.Errorf("%s changed while it was backed up", e.Name)
	}
	return nil
}

// Read goes through a backup to its end and verifies all of it: names, sizes and checksums as the manifest says, and
// nothing beside them. take, which may be nil, gets each file's bytes as they are read, before they are verified.
// Its errors are those above, and those of take.
func Read(from io.Reader, keyFile string, take func(Entry) (io.WriteCloser, error)) (m Manifest, err error) {
	whole := bufio.NewReaderSize(from, 1<<16)
	head, _ := whole.Peek(4096)
	in, err := unseal(whole, keyFile)
	if err != nil {
		return m, foreign(err, head)
	}
	t := tar.NewReader(in)
	if m, err = readManifest(t); err != nil {
		return m, foreign(err, head)
	}
	for _, e := range m.Files {
		h, err := t.Next()
		if err != nil || h.Name != e.Name || h.Size != e.Size || !plain(h) {
			return m, ErrDamaged
		}
		if err := readFile(t, e, take); err != nil {
			return m, err
		}
	}
	if _, err := t.Next(); err != io.EOF {
		return m, ErrDamaged
	}
	if n, err := io.Copy(io.Discard, in); err != nil || n > 0 { // age knows only at its end that nothing is cut off
		return m, ErrDamaged
	}
	return m, nil
}

func readFile(t *tar.Reader, e Entry, take func(Entry) (io.WriteCloser, error)) error {
	sum := sha256.New()
	if take == nil {
		if n, err := io.Copy(sum, t); err != nil || n != e.Size || hexOf(sum) != e.SHA256 {
			return ErrDamaged
		}
		return nil
	}
	w, err := take(e)
	if err != nil {
		return err
	}
	n, err := io.Copy(io.MultiWriter(w, sum), t)
	if err := errors.Join(err, w.Close()); err != nil {
		return err
	}
	if n != e.Size || hexOf(sum) != e.SHA256 {
		return ErrDamaged
	}
	return nil
}

// plain reports whether an entry holds the bytes that its size says. A sparse one of a few kilobytes reads as terabytes of
// zeros: nobody waits for their checksum. Write makes none.
func plain(h *tar.Header) bool {
	for record := range h.PAXRecords {
		if strings.HasPrefix(record, "GNU.sparse.") {
			return false
		}
	}
	return h.Typeflag == tar.TypeReg
}

// foreign makes ErrNoBackup an ErrDamaged where a file's first bytes are ours but for some: who is told that a file is none of
// this program's throws it away.
func foreign(err error, head []byte) error {
	if errors.Is(err, ErrNoBackup) && (near(head, sealedBy) || bytes.Contains(head, []byte(manifestBegins))) {
		return ErrDamaged
	}
	return err
}

// near reports whether bytes begin with a text, or did before a few of them were damaged.
func near(b []byte, text string) bool {
	same := 0
	for i := range min(len(b), len(text)) {
		if b[i] == text[i] {
			same++
		}
	}
	return 4*same >= 3*len(text)
}

func readManifest(t *tar.Reader) (m Manifest, err error) {
	h, err := t.Next()
	switch {
	case err != nil && !errors.Is(err, tar.ErrHeader) && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return m, ErrDamaged // age has found it
	case err != nil || h.Name != manifestName || h.Size > maxManifest || !plain(h):
		return m, ErrNoBackup
	}
	raw, err := io.ReadAll(t)
	if err != nil {
		return m, ErrDamaged
	}
	if bytes.Count(raw, []byte("{")) > len(raw)/leastEntry+2 { // a list of {}, which takes twenty times its size to read
		return m, ErrDamaged
	}
	if json.Unmarshal(raw, &m) != nil || m.Format != archiveFormat {
		if near(raw, manifestBegins) {
			return m, ErrDamaged
		}
		return m, ErrNoBackup
	}
	if m.Version > archiveVersion {
		return m, ErrNewer
	}
	had := map[string]bool{}
	for _, e := range m.Files {
		if !validName(e.Name) || had[e.Name] || e.Size < 0 {
			return m, ErrDamaged
		}
		had[e.Name] = true
	}
	return m, nil
}

var stored = regexp.MustCompile(`^blobs/[0-9a-f]{64}$`)

// validName keeps a crafted backup from writing anything but what a backup holds: the store, and uploaded files by the names
// that the store gives them.
func validName(name string) bool { return name == "zhibu.db" || stored.MatchString(name) }

func unseal(in *bufio.Reader, keyFile string) (io.Reader, error) {
	head, err := in.Peek(len(sealedBy))
	if err != nil {
		return nil, ErrNoBackup
	}
	if string(head) != sealedBy {
		return in, nil
	}
	if keyFile == "" {
		return nil, ErrLocked
	}
	info, err := os.Stat(keyFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrKeyFile
	}
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, ErrOpenToAll
	}
	raw, err := os.ReadFile(keyFile)
	if err != nil {
		return nil, err
	}
	keys, err := age.ParseIdentities(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF")))) // editors put that mark
	if err != nil {
		return nil, ErrNoKey
	}
	out, err := age.Decrypt(in, keys...)
	var none *age.NoIdentityMatchError
	switch {
	case errors.As(err, &none):
		return nil, ErrWrongKey
	case err != nil:
		return nil, ErrDamaged
	}
	return out, nil
}

// NewKey makes a key file (0600, never an existing one) and gives the recipient to which backups are to be sealed.
func NewKey(path string) (recipient string, err error) {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		return "", err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	_, err = fmt.Fprintf(f, "# public key: %s\n%s\n", key.Recipient(), key)
	return key.Recipient().String(), errors.Join(err, f.Sync(), f.Close())
}

// ValidRecipient reports whether backups can be sealed to it.
func ValidRecipient(s string) bool {
	_, err := age.ParseX25519Recipient(s)
	return err == nil
}
