module example.com/longloop

go 1.26.0
