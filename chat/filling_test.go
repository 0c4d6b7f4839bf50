package chat

import "testing"

// TestWords: what is given back of a form that was replaced are words, never what a file is called inside.
func TestWords(t *testing.T) {
	f := Filling{Answers: Answers{}, Draft: "又一句。"}
	f.Answers.Put("text", "一句。")
	f.Gave("text")
	f.Answers.Put("file", "8687b6e511bd70cccd6703bbeff7666f46a1c5f04dc3928c33626f29e8e0eeb9")
	f.GaveFile("file")
	if got, want := f.Words(), "一句。\n（您发来的文件，需要时请重新发送）\n又一句。"; got != want {
		t.Errorf("the words are %q, want %q", got, want)
	}
	if !f.Holds() {
		t.Error("a file that was sent is no loss")
	}
}
