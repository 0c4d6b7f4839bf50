// Package vault seals the ballots of secret rounds. Each round has a key of its own in a folder outside the data
// folder and outside every backup: when the round is closed and counted the key is destroyed, and with it whatever
// old pages and backups of the store still hold (bbolt keeps deleted rows for a long time).
//
// The folder belongs to one store, whose id stands in it: two programs with one folder would each take the other's keys for what
// its own closed rounds have left, and destroy them.
//
// It keeps votes secret from members, officers, and readers of files and backups; not from whoever controls the
// running process.
package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// ErrSealed is returned when a sealed ballot cannot be opened: another key, another voter, or damage.
var ErrSealed = errors.New("vault: cannot be opened")

// Key seals and opens the ballots of one round.
type Key struct{ gcm cipher.AEAD }

func newKey(secret []byte) (Key, error) {
	derived, err := hkdf.Key(sha256.New, secret, nil, "zhibu ballot", 32)
	if err != nil {
		return Key{}, err
	}
	block, err := aes.NewCipher(derived)
	if err != nil {
		return Key{}, err
	}
	gcm, err := cipher.NewGCM(block)
	return Key{gcm}, err
}

// Seal seals a voter's choice under a fresh nonce. Choices of one length give sealed values of one length.
func (k Key) Seal(branch, round, voter int64, choice []byte) []byte {
	nonce := make([]byte, k.gcm.NonceSize(), k.gcm.NonceSize()+len(choice)+k.gcm.Overhead())
	rand.Read(nonce)
	return k.gcm.Seal(nonce, nonce, choice, about(branch, round, voter))
}

// Open returns the choice back. It returns ErrSealed for anything that Seal did not make for this round and voter.
func (k Key) Open(branch, round, voter int64, sealed []byte) ([]byte, error) {
	n := k.gcm.NonceSize()
	if len(sealed) < n {
		return nil, ErrSealed
	}
	choice, err := k.gcm.Open(nil, sealed[:n], sealed[n:], about(branch, round, voter))
	if err != nil {
		return nil, ErrSealed
	}
	return choice, nil
}

func about(branch, round, voter int64) []byte {
	b := binary.BigEndian.AppendUint64(make([]byte, 0, 24), uint64(branch))
	b = binary.BigEndian.AppendUint64(b, uint64(round))
	return binary.BigEndian.AppendUint64(b, uint64(voter))
}

// Vault is the folder of keys, all of them in memory while the process runs.
type Vault struct {
	folder string
	mu     sync.RWMutex
	keys   map[string]Key
	secret []byte
	fresh  bool     // the secret has been made just now and is in no file yet
	torn   []string // ids of files that hold no whole key
	store  string   // whose keys these are; "" until Claim
	lock   *os.File // held while the store is open
}

const (
	suffix     = ".key"
	secretName = "outbox.secret"
	secretSize = 32 // bytes, of a key's file too
	ownerName  = "store.id"
)

// Open reads the folder, which it makes (0700) if it is not there. It refuses one that others can read. Nothing is written in it
// before Claim.
func Open(folder string) (*Vault, error) {
	if err := PrivateFolder(folder); err != nil {
		return nil, err
	}
	v := &Vault{folder: folder, keys: map[string]Key{}}
	files, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		id, isKey := strings.CutSuffix(f.Name(), suffix)
		if !isKey {
			continue
		}
		if err := private(filepath.Join(folder, f.Name())); err != nil {
			return nil, err
		}
		raw, err := os.ReadFile(filepath.Join(folder, f.Name()))
		if err != nil {
			return nil, err
		}
		if len(raw) != secretSize {
			v.torn = append(v.torn, id) // half written or damaged: its round counts as one whose key is lost
			continue
		}
		if v.keys[id], err = newKey(raw); err != nil {
			return nil, err
		}
	}
	secret := filepath.Join(folder, secretName)
	if err := private(secret); err != nil {
		return nil, err
	}
	if v.secret, err = os.ReadFile(secret); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	if len(v.secret) != secretSize { // none yet, or half written
		v.secret, v.fresh = random(), true
	}
	return v, nil
}

// Claim makes the folder that of a store, by the store's id, and holds it until Close. A folder that is nobody's becomes the
// store's; one of another store, or one that another process holds, is refused with Unfit, and nothing is changed in it.
func (v *Vault) Claim(store string) error {
	path := filepath.Join(v.folder, ownerName)
	if owner := Owner(v.folder); owner != "" && owner != store {
		return foreign(v.folder)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	if !hold(f) {
		f.Close()
		return Unfit("密钥文件夹 " + v.folder + " 正由另一个程序使用。请给每个数据文件夹用 ZHIBU_KEYS 各指定一个密钥文件夹，试用备份时也一样")
	}
	v.lock = f
	switch Owner(v.folder) { // again: somebody else may have had the lock a moment ago
	case store:
	case "":
		if err := errors.Join(f.Truncate(0), writeSynced(f, []byte(store)), syncDir(v.folder)); err != nil {
			return errors.Join(err, v.Close())
		}
	default:
		return errors.Join(foreign(v.folder), v.Close())
	}
	v.store = store
	if v.fresh {
		os.Remove(filepath.Join(v.folder, secretName))
		if err := v.write(secretName, v.secret); err != nil {
			return errors.Join(err, v.Close())
		}
		v.fresh = false
	}
	return nil
}

// Owner returns the id of the store to which a folder of keys belongs, "" if it is nobody's yet.
func Owner(folder string) string {
	raw, err := os.ReadFile(filepath.Join(folder, ownerName))
	if err != nil || len(raw) != storeID { // half written: as if it were not there
		return ""
	}
	return string(raw)
}

// storeID is how long a store's id is. // characters
const storeID = 16

func foreign(folder string) error {
	return Unfit("密钥文件夹 " + folder + " 属于另一个数据文件夹，没有启动，什么也没有改动。请给每个数据文件夹用 ZHIBU_KEYS 各指定一个密钥文件夹；" +
		"如果那个数据文件夹已经不用，请先把 " + folder + " 移到别处")
}

// Close lets another process have the folder. The keys stay in memory.
func (v *Vault) Close() error {
	if v.lock == nil {
		return nil
	}
	defer func() { v.lock = nil }()
	return v.lock.Close()
}

// Unfit says what the operator has to put right before a folder can be used: another try is no use.
type Unfit string

func (u Unfit) Error() string { return string(u) }

// PrivateFolder makes a folder that only its owner can read (0700), or refuses with Unfit what others can read or is none.
func PrivateFolder(folder string) error {
	if info, err := os.Stat(folder); err == nil && !info.IsDir() {
		return Unfit(folder + " 不是文件夹，请核对 ZHIBU_DATA 和 ZHIBU_KEYS")
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	info, err := os.Stat(folder)
	if err != nil {
		return err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return Unfit(fmt.Sprintf("文件夹 %s 其他用户也能读取（%04o），请先执行 chmod 700 %s", folder, info.Mode().Perm(), folder))
	}
	return nil
}

// private refuses a file that others can read; one that is not there is.
func private(path string) error {
	info, err := os.Stat(path)
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		return Unfit(fmt.Sprintf("文件 %s 其他用户也能读取（%04o），请先执行 chmod 600 %s", path, info.Mode().Perm(), path))
	}
	return nil
}

// Secret keys the digests that the outbox keeps of delivered cards.
func (v *Vault) Secret() []byte { return v.secret }

// Fresh makes a key and returns its id, which begins with the store's. The key is durable when Fresh returns; it must be so before
// the round that uses it is opened.
func (v *Vault) Fresh() (id string, err error) {
	id = v.store + base64.RawURLEncoding.EncodeToString(random()[:12])
	secret := random()
	key, err := newKey(secret)
	if err != nil {
		return "", err
	}
	if err := v.write(id+suffix, secret); err != nil {
		return "", err
	}
	v.mu.Lock()
	v.keys[id] = key
	v.mu.Unlock()
	return id, nil
}

// Key returns the key of an id.
func (v *Vault) Key(id string) (Key, bool) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	k, ok := v.keys[id]
	return k, ok
}

// Destroy removes keys for ever, overwriting them first as well as a file system lets one.
func (v *Vault) Destroy(ids ...string) (err error) {
	for _, id := range ids {
		v.mu.Lock()
		_, had := v.keys[id]
		at := slices.Index(v.torn, id)
		delete(v.keys, id)
		if at >= 0 {
			v.torn = slices.Delete(v.torn, at, at+1)
		}
		v.mu.Unlock()
		if !had && at < 0 {
			continue
		}
		path := filepath.Join(v.folder, id+suffix)
		if f, e := os.OpenFile(path, os.O_WRONLY, 0); e == nil {
			_, e = f.Write(random())
			err = errors.Join(err, e, f.Sync(), f.Close())
		}
		err = errors.Join(err, os.Remove(path))
	}
	return errors.Join(err, syncDir(v.folder))
}

// Keep destroys what this store has made of keys but those named: at start, the keys of rounds that are closed or were never
// opened. It returns the files of keys that are not known to be its own, and stay: of programs that did not put a store's id
// into the name, or put there by somebody.
func (v *Vault) Keep(ids map[string]bool) (strange []string, err error) {
	var drop []string
	v.mu.RLock()
	for _, id := range slices.Concat(slices.Collect(maps.Keys(v.keys)), v.torn) {
		switch {
		case ids[id]:
		case v.store != "" && len(id) == storeID+16 && strings.HasPrefix(id, v.store):
			drop = append(drop, id)
		default:
			strange = append(strange, id+suffix)
		}
	}
	v.mu.RUnlock()
	slices.Sort(strange)
	if len(drop) == 0 {
		return strange, nil
	}
	return strange, v.Destroy(drop...)
}

func (v *Vault) write(name string, content []byte) error {
	f, err := os.OpenFile(filepath.Join(v.folder, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = errors.Join(writeSynced(f, content), f.Close(), syncDir(v.folder))
	if err != nil {
		os.Remove(f.Name()) // a full disk has taken the name and not the key
	}
	return err
}

func writeSynced(f *os.File, content []byte) error {
	_, err := f.WriteAt(content, 0)
	return errors.Join(err, f.Sync())
}

func syncDir(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func random() []byte {
	b := make([]byte, secretSize)
	rand.Read(b)
	return b
}
