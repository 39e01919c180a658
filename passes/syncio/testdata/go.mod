module example.com/syncio

go 1.26.0
