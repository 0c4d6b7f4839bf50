package demo

import (
	"zhibu/app"
	"zhibu/sandbox"
	"zhibu/scheduler"
)

// What the tests of this package look at by itself.
var (
	RoleOf         = roleOf
	UnboundAtFirst = unboundAtFirst
)

// App is the bot of a rehearsal.
func (r *Rehearsal) App() *app.App { return r.app }

// Clock is the clock of a rehearsal.
func (r *Rehearsal) Clock() *scheduler.Turned { return r.clock }

// Server is the sandbox of a rehearsal.
func (r *Rehearsal) Server() *sandbox.Server { return r.server }

// Mem is where the sandbox of a rehearsal listens.
func (r *Rehearsal) Mem() *sandbox.MemListener { return r.mem }
