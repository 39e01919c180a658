package lsp

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// settings are what the user has set in the editor. The keys have the names of the
// command's flags, as those of .parvet.yaml do, and go before what that says.
type settings struct {
	flags []string
}

// ofClient are the settings of editors' extensions that are not about the analysis.
var ofClient = []string{"path", "arguments", "trace"}

// parseSettings returns what an object of JSON sets. It may be in an object by the
// name of parvet. What is null or empty is not set.
func parseSettings(raw json.RawMessage) (settings, error) {
	var s settings
	var object map[string]json.RawMessage
	if err := json.Unmarshal(raw, &object); len(raw) > 0 && err != nil {
		return s, fmt.Errorf("settings: want an object, have %.40s", raw)
	}
	if own, ok := object["parvet"]; ok {
		return parseSettings(own)
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if slices.Contains(ofClient, key) {
			continue
		}
		flags, err := flagsOf(key, object[key])
		if err != nil {
			return settings{}, err
		}
		s.flags = append(s.flags, flags...)
	}
	return s, nil
}

// flagsOf returns the flags for a setting; one in an object is for the flag with a
// dot in its name.
func flagsOf(name string, raw json.RawMessage) ([]string, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var value any
	if err := dec.Decode(&value); err != nil {
		return nil, fmt.Errorf("settings: %s: %w", name, err)
	}
	switch v := value.(type) {
	case nil:
		return nil, nil
	case bool, json.Number:
		return []string{fmt.Sprintf("-%s=%v", name, v)}, nil
	case string:
		if v == "" {
			return nil, nil
		}
		return []string{"-" + name + "=" + v}, nil
	case []any:
		var words []string
		for _, e := range v {
			word, ok := e.(string)
			if !ok {
				return nil, fmt.Errorf("settings: %s: want a list of strings", name)
			}
			words = append(words, word)
		}
		if len(words) == 0 {
			return nil, nil
		}
		return []string{"-" + name + "=" + strings.Join(words, ",")}, nil
	}
	var section map[string]json.RawMessage
	if err := json.Unmarshal(raw, &section); err != nil {
		return nil, fmt.Errorf("settings: %s: %w", name, err)
	}
	var all []string
	for _, key := range slices.Sorted(maps.Keys(section)) {
		flags, err := flagsOf(name+"."+key, section[key])
		if err != nil {
			return nil, err
		}
		all = append(all, flags...)
	}
	return all, nil
}

// setSettings takes new settings and has all analysed with them.
func (s *server) setSettings(raw json.RawMessage) {
	next, err := parseSettings(raw)
	if err != nil {
		s.show(err.Error())
		return
	}
	if slices.Equal(next.flags, s.settings.flags) {
		return
	}
	s.settings = next
	for _, t := range s.targets {
		s.saved(t)
	}
}

// didChangeConfiguration is sent with the settings, or, by clients that answer when
// they are asked, to say that there are new ones.
func (s *server) didChangeConfiguration(p didChangeConfiguration) error {
	if s.client.settings {
		s.start(s.askSettings)
		return nil
	}
	if len(p.Settings) > 0 && string(p.Settings) != "null" {
		s.setSettings(p.Settings)
	}
	return nil
}

// askSettings asks the client for the settings, if it has any.
func (s *server) askSettings() {
	answer, err := s.rpc.Callback(s.ctx, "workspace/configuration", map[string]any{"items": []any{map[string]any{"section": "parvet"}}})
	if err != nil {
		return
	}
	var all []json.RawMessage
	if err := answer.UnmarshalResult(&all); err != nil || len(all) == 0 || len(all[0]) == 0 || string(all[0]) == "null" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.setSettings(all[0])
}
