package rank

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// sheet reads a CSV file row by row: UTF-8 with or without a byte order mark, or GB18030 (what Excel writes in China);
// commas, semicolons or tabs; quoted fields; CRLF; blank lines anywhere.
type sheet struct {
	r      *csv.Reader
	gb     bool
	header []string
	line   int // of the row read last
}

// sniffed is how much of a file is looked at to tell its encoding.
const sniffed = 1 << 20

// openSheet reads the header. A file without one, or with the same column twice, cannot be read at all.
func openSheet(r io.Reader) (*sheet, error) {
	in := bufio.NewReaderSize(r, sniffed)
	head, err := in.Peek(sniffed)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
		if _, err := in.Discard(3); err != nil {
			return nil, err
		}
		head = head[3:]
	}
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return nil, &InvalidError{"file", "it is UTF-16 text; save it as CSV UTF-8"}
	}
	s := &sheet{r: csv.NewReader(in), gb: !validCut(head)}
	s.r.FieldsPerRecord, s.r.ReuseRecord, s.r.Comma = -1, true, separator(head)
	row, err := s.next()
	if errors.Is(err, io.EOF) {
		return nil, &InvalidError{"file", "it is empty; the first line must name the columns"}
	}
	if err != nil {
		return nil, err
	}
	s.header = make([]string, len(row))
	for i, name := range row {
		s.header[i] = strings.TrimSpace(name)
	}
	return s, duplicateColumn(s.header)
}

func duplicateColumn(header []string) error {
	seen := map[string]bool{}
	for _, name := range header {
		key := strings.ToLower(name)
		if key != "" && seen[key] {
			return &InvalidError{"header", fmt.Sprintf("the column %q stands there twice; remove or rename one", name)}
		}
		seen[key] = true
	}
	return nil
}

// next returns the fields of the next row that is not blank; they are valid until the call after. A row that cannot be
// taken apart gives a RowError and the reading goes on; io.EOF ends it.
func (s *sheet) next() ([]string, error) {
	for {
		row, err := s.r.Read()
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			s.line = broken.Line
			return nil, RowError{Line: broken.StartLine, Reason: "the quotes of this row do not match: " + broken.Err.Error()}
		}
		if err != nil {
			return nil, err
		}
		s.line, _ = s.r.FieldPos(0)
		if blank(row) {
			continue
		}
		return row, s.decode(row)
	}
}

func blank(row []string) bool {
	for _, f := range row {
		if strings.TrimSpace(f) != "" {
			return false
		}
	}
	return true
}

// decode turns fields into UTF-8. It can be done after the row is taken apart, because no byte of a GB18030 character
// is a comma, a quote or the end of a line.
func (s *sheet) decode(row []string) error {
	for i, f := range row {
		if strings.ContainsRune(f, 0) {
			return RowError{Line: s.line, Column: s.name(i), Reason: "the field holds a zero byte; export the file again as CSV UTF-8"}
		}
		if ascii(f) || !s.gb && utf8.ValidString(f) {
			continue
		}
		decoded, err := simplifiedchinese.GB18030.NewDecoder().String(f)
		if err != nil || strings.ContainsRune(decoded, utf8.RuneError) {
			return RowError{Line: s.line, Column: s.name(i), Reason: "the text is neither UTF-8 nor GB18030; save the file as CSV UTF-8"}
		}
		row[i] = decoded
	}
	return nil
}

func (s *sheet) name(i int) string {
	if i < len(s.header) {
		return s.header[i]
	}
	return ""
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// validCut tells whether b is UTF-8 but for a character cut off at its end.
func validCut(b []byte) bool {
	for cut := 0; cut < utf8.UTFMax && cut <= len(b); cut++ {
		if utf8.Valid(b[:len(b)-cut]) {
			return true
		}
		if len(b) < sniffed {
			return false // the whole file was seen: nothing was cut
		}
	}
	return false
}

// separator is the character between columns: the most frequent one of the header line.
func separator(head []byte) rune {
	line, _, _ := bytes.Cut(bytes.TrimLeft(head, "\r\n"), []byte("\n"))
	best, most := ',', bytes.Count(line, []byte(","))
	for _, c := range []rune{';', '\t'} {
		if n := bytes.Count(line, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best
}
