package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/rule"
	"github.com/parvet/parvet/internal/toy"
)

// completed has the words that must be among the answers to a line, and those
// that must not.
var completed = []struct {
	line      string
	want, not []string
}{
	{"parvet ", []string{"explain", "rules", "completion"}, []string{"-tier"}},
	{"parvet ex", []string{"explain"}, []string{"rules"}},
	{"parvet -f", []string{"-format", "-fix"}, []string{"-tags", "explain"}},
	{"parvet -format js", []string{"json"}, []string{"text"}},
	{"parvet -tier ", []string{"definite", "possible"}, []string{"sleep", "explain"}},
	{"parvet ./... -tier pro", []string{"probable"}, []string{"definite"}},
	{"parvet explain s", []string{"sleep", "syncio"}, []string{"mutex", "rules"}},
	{"parvet rules -f", []string{"-format"}, []string{"-fix"}},
	{"parvet rules -format m", []string{"markdown"}, []string{"json", "text"}},
	{"parvet completion ", []string{"bash", "fish", "zsh"}, []string{"sleep"}},
	{"parvet -C su", []string{"sub"}, []string{"some.txt"}},
	{"parvet -models so", []string{"some.txt"}, nil},
	{"parvet -disable sl", []string{"sleep"}, []string{"mutex"}},
}

// TestCompletions asks the shells themselves.
func TestCompletions(t *testing.T) {
	c := &command{Program: Program{Rules: toy.Rules}}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "some.txt"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for shell, write := range shells {
		t.Run(shell, func(t *testing.T) {
			path, err := exec.LookPath(shell)
			if err != nil {
				if os.Getenv("CI") != "" {
					t.Fatal(err)
				}
				t.Skip(err)
			}
			file := filepath.Join(t.TempDir(), "script")
			if err := os.WriteFile(file, []byte(write(c.completion())), 0o666); err != nil {
				t.Fatal(err)
			}
			var lines []string
			for _, test := range completed {
				lines = append(lines, test.line)
			}
			answers := asked[shell](t, path, dir, file, lines)
			if len(answers) != len(lines) {
				t.Fatalf("%d answers to %d lines: %q", len(answers), len(lines), answers)
			}
			for i, test := range completed {
				got := answers[i]
				for _, w := range test.want {
					if !slices.Contains(got, w) {
						t.Errorf("%q: %q is not among %q", test.line, w, got)
					}
				}
				for _, w := range test.not {
					if slices.Contains(got, w) {
						t.Errorf("%q: %q is among %q", test.line, w, got)
					}
				}
			}
		})
	}
}

// asked has functions that return what a shell offers after lines.
var asked = map[string]func(t *testing.T, shell, dir, file string, lines []string) [][]string{
	"bash": func(t *testing.T, shell, dir, file string, lines []string) [][]string {
		return answers(t, dir, lines, shell, "-c", `source "$1"; shift; compopt() { :; }
for line; do
	read -ra COMP_WORDS <<< "$line"; [[ $line == *" " ]] && COMP_WORDS+=("")
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _parvet; printf '%s\n' "${COMPREPLY[@]}" done:
done`, "bash", file)
	},
	"fish": func(t *testing.T, shell, dir, file string, lines []string) [][]string {
		return answers(t, dir, lines, shell, "-N", "-c", `source $argv[1]; for line in $argv[2..]; complete -C $line; echo done:; end`, file)
	},
	// The line is typed at the prompt of another zsh, on a terminal of its own;
	// what is offered is what its completion functions add.
	"zsh": func(t *testing.T, shell, dir, file string, lines []string) [][]string {
		return answers(t, dir, lines, shell, "-c", `zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PROMPT=; setopt nopromptsp; stty -echo; autoload -Uz compinit; compinit -u -D; source ${(q)1}"
zpty -w z 'compadd() { local -a got; builtin compadd -O got "$@"; print -rl -- "${(@)got/#/offered:}"; builtin compadd "$@" }'
zpty -w z "zle -C offer complete-word offered; offered() { _main_complete; compstate[insert]=; compstate[list]=; print done:; }; bindkey '^X' offer"
zpty -w z 'print ready:'
while zpty -r z out; do [[ $out == *ready:* ]] && break; done
shift
for line; do
	zpty -n -w z $'\x15'"$line"$'\x18'
	while zpty -r z out; do print -r -- ${out//$'\r'/$'\n'}; [[ $out == *done:* ]] && break; done
done
zpty -d z`, "zsh", file)
	},
}

// answers runs a shell, and returns what it prints for each of the lines, which
// ends with a line "done:".
func answers(t *testing.T, dir string, lines []string, shell string, args ...string) [][]string {
	t.Helper()
	cmd := exec.Command(shell, append(args, lines...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var all [][]string
	var words []string
	for w := range strings.Lines(string(out)) {
		w, _, _ = strings.Cut(strings.TrimSpace(w), "\t") // fish tells what it is
		if i := strings.LastIndex(w, "offered:"); i >= 0 {
			w = w[i+len("offered:"):]
		}
		if strings.HasSuffix(w, "done:") {
			all, words = append(all, words), nil
			continue
		}
		words = append(words, strings.TrimRight(w, "=/"))
	}
	return all
}

// TestMan: the page is one that its readers do not complain of.
func TestMan(t *testing.T) {
	c := &command{Program: Program{Rules: toy.Rules}}
	page := c.man()
	for _, id := range rule.IDs(toy.Rules) {
		if !strings.Contains(page, `\fB`+id+`\fP`) {
			t.Errorf("%s is missing", id)
		}
	}
	mandoc, err := exec.LookPath("mandoc")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	cmd := exec.Command(mandoc, "-Tlint", "-Wwarning")
	cmd.Stdin = strings.NewReader(page)
	out, err := cmd.CombinedOutput()
	if lines := strings.TrimSpace(string(out)); err != nil && !onlyDate(lines) {
		t.Errorf("%v\n%s", err, lines)
	}
}

// onlyDate reports whether all that is wrong is that the page has no date, which
// would make it another one each day.
func onlyDate(lint string) bool {
	for line := range strings.Lines(lint) {
		if !strings.Contains(line, "missing date") {
			return false
		}
	}
	return true
}
