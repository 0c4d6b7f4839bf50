package ask

import (
	"strings"

	"zhibu/branch"
	"zhibu/pinyin"
)

// maxQuery is how much of a query is looked for. // characters
const maxQuery = 40

// Matches reports whether what somebody typed means a name: it holds it, or its pinyin or its initials begin so. It is the one
// filter of names, of forms and lists alike.
func Matches(query, name string) bool {
	query = branch.Query(query)
	if query == "" || len([]rune(query)) > maxQuery {
		return false
	}
	return pinyin.Finds(query, name)
}

// Filter returns those of a list whose name matches; one that is named exactly is alone.
func Filter[T any](list []T, query string, name func(T) string) (found []T) {
	for _, v := range list {
		switch {
		case name(v) == strings.TrimSpace(query):
			return []T{v}
		case Matches(query, name(v)):
			found = append(found, v)
		}
	}
	return found
}
