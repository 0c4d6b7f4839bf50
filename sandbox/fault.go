package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Fault is one way to misbehave. The zero value behaves.
type Fault struct {
	Stall      time.Duration // wait first, or until the caller gives up
	RetryAfter int           // answer 429 with so many seconds
	Status     int           // answer with this HTTP status and Body
	Body       string
	Reset      bool          // close the connection without an answer
	Done       bool          // do the method all the same before RetryAfter, Status or Reset
	Truncate   bool          // do the method and send half of the answer
	Drip       time.Duration // do the method and send the answer in pieces over this time

	// Updates changes what getUpdates delivers: it may repeat, leave out or
	// reorder. See Twice and Backwards.
	Updates func([]json.RawMessage) []json.RawMessage
}

// TooManyRequests refuses with 429, the method not done.
func TooManyRequests(seconds int) *Fault { return &Fault{RetryAfter: seconds} }

// BadGateway is the HTML page of a proxy, the method not done.
func BadGateway() *Fault {
	return &Fault{Status: http.StatusBadGateway, Body: "<html><head><title>502 Bad Gateway</title></head></html>"}
}

// ResetBefore closes the connection, the method not done.
func ResetBefore() *Fault { return &Fault{Reset: true} }

// ResetAfter closes the connection after the method was done.
func ResetAfter() *Fault { return &Fault{Reset: true, Done: true} }

// Truncated does the method and sends half of its answer.
func Truncated() *Fault { return &Fault{Truncate: true} }

// Stalled does the method after a while.
func Stalled(d time.Duration) *Fault { return &Fault{Stall: d} }

// Dripping does the method and sends its answer little by little.
func Dripping(d time.Duration) *Fault { return &Fault{Drip: d} }

// Twice delivers each update two times in one answer.
func Twice() *Fault {
	return &Fault{Updates: func(list []json.RawMessage) (out []json.RawMessage) {
		for _, u := range list {
			out = append(out, u, u)
		}
		return out
	}}
}

// Backwards delivers the newest update first.
func Backwards() *Fault {
	return &Fault{Updates: func(list []json.RawMessage) []json.RawMessage {
		slices.Reverse(list)
		return list
	}}
}

// drips is how many pieces a dripping answer comes in.
const drips = 10

// drip writes an answer in pieces.
func (f *Fault) drip(w http.ResponseWriter, r *http.Request, body []byte) {
	for i := range drips {
		if !pause(r.Context(), f.Drip/drips) {
			panic(http.ErrAbortHandler)
		}
		w.Write(body[len(body)*i/drips : len(body)*(i+1)/drips])
		http.NewResponseController(w).Flush()
	}
}

// rearranged is an answer of getUpdates with its updates changed.
func (f *Fault) rearranged(body []byte) []byte {
	var in struct {
		OK     bool              `json:"ok"`
		Result []json.RawMessage `json:"result"`
	}
	if f.Updates == nil || json.Unmarshal(body, &in) != nil || !in.OK {
		return body
	}
	if in.Result = f.Updates(in.Result); in.Result == nil {
		in.Result = []json.RawMessage{}
	}
	return mustJSON(in)
}

// apply misbehaves. When it reports false, the caller is to do the method.
func (f *Fault) apply(w http.ResponseWriter, r *http.Request, do func(http.ResponseWriter)) (http.ResponseWriter, bool) {
	if f.Stall > 0 && !pause(r.Context(), f.Stall) {
		panic(http.ErrAbortHandler)
	}
	unseen := &recorder{header: http.Header{}, status: http.StatusOK}
	if f.Done || f.Truncate || f.Drip > 0 || f.Updates != nil {
		do(unseen)
	}
	switch {
	case f.Reset:
		panic(http.ErrAbortHandler) // net/http closes the connection
	case f.Truncate:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(unseen.status)
		w.Write(unseen.body.Bytes()[:unseen.body.Len()/2])
	case f.Drip > 0 || f.Updates != nil:
		body := f.rearranged(unseen.body.Bytes())
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(unseen.status)
		if f.Drip > 0 {
			f.drip(w, r, body)
		} else {
			w.Write(body)
		}
	case f.RetryAfter > 0:
		answer(w, nil, tooMany(f.RetryAfter))
	case f.Status > 0:
		w.WriteHeader(f.Status)
		w.Write([]byte(f.Body))
	default:
		return w, false
	}
	return w, true
}

// pause reports whether d went by before ctx ended.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// recorder takes an answer that the caller will not see whole.
type recorder struct {
	header http.Header
	body   bytes.Buffer
	status int
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }
func (r *recorder) WriteHeader(status int)      { r.status = status }
