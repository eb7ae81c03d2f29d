package web

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed locales/*.json
var localeFiles embed.FS

// The languages of the pages. A person's setting is one of these two words;
// "zh" stands for zh-CN.
const (
	zh = "zh"
	en = "en"
)

var languages = []string{zh, en}

// words finds a message by key in one language.
type words struct {
	lang      string
	localizer *i18n.Localizer
}

// loadWords reads both languages. Every key is in both files: a test holds it.
func loadWords() (map[string]*words, error) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	for _, name := range []string{"locales/en.json", "locales/zh-CN.json"} {
		if _, err := bundle.LoadMessageFileFS(localeFiles, name); err != nil {
			return nil, fmt.Errorf("web: words: %w", err)
		}
	}
	return map[string]*words{
		zh: {lang: zh, localizer: i18n.NewLocalizer(bundle, "zh-CN")},
		en: {lang: en, localizer: i18n.NewLocalizer(bundle, "en")},
	}, nil
}

// tag is the language tag of the html element.
func (w *words) tag() string {
	if w.lang == zh {
		return "zh-CN"
	}
	return "en"
}

// T returns the message of a key. pairs are names and values put into it; the
// name Count also chooses the plural. Error: an unknown key or odd pairs.
func (w *words) T(key string, pairs ...any) (string, error) {
	data, err := pairsToMap(pairs)
	if err != nil {
		return "", fmt.Errorf("web: words %s: %w", key, err)
	}
	conf := &i18n.LocalizeConfig{MessageID: key, TemplateData: data}
	if n, ok := data["Count"]; ok {
		conf.PluralCount = n
	}
	text, err := w.localizer.Localize(conf)
	if err != nil {
		return "", fmt.Errorf("web: words %s: %w", key, err)
	}
	return text, nil
}

// has reports whether the key has words.
func (w *words) has(key string) bool {
	_, err := w.localizer.Localize(&i18n.LocalizeConfig{MessageID: key, PluralCount: 2})
	var missing *i18n.MessageNotFoundErr
	return !errors.As(err, &missing)
}

func pairsToMap(pairs []any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, errors.New("a name without a value")
	}
	data := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("name %d is not a string", i/2)
		}
		data[name] = pairs[i+1]
	}
	return data, nil
}

// grouped writes n with a comma between thousands, in both languages.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if s[0] == '-' {
		sign, s = "−", s[1:]
	}
	var b strings.Builder
	for i, r := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	return sign + b.String()
}
