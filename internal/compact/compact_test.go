package compact_test

import (
	"bytes"
	"math"
	"reflect"
	"testing"

	"github.com/parvet/parvet/internal/compact"
)

type inner struct {
	Name string
	At   *inner
}

type sample struct {
	On     bool
	Small  int8
	Big    int64
	Kind   uint8
	Names  []string
	Inner  []inner
	hidden string
}

func TestRoundTrip(t *testing.T) {
	for _, want := range []sample{
		{},
		{On: true, Small: -128, Big: math.MinInt64, Kind: 255, Names: []string{"a", "", "a", "b", ""}},
		{Big: math.MaxInt64, Inner: []inner{{"x", nil}, {"x", &inner{"y", &inner{Name: "x"}}}}},
	} {
		data := compact.Marshal(want)
		if again := compact.Marshal(&want); !bytes.Equal(data, again) {
			t.Errorf("%+v: two encodings", want)
		}
		var got sample
		if err := compact.Unmarshal(data, &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
	}
}

func TestUnexportedFieldsAreLeftOut(t *testing.T) {
	if a, b := compact.Marshal(sample{hidden: "x"}), compact.Marshal(sample{}); !bytes.Equal(a, b) {
		t.Error("an unexported field is in the encoding")
	}
}

func TestStringsAreWrittenOnce(t *testing.T) {
	long := string(bytes.Repeat([]byte("0123456789abcdef"), 16))
	once := len(compact.Marshal(sample{Names: []string{long}}))
	if often := len(compact.Marshal(sample{Names: []string{long, long, long, long}})); often > once+8 {
		t.Errorf("one string takes %d bytes, four the same %d", once, often)
	}
}

// FuzzUnmarshal holds that damaged input gives an error or a value that can be
// written again, and neither a panic nor much memory.
func FuzzUnmarshal(f *testing.F) {
	f.Add([]byte{})
	f.Add(compact.Marshal(sample{On: true, Names: []string{"a", "a"}, Inner: []inner{{"x", &inner{Name: "y"}}}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		var v, again sample
		if compact.Unmarshal(data, &v) != nil {
			return
		}
		if err := compact.Unmarshal(compact.Marshal(v), &again); err != nil || !reflect.DeepEqual(v, again) {
			t.Errorf("%+v became %+v, %v", v, again, err)
		}
	})
}

// FuzzRoundTrip holds that what is written is what is read, for values made of
// arbitrary numbers and strings, and that the bytes depend on the value only.
func FuzzRoundTrip(f *testing.F) {
	f.Add([]byte{}, int64(0), "")
	f.Add([]byte{0, 1, 2, 3, 4, 5, 255, 7, 8}, int64(math.MinInt64), "a\x00b")
	f.Fuzz(func(t *testing.T, shape []byte, big int64, text string) {
		want := build(shape, big, text)
		data := compact.Marshal(want)
		if !bytes.Equal(data, compact.Marshal(build(shape, big, text))) {
			t.Errorf("%+v: two encodings", want)
		}
		var got sample
		if err := compact.Unmarshal(data, &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v became %+v, %v", want, got, err)
		}
		// All of it is needed.
		if compact.Unmarshal(compact.Marshal(struct{ Extra sample }{want}), new(struct {
			Extra sample
			More  bool
		})) == nil {
			t.Errorf("%+v: the encoding is taken for that of a larger value", want)
		}
	})
}

// build makes a value out of arbitrary input.
func build(shape []byte, big int64, text string) sample {
	s := sample{Big: big}
	for i, b := range shape {
		part := text[min(int(b>>3), len(text)):]
		switch b % 6 {
		case 0:
			s.On = !s.On
		case 1:
			s.Small = int8(b)
		case 2:
			s.Kind = b
		case 3:
			s.Names = append(s.Names, part)
		case 4:
			s.Inner = append(s.Inner, inner{Name: part})
		case 5:
			s.Inner = append(s.Inner, inner{part, &inner{text, &inner{Name: text[:min(i, len(text))]}}})
		}
	}
	return s
}
