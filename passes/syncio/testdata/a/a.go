package a

import (
	"bufio"
	"bytes"
	"context"
	"crypto/cipher"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/parvet/parvet/runtime/par"
)

func positive(ctx context.Context, urls []string, c *http.Client, db *sql.DB, conn net.Conn) {
	par.ForEach(ctx, urls, func(ctx context.Context, i int, u *string) error {
		resp, err := http.Get(*u) // want `^task passed to par.ForEach blocks on the network: net/http.Get; wrap it in par.Blocking or do it outside of the task$`
		if err != nil {
			return err
		}
		io.ReadAll(resp.Body) // want `blocks on the network: io.ReadAll → net/http.Response.Body.Read;`
		req, _ := http.NewRequestWithContext(ctx, "GET", *u, nil)
		c.Do(req)                                               // want `blocks on the network: net/http.\(\*Client\).Do`
		os.ReadFile(*u)                                         // want `blocks on a file: os.ReadFile`
		os.WriteFile(*u, nil, 0o600)                            // want `blocks on a file: os.WriteFile`
		exec.LookPath("ls")                                     // want `blocks on a file: os/exec.LookPath`
		exec.CommandContext(ctx, "ls").Run()                    // want `blocks on a process: os/exec.\(\*Cmd\).Run \(until its context ends\)`
		exec.Command("ls").Output()                             // want `blocks on a process: os/exec.\(\*Cmd\).Output`
		db.QueryContext(ctx, "select 1")                        // want `blocks on a database: database/sql.\(\*DB\).QueryContext \(until its context ends\)`
		db.QueryContext(context.Background(), "")               // want `blocks on a database: database/sql.\(\*DB\).QueryContext;`
		db.Exec("delete from t")                                // want `blocks on a database: database/sql.\(\*DB\).Exec`
		fmt.Println("done")                                     // want `blocks on the terminal: fmt.Println`
		log.Printf("done")                                      // want `blocks on the terminal: log.Printf`
		fmt.Fprintln(os.Stderr, "done")                         // want `blocks on the terminal: fmt.Fprintln → os.Stderr.Write`
		conn.Read(nil)                                          // want `blocks on the network: net.Conn.Read`
		net.Dial("tcp", "")                                     // want `blocks on the network: net.Dial`
		load(*u)                                                // want `blocks on a file: load → \(\*cache\).fill → os.ReadFile at a.go:\d+; wrap`
		filepath.Walk(*u, nil)                                  // want `blocks on a file: path/filepath.Walk`
		json.NewEncoder(os.Stdout).Encode(1)                    // want `blocks on the terminal: encoding/json.\(\*Encoder\).Encode → os.Stdout.Write`
		f, err := os.Open(*u)                                   // want `blocks on a file: os.Open`
		bufio.NewReader(f).ReadString('\n')                     // want `blocks on a file: bufio.\(\*Reader\).ReadString → os.\(\*File\).Read`
		slog.New(slog.NewJSONHandler(f, nil)).Info("x")         // want `blocks on a file: log/slog.\(\*Logger\).Info → .*Handle → os.\(\*File\).Write`
		io.ReadAll(io.LimitReader(conn, 10))                    // want `blocks on the network: io.ReadAll → net.Conn.Read`
		io.ReadAll(io.TeeReader(strings.NewReader(""), f))      // want `blocks on a file: io.ReadAll → os.\(\*File\).Write`
		io.ReadAll(io.MultiReader(strings.NewReader(""), conn)) // want `blocks on the network: io.ReadAll → net.Conn.Read`
		io.MultiWriter(io.Discard, f).Write(nil)                // want `blocks on a file: os.\(\*File\).Write`
		io.LimitReader(f, 3).Read(nil)                          // want `blocks on a file: os.\(\*File\).Read`
		io.LimitReader(strings.NewReader("a"), 3).Read(nil)
		io.ReadAll(io.MultiReader(strings.NewReader("a"), strings.NewReader("b")))
		limited := &io.LimitedReader{R: conn, N: 10}
		limited.Read(nil)                                        // want `blocks on the network: io.\(\*LimitedReader\).Read → net.Conn.Read`
		io.ReadAll(limited)                                      // want `blocks on the network: io.ReadAll → io.\(\*LimitedReader\).Read → net.Conn.Read`
		io.ReadAll(cipher.StreamReader{R: f})                    // want `blocks on a file: io.ReadAll → crypto/cipher.StreamReader.Read → os.\(\*File\).Read`
		cipher.StreamWriter{W: f}.Write(nil)                     // want `blocks on a file: crypto/cipher.StreamWriter.Write → os.\(\*File\).Write`
		(&textproto.Reader{R: bufio.NewReader(conn)}).ReadLine() // want `blocks on the network: net/textproto.\(\*Reader\).ReadLine → bufio.\(\*Reader\).Read → net.Conn.Read`
		return err
	})
	par.Map(ctx, urls, fetch)
}

func fetch(ctx context.Context, u string) (int, error) {
	resp, err := http.Get(u) // want `task passed to par.Map blocks on the network: fetch → net/http.Get;`
	return resp.StatusCode, err
}

type cache struct{ data []byte }

func (c *cache) fill(name string) { c.data, _ = os.ReadFile(name) }

func load(name string) { new(cache).fill(name) }

func negative(ctx context.Context, urls []string, w io.Writer, r io.Reader) {
	var buf bytes.Buffer
	par.ForEach(ctx, urls, func(ctx context.Context, i int, u *string) error {
		buf.WriteString(*u)
		fmt.Fprintf(&buf, "%s", *u)
		_ = fmt.Sprintf("%s", *u)
		io.Copy(&buf, strings.NewReader(*u))
		io.Copy(w, r) // nothing is known of them
		io.ReadAll(&io.LimitedReader{R: strings.NewReader(*u), N: 10})
		io.ReadAll(&io.LimitedReader{R: r, N: 10})
		(&cipher.StreamWriter{W: &buf}).Write(nil)
		json.NewEncoder(&buf).Encode(u)
		json.NewDecoder(strings.NewReader(*u)).Decode(u)
		bufio.NewScanner(strings.NewReader(*u)).Scan()
		_ = filepath.Join(*u, "x")
		_ = strings.ToLower(*u)
		_ = os.Getenv("HOME")
		_ = exec.Command("ls") // not run, and looked for in the first few folders only
		_, err := http.NewRequest("GET", *u, nil)
		go http.Get(*u)
		log.New(io.Discard, "", 0).Print("x")
		return par.Blocking(ctx, func(ctx context.Context) error {
			_, err = http.Get(*u)
			return err
		})
	})
	http.Get(urls[0])
}
