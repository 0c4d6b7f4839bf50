package chat

import (
	"context"
	"fmt"
	"time"
)

// Sender is what the courier needs of a platform. Each call is one request; an error is a *SendError.
type Sender interface {
	// Send makes a new message and gives its id. file is PNG bytes exactly when card.Picture is set, and what the document
	// holds exactly when card.Document is set.
	Send(ctx context.Context, to Chat, card Card, file []byte) (message int64, err error)
	// Edit makes the message show the card; that it does already is no error.
	Edit(ctx context.Context, to Chat, message int64, card Card) error
	// Strip takes the buttons off a message; that it has none is no error.
	Strip(ctx context.Context, to Chat, message int64) error
	// Remove takes a message off the screen of everybody in the chat, the person's own too; that it is not there is no error.
	Remove(ctx context.Context, in Chat, message int64) error
	// Answer ends a press, with a toast, an alert or nothing. A press too old to answer is no error.
	Answer(ctx context.Context, pressID, text string, alert bool) error
	// SetCommands sets the command menu of one chat.
	SetCommands(ctx context.Context, to Chat, list []Command) error
	// Leave has the bot leave a group; that it is not there is no error.
	Leave(ctx context.Context, from Chat) error
	// Capabilities says what the platform can do, and how fast.
	Capabilities() Capabilities
}

// Fetcher returns what people have sent as a file.
type Fetcher interface {
	// Fetch returns the content of an Uploaded, at most max bytes. An error is a *SendError; all but Refused may be tried
	// again.
	Fetch(ctx context.Context, ref string, max int64) ([]byte, error)
}

// Capabilities is what a platform can do; what is zero it cannot. The courier asks here instead of knowing platforms, and does
// without what there is not.
type Capabilities struct {
	Limits

	Parallel int  // requests that may be under way at once; at least 1
	Edits    bool // a message can be changed at any time. Else a card that changes is shown below, and nothing is shown in passing
	Removes  bool // what a person has written can be taken off the screen. Else it stays
	Menus    bool // each chat can have a command menu of its own. Else there is none

	// The longest texts, in UTF-16 units; the adapter cuts what is longer.
	Words   int // of a message
	Caption int // beside a picture or a document
	Label   int // of a button
	Toast   int // that answers a press; 0: a press is answered with a message
}

// Limits is a platform's pace. Zero means no limit.
type Limits struct {
	PerSecond        float64 // messages to people who wait for nothing, over all chats
	PerChatPerSecond float64 // messages and edits in one chat, in the long run
	ChatBurst        int     // how many a chat takes at once
	GroupPerSecond   float64 // the same two, for the chats that are groups
	GroupBurst       int
	Group            func(Chat) bool // tells which are; nil: none
}

// Class says what a failed request means for what was to be sent.
type Class uint8

// The classes of failure. Only Busy and Unsent are known not to have been carried out and may be retried as they are.
const (
	Unsent       Class = iota + 1 // it never reached the platform: retry
	Busy                          // the platform asks to wait SendError.RetryAfter: retry then
	Unknown                       // it may have been carried out (reset, timeout, 5xx): an edit may be repeated, a first send may double
	Refused                       // the platform will never take it: record and give up
	Missing                       // the message to edit is not there (any more)
	Gone                          // the person stopped the bot or left: park until they come back
	Unauthorized                  // the token is wrong or revoked: stop the process
)

// SendError is a failed request to a platform. Its text never holds a token or anybody's words.
type SendError struct {
	Class      Class
	RetryAfter time.Duration // Busy: how long to wait
	MovedTo    Chat          // not empty: this chat goes on under another id
	Method     string
	Reason     string
}

func (e *SendError) Error() string { return fmt.Sprintf("%s: %s", e.Method, e.Reason) }
