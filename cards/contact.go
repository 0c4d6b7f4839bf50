package cards

import (
	"zhibu/branch"
	"zhibu/chat"
)

// FirmPart is what of a matter stands on an enterprise's card.
type FirmPart struct {
	Name, Value string       // a line; none if there is no value
	Further     []string     // more values, a line each under the same name
	Enter, See  chat.Button  // to enter something, to see what there is; none if it has no label
	Keep        chat.Button  // what stands beside 「修改资料」, for who holds KeepFor
	For         branch.Right // who sees the part at all; none: everybody
	KeepFor     branch.Right
}
