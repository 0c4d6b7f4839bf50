package branch

import (
	"slices"
	"testing"
)

func TestReadPeople(t *testing.T) {
	for text, want := range map[string][]Person{
		"总经理王": {{"总经理", "王"}},
		"总经理王先生，党支部书记李女士": {{"总经理", "王"}, {"党支部书记", "李"}},
		"党支部书记 欧阳":        {{"党支部书记", "欧阳"}},
		"厂长欧阳\n工会主席赵；":    {{"厂长", "欧阳"}, {"工会主席", "赵"}},
		"总 经理 王":          {{"总经理", "王"}},
	} {
		if got, err := ReadPeople(text); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q is read as %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "王", "、、", "总经理王 13800001234", "总经理王１３８００００", "总经理王 138-0000-1234", "总经理 王小明同", "一王、二王、三王、四王、五王、六王、七王", "先生"} {
		if got, err := ReadPeople(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

// TestFirmTwice: an enterprise is not put on record a second time in full width.
func TestFirmTwice(t *testing.T) {
	p := &People{Contacts: []Contact{{ID: 1, Name: "云州ABC(电子)有限公司"}}}
	for _, name := range []string{"云州ABC(电子)有限公司", "云州ＡＢＣ（电子）有限公司", "云州abc（电子） 有限公司"} {
		if err := (Contact{ID: 2, Name: name}).Fits(p); err == nil {
			t.Errorf("%s is put on record beside %s", name, p.Contacts[0].Name)
		}
	}
	if err := (Contact{ID: 2, Name: "云州ABD(电子)有限公司"}).Fits(p); err != nil {
		t.Error(err)
	}
}
