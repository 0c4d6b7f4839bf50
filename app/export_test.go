package app

import "zhibu/chat"

// ErrPanic is errPanic.
var ErrPanic = errPanic

// Guarded is guarded.
func (a *App) Guarded(what string, do func() error) error { return a.guarded(what, do) }

// Draw is draw.
func (a *App) Draw(p chat.Picture) ([]byte, error) { return a.draw(p) }

// Config is what an App is made of.
func (a *App) Config() *Config { return &a.config }
