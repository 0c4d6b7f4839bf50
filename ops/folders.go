package ops

import (
	"errors"
	"os"
	"path/filepath"
)

// HalfFolder refuses a data folder that has lost its store: a new one beside the uploaded files would look as if nothing
// were missing.
func HalfFolder(data string) error {
	_, store := os.Stat(filepath.Join(data, "zhibu.db"))
	if _, err := os.Stat(filepath.Join(data, "blobs")); err == nil && errors.Is(store, os.ErrNotExist) {
		return Mistake("数据文件夹 " + Absolute(data) + " 里有 blobs，却没有 zhibu.db。请不要在这里重新开始：先把整个文件夹移到别处，再用 zhibu restore 恢复备份。")
	}
	return nil
}

// Within refuses a vault inside the data folder, or around it: whoever copies the outer one would have the ballots and their keys
// together, and restore replaces the data folder whole.
func Within(keys, data string) error {
	if Inside(keys, data) {
		return Mistake("ZHIBU_KEYS（" + keys + "）不能是数据文件夹 " + data + "，也不能在它里面。请用 ZHIBU_KEYS 另指定一个文件夹，并把已有的密钥移过去。")
	}
	if Inside(data, keys) {
		return Mistake("ZHIBU_KEYS（" + keys + "）不能是数据文件夹 " + data + " 的上级文件夹。请用 ZHIBU_KEYS 另指定一个只放密钥的文件夹，并把已有的密钥移过去。")
	}
	return nil
}

// Inside reports whether a path is a folder or leads into it.
func Inside(path, folder string) bool {
	rest, err := filepath.Rel(Resolved(folder), Resolved(path))
	return err == nil && filepath.IsLocal(rest)
}

// Resolved returns a path without symbolic links, as far as it is there.
func Resolved(path string) string {
	path = Absolute(path)
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	if parent := filepath.Dir(path); parent != path {
		return filepath.Join(Resolved(parent), filepath.Base(path))
	}
	return path
}

// Folders returns the data folder and the vault's.
func Folders() (data, keys string) {
	data = os.Getenv("ZHIBU_DATA")
	if data == "" {
		data = "data"
	}
	keys = os.Getenv("ZHIBU_KEYS")
	if keys == "" {
		keys = filepath.Clean(data) + ".keys"
	}
	return data, keys
}

// PublicFile refuses a file of the data folder that others can read: it may have been copied there with another mode.
func PublicFile(data string) error {
	for _, name := range []string{"zhibu.db", "blobs"} {
		path := filepath.Join(data, name)
		if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
			return Mistake("其他用户也能读取 " + path + "。请先执行 chmod -R go= " + data)
		}
	}
	return nil
}

// NoStore is the Mistake for a data folder in which no store is; nil if there is one. A verb that made a new one would
// report on an empty store, and somebody with a mistyped ZHIBU_DATA would believe that all is well.
func NoStore(data string) error {
	if _, err := os.Stat(filepath.Join(data, "zhibu.db")); errors.Is(err, os.ErrNotExist) {
		return Mistake("没有数据文件 " + filepath.Join(Absolute(data), "zhibu.db") + "，请核对 ZHIBU_DATA。")
	}
	return nil
}

// Absolute returns a path from the root, or as it is where that is not known.
func Absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}
