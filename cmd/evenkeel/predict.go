package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"evenkeel/model"
)

type predictCmd struct {
	Model   string `required:"" type:"existingfile" help:"Model that fit wrote, or XGBoost as JSON, or LightGBM as text."`
	In      string `required:"" type:"existingfile" help:"CSV file with the model's columns; others are passed over."`
	Out     string `required:"" help:"CSV file to write: likelihood, value, expected."`
	Cap     string `help:"Column of what is owed: no value exceeds it."`
	Explain int    `help:"Also write this many first contributions of each row."`
}

// predictReport is what the command says on standard error. Seconds are of
// the prediction alone, without reading and writing.
type predictReport struct {
	Rows          int     `json:"rows"`
	Seconds       float64 `json:"seconds"`
	RowsPerSecond float64 `json:"rows_per_second"`
}

// Run predicts each row of a file.
func (c *predictCmd) Run(_ context.Context, a *app) error {
	m, err := openModel(c.Model)
	if err != nil {
		return err
	}
	sheet, err := readSheet(c.In, m.SpecFor(c.Cap))
	if err != nil {
		return err
	}
	start := a.Now()
	predictions, err := m.Predict(sheet.X, sheet.Cap)
	took := a.Now().Sub(start).Seconds()
	if err != nil {
		return badData(err)
	}
	var why [][]model.Contribution
	if c.Explain > 0 {
		if why, err = m.Explain(sheet.X, c.Explain); err != nil {
			return badData(err)
		}
	}
	out, err := os.Create(c.Out)
	if err != nil {
		return refused{err}
	}
	if err := closing(out, func(w io.Writer) error { return model.WritePredictions(w, predictions, why) }); err != nil {
		return err
	}
	return json.NewEncoder(a.Err).Encode(predictReport{len(predictions), took, float64(len(predictions)) / max(took, 1e-9)})
}

func openModel(path string) (*model.Model, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, refused{err}
	}
	m, err := model.Open(file)
	if err != nil {
		return nil, refuse("%s: %w", path, err)
	}
	return m, nil
}

// closing writes to a file and reports the first error, that of Close too.
func closing(f *os.File, write func(io.Writer) error) error {
	err := write(f)
	if cerr := f.Close(); err == nil && cerr != nil {
		err = fmt.Errorf("write: %w", cerr)
	}
	return err
}
