package model

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
)

// WritePredictions writes a CSV file with a header, likelihood, value and
// expected of every row, and with why (from Explain) the feature, value and
// log-odds of each contribution: feature_1, value_1, log_odds_1, ….
func WritePredictions(w io.Writer, p []Prediction, why [][]Contribution) error {
	out := csv.NewWriter(w)
	header := []string{"likelihood", "value", "expected"}
	most := 0
	for _, row := range why {
		most = max(most, len(row))
	}
	for k := range most {
		n := strconv.Itoa(k + 1)
		header = append(header, "feature_"+n, "value_"+n, "log_odds_"+n)
	}
	if err := out.Write(header); err != nil {
		return fmt.Errorf("model: write: %w", err)
	}
	record := make([]string, len(header))
	for i, x := range p {
		record = append(record[:0], decimal(x.Likelihood), decimal(x.Value), decimal(x.Expected))
		if why != nil {
			for _, c := range why[i] {
				record = append(record, c.Feature, c.Value, decimal(c.LogOdds))
			}
		}
		if err := out.Write(record); err != nil {
			return fmt.Errorf("model: write: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("model: write: %w", err)
	}
	return nil
}

// decimal writes a number so that reading it gives the same one.
func decimal(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
