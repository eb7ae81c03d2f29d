package main

import (
	"fmt"
	"strings"
	"testing"
)

func TestConfigDefaults(t *testing.T) {
	c, err := readConfig(nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Home != ".evenkeel" || c.Addr != "127.0.0.1:8080" || !c.Demo || !c.loopback() || c.chatConfigured() {
		t.Errorf("defaults: %v", c)
	}
}

func TestConfigErrorsNameTheVariable(t *testing.T) {
	for name, value := range map[string]string{
		"EVENKEEL_LISTEN": "8080", "EVENKEEL_LOG": "loud", "EVENKEEL_DEMO": "maybe",
		"OPENAI_BASE_URL": "ftp://x", "DATABASE_URL": "mysql://user:hidden@host/db",
	} {
		_, err := readConfig([]string{name + "=" + value})
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s=%s: error %v does not name the variable", name, value, err)
		}
		if err != nil && strings.Contains(err.Error(), "hidden") {
			t.Errorf("%s: the error shows a secret", name)
		}
	}
}

func TestConfigNeverShowsASecret(t *testing.T) {
	c, err := readConfig([]string{"OPENAI_API_KEY=sk-hidden", "DATABASE_URL=postgres://u:hidden@h/d"})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{fmt.Sprint(c), fmt.Sprintf("%+v", c), fmt.Sprintf("%#v", c), fmt.Sprintf("%v", &c)} {
		if strings.Contains(s, "hidden") || !strings.Contains(s, "OPENAI_API_KEY=set") {
			t.Errorf("shows a secret or hides that one is set: %s", s)
		}
	}
}

func TestChatNeedsAModelAndAnEndpoint(t *testing.T) {
	for _, tc := range []struct {
		env  []string
		want bool
	}{
		{[]string{"OPENAI_API_KEY=k"}, false},
		{[]string{"OPENAI_API_KEY=k", "OPENAI_MODEL=m"}, true},
		{[]string{"OPENAI_BASE_URL=http://127.0.0.1:1/v1", "OPENAI_MODEL=m"}, true},
	} {
		c, err := readConfig(tc.env)
		if err != nil || c.chatConfigured() != tc.want {
			t.Errorf("%v: %v, %v", tc.env, c.chatConfigured(), err)
		}
	}
}
