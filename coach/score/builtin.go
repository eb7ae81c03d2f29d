package score

import "evenkeel/model"

// The built-in judge gives tone and empathy by the anchors of the conduct rules:
//
//	    tone                                     empathy
//	1   hostile, mocking or threatening          contempt, or ignores distress
//	2   cold, curt, pushy or sarcastic           ignores feelings, one-way pressure
//	3   neutral, correct                         bare acknowledgement
//	4   courteous and steady                     names the customer's situation
//	5   warm, calm, even under abuse             adapts to it: time, channel, support
//
// It is a ridge on the words and manners of a turn, learnt from 3,678 rated
// utterances. They say nothing about whether a rule was broken.

// builtIn scores one agent turn. A turn without content has no score; one too
// short to show empathy (a greeting with a name) has tone only.
func builtIn(w *weights, h heard) TurnScore {
	s := TurnScore{Turn: h.turn.Index, Scored: !h.empty, By: "built-in"}
	if h.empty {
		return s
	}
	s.Tone = anchored(w.Heads[headTone], h.x)
	if weight(h.turn.Text) >= 6 {
		s.Empathy = anchored(w.Heads[headEmpathy], h.x)
	}
	return s
}

// anchored is a head's score within the anchors. No further calibration is
// needed: on held-out lines the slope of the label on the score is 1.0 for both
// (ρ 0.56 times a spread of 1.9).
func anchored(h head, x model.Sparse) *float64 {
	v := min(max(h.score(x), 1), 5)
	return &v
}
