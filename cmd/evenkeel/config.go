package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"
)

// Config is everything the program reads from its environment.
type Config struct {
	// DatabaseURL names a PostgreSQL 14–18 with pgvector ≥ 0.8. Empty: a
	// private server under Home.
	DatabaseURL string `env:"DATABASE_URL" secret:"true" help:"a PostgreSQL to use instead of the private one"`
	// Home holds all that is made at run time.
	Home string `env:"EVENKEEL_HOME" envDefault:".evenkeel" help:"folder for all that is made at run time"`
	// Addr is where serve listens.
	Addr string `env:"EVENKEEL_LISTEN" envDefault:"127.0.0.1:8080" help:"address to listen on"`
	// LogLevel is debug, info, warn or error.
	LogLevel slog.Level `env:"EVENKEEL_LOG" envDefault:"info" help:"debug, info, warn or error"`
	// SecureCookies marks cookies Secure: set it behind TLS.
	SecureCookies bool `env:"EVENKEEL_SECURE_COOKIES" envDefault:"false" help:"true behind TLS"`
	// Demo fills an empty database with the demonstration set when serve
	// starts on a loopback address.
	Demo bool `env:"EVENKEEL_DEMO" envDefault:"true" help:"fill an empty database with the demonstration set"`

	// Embedder is auto, hash, e5 or endpoint; see app.embedder.
	Embedder string `env:"EVENKEEL_EMBEDDER" envDefault:"auto" help:"auto, hash, e5 or endpoint: what finds past cases"`

	OpenAIKey            string `env:"OPENAI_API_KEY" secret:"true" help:"key of a language-model endpoint"`
	OpenAIBaseURL        string `env:"OPENAI_BASE_URL" help:"any OpenAI-compatible endpoint, such as http://127.0.0.1:8000/v1"`
	OpenAIModel          string `env:"OPENAI_MODEL" help:"chat model that voices the debtor and helps the judge"`
	OpenAIEmbeddingModel string `env:"OPENAI_EMBEDDING_MODEL" help:"embedding model for past cases"`
}

// readConfig parses and validates environ; an error names the variable.
func readConfig(environ []string) (Config, error) {
	var c Config
	if err := env.ParseWithOptions(&c, env.Options{Environment: env.ToMap(environ)}); err != nil {
		return c, fmt.Errorf("configuration: %w", explainEnv(err, env.ToMap(environ)))
	}
	return c, c.validate()
}

// explainEnv puts the variable's name where the parser gives the field's.
func explainEnv(err error, vars map[string]string) error {
	params, perr := env.GetFieldParams(&Config{})
	if perr != nil {
		return err
	}
	for _, p := range params {
		one := map[string]string{p.Key: vars[p.Key]}
		if vars[p.Key] == "" {
			continue
		}
		var c Config
		if e := env.ParseWithOptions(&c, env.Options{Environment: one}); e != nil {
			return fmt.Errorf("%s: %q is not valid (see evenkeel config)", p.Key, vars[p.Key])
		}
	}
	return err
}

func (c Config) validate() error {
	if _, port, err := net.SplitHostPort(c.Addr); err != nil || port == "" {
		return fmt.Errorf("EVENKEEL_LISTEN: %q is not host:port, such as 127.0.0.1:8080", c.Addr)
	}
	if !slices.Contains(embedders, c.Embedder) {
		return fmt.Errorf("EVENKEEL_EMBEDDER: %q is none of %s", c.Embedder, strings.Join(embedders, ", "))
	}
	if c.Home == "" {
		return fmt.Errorf("EVENKEEL_HOME: must name a folder")
	}
	if err := checkURL("OPENAI_BASE_URL", c.OpenAIBaseURL, "http", "https"); err != nil {
		return err
	}
	if strings.Contains(c.DatabaseURL, "://") {
		return checkURL("DATABASE_URL", c.DatabaseURL, "postgres", "postgresql")
	}
	return nil
}

// checkURL never repeats the value: it may hold a password.
func checkURL(name, value string, schemes ...string) error {
	if value == "" {
		return nil
	}
	u, err := url.Parse(value)
	if err == nil {
		for _, s := range schemes {
			if u.Scheme == s {
				return nil
			}
		}
	}
	return fmt.Errorf("%s: is not an address that starts with %s://", name, strings.Join(schemes, ":// or "))
}

// chatConfigured reports whether a chat endpoint can be asked: a model, and a
// key or an endpoint of one's own.
func (c Config) chatConfigured() bool {
	return c.OpenAIModel != "" && (c.OpenAIKey != "" || c.OpenAIBaseURL != "")
}

func (c Config) embeddingsConfigured() bool {
	return c.OpenAIEmbeddingModel != "" && (c.OpenAIKey != "" || c.OpenAIBaseURL != "")
}

// loopback reports whether serve can be reached from this machine only.
func (c Config) loopback() bool {
	host, _, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

type configCmd struct{}

// Run prints each variable with its value and meaning.
func (configCmd) Run(_ context.Context, a *app) error {
	params, err := env.GetFieldParams(&a.Config)
	if err != nil {
		return err
	}
	for i, p := range params {
		value, help := configField(a.Config, i)
		if _, err := fmt.Fprintf(a.Out, "%-24s %-28s %s\n", p.Key, value, help); err != nil {
			return err
		}
	}
	return nil
}
