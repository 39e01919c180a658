package lsptest

import (
	"encoding/json"

	"github.com/creachadair/jrpc2/channel"
)

// ordered takes the notifications of a server as they come: the library hands each
// message to a goroutine, so that an older one could come last.
type ordered struct {
	channel.Channel
	notified func(method string, params json.RawMessage)
}

func (o ordered) Recv() ([]byte, error) {
	for {
		data, err := o.Channel.Recv()
		if err != nil {
			return data, err
		}
		var m struct {
			ID     json.RawMessage `json:"id"`
			Method string          `json:"method"`
			Params json.RawMessage `json:"params"`
		}
		if err := json.Unmarshal(data, &m); err != nil || m.Method == "" || m.ID != nil {
			return data, nil // not a notification
		}
		o.notified(m.Method, m.Params)
	}
}
