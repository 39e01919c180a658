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
