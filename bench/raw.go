package bench

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	bolt "go.etcd.io/bbolt"
)

// raw is the least that commits in groups and answers at once: what one poll brought is one transaction, then every
// press has a goroutine for its requests while the next poll is under way. Nobody is asked who he or she is, nothing
// is retried, paced, sealed or remembered. It shows how much of the machine HTTP and the disk leave for a bot.
type raw struct {
	base  string
	http  *http.Client
	db    *bolt.DB
	slots chan struct{} // requests under way
	wg    sync.WaitGroup
}

// Raw starts it and gives what ends it.
func Raw(base, path string) (stop func(), err error) {
	db, err := openVotes(path)
	if err != nil {
		return nil, err
	}
	r := &raw{base: base + "/bot" + Token + "/", db: db, slots: make(chan struct{}, 64),
		http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 128}}}
	ctx, cancel := context.WithCancel(context.Background())
	r.wg.Go(func() { r.poll(ctx) })
	return func() { cancel(); r.wg.Wait(); r.http.CloseIdleConnections(); db.Close() }, nil
}

type rawUpdate struct {
	ID      int64 `json:"update_id"`
	Message *struct {
		From struct {
			ID int64 `json:"id"`
		} `json:"from"`
	} `json:"message"`
	Press *struct {
		ID   string `json:"id"`
		Data string `json:"data"`
		From struct {
			ID int64 `json:"id"`
		} `json:"from"`
		Message struct {
			ID int64 `json:"message_id"`
		} `json:"message"`
	} `json:"callback_query"`
}

func (r *raw) poll(ctx context.Context) {
	for offset := int64(0); ctx.Err() == nil; {
		var got struct {
			Result []rawUpdate `json:"result"`
		}
		body := r.call(ctx, "getUpdates", url.Values{"offset": {strconv.FormatInt(offset, 10)}, "timeout": {"50"}})
		if json.Unmarshal(body, &got) != nil || len(got.Result) == 0 {
			continue
		}
		err := r.db.Update(func(tx *bolt.Tx) error {
			for _, u := range got.Result {
				if u.Press == nil {
					continue
				}
				_, choice, _ := strings.Cut(u.Press.Data, ":")
				if err := putVote(tx, u.Press.From.ID, choice); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return
		}
		for _, u := range got.Result {
			offset = u.ID + 1
			r.slots <- struct{}{}
			r.wg.Go(func() { r.answer(ctx, u); <-r.slots })
		}
	}
}

func (r *raw) answer(ctx context.Context, u rawUpdate) {
	form := func(chat, message int64, action, choice string) url.Values {
		text, markup := card(action, choice)
		keys, _ := json.Marshal(markup)
		v := url.Values{"chat_id": {strconv.FormatInt(chat, 10)}, "text": {text}, "reply_markup": {string(keys)}}
		if message != 0 {
			v.Set("message_id", strconv.FormatInt(message, 10))
		}
		return v
	}
	switch {
	case u.Message != nil:
		r.call(ctx, "sendMessage", form(u.Message.From.ID, 0, "", ""))
	case u.Press != nil:
		r.call(ctx, "answerCallbackQuery", url.Values{"callback_query_id": {u.Press.ID}, "text": {"已投票"}})
		if action, choice, _ := strings.Cut(u.Press.Data, ":"); action != actAgain {
			r.call(ctx, "editMessageText", form(u.Press.From.ID, u.Press.Message.ID, action, choice))
		}
	}
}

func (r *raw) call(ctx context.Context, method string, form url.Values) []byte {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.base+method, strings.NewReader(form.Encode()))
	if err != nil {
		return nil
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := r.http.Do(req)
	if err != nil {
		return nil
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	return body
}
