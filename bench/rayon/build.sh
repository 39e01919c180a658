#!/bin/sh
# Builds the contestant of Rayon, with the compiler and the sources that Debian has, and
# prints where it is. Installs what is missing, if run as root.
#
#	go run . -rayon "$(rayon/build.sh)"
set -eu
cd "$(dirname "$0")"
sources=/usr/share/cargo/registry
if ! command -v cargo >/dev/null || ! ls -d "$sources"/rayon-[0-9]* >/dev/null 2>&1; then
	if [ "$(id -u)" != 0 ]; then
		echo "rayon/build.sh: want the packages cargo, rustc and librust-rayon-dev" >&2
		exit 1
	fi
	apt-get update -q >&2
	apt-get install -y -q cargo rustc librust-rayon-dev >&2
fi
target=${CARGO_TARGET_DIR:-${TMPDIR:-/tmp}/parvet-bench-rayon}
CARGO_HOME="$target/home" cargo build --quiet --release --offline --target-dir "$target" \
	--config 'source.crates-io.replace-with="debian"' --config "source.debian.directory=\"$sources\"" >&2
echo "$target/release/rayon-bench"
