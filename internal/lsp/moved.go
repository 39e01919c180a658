package lsp

// moved returns where a part of a text is in a newer one, if it is still there: the
// texts must differ in one place only, which is where the client has been typing, and
// not in that part.
func moved(old, now string, start, end int) (int, int, bool) {
	if old == now {
		return start, end, true
	}
	if start < 0 || end < start || end > len(old) {
		return 0, 0, false
	}
	head, limit := 0, min(len(old), len(now))
	for head < limit && old[head] == now[head] {
		head++
	}
	if end < head || end == head && start < end {
		return start, end, true
	}
	limit -= head
	tail := 0
	for tail < limit && old[len(old)-1-tail] == now[len(now)-1-tail] {
		tail++
	}
	if start > len(old)-tail || start == len(old)-tail && start < end {
		shift := len(now) - len(old)
		return start + shift, end + shift, true
	}
	return 0, 0, false
}

// now returns the text of a file as it is: that of the client, or that on disk.
func (s *server) now(path string) (*text, bool) {
	if doc := s.docs[path]; doc != nil {
		return doc.text, true
	}
	t, err := readText(path)
	return t, err == nil
}

// place returns where a part of a file, by the text that a finding is about, is now.
func (s *server) place(f *found, path string, start, end int) (span, bool) {
	old := f.texts[path]
	now, ok := s.now(path)
	if old == nil || !ok {
		return span{}, false
	}
	start, end, ok = moved(old.s, now.s, start, end)
	if !ok {
		return span{}, false
	}
	return span{now.position(start, s.client.encoding), now.position(end, s.client.encoding)}, true
}

// where returns where a finding is now.
func (s *server) where(f *found) (span, bool) {
	old := f.texts[f.File]
	if old == nil {
		return span{}, false
	}
	start, end := old.at(f.Line, f.Column), old.at(f.EndLine, f.EndColumn)
	return s.place(f, f.File, start, max(start, end))
}
