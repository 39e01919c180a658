module example.com/channel

go 1.26.0
