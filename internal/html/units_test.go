package html_test

import u "unicode/utf16"

func utf16(s string) []uint16    { return u.Encode([]rune(s)) }
func text(units []uint16) string { return string(u.Decode(units)) }
