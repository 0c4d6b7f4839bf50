package ask

import "testing"

func TestMembers(t *testing.T) {
	testField(t, Members("who", "谁参加了？"), []fieldCase{
		{name: "pressed", pressed: "秦立民", wants: "[1]", shown: "秦立民"},
		{name: "typed", typed: "张三", wants: "[2]", shown: "张三"},
		{name: "nobody", typed: "王五", wrong: "请点选"},
	})
}
