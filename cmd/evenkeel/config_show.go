package main

import (
	"fmt"
	"reflect"
)

// configField gives the i-th variable's value as it may be shown, and its
// meaning. A secret shows only whether it is set.
func configField(c Config, i int) (value, help string) {
	field := reflect.TypeOf(c).Field(i)
	value = fmt.Sprint(reflect.ValueOf(c).Field(i).Interface())
	if value == "" {
		value = "(not set)"
	} else if field.Tag.Get("secret") == "true" {
		value = "set"
	}
	return value, field.Tag.Get("help")
}

// String hides secrets wherever a Config is printed.
func (c Config) String() string {
	s := ""
	t := reflect.TypeOf(c)
	for i := range t.NumField() {
		value, _ := configField(c, i)
		s += fmt.Sprintf("%s=%s ", t.Field(i).Tag.Get("env"), value)
	}
	return s
}

// GoString is String: %#v must not show a secret either.
func (c Config) GoString() string { return c.String() }
