package files

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"image/png"
	"io"
	"strings"
	"testing"
)

// TestInvitationSheet reads the document back: well-formed, a picture for each person, names as they are written.
func TestInvitationSheet(t *testing.T) {
	var list []Invitation
	names := []string{"王<b>强", "买买提·艾力", "𠮷家", "张三&李四", "甲"}
	for i, n := range names {
		list = append(list, Invitation{n, "第一党小组", "@bot", fmt.Sprint("code", i), fmt.Sprint("https://t.me/bot?start=code", i)})
	}
	raw, err := InvitationSheet("中共虚构市委机关党支部", "2026年6月15日", list)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	pictures, text := 0, ""
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f.Name, ".png") {
			img, err := png.Decode(bytes.NewReader(b))
			if err != nil || img.Bounds().Dx() < 200 {
				t.Errorf("%s: %v, %v", f.Name, img.Bounds(), err)
			}
			pictures++
			continue
		}
		d := xml.NewDecoder(bytes.NewReader(b))
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			if c, ok := token.(xml.CharData); ok && f.Name == "word/document.xml" {
				text += string(c) + "\n"
			}
		}
	}
	if pictures != len(list) {
		t.Errorf("%d pictures", pictures)
	}
	for i, n := range names {
		if !strings.Contains(text, n+"\n") || !strings.Contains(text, list[i].Code+"\n") || !strings.Contains(text, "查找 @bot") {
			t.Errorf("%s is not on the sheet: %s", n, text)
		}
	}
	again, err := InvitationSheet("中共虚构市委机关党支部", "2026年6月15日", list)
	if err != nil || !bytes.Equal(raw, again) {
		t.Error("the same invitations give another file")
	}
}
