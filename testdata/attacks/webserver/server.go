// Webserver converts prices, and two requests stop it.
//
// Each request is a task of a pool of two workers. The rates of the usual
// currencies are at hand; any other is asked from a bank, and the worker waits
// for the answer. Who chooses the currency chooses how long a worker waits, so
// an attacker sends one request for each worker, with a currency that the bank
// takes its time for. From then on nobody is served.
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
		return s.answer(r) // want syncio
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

// answer converts the price that r asks for.
func (s *server) answer(r *http.Request) (string, error) {
	query := r.URL.Query()
	euros, err := strconv.Atoi(query.Get("euros"))
	if err != nil {
		return "", err
	}
	currency := query.Get("currency")
	rate, err := s.rate(currency)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d %s", euros*rate/1000, currency), nil
}

// rate looks up the rate of a currency.
func (s *server) rate(currency string) (int, error) {
	if rate, ok := rates[currency]; ok {
		return rate, nil
	}
	resp, err := http.Get(s.bank + currency) // the worker is gone until the bank answers
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.TrimSpace(string(body)))
}
