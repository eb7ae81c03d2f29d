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
	s.Tone = anchored(w.Heads[headTone], h.x, toneMean, toneSpread)
	if weight(h.turn.Text) >= 6 {
		s.Empathy = anchored(w.Heads[headEmpathy], h.x, empathyMean, empathySpread)
	}
	return s
}

// A ridge shrinks towards the mean; its scores are spread again to the labels'
// range. Means and factors are those of the held-out scores in TestMeasured.
const (
	toneMean, toneSpread       = 3.0, 1.3
	empathyMean, empathySpread = 2.4, 1.3
)

func anchored(h head, x model.Sparse, mean, spread float64) *float64 {
	v := mean + (h.score(x)-mean)*spread
	v = min(max(v, 1), 5)
	return &v
}
