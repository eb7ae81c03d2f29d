package rank

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	_ "time/tzdata" // zones are needed on machines that have none installed

	"golang.org/x/text/language"
)

// placePattern is a country (ISO 3166-1, UK for GB) with an optional part of it: CN, US-MA, US-NYC.
var placePattern = regexp.MustCompile(`^([A-Z]{2})(-[A-Z0-9]{2,3})?$`)

// onlyZone is the zone of countries that keep one time: there the place says the hour.
var onlyZone = map[string]string{
	"CN": "Asia/Shanghai", "HK": "Asia/Hong_Kong", "TW": "Asia/Taipei", "SG": "Asia/Singapore", "IN": "Asia/Kolkata",
	"UK": "Europe/London", "JP": "Asia/Tokyo", "KR": "Asia/Seoul", "DE": "Europe/Berlin", "FR": "Europe/Paris",
	"IE": "Europe/Dublin", "IT": "Europe/Rome", "NL": "Europe/Amsterdam", "PL": "Europe/Warsaw", "MO": "Asia/Macau",
	"US-NYC": "America/New_York", "US-NY": "America/New_York", "US-MA": "America/New_York", "US-CA": "America/Los_Angeles",
}

// parseJurisdiction checks the place whose conduct rules hold. Empty stays empty: unknown, and then nobody is called
// without the house's own care.
func parseJurisdiction(s string) (string, error) {
	place := strings.ToUpper(s)
	if place == "" {
		return "", nil
	}
	m := placePattern.FindStringSubmatch(place)
	if m == nil {
		return "", fmt.Errorf("%q is no jurisdiction; write a country and where needed its part: CN, US, US-MA, US-NYC, UK", s)
	}
	if m[1] == "GB" {
		return "UK" + m[2], nil
	}
	if r, err := language.ParseRegion(m[1]); m[1] != "EU" && (err != nil || !r.IsCountry()) {
		return "", fmt.Errorf("%q is no country of ISO 3166; write for example CN, US or UK", m[1])
	}
	return place, nil
}

// parseZones reads one or several IANA zones separated by "|"; without any it takes the only zone of the place, and
// where the place has several it stays empty.
func parseZones(s, jurisdiction string) ([]string, error) {
	if s == "" {
		if z, ok := onlyZone[jurisdiction]; ok {
			return []string{z}, nil
		}
		return []string{}, nil
	}
	zones := strings.Split(s, "|")
	for i, z := range zones {
		zones[i] = strings.TrimSpace(z)
		if _, err := time.LoadLocation(zones[i]); err != nil || zones[i] == "" || zones[i] == "Local" {
			return nil, fmt.Errorf("%q is no time zone; write an IANA name such as Asia/Shanghai, several with | between", z)
		}
	}
	return zones, nil
}

// parseLang reads the language to speak, by the place where none is given.
func parseLang(s, jurisdiction string) (string, error) {
	switch l := strings.ToLower(s); {
	case l == "zh" || strings.HasPrefix(l, "zh-"):
		return "zh", nil
	case l == "en" || strings.HasPrefix(l, "en-"):
		return "en", nil
	case l != "":
		return "", fmt.Errorf("%q is no language of this product; write zh or en", s)
	}
	switch jurisdiction {
	case "CN", "TW", "HK", "MO":
		return "zh", nil
	}
	return "en", nil
}
