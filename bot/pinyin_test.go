package bot

import "testing"

func TestFindsName(t *testing.T) {
	for _, c := range []struct {
		query, name string
		want        bool
	}{
		{"王建国", "王建国", true}, {"建国", "王建国", true}, {"wangjianguo", "王建国", true}, {"wjg", "王建国", true}, {"WJG", "王建国", true},
		{"wang jian", "王建国", true}, {"wangjg", "王建国", true}, {"jg", "王建国", true}, {"wg", "王建国", false}, {"li", "王建国", false},
		{"shan", "单明", true}, {"sm", "单明", true}, {"dan", "单明", false}, {"zeng", "曾志伟", true}, {"ceng", "曾志伟", false}, {"qiu", "仇和平", true},
		{"xie", "解放", true}, {"jie", "解放", false}, {"ou", "区建明", true}, {"zha", "查良", true}, {"yuchi", "尉迟恭", true}, {"ycg", "尉迟恭", true},
		{"wei", "尉迟恭", false}, {"qin", "覃勇", true}, {"zhai", "翟墨", true}, {"yue", "乐天", true}, {"lv", "吕布", true}, {"lu", "吕布", true},
		{"单", "单明", true}, {"zs", "张三", true}, {"zhs", "张三", true}, {"zhangsan", "张三", true}, {"", "张三", false}, {"   ", "张三", false},
		{"chongqing", "李重庆", true}, {"zhongqing", "李重庆", true}, {"mmt", "买买提·艾力", true}, {"买买提艾力", "买买提·艾力", true}, {"al", "买买提·艾力", true},
		{"jia", "𠮷家", true}, {"𠮷", "𠮷家", true}, {"\xff", "张三", false}, {"b", "王<b>强", true},
	} {
		if got := findsName(c.query, c.name); got != c.want {
			t.Errorf("%q for %s: %v; read as %v", c.query, c.name, got, readings(c.name))
		}
	}
}
