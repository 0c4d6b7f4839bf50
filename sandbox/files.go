package sandbox

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	_ "image/gif"  // photos may be GIF
	_ "image/jpeg" // or JPEG
	_ "image/png"  // or PNG
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

const (
	maxPhoto    = 10 << 20 // bytes
	maxDocument = 50 << 20
	maxDownload = 20 << 20
	maxSides    = 10000 // width + height of a photo
	maxRatio    = 20
)

// file is something uploaded, by the bot or by a person, or a smaller size of a
// photo. Never changed.
type file struct {
	id, unique string
	sum        string // SHA-256 in hexadecimal digits
	kind       string // photo, document
	name, mime string
	path       string // for getFile
	data       []byte
	w, h       int // of a photo
	smaller    []*file
	of         *file     // a smaller size of this photo
	once       sync.Once // draws it; see bytes
}

// message is a message with this file.
func (f *file) message() *message {
	m := &message{file: f}
	if f.kind == "photo" {
		for _, small := range f.smaller {
			m.Photo = append(m.Photo, photoSize{small.id, small.unique, small.w, small.h, 0})
		}
		m.Photo = append(m.Photo, photoSize{f.id, f.unique, f.w, f.h, len(f.data)})
	} else {
		m.Document = &document{f.name, f.mime, f.id, f.unique, len(f.data)}
	}
	return m
}

// fileFor finds the file of a call: uploaded under the parameter's name, under
// another one (attach://), or known by its file_id.
func (s *Server) fileFor(kind string, p params) (*file, error) {
	return s.fileRef(kind, p.values[kind], p)
}

func (s *Server) fileRef(kind, ref string, p params) (*file, error) {
	name, attached := strings.CutPrefix(ref, "attach://")
	if !attached {
		name = kind
	}
	if up, ok := p.files[name]; ok && (ref == "" || attached) {
		if kind == "photo" {
			return s.keepPhoto(up)
		}
		return s.keepDocument(up)
	}
	switch {
	case ref == "" || attached:
		return nil, bad("there is no " + kind + " in the request")
	case strings.HasPrefix(ref, "http://"), strings.HasPrefix(ref, "https://"):
		return nil, bad("failed to get HTTP URL content") // nothing is fetched from here
	}
	s.mu.Lock()
	f := s.files[ref]
	s.mu.Unlock()
	switch {
	case f == nil:
		return nil, bad("wrong remote file identifier specified: Wrong string length")
	case f.kind != kind:
		return nil, bad("can't use file of type " + title(f.kind) + " as " + title(kind))
	case f.of != nil:
		f = f.of
	}
	return f, nil
}

func title(kind string) string { return strings.ToUpper(kind[:1]) + kind[1:] }

func (s *Server) keepPhoto(up upload) (*file, error) {
	switch {
	case len(up.data) == 0:
		return nil, bad("file must be non-empty")
	case len(up.data) > maxPhoto:
		return nil, bad(fmt.Sprintf("file of size %d bytes is too big for a photo; the maximum size is %d bytes", len(up.data), maxPhoto))
	}
	sum := sha256.Sum256(up.data)
	s.mu.Lock()
	known := s.contents[sum]
	s.mu.Unlock()
	if known != nil {
		return known, nil
	}
	conf, format, err := image.DecodeConfig(bytes.NewReader(up.data))
	if err != nil {
		return nil, bad("IMAGE_PROCESS_FAILED")
	}
	w, h := conf.Width, conf.Height
	if w < 1 || h < 1 || w+h > maxSides || w > h*maxRatio || h > w*maxRatio {
		return nil, bad("PHOTO_INVALID_DIMENSIONS")
	}
	if _, _, err := image.Decode(bytes.NewReader(up.data)); err != nil {
		return nil, bad("IMAGE_PROCESS_FAILED")
	}
	f := s.keep(&file{kind: "photo", name: "photo." + format, mime: "image/" + format, data: up.data, w: w, h: h})
	s.mu.Lock()
	s.contents[sum] = f
	s.mu.Unlock()
	return f, nil
}

func (s *Server) keepDocument(up upload) (*file, error) {
	switch {
	case len(up.data) == 0:
		return nil, bad("file must be non-empty")
	case len(up.data) > maxDocument:
		return nil, &apiError{Code: http.StatusRequestEntityTooLarge, Description: "Request Entity Too Large"}
	}
	name := path.Base(strings.ReplaceAll(up.name, `\`, "/"))
	if up.mime == "" || up.mime == "application/octet-stream" {
		up.mime, _, _ = mime.ParseMediaType(mime.TypeByExtension(path.Ext(name)))
	}
	return s.keep(&file{kind: "document", name: name, mime: up.mime, data: up.data}), nil
}

// keep returns the file its ids.
func (s *Server) keep(f *file) *file {
	sum := sha256.Sum256(f.data)
	f.sum = hex.EncodeToString(sum[:])
	f.unique = "AQAD" + hex.EncodeToString(sum[:8])
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastFile++
	n := strconv.Itoa(s.lastFile)
	f.id = "BQACAgUAAx" + hex.EncodeToString(sum[8:20]) + "_" + n
	f.path = f.kind + "s/file_" + n + path.Ext(f.name)
	s.register(f)
	return f
}

func (s *Server) register(f *file) {
	s.files[f.id], s.paths[f.path] = f, f
	if f.kind == "photo" {
		s.shrink(f)
	}
}

func (s *Server) getFile(_ context.Context, p params) (any, error) {
	s.mu.Lock()
	f := s.files[p.values["file_id"]]
	s.mu.Unlock()
	if f == nil {
		return nil, bad("invalid file_id")
	}
	size := len(f.bytes())
	if size > maxDownload {
		return nil, bad("file is too big")
	}
	return map[string]any{
		"file_id": f.id, "file_unique_id": f.unique, "file_size": size, "file_path": f.path,
	}, nil
}

func (s *Server) serveFile(w http.ResponseWriter, r *http.Request, token, path string) {
	if token != s.opt.Token {
		answer(w, nil, &apiError{Code: http.StatusNotFound, Description: "Not Found"})
		return
	}
	s.misbehave(w, r, "file", func(w http.ResponseWriter) { s.download(w, path) })
}

func (s *Server) download(w http.ResponseWriter, path string) {
	s.mu.Lock()
	found := s.paths[path]
	s.mu.Unlock()
	if found == nil || len(found.data) > maxDownload {
		answer(w, nil, &apiError{Code: http.StatusNotFound, Description: "Not Found"})
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.Itoa(len(found.bytes())))
	w.Write(found.bytes())
}
