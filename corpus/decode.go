package corpus

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// sniff is how much of a file is looked at to tell its encoding.
const sniff = 64 << 10

// decoded reads a file as UTF-8: as it is, by its byte order mark, or from GB18030, which many Chinese programs still
// write. The error is ErrBinary where it holds zero bytes.
func decoded(r io.Reader) (*bufio.Reader, error) {
	in := bufio.NewReaderSize(r, sniff)
	head, err := in.Peek(sniff)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	e, err := encodingOf(head)
	if err != nil {
		return nil, err
	}
	return bufio.NewReaderSize(transform.NewReader(in, e.NewDecoder()), sniff), nil
}

func encodingOf(head []byte) (encoding.Encoding, error) {
	switch {
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}), bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), nil
	case bytes.IndexByte(head, 0) >= 0:
		return nil, ErrBinary
	case validStart(head):
		return unicode.UTF8BOM, nil
	}
	return simplifiedchinese.GB18030, nil
}

// validStart is utf8.Valid for the start of a file, which may end within a character.
func validStart(head []byte) bool {
	for cut := 0; cut < utf8.UTFMax && cut < len(head); cut++ {
		if utf8.Valid(head[:len(head)-cut]) {
			return true
		}
	}
	return len(head) == 0
}
