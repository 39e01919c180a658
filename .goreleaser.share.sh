# Writes what a release has beside the program into build/share: completions and
# the manual page.
set -eu
share=build/share
rm -rf "$share"
mkdir -p "$share/completions" "$share/man/man1"
go build -buildvcs=auto -o build/parvet ./cmd/parvet
for shell in bash fish zsh; do
	build/parvet completion $shell >"$share/completions/parvet.$shell"
done
build/parvet man >"$share/man/man1/parvet.1"
