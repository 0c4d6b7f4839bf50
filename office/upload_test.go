package office_test

import (
	"testing"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// TestTakePhoto refuses what is no photo or too large, before anything is fetched.
func TestTakePhoto(t *testing.T) {
	s, err := store.Open(t.TempDir(), store.Options{Secret: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	o := &office.Office{}
	for _, x := range []struct {
		file chat.Uploaded
		want string
	}{
		{chat.Uploaded{Ref: "r", Size: 9}, cards.PhotoAsPhoto},
		{chat.Uploaded{Ref: "r", Size: office.MaxPhoto + 1, Picture: true}, cards.PhotoTooLarge},
		{chat.Uploaded{Ref: "r", Size: office.MaxPhoto, Picture: true}, ""},
	} {
		_, err := s.Update(func(tx *store.Tx) error {
			got := ""
			if err := o.TakePhoto(tx, branch.Member{Branch: 1, ID: 3}, store.Form{Chat: "tg:3", Number: 4}, "photo", x.file); err != nil {
				got = err.Error()
			}
			if got != x.want {
				t.Errorf("%+v is answered %q", x.file, got)
			}
			_, kept := store.Uploads.Get(tx, store.UploadKey(store.Upload{Chat: "tg:3", Kind: store.UploadPhoto}))
			if kept != (x.want == "") {
				t.Errorf("%+v: waits to be read: %v", x.file, kept)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestReopened: between 停止联系 and 恢复联系 an enterprise is no contact point.
func TestReopened(t *testing.T) {
	c := branch.Contact{Point: true, Leader: 14, Group: 3, Closed: branch.On(2026, 5, 20)}
	for _, x := range []struct {
		from   branch.Date
		day    branch.Date
		leader branch.MemberID
	}{
		{branch.On(2026, 7, 1), branch.On(2026, 5, 20), 14}, {branch.On(2026, 7, 1), branch.On(2026, 5, 21), 0},
		{branch.On(2026, 7, 1), branch.On(2026, 6, 30), 0}, {branch.On(2026, 7, 1), branch.On(2026, 7, 1), 14},
		{branch.On(2026, 5, 20), branch.On(2026, 5, 20), 14}, {branch.On(2026, 5, 21), branch.On(2026, 5, 21), 14},
		{branch.On(2026, 5, 22), branch.On(2026, 5, 21), 0}, {branch.On(2026, 5, 22), branch.On(2026, 5, 22), 14},
	} {
		if got := c.Reopened(x.from).On(x.day); got.Leader != x.leader || got.Closed != 0 || got.Point != (x.leader != 0) {
			t.Errorf("reopened on %s, on %s: %+v", x.from, x.day, got)
		}
	}
}
