package ask

import "zhibu/cards"

// Photo asks for a photo. The answer is the name of its blob. It is taken at any step, with its caption as the text.
func Photo(name, question string) Field {
	return Field{Name: name, Question: question, picture: true,
		read: func(Field, Context, string) (any, error) { return nil, Wrong(cards.PhotoOnly) },
		show: func(Field, Context) string { return "1张" }}
}
