package lsp_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// snippets returns the blocks of code in the page about editors that are in that
// language.
func snippets(t *testing.T, language string, want int) []string {
	t.Helper()
	data, err := os.ReadFile("../../docs/editors.md")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, part := range strings.Split(string(data), "\n```"+language+"\n")[1:] {
		code, _, ok := strings.Cut(part, "\n```\n")
		if !ok {
			t.Fatalf("a block of %s has no end", language)
		}
		all = append(all, code+"\n")
	}
	if len(all) != want {
		t.Fatalf("the page has %d blocks of %s, want %d", len(all), language, want)
	}
	return all
}

// need skips a test where a program is missing, which is a failure in CI.
func need(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%v: .ci/tools installs it", err)
		}
		t.Skipf("%s is not installed", program)
	}
}

// TestEditorsJSON: the settings are JSON, and the template is what the page shows.
func TestEditorsJSON(t *testing.T) {
	blocks := snippets(t, "json", 3)
	for _, block := range blocks {
		if !json.Valid([]byte(block)) {
			t.Errorf("not JSON:\n%s", block)
		}
	}
	template, err := os.ReadFile("../../editors/goland/template.json")
	if err != nil {
		t.Fatal(err)
	}
	if string(template) != blocks[2] {
		t.Error("the template is another one than on the page")
	}
}

// TestEditorsTOML: Helix and Zed can read their files.
func TestEditorsTOML(t *testing.T) {
	need(t, "python3")
	if err := exec.Command("python3", "-c", "import tomllib").Run(); err != nil {
		t.Skip("this Python cannot read TOML")
	}
	texts := snippets(t, "toml", 1)
	for _, name := range []string{"extension.toml", "Cargo.toml"} {
		data, err := os.ReadFile(filepath.Join("../../editors/zed", name))
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(data))
	}
	for _, text := range texts {
		cmd := exec.Command("python3", "-c", "import sys, tomllib; tomllib.load(sys.stdin.buffer)")
		cmd.Stdin = strings.NewReader(text)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v:\n%s\n%s", err, text, out)
		}
	}
}

// TestEditorsNeovim starts Neovim with the snippet for the version that Debian has,
// and reads the other one.
func TestEditorsNeovim(t *testing.T) {
	need(t, "nvim")
	blocks := snippets(t, "lua", 2)
	e := prepare(t, nap)
	e.write("newer.lua", blocks[0])
	e.write("init.lua", blocks[1])
	e.write("test.lua", `
local function stop(text)
  io.stderr:write(text .. '\n')
  vim.cmd('cquit')
end
local read, why = loadfile('newer.lua')
if not read then stop(why) end
local function found() return vim.diagnostic.get(0) end
if not vim.wait(300000, function() return #found() == 2 end) then stop('no findings') end
local first = found()[1]
if first.code ~= 'sleep' or first.source ~= 'parvet' or first.lnum ~= 11 then stop(vim.inspect(first)) end
vim.api.nvim_buf_set_lines(0, 11, 12, true, { '\t\t_ = time.Second' })
if not vim.wait(300000, function() return #found() == 1 end) then stop('the finding stays') end
vim.cmd('quitall!')
`)
	cmd := exec.Command("nvim", "--headless", "-n", "-i", "NONE", "-u", "init.lua", "nap.go", "-c", "luafile test.lua")
	cmd.Dir = e.dir
	cmd.Env = append(e.command().Env, "HOME="+t.TempDir(), "PARVET_CACHE=off", "GOCACHE="+goEnv(t, "GOCACHE"),
		"PATH="+filepath.Dir(parvet())+string(filepath.ListSeparator)+os.Getenv("PATH"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// TestEditorsEmacs: Emacs can read the snippets, which are without effect where the
// packages are not loaded.
func TestEditorsEmacs(t *testing.T) {
	need(t, "emacs")
	for _, block := range snippets(t, "elisp", 2) {
		file := filepath.Join(t.TempDir(), "init.el")
		if err := os.WriteFile(file, []byte(block), 0o666); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command("emacs", "-Q", "--batch", "-l", file).CombinedOutput(); err != nil {
			t.Errorf("%v: %s\n%s", err, out, block)
		}
	}
}
