module made

go 1.26
