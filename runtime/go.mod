module github.com/parvet/parvet/runtime

go 1.26.0
