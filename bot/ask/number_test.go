package ask

import "testing"

func TestNumber(t *testing.T) {
	testField(t, Number("due", "应到几人？", 1, 30), []fieldCase{
		{name: "typed", typed: "１２人", wants: "12", shown: "12"},
		{name: "too much", typed: "31", wrong: "1 到 30 之间"},
		{name: "two", typed: "3 4", wrong: "请发送一个数"},
		{name: "none", typed: "很多", wrong: "请发送一个数"},
	})
}

func TestNumbers(t *testing.T) {
	testField(t, Numbers("count", "各多少票？"), []fieldCase{
		{name: "separated in any way", typed: "12，8、3", wants: "[12,8,3]", shown: "12、8、3"},
		{name: "none", typed: "没有", wrong: "请按顺序"},
		{name: "too large", typed: "12 123456", wrong: "数字太大"},
	})
}
