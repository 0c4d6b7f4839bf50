package ask

import "testing"

func TestEnterprise(t *testing.T) {
	testField(t, Enterprise("firm", "哪家企业？"), []fieldCase{
		{name: "pressed", pressed: "云州海峡食品有限公司", wants: "9", shown: "云州海峡食品有限公司"},
		{name: "a part of its name", typed: "翰屿", wants: "7", shown: "云州翰屿精密机械有限公司"},
		{name: "unknown", typed: "无此公司", wrong: "请点选"},
	})
}
