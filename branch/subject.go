package branch

import "strconv"

// Subject is whom a duty binds: a kind and the number of one of it. The zero Subject is nobody.
type Subject struct {
	Kind SubjectKind
	ID   int64 // of its kind, below 1<<48; 0 for the branch itself
}

// SubjectKind is a kind of those whom a duty may bind. The numbers are in the store and on buttons.
type SubjectKind uint8

// The kinds of subjects.
const (
	AnEnterprise SubjectKind = 1
	ALeader      SubjectKind = 2 // a 领导班子成员
	AMember      SubjectKind = 3
	AGroup       SubjectKind = 4
	TheBranch    SubjectKind = 5
	APair        SubjectKind = 6 // two members, in either order
)

// OfContact, OfLeader, OfMember, OfGroup and OfBranch return the subject that somebody or something is.
func OfContact(c ContactID) Subject { return Subject{AnEnterprise, int64(c)} }
func OfLeader(m MemberID) Subject   { return Subject{ALeader, int64(m)} }
func OfMember(m MemberID) Subject   { return Subject{AMember, int64(m)} }
func OfGroup(g GroupID) Subject     { return Subject{AGroup, int64(g)} }
func OfBranch() Subject             { return Subject{Kind: TheBranch} }

// pairBits is what each member of a pair takes of its number.
const pairBits = 24

// OfPair returns the subject that two members are together, whichever is named first.
func OfPair(a, b MemberID) Subject {
	return Subject{APair, int64(min(a, b))<<pairBits | int64(max(a, b))}
}

// Contact returns the enterprise, 0 if the subject is none.
func (s Subject) Contact() ContactID { return ContactID(s.of(AnEnterprise)) }

// Leader returns the 领导班子成员, 0 if the subject is none.
func (s Subject) Leader() MemberID { return MemberID(s.of(ALeader)) }

// Group returns the group, 0 if the subject is none.
func (s Subject) Group() GroupID { return GroupID(s.of(AGroup)) }

// Members returns the one member or the two whom the subject is; none if it is no person.
func (s Subject) Members() []MemberID {
	switch s.Kind {
	case ALeader, AMember:
		return []MemberID{MemberID(s.ID)}
	case APair:
		return []MemberID{MemberID(s.ID >> pairBits), MemberID(s.ID & (1<<pairBits - 1))}
	}
	return nil
}

func (s Subject) of(kind SubjectKind) int64 {
	if s.Kind != kind {
		return 0
	}
	return s.ID
}

// kindBits is where the kind stands in a Code, above the number.
const kindBits = 48

// Code returns the one number that stands for the subject in keys, in rows and on buttons. An enterprise is its own number
// and a 领导班子成员 the negative of it, as the first rows have them.
func (s Subject) Code() int64 {
	switch s.Kind {
	case 0, AnEnterprise:
		return s.ID
	case ALeader:
		return -s.ID
	}
	return int64(s.Kind)<<kindBits | s.ID
}

// SubjectOf returns the subject of a Code. What is none, on a forged button say, is a Subject that nobody is.
func SubjectOf(code int64) Subject {
	switch kind := code >> kindBits; {
	case code == 0:
		return Subject{}
	case code < 0:
		return Subject{ALeader, -code}
	case kind == 0:
		return Subject{AnEnterprise, code}
	default:
		return Subject{SubjectKind(kind), code & (1<<kindBits - 1)}
	}
}

// MarshalJSON writes the Code.
func (s Subject) MarshalJSON() ([]byte, error) { return strconv.AppendInt(nil, s.Code(), 10), nil }

// UnmarshalJSON reads a Code.
func (s *Subject) UnmarshalJSON(b []byte) error {
	code, err := strconv.ParseInt(string(b), 10, 64)
	*s = SubjectOf(code)
	return err
}
