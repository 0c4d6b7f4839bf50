package ask

import (
	"testing"

	"zhibu/chat"
)

// TestFile sends files to a question: what holds words is taken, what does not is not.
func TestFile(t *testing.T) {
	r := begun(File("file", "请发送文件。").As("文件"))
	for name, ok := range map[string]bool{"措施.docx": true, "措施.TXT": true, "措施.pdf": false, "": false} {
		if field, words, got := r.Takes(chat.Uploaded{Name: name}, false); got != ok || words || got && field != "file" {
			t.Errorf("%q: taken is %v", name, got)
		}
	}
	if err := r.Typed("就是这样", Sent{}); err == nil {
		t.Error("a text is taken for a file")
	}
	if err := r.PutFile("file", "abc"); err != nil {
		t.Fatal(err)
	}
	if r = again(t, r); r.Asked != "" || chat.Get[string](r.Answers, "file") != "abc" {
		t.Error("the file is lost")
	}
	if err := r.PutFile("other", "abc"); err == nil {
		t.Error("a file is taken for a field that there is not")
	}
}

// TestTextOrFile: the words of a text may come as a file.
func TestTextOrFile(t *testing.T) {
	r := begun(Text("deeds", "？").OrFile())
	if field, words, ok := r.Takes(chat.Uploaded{Name: "事迹.docx"}, false); field != "deeds" || !words || !ok {
		t.Error("the words of a file are not taken")
	}
	if _, _, ok := r.Takes(chat.Uploaded{Picture: true}, true); ok {
		t.Error("a photo is taken for words")
	}
}
