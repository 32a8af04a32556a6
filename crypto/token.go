package crypto

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/khtong/privacykit/crypto/internal/ff1"
)

// Tokens replaces the values of one format by tokens (令牌化): other values of the same length and alphabet, equal for equal
// values, that only the keys turn back. It is safe for concurrent use.
//
// A token is for where a ciphertext does not fit: an old column of eleven digits, a test system, a recipient who joins tables.
// Where bytes fit, SealString is stronger: it hides which values are equal, notices changes, and ends with Erase. A token does
// none of this. It is still personal information (PIPL art. 73(3), 去标识化) as long as the tenant keyset exists, so erasing a
// person means deleting the person's tokens too. A token that was changed, or comes from another domain or version, usually
// turns into a wrong value, not into an error: it carries no proof.
//
// Who may call Tokenize finds the value of a token by trying all. Give that right to nobody who must not know the values.
type Tokens struct {
	_ [0]func() // incomparable
	x *tokens   // behind a pointer, so that printing it prints no key
}

// TokenOptions chooses how Tokens work. The zero value, or nil, suits most columns.
type TokenOptions struct {
	// Keep is how many symbols at the front of a value stay readable in its token; 0 means none. The 6 digits of a bank
	// card's issuer (BIN), the 3 of a mobile number's segment, the 6 of a resident ID's division, are what people keep; of a
	// resident ID no more can be kept. What is left must have 6 symbols at least, or NewTokens or Tokenize returns
	// ErrSmallDomain. The first digit of a mobile number is replaced by the mark also where it is kept.
	Keep int

	// Version changes the key; 0 means 1. A token does not tell its version, so keep the version in a column beside it, or
	// change all rows at once: Detokenize with the old Tokens, Tokenize with the new.
	Version uint32

	// Dates allows values of TokenDigits that are a date of the years 1900 to 2099 in eight digits. They are refused with
	// ErrSmallDomain because a column of birth dates has few different values, and its tokens give them away. Set it for
	// numbers of eight digits that only happen to look like a date.
	Dates bool

	// UnsafeUnmarked makes tokens of TokenMobile and TokenBankCard that nothing tells from real numbers: 1[3-9] in front, the
	// right Luhn digit at the end. Such a token can be the number of a stranger, who is then called or charged. It is for
	// systems that accept nothing else and reach nobody.
	UnsafeUnmarked bool
}

// NewTokens returns the tokens of a domain: a name, 1 to MaxNameLen bytes, of what shares them. With a domain of its own for
// each column ("customers.mobile") the tokens of two columns cannot be compared; columns with one domain can be joined. A
// recipient who must not link what others received gets a domain of its own too. Same tenant, domain, format and options give
// the same tokens in every process.
//
// It returns ErrArgument for an unknown format or option and ErrSmallDomain if Keep leaves too little to encrypt.
func (k *Keyring) NewTokens(domain string, format TokenFormat, opts *TokenOptions) (*Tokens, error) {
	r, err := k.ring()
	if err != nil {
		return nil, err
	}
	if err := checkName("token domain", domain); err != nil {
		return nil, err
	}
	var o TokenOptions
	if opts != nil {
		o = *opts
	}
	if o.Version == 0 {
		o.Version = 1
	}
	radix := 10
	var most int // the most symbols that Keep leaves enough of
	switch format {
	case TokenMobile:
		most = mobileLen - ff1.MinLen
	case TokenBankCard:
		most = maxCardLen - 1 - ff1.MinLen
	case TokenResidentID:
		most = divisionLen
	case TokenDigits:
		most = ff1.MaxLen - ff1.MinLen
	case TokenBase36:
		radix, most = 36, ff1.MaxLen-ff1.MinLen
	default:
		return nil, fmt.Errorf("%w: token format is unknown", ErrArgument)
	}
	switch {
	case o.Keep < 0:
		return nil, fmt.Errorf("%w: TokenOptions.Keep is negative", ErrArgument)
	case o.Keep > most:
		return nil, fmt.Errorf("%w: TokenOptions.Keep is more than %d for a %s", ErrSmallDomain, most, format)
	case o.UnsafeUnmarked && format != TokenMobile && format != TokenBankCard:
		return nil, fmt.Errorf("%w: TokenOptions.UnsafeUnmarked is for mobile numbers and bank cards", ErrArgument)
	case o.Dates && format != TokenDigits:
		return nil, fmt.Errorf("%w: TokenOptions.Dates is for digits", ErrArgument)
	}
	mark := "marked"
	if o.UnsafeUnmarked {
		mark = "unmarked"
	}
	key, err := derive(r.tenantPRF, r.tenant, "tok", domain, format.String(), mark, strconv.Itoa(o.Keep), strconv.FormatUint(uint64(o.Version), 10))
	if err != nil {
		return nil, err
	}
	defer clear(key)
	c, err := ff1.New(key, radix)
	if err != nil {
		return nil, errors.New("crypto: token key failed")
	}
	return &Tokens{x: &tokens{k, c, format, o.Keep, !o.UnsafeUnmarked, o.Dates}}, nil
}

// Tokenize returns the token of a value in the normal form of its format. It returns ErrTokenFormat if the value has another
// form, which a token has too, and ErrSmallDomain if it is so short, or so clearly a date, that its token would hide nothing.
func (t *Tokens) Tokenize(value string) (string, error) {
	var buf [tokenBuf]byte
	b, err := t.AppendTokenize(buf[:0], value)
	return string(b), err
}

// Detokenize returns the value of a token. It returns ErrTokenFormat for what cannot be a token of this format; most strings of
// the right form can, and give a value that means nothing.
func (t *Tokens) Detokenize(token string) (string, error) {
	var buf [tokenBuf]byte
	b, err := t.AppendDetokenize(buf[:0], token)
	return string(b), err
}

// AppendTokenize is Tokenize that appends to dst and returns the longer slice. It allocates nothing when dst has room.
func (t *Tokens) AppendTokenize(dst []byte, value string) ([]byte, error) {
	return t.convert(dst, value, false)
}

// AppendDetokenize is Detokenize that appends to dst and returns the longer slice. It allocates nothing when dst has room.
func (t *Tokens) AppendDetokenize(dst []byte, token string) ([]byte, error) {
	return t.convert(dst, token, true)
}

// tokenBuf has room for every token: 38 symbols, or +86 and 11 digits.
const tokenBuf = 40

// tokens is what Tokens hide.
type tokens struct {
	ring   *Keyring
	cipher *ff1.Cipher
	format TokenFormat
	keep   int
	marked bool
	dates  bool
}

func (t *Tokens) convert(dst []byte, s string, back bool) ([]byte, error) {
	if t == nil || t.x == nil {
		return nil, ErrClosed
	}
	x := t.x
	if _, err := x.ring.ring(); err != nil {
		return nil, err
	}
	var numbers [ff1.MaxLen]byte
	n := numbers[:0]
	prefix := ""
	if x.format == TokenMobile && strings.HasPrefix(s, chinaPrefix) {
		prefix, s = chinaPrefix, s[len(chinaPrefix):]
	}
	n, err := appendNumerals(n, s, x.format)
	if err != nil {
		return nil, err
	}
	switch x.format {
	case TokenMobile:
		err = x.mobile(n, back)
	case TokenBankCard:
		err = x.bankCard(n, back)
	case TokenResidentID:
		err = x.residentID(n, back)
	default:
		err = x.generic(n, back)
	}
	if err != nil {
		return nil, err
	}
	dst = append(dst, prefix...)
	for _, d := range n {
		dst = append(dst, symbols[d])
	}
	if x.format == TokenResidentID {
		dst = append(dst, mod11(n))
	}
	return dst, nil
}

// crypt encrypts or decrypts body, once or until ok likes the first numeral. What was in the set of those that ok likes comes
// back into it (cycle walking), so this ends, and the two directions reverse each other.
func (x *tokens) crypt(kept, body []byte, back bool, ok func(byte) bool) error {
	var tweak [ff1.MaxLen]byte
	for i, d := range kept {
		tweak[i] = symbols[d]
	}
	for {
		var err error
		if back {
			err = x.cipher.Decrypt(body, tweak[:len(kept)])
		} else {
			err = x.cipher.Encrypt(body, tweak[:len(kept)])
		}
		if err != nil {
			return fmt.Errorf("%w: %s: too few symbols are left to encrypt", ErrSmallDomain, x.format)
		}
		if ok == nil || ok(body[0]) {
			return nil
		}
	}
}
