package ops

// Mistake is what somebody typed or sent that cannot be so: nothing was changed.
type Mistake string

// Error implements error: the sentence for who made it.
func (e Mistake) Error() string { return string(e) }
