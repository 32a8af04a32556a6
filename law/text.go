package law

import "golang.org/x/text/language"

// Text is a short text in Chinese and English: a label, a reason.
type Text struct {
	ZH string `json:"zh,omitempty"`
	EN string `json:"en,omitempty"`
}

// In returns the Chinese text for Chinese tags and the English one for all others, or whichever of the two there is.
func (t Text) In(tag language.Tag) string {
	if t.EN == "" || t.ZH != "" && isChinese(tag) {
		return t.ZH
	}
	return t.EN
}
