// Package exported stands for that of Azure's clients.
package exported

import "net/http"

type Request struct{ policies []Policy }

type Policy interface {
	Do(*Request) (*http.Response, error)
}

type Pipeline struct{ policies []Policy }

func (p Pipeline) Do(req *Request) (*http.Response, error) {
	req.policies = p.policies
	return req.policies[0].Do(req)
}
