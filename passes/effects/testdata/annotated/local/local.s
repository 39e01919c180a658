// The functions without a body are written in assembly, as far as Go knows.
