package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Parameters of argon2id: 19 MiB, two passes, one lane.
// Source: OWASP Password Storage Cheat Sheet, the smallest recommended set; one
// hash takes about 60 ms.
const (
	argonMemory  = 19 * 1024 // KiB
	argonTime    = 2
	argonThreads = 1
	saltBytes    = 16
	keyBytes     = 32
)

// hashLimit is how many hashes run at once: more would only take memory
// (19 MiB each) and processor from the people already at work.
const hashLimit = 2

// MinPassword is the least number of bytes of a password. Source: NIST SP
// 800-63B, 5.1.1.2.
const MinPassword = 8

// hash returns the PHC string of a password under a fresh salt.
func (s *Store) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("auth: salt: %w", err)
	}
	key, err := s.derive(ctx, password, salt, argonTime, argonMemory, argonThreads)
	if err != nil {
		return "", err
	}
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		argonMemory, argonTime, argonThreads, enc.EncodeToString(salt), enc.EncodeToString(key)), nil
}

// derive waits for a place among hashLimit, or returns ErrBusy when ctx ends.
func (s *Store) derive(ctx context.Context, password string, salt []byte, t, m uint32, p uint8) ([]byte, error) {
	select {
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
	case <-ctx.Done():
		return nil, ErrBusy
	}
	return argon2.IDKey([]byte(password), salt, t, m, p, keyBytes), nil
}

// matches reports whether password made the PHC string.
func (s *Store) matches(ctx context.Context, password, phc string) (bool, error) {
	salt, key, t, m, p, err := parsePHC(phc)
	if err != nil {
		return false, err
	}
	got, err := s.derive(ctx, password, salt, t, m, p)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, key) == 1, nil
}

func parsePHC(phc string) (salt, key []byte, t, m uint32, p uint8, err error) {
	part := strings.Split(phc, "$")
	if len(part) != 6 || part[1] != "argon2id" {
		return nil, nil, 0, 0, 0, fmt.Errorf("auth: stored password has an unknown form")
	}
	if _, err = fmt.Sscanf(part[3], "m=%d,t=%d,p=%d", &m, &t, &p); err != nil {
		return nil, nil, 0, 0, 0, fmt.Errorf("auth: stored password parameters: %w", err)
	}
	if salt, err = base64.RawStdEncoding.DecodeString(part[4]); err != nil {
		return nil, nil, 0, 0, 0, fmt.Errorf("auth: stored salt: %w", err)
	}
	if key, err = base64.RawStdEncoding.DecodeString(part[5]); err != nil {
		return nil, nil, 0, 0, 0, fmt.Errorf("auth: stored hash: %w", err)
	}
	return salt, key, t, m, p, nil
}
