package cards

import "zhibu/branch"

// The ways into the matters that have no room of their own yet, as their Ways hook brings them.

// DutyWays are those to visits and enterprises.
func DutyWays(me branch.Member) []Way {
	return []Way{{RoomPoints, 0, button("登记走访", ActVisit, int64(me.Branch), 0)}, {RoomPoints, 0, button("本季度走访", ActBoard, me.Branch)},
		{RoomPoints, 1, button("全部企业", ActFirms, int64(me.Branch), 0)}}
}
