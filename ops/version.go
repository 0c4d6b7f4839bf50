package ops

import (
	"runtime/debug"
	"strings"
)

// Version returns the commit that the program was built from, or its version where no commit is known.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "（未知版本）"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value[:min(12, len(s.Value))]
		}
	}
	return strings.Trim(info.Main.Version, "()")
}
