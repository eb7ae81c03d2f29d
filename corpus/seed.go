package corpus

import (
	stdembed "embed"
	"fmt"
	"io/fs"
	"strings"

	"github.com/goccy/go-yaml"
)

// seed holds the words that come with the product, written for it: cases_zh.yaml, cases_en.yaml and objections.yaml.
//
//go:embed seed/*.yaml
var seedFiles stdembed.FS

type seedCase struct {
	Ref    string `yaml:"ref"`
	Title  string `yaml:"title"`
	Facets Facets `yaml:"facets"`
	Text   string `yaml:"text"`
	Said   string `yaml:"said"`
	Agreed string `yaml:"agreed"`
	Ended  string `yaml:"ended"`
}

type seedObjection struct {
	Key string     `yaml:"key"`
	ZH  seedAnswer `yaml:"zh"`
	EN  seedAnswer `yaml:"en"`
}

type seedAnswer struct {
	Says  string   `yaml:"says"`
	Good  string   `yaml:"good"`
	Bad   string   `yaml:"bad"`
	Rules []string `yaml:"rules"`
}

// Seed returns the past cases and objections that come with the product, for all teams and marked as demonstration. An
// objection is one document for each language: Text is what the debtor says, Good and Bad are answers to it.
func Seed() ([]Document, error) {
	var out []Document
	for _, lang := range []string{"zh", "en"} {
		var cases []seedCase
		if err := readSeed("seed/cases_"+lang+".yaml", &cases); err != nil {
			return nil, err
		}
		for _, c := range cases {
			out = append(out, Document{Ref: c.Ref, Kind: Case, Lang: lang, Title: c.Title, Text: strings.TrimSpace(c.Text),
				Said: c.Said, Agreed: c.Agreed, Ended: c.Ended, Facets: c.Facets, Demo: true})
		}
	}
	var objections []seedObjection
	if err := readSeed("seed/objections.yaml", &objections); err != nil {
		return nil, err
	}
	for _, o := range objections {
		out = append(out, o.ZH.document(o.Key, "zh", "CN"), o.EN.document(o.Key, "en", "US"))
	}
	return out, nil
}

func (a seedAnswer) document(key, lang, jurisdiction string) Document {
	return Document{Ref: key + "-" + lang, Kind: Objection, Lang: lang, Title: a.Says, Text: a.Says, Good: a.Good, Bad: a.Bad,
		BadRules: a.Rules, Facets: Facets{"objection": key, "jurisdiction": jurisdiction}, Demo: true}
}

func readSeed(name string, into any) error {
	data, err := fs.ReadFile(seedFiles, name)
	if err != nil {
		return fmt.Errorf("corpus: %s: %w", name, err)
	}
	if err := yaml.UnmarshalWithOptions(data, into, yaml.Strict()); err != nil {
		return fmt.Errorf("corpus: %s: %w", name, err)
	}
	return nil
}
