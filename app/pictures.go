package app

import (
	"errors"

	"zhibu/chat"
	"zhibu/store"
)

// DrawPicture makes the PNG of a picture, as what it tells of stands now.
func DrawPicture(tx *store.Tx, p chat.Picture) ([]byte, error) {
	for _, t := range topics {
		if draw := t.Pictures[p.Kind]; draw != nil {
			return draw(tx, p)
		}
	}
	return nil, errors.New("no such picture: " + p.Kind)
}
