package ask

// Members asks for several members. The answer is a list of branch.MemberID.
func Members(name, question string) Field { return Picks(name, question, members(nil)).Counted("人") }
