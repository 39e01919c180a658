// Webserver_fixed is webserver with the worker given back while it waits for
// the bank: the question stands inside par.Blocking. However many requests wait
// for the bank, two workers remain for the others.
package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/parvet/parvet/runtime/par"
)

// rates are what one euro is worth, in thousandths.
var rates = map[string]int{"EUR": 1000, "USD": 1088, "CHF": 951}

// server answers /?euros=N&currency=CUR.
type server struct {
	pool *par.Pool
	bank string // URL of the bank
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	task, err := par.Submit(r.Context(), s.pool, func(ctx context.Context) (string, error) {
		return s.answer(ctx, r)
	})
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	answer, err := task.Wait(r.Context())
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	io.WriteString(w, answer)
}

// answer converts the price that r asks for. The context is that of the task,
// by which par.Blocking knows the worker; that of r would not do.
func (s *server) answer(ctx context.Context, r *http.Request) (string, error) {
	query := r.URL.Query()
	euros, err := strconv.Atoi(query.Get("euros"))
	if err != nil {
		return "", err
	}
	currency := query.Get("currency")
	rate, err := s.rate(ctx, currency)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d %s", euros*rate/1000, currency), nil
}

// rate looks up the rate of a currency.
func (s *server) rate(ctx context.Context, currency string) (int, error) {
	if rate, ok := rates[currency]; ok {
		return rate, nil
	}
	var body []byte
	err := par.Blocking(ctx, func(ctx context.Context) (err error) {
		body, err = s.ask(ctx, currency)
		return err
	})
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.TrimSpace(string(body)))
}

// ask asks the bank, and stops when the client of the server has gone.
func (s *server) ask(ctx context.Context, currency string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.bank+currency, nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
