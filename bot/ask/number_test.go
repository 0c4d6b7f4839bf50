package ask

import "testing"

func TestNumber(t *testing.T) {
	testField(t, Number("due", "应到几人？", 1, 30), []fieldCase{
		{name: "typed", typed: "１２人", wants: "12", shown: "12"},
		{name: "too much", typed: "31", wrong: "1 到 30 之间"},
		{name: "negative", typed: "-5", wrong: "负数"},
		{name: "negative, as typed on a phone", typed: "人数 －5", wrong: "负数"},
		{name: "two", typed: "3 4", wrong: "请发送一个数"},
		{name: "none", typed: "很多", wrong: "请发送一个数"},
	})
}

func TestNumbers(t *testing.T) {
	testField(t, Numbers("count", "各多少票？"), []fieldCase{
		{name: "separated in any way", typed: "12，8、3", wants: "[12,8,3]", shown: "12、8、3"},
		{name: "none", typed: "没有", wrong: "请按顺序"},
		{name: "too large", typed: "12 123456", wrong: "数字太大"},
		{name: "negative", typed: "12 -8 3", wrong: "负数"},
		{name: "in words", typed: "12 负8 3", wrong: "负数"},
		{name: "dashes between them", typed: "12-8-3", wants: "[12,8,3]", shown: "12、8、3"},
	})
}

// TestWordedNumbers: what is typed beside its word is taken by the word, never by its place.
func TestWordedNumbers(t *testing.T) {
	f := Numbers("count", "各多少人？").Worded(3, []string{"赞成", "同意"}, []string{"反对", "不赞成", "不同意"}, []string{"弃权"}, []string{"书面意见", "书面"})
	testField(t, f, []fieldCase{
		{name: "in another order", typed: "反对20 赞成5 弃权6", wants: "[5,20,6]", shown: "5、20、6"},
		{name: "the word after its number", typed: "20人反对，5人同意，6人弃权", wants: "[5,20,6]", shown: "5、20、6"},
		{name: "one word in another", typed: "不同意20 同意5", wants: "[5,20,0]", shown: "5、20、0"},
		{name: "one alone", typed: "赞成31", wants: "[31,0,0]", shown: "31、0、0"},
		{name: "with what may be left out", typed: "赞成：17（书面1）反对0", wants: "[17,0,0,1]", shown: "17、0、0、1"},
		{name: "without words", typed: "5 20 6", wants: "[5,20,6]", shown: "5、20、6"},
		{name: "twice", typed: "赞成5 赞成6", wrong: "哪一项"},
		{name: "a number without a word", typed: "到会31，赞成20 反对5", wrong: "哪一项"},
		{name: "negative", typed: "赞成-5 反对20", wrong: "负数"},
	})
}
