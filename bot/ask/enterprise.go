package ask

// Enterprise asks for one of the enterprises on record. The answer is a branch.ContactID.
func Enterprise(name, question string) Field {
	return Pick(name, question, func(x Context) (list []Option) {
		for _, c := range x.Enterprises() {
			list = append(list, Option{c.Name, int64(c.ID)})
		}
		return list
	}).Columns(1)
}
