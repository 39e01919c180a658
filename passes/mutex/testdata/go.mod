module example.com/mutex

go 1.26.0
