package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"
)

const maxBody = 64 << 20 // bytes of one request

// apiError is a refusal in Telegram's form.
type apiError struct {
	Code        int
	Description string
	RetryAfter  int   // seconds
	MigrateTo   int64 // the supergroup that the chat became
}

func (e *apiError) Error() string { return e.Description }

func bad(reason string) *apiError {
	return &apiError{Code: http.StatusBadRequest, Description: "Bad Request: " + reason}
}

// trimBad is a refusal without its head.
func trimBad(err error) string { return strings.TrimPrefix(err.Error(), "Bad Request: ") }

func forbidden(reason string) *apiError {
	return &apiError{Code: http.StatusForbidden, Description: "Forbidden: " + reason}
}

func tooMany(seconds int) *apiError {
	return &apiError{Code: http.StatusTooManyRequests, Description: "Too Many Requests: retry after " + strconv.Itoa(seconds), RetryAfter: seconds}
}

type method struct {
	name string
	do   func(*Server, context.Context, params) (any, error)
}

// methods is keyed by lower case: Telegram takes any.
var methods = map[string]method{}

func init() {
	for _, m := range []method{
		{"getMe", (*Server).getMe},
		{"getUpdates", (*Server).getUpdates},
		{"setWebhook", (*Server).setWebhook},
		{"deleteWebhook", (*Server).deleteWebhook},
		{"getWebhookInfo", (*Server).getWebhookInfo},
		{"sendMessage", (*Server).sendMessage},
		{"sendPhoto", (*Server).sendPhoto},
		{"sendDocument", (*Server).sendDocument},
		{"sendMediaGroup", (*Server).sendMediaGroup},
		{"sendChatAction", (*Server).sendChatAction},
		{"forwardMessage", (*Server).forwardMessage},
		{"forwardMessages", (*Server).forwardMessages},
		{"copyMessage", (*Server).copyMessage},
		{"copyMessages", (*Server).copyMessages},
		{"editMessageText", (*Server).editMessageText},
		{"editMessageCaption", (*Server).editMessageCaption},
		{"editMessageReplyMarkup", (*Server).editMessageReplyMarkup},
		{"editMessageMedia", (*Server).editMessageMedia},
		{"deleteMessage", (*Server).deleteMessage},
		{"deleteMessages", (*Server).deleteMessages},
		{"pinChatMessage", (*Server).pinChatMessage},
		{"unpinChatMessage", (*Server).unpinChatMessage},
		{"unpinAllChatMessages", (*Server).unpinAllChatMessages},
		{"setMessageReaction", (*Server).setMessageReaction},
		{"answerCallbackQuery", (*Server).answerCallbackQuery},
		{"setMyCommands", (*Server).setMyCommands},
		{"getMyCommands", (*Server).getMyCommands},
		{"deleteMyCommands", (*Server).deleteMyCommands},
		{"setMyName", (*Server).setMyName},
		{"getMyName", (*Server).getMyName},
		{"setMyDescription", (*Server).setMyDescription},
		{"getMyDescription", (*Server).getMyDescription},
		{"setMyShortDescription", (*Server).setMyShortDescription},
		{"getMyShortDescription", (*Server).getMyShortDescription},
		{"setChatMenuButton", (*Server).setChatMenuButton},
		{"getChatMenuButton", (*Server).getChatMenuButton},
		{"getFile", (*Server).getFile},
		{"getChat", (*Server).getChat},
		{"getChatMember", (*Server).getChatMember},
		{"getChatMemberCount", (*Server).getChatMemberCount},
		{"getChatAdministrators", (*Server).getChatAdministrators},
		{"leaveChat", (*Server).leaveChat},
		{"banChatMember", (*Server).banChatMember},
		{"unbanChatMember", (*Server).unbanChatMember},
	} {
		methods[strings.ToLower(m.name)] = m
	}
	// Former names that Telegram still takes.
	for former, name := range map[string]string{"getchatmemberscount": "getchatmembercount", "kickchatmember": "banchatmember"} {
		methods[former] = methods[name]
	}
}

// Handler serves the Bot API under /bot<token>/ and /file/bot<token>/, and the
// page everywhere else, to this machine only.
func (s *Server) Handler() http.Handler {
	page := s.page()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		api := strings.HasPrefix(r.URL.Path, "/bot") || strings.HasPrefix(r.URL.Path, "/file/bot")
		if reason := stranger(r, api); reason != "" {
			answer(w, nil, forbidden(reason))
			return
		}
		if rest, ok := strings.CutPrefix(r.URL.Path, "/bot"); ok {
			token, name, _ := strings.Cut(rest, "/")
			s.serveMethod(w, r, token, name)
		} else if rest, ok := strings.CutPrefix(r.URL.Path, "/file/bot"); ok {
			token, path, _ := strings.Cut(rest, "/")
			s.serveFile(w, r, token, path)
		} else {
			page.ServeHTTP(w, r)
		}
	})
}

// stranger says why a request is not answered: over TCP only this machine is,
// and the API only under this machine's own names and to no page of another
// site; the page judges that by itself. In memory there is nobody else.
func stranger(r *http.Request, api bool) string {
	if _, _, err := net.SplitHostPort(r.RemoteAddr); err != nil {
		return ""
	}
	switch {
	case !loopback(r.RemoteAddr), api && !loopback(r.Host):
		return "this server answers this machine only"
	case api && !sameOrigin(r):
		return "this server answers no page of another site"
	}
	return ""
}

func (s *Server) serveMethod(w http.ResponseWriter, r *http.Request, token, name string) {
	if token != s.opt.Token {
		answer(w, nil, &apiError{Code: http.StatusUnauthorized, Description: "Unauthorized"})
		return
	}
	m, ok := methods[strings.ToLower(name)]
	if !ok {
		answer(w, nil, unknown(name))
		return
	}
	p, err := readParams(w, r)
	if err == nil {
		err = s.check(m.name, p)
	}
	s.mu.Lock()
	s.calls[m.name]++
	s.mu.Unlock()
	s.misbehave(w, r, m.name, func(w http.ResponseWriter) { s.run(w, r, m, p, err) })
}

// misbehave answers with do, unless a fault is to stand in its way.
func (s *Server) misbehave(w http.ResponseWriter, r *http.Request, method string, do func(http.ResponseWriter)) {
	if fault := s.hooks.Load().Fault; fault != nil {
		if f := fault(method); f != nil {
			var done bool
			if w, done = f.apply(w, r, do); done {
				return
			}
		}
	}
	do(w)
}

// unknown refuses what is no method, or one that is not carried out.
func unknown(name string) *apiError {
	if real, ok := spec().other[strings.ToLower(name)]; ok {
		return bad("method " + real + " is not carried out by this server")
	}
	return &apiError{Code: http.StatusNotFound, Description: "Not Found: method not found"}
}

func (s *Server) run(w http.ResponseWriter, r *http.Request, m method, p params, err error) {
	var result any
	if err == nil {
		result, err = m.do(s, r.Context(), p)
	}
	answer(w, result, err)
	if batch, ok := result.(batch); ok && err == nil {
		http.NewResponseController(w).Flush()
		if f := s.hooks.Load().OnDelivered; f != nil {
			f(batch.ids)
		}
	}
}

// answer writes a result or a refusal; the HTTP status is the error's code.
func answer(w http.ResponseWriter, result any, err error) {
	w.Header().Set("Content-Type", "application/json")
	if err == nil {
		var body []byte
		tail := "}"
		switch r := result.(type) {
		case batch:
			body = r.json
		case described:
			body, tail = mustJSON(r.result), `,"description":`+string(mustJSON(r.description))+"}"
		default:
			body = mustJSON(result)
		}
		out := make([]byte, 0, len(body)+64)
		out = append(out, `{"ok":true,"result":`...)
		out = append(append(out, body...), tail...)
		w.Header().Set("Content-Length", strconv.Itoa(len(out)))
		w.Write(out)
		return
	}
	var e *apiError
	if !errors.As(err, &e) {
		e = &apiError{Code: http.StatusInternalServerError, Description: "Internal Server Error: " + err.Error()}
	}
	reply := map[string]any{"ok": false, "error_code": e.Code, "description": e.Description}
	if e.RetryAfter > 0 {
		reply["parameters"] = map[string]int{"retry_after": e.RetryAfter}
		w.Header().Set("Retry-After", strconv.Itoa(e.RetryAfter))
	} else if e.MigrateTo != 0 {
		reply["parameters"] = map[string]int64{"migrate_to_chat_id": e.MigrateTo}
	}
	body := mustJSON(reply)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(e.Code)
	w.Write(body)
}

// params are the parameters of a call, from wherever they came. A JSON value
// that is no string is kept as it was written.
type params struct {
	values map[string]string
	files  map[string]upload
}

type upload struct {
	name string
	mime string
	data []byte
}

func (p params) int(name string) int64 {
	n, _ := strconv.ParseInt(strings.TrimSpace(p.values[name]), 10, 64)
	return n
}

func (p params) bool(name string) bool {
	switch strings.ToLower(p.values[name]) {
	case "true", "yes", "1":
		return true
	}
	return false
}

func readParams(w http.ResponseWriter, r *http.Request) (params, error) {
	p := params{values: map[string]string{}}
	for k, v := range r.URL.Query() {
		p.values[k] = v[0]
	}
	body := http.MaxBytesReader(w, r.Body, maxBody)
	kind, attrs, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var err error
	switch kind {
	case "multipart/form-data":
		err = p.readMultipart(multipart.NewReader(body, attrs["boundary"]))
	case "application/json":
		err = p.readJSON(body)
	default:
		err = p.readForm(body)
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return p, &apiError{Code: http.StatusRequestEntityTooLarge, Description: "Request Entity Too Large"}
	}
	if err != nil {
		return p, err
	}
	for _, v := range p.values {
		if !utf8.ValidString(v) {
			return p, bad("strings must be encoded in UTF-8")
		}
	}
	return p, nil
}

func (p *params) readForm(body io.Reader) error {
	raw, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	form, err := url.ParseQuery(string(raw))
	if err != nil {
		return bad("can't parse request")
	}
	for k, v := range form {
		p.values[k] = v[0]
	}
	return nil
}

func (p *params) readJSON(body io.Reader) error {
	raw, err := io.ReadAll(body)
	if err != nil || len(bytes.TrimSpace(raw)) == 0 {
		return err
	}
	var in map[string]json.RawMessage
	if err := json.Unmarshal(raw, &in); err != nil {
		return bad("can't parse JSON object")
	}
	for k, v := range in {
		var text string
		if json.Unmarshal(v, &text) == nil {
			p.values[k] = text // null becomes the empty string
		} else {
			p.values[k] = string(v)
		}
	}
	return nil
}

func (p *params) readMultipart(r *multipart.Reader) error {
	p.files = map[string]upload{}
	for {
		part, err := r.NextPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return wrapMultipart(err)
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return wrapMultipart(err)
		}
		if field, file := disposition(part.Header.Get("Content-Disposition")); file != "" {
			p.files[field] = upload{file, part.Header.Get("Content-Type"), data}
		} else {
			p.values[field] = string(data)
		}
	}
}

// disposition reads the names of a part. The standard library gives up on names beyond ASCII that are not quoted, which
// some clients send and Telegram takes.
func disposition(header string) (field, file string) {
	if _, named, err := mime.ParseMediaType(header); err == nil {
		if file = named["filename"]; file != "" {
			file = filepath.Base(file)
		}
		return named["name"], file
	}
	for part := range strings.SplitSeq(header, ";") {
		key, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch strings.ToLower(key) {
		case "name":
			field = strings.Trim(value, `"`)
		case "filename":
			file = filepath.Base(strings.Trim(value, `"`))
		}
	}
	return field, file
}

func wrapMultipart(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return err
	}
	return bad("can't parse multipart/form-data request")
}

func (s *Server) getMe(context.Context, params) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return struct {
		*user
		JoinGroups bool `json:"can_join_groups"`
		ReadAll    bool `json:"can_read_all_group_messages"`
		Inline     bool `json:"supports_inline_queries"`
	}{s.bot, true, s.opt.ReadAll, false}, nil
}
