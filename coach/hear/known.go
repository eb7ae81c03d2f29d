package hear

import (
	"regexp"
	"strings"
	"unicode"
)

// What the caller's own file tells about the words: the firm's name said at the
// start of a call is an introduction however it is put, the name of the person
// wanted with a question mark asks for that person, and a figure that is the
// balance discloses it.

// known hears a sentence by the names that the call is about.
func (h *hearing) known(s span) {
	text := h.text(s)
	if at, ok := h.firm(text); ok {
		h.add(IdentifySelf, h.clause(h.at(s, text, at, at+1), s))
	}
	if !h.has(AskRightParty) && h.asksName(text) {
		h.dropSince(0, AskClosed, AskClosed)
		h.add(AskRightParty, s)
	}
}

// owned are words before the firm's name by which it is not the caller's own:
// "your Crestline card", "你欠安禾的钱".
var owned = regexp.MustCompile(`(?:欠|您的?|你的?|还给?|在|\b(?:you|your|owe|owes|owed|to|against|with))[^,，。.;；]{0,8}$`)

func (h *hearing) firm(text string) (int, bool) {
	core := coreName(h.ctx.Firm)
	if core == "" {
		return 0, false
	}
	i := strings.Index(text, core)
	return i, i >= 0 && !owned.MatchString(text[:i])
}

// coreName is what people call a firm: its first word, or the first two
// characters of a Chinese name.
func coreName(firm string) string {
	r := []rune(strings.TrimSpace(firm))
	if len(r) >= 2 && unicode.Is(unicode.Han, r[0]) {
		return string(r[:2])
	}
	word, _, _ := strings.Cut(strings.ToLower(string(r)), " ")
	if len(word) < 4 {
		return ""
	}
	return word
}

var (
	seeks = regexp.MustCompile(`[?？]|吗|是吧|是不|本人|找|\b(?:looking for|speak|talk|reach|get hold of|is this|here|there|available|around|home)\b`)
	// told is a sentence that uses the name to address, not to ask for somebody.
	told = regexp.MustCompile(`\b(?:thank|thanks|sorry|appreciate|sum up|recap|confirm)\b|谢|抱歉|对不起|确认`)
)

// asksName: the person's name and a question in one short sentence.
func (h *hearing) asksName(text string) bool {
	if h.ctx.Name == "" || !seeks.MatchString(text) || told.MatchString(text) || len([]rune(text)) > 60 {
		return false
	}
	for _, part := range strings.Fields(strings.ToLower(h.ctx.Name)) {
		i := strings.Index(text, part)
		if len([]rune(part)) < 2 || i < 0 {
			continue
		}
		// nothing but a greeting, the firm, a title or "is this" may surround the name
		rest := strings.ReplaceAll(text, part, "")
		for _, f := range strings.Fields(strings.ToLower(h.ctx.Firm)) {
			rest = strings.ReplaceAll(rest, f, "")
		}
		rest = plainTalk.ReplaceAllString(rest, "")
		if len([]rune(strings.TrimFunc(rest, notWord))) <= 8 {
			return true
		}
	}
	return false
}

var plainTalk = regexp.MustCompile(`请问|您好|你好|是|吗|吧|不|先生|女士|老师|师傅|本人|喂|找|麻烦|一下|\b(?:from|put|on|need|the|bank|card|service|hi|hello|hey|good|morning|afternoon|evening|is|this|am|i|speaking|talking|to|with|can|could|may|get|mr|mrs|ms|looking|for|please|there|here|around|available|home|he|she)\b`)

// tellsBalance: one of the figures is the balance, give or take a hundredth.
func (h *hearing) tellsBalance(amounts []figure) bool {
	for _, f := range amounts {
		if off := f.minor - h.ctx.Balance; h.ctx.Balance > 0 && off*100 <= h.ctx.Balance && -off*100 <= h.ctx.Balance {
			return true
		}
	}
	return false
}

// choices are words by which plans stand side by side to choose from.
var choices = regexp.MustCompile(`一是.*二是|要么.*要么|(?:两|三|几|多)(?:种|个)(?:方式|选择|方案|办法)|可以.*也可以|(?:一次|全额).{0,12}(?:也可以|或者|要么|还是).*(?:分|拆)|\b(?:either .* or|(?:few|two|three|couple of|couple|several) (?:ways|options|choices)|or (?:do|split|start|pay|set)|pay it all)\b`)

// options: plans named to choose from ask for a choice; none of them is the
// proposal, so that a debtor who says yes has not taken the first figure named.
func (h *hearing) options() {
	if !h.has(ProposePlan, AskCommitment, ConfirmCommitment) || !choices.MatchString(string(h.low)) {
		return
	}
	for i := range h.acts {
		switch a := &h.acts[i]; a.Kind {
		case ProposePlan, AskCommitment, ConfirmCommitment:
			a.Kind, a.Amount, a.Date, a.Parts = ProposePlan, nil, nil, nil
		}
	}
}
