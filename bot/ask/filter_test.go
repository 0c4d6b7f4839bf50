package ask

import (
	"slices"
	"strings"
	"testing"
)

func TestFilter(t *testing.T) {
	names := []string{"张三", "张三丰", "李四", "云州翰屿精密机械有限公司"}
	for query, wants := range map[string][]string{"张三": {"张三"}, "zhang": {"张三", "张三丰"}, "zsf": {"张三丰"}, " 李四 ": {"李四"}, "翰屿": {names[3]}, "王": nil, "": nil,
		"\u202e": nil, strings.Repeat("张", 41): nil} {
		if got := Filter(names, query, func(s string) string { return s }); !slices.Equal(got, wants) {
			t.Errorf("%q finds %q", query, got)
		}
	}
}
