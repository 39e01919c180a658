//go:build !unix

package govet

import "os/exec"

// Process groups and interrupts are unix's: elsewhere the go command is
// killed, and its children end when they are done.

func ownGroup(*exec.Cmd) {}

func interruptGroup(cmd *exec.Cmd) error { return cmd.Process.Kill() }

func killGroup(*exec.Cmd) {}
