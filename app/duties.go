package app

import (
	"errors"
	"time"

	"zhibu/bot"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic"
)

var duties = topic.Topic{
	Office: office.OfDuties,
	Bot:    bot.OfDuties,
	Photos: map[string]func(*store.Tx, chat.Picture) string{cards.PictureVisit: photoOf},
	Files:  map[string]topic.File{cards.DocumentLedger: {May: topic.For(branch.SeeLedger), Write: writeLedger}},
}

// photoOf returns the file of the photo of a record.
func photoOf(tx *store.Tx, p chat.Picture) string {
	if len(p.Args) != 2 {
		return ""
	}
	r, _ := office.GetRecord(tx, branch.BranchID(p.Args[0]), branch.RecordID(p.Args[1]))
	return r.Photo
}

func writeLedger(o *office.Office, tx *store.Tx, b branch.Branch, d chat.Document, now time.Time) ([]byte, error) {
	if len(d.Args) != 3 {
		return nil, errors.New("no such ledger")
	}
	return files.WriteLedger(o.Ledger(tx, b, int(d.Args[2]), branch.DateOf(now)))
}
