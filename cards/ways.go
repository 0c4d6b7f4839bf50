package cards

import "zhibu/branch"

// The ways into the matters that have no room of their own yet, as their Ways hook brings them.

// DutyWays are those to visits and enterprises.
func DutyWays(me branch.Member) []Way {
	return []Way{{RoomPoints, 0, button("登记走访", ActVisit, int64(me.Branch), 0)}, {RoomPoints, 0, button("本季度走访", ActBoard, me.Branch)},
		{RoomPoints, 1, button("全部企业", ActFirms, int64(me.Branch), 0)}}
}

// RequestWays are those to 诉求.
func RequestWays(me branch.Member) []Way {
	return []Way{{RoomPoints, 0, button("诉求", ActRequests, int64(me.Branch), 0, 0)}}
}

// RoundWays are those to rounds, for somebody of a group.
func RoundWays(me branch.Member, g branch.Group) (list []Way) {
	keeps := me.May(branch.KeepRounds, g)
	if keeps {
		list = append(list, Way{RoomRounds, 0, button("推荐进展", ActRounds, me.Branch)}, Way{RoomRounds, 0, button("发起推荐", ActOpen, me.Branch)})
	}
	list = append(list, Way{RoomRounds, 0, button("历次评选", ActHistory, int64(me.Branch), 0)})
	if keeps {
		list = append(list, Way{RoomRounds, 2, button("发起优秀微党课", ActTalks, me.Branch)})
	}
	return list
}
