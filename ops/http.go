package ops

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// Metric is one figure for Prometheus. Names of counters end in _total.
type Metric struct {
	Name  string // with labels, if any: zhibu_sent_total{class="busy"}
	About string
	Value float64
}

// Watchers are what /metrics and /healthz tell. Neither holds a name, a text, a chat or the token.
type Watchers struct {
	Metrics func() []Metric
	Faults  func() []string // what is wrong now; nothing means healthy
}

// ServeHTTP serves /metrics and /healthz on a listener until ctx ends.
func ServeHTTP(ctx context.Context, l net.Listener, w Watchers) error {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
		faults := w.Faults()
		if len(faults) > 0 {
			rw.WriteHeader(http.StatusServiceUnavailable)
			io.WriteString(rw, strings.Join(faults, "\n")+"\n")
			return
		}
		io.WriteString(rw, "ok\n")
	})
	mux.HandleFunc("GET /metrics", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		io.WriteString(rw, Render(w.Metrics()))
	})
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 20 * time.Second,
		MaxHeaderBytes: 16 << 10}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	if err := server.Serve(l); ctx.Err() == nil {
		return err
	}
	return nil
}

// Render writes metrics in Prometheus' text format. Those of one name must follow each other.
func Render(all []Metric) string {
	var b strings.Builder
	last := ""
	for _, m := range all {
		name, _, _ := strings.Cut(m.Name, "{")
		if name != last {
			kind := "gauge"
			if strings.HasSuffix(name, "_total") {
				kind = "counter"
			}
			fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %s %s\n", name, m.About, name, kind)
			last = name
		}
		fmt.Fprintf(&b, "%s %v\n", m.Name, m.Value)
	}
	return b.String()
}
