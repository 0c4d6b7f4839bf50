package branch

import "encoding/json"

// OnDay returns members as they stood on a day: whose group, post and status has changed since is put back, and who came since is left
// out. changes are the branch's, oldest first. Dates of joining and of 转正 are as they are known now: they are dated themselves, and a
// correction means that they were so already.
func OnDay(members []Member, changes []Change, day Date) (list []Member) {
	former := map[MemberID]map[string]string{} // of each the oldest value since the day, as JSON; "": none
	for _, c := range changes {
		if c.State != ChangeDone || c.From <= day {
			continue
		}
		for _, e := range c.Edits {
			id := e.MemberOf()
			if id == 0 || e.Field != "id" && e.Field != "group" && e.Field != "post" && e.Field != "status" {
				continue
			}
			if former[id] == nil {
				former[id] = map[string]string{}
			}
			if _, had := former[id][e.Field]; !had {
				former[id][e.Field] = e.Was
			}
		}
	}
	for _, m := range members {
		if was, here := former[m.ID]["id"]; here && was == "" {
			continue
		}
		put(former[m.ID], "group", &m.Group)
		put(former[m.ID], "post", &m.Post)
		put(former[m.ID], "status", &m.Status)
		list = append(list, m)
	}
	return list
}

// put sets a field to what it was, if it has changed.
func put[T any](former map[string]string, field string, v *T) {
	was, changed := former[field]
	if !changed {
		return
	}
	var old T
	if was != "" {
		_ = json.Unmarshal([]byte(was), &old) // written by Diff
	}
	*v = old
}

// FullLate reports whether a 转正 that holds on a day was only entered then or later: it may be the decision of a meeting of that very day,
// at which its person had no vote yet.
func FullLate(m Member, changes []Change, day Date) bool {
	if m.Full == 0 || m.Full > day {
		return false
	}
	for _, c := range changes {
		if c.Kind == "full" && c.Member == m.ID && c.State == ChangeDone && DateOf(c.At) >= day {
			return true
		}
	}
	return m.Full == day
}
