// Package compact turns Go values into few bytes and back.
//
// It serves for facts, of which a program has thousands that name the same
// functions and files over and over: each string is written once, numbers have
// variable length, fields have no names, and the whole is deflated. The same
// value gives the same bytes.
//
// Both sides must agree on the type. There is no version: facts are kept under
// a key that has the hash of the program that wrote them.
package compact

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"reflect"
	"sync"
)

// maxSize is the largest value that is read, in bytes before deflation, so
// that damaged input cannot exhaust memory.
const maxSize = 64 << 20

// maxGrowth is for how many elements of a slice there is room before they are read.
const maxGrowth = 64

// fields has the exported fields of each type of struct, since reflect makes a
// description of a field each time that it is asked.
var fields sync.Map // reflect.Type to []int

func exported(t reflect.Type) []int {
	if known, ok := fields.Load(t); ok {
		return known.([]int)
	}
	var list []int
	for i := range t.NumField() {
		if t.Field(i).IsExported() {
			list = append(list, i)
		}
	}
	fields.Store(t, list)
	return list
}

// Marshal returns the encoding of a value made of structs, slices, pointers,
// strings, booleans and integers, or of what v points to. Unexported fields are
// left out. It panics at other types and a nil pointer, which are mistakes of
// the program.
func Marshal(v any) []byte {
	e := encoder{strings: make(map[string]uint64)}
	e.value(reflect.Indirect(reflect.ValueOf(v)))
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		panic(err) // the level is valid
	}
	w.Write(e.buf) // a bytes.Buffer takes everything
	w.Close()
	return out.Bytes()
}

// Unmarshal reads what Marshal has written into the value that ptr points to.
// It returns an error if data is not the encoding of such a value; then part of
// it may have been set.
func Unmarshal(data []byte, ptr any) error {
	raw, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(data)), maxSize+1))
	if err != nil {
		return fmt.Errorf("compact: %w", err)
	}
	if len(raw) > maxSize {
		return errors.New("compact: too large")
	}
	d := decoder{buf: raw}
	d.value(reflect.ValueOf(ptr).Elem())
	if d.err == nil && len(d.buf) > 0 {
		d.fail("%d bytes too many", len(d.buf))
	}
	return d.err
}

type encoder struct {
	buf     []byte
	strings map[string]uint64 // numbered from 1; 0 is a new one
}

func (e *encoder) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		if v.Bool() {
			e.buf = append(e.buf, 1)
		} else {
			e.buf = append(e.buf, 0)
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		e.buf = binary.AppendVarint(e.buf, v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		e.buf = binary.AppendUvarint(e.buf, v.Uint())
	case reflect.String:
		s := v.String()
		n, ok := e.strings[s]
		e.buf = binary.AppendUvarint(e.buf, n)
		if !ok {
			e.strings[s] = uint64(len(e.strings) + 1)
			e.buf = binary.AppendUvarint(e.buf, uint64(len(s)))
			e.buf = append(e.buf, s...)
		}
	case reflect.Slice:
		e.buf = binary.AppendUvarint(e.buf, uint64(v.Len()))
		for i := range v.Len() {
			e.value(v.Index(i))
		}
	case reflect.Pointer:
		if v.IsNil() {
			e.buf = append(e.buf, 0)
			return
		}
		e.buf = append(e.buf, 1)
		e.value(v.Elem())
	case reflect.Struct:
		for _, i := range exported(v.Type()) {
			e.value(v.Field(i))
		}
	default:
		panic("compact: cannot encode a " + v.Type().String())
	}
}

type decoder struct {
	buf     []byte
	strings []string
	err     error
}

// fail records the first error. What is read afterwards is zero.
func (d *decoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf("compact: "+format, args...)
	}
	d.buf = nil
}

func (d *decoder) uint() uint64 {
	n, size := binary.Uvarint(d.buf)
	if size <= 0 {
		d.fail("truncated")
		return 0
	}
	d.buf = d.buf[size:]
	return n
}

// length returns a number of things that take at least a byte each.
func (d *decoder) length() int {
	n := d.uint()
	if n > uint64(len(d.buf)) {
		d.fail("truncated")
		return 0
	}
	return int(n)
}

func (d *decoder) string() string {
	n := d.uint()
	switch {
	case d.err != nil:
		return ""
	case n == 0:
		size := d.length()
		s := string(d.buf[:size])
		d.buf = d.buf[size:]
		d.strings = append(d.strings, s)
		return s
	case n > uint64(len(d.strings)):
		d.fail("unknown string")
		return ""
	}
	return d.strings[n-1]
}

func (d *decoder) value(v reflect.Value) {
	if d.err != nil {
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(d.uint() != 0)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, size := binary.Varint(d.buf)
		if size <= 0 || v.OverflowInt(n) {
			d.fail("bad number")
			return
		}
		d.buf = d.buf[size:]
		v.SetInt(n)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		n := d.uint()
		if v.OverflowUint(n) {
			d.fail("bad number")
			return
		}
		v.SetUint(n)
	case reflect.String:
		v.SetString(d.string())
	case reflect.Slice:
		n := d.length()
		if n == 0 {
			return
		}
		v.Grow(min(n, maxGrowth)) // n may be anything
		for i := range n {
			if d.err != nil {
				return
			}
			if i == v.Cap() {
				v.Grow(1)
			}
			v.SetLen(i + 1)
			d.value(v.Index(i))
		}
	case reflect.Pointer:
		if d.uint() != 0 {
			v.Set(reflect.New(v.Type().Elem()))
			d.value(v.Elem())
		}
	case reflect.Struct:
		for _, i := range exported(v.Type()) {
			d.value(v.Field(i))
		}
	default:
		d.fail("cannot decode a %s", v.Type())
	}
}
