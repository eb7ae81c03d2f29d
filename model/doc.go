// Package model turns a table of numbers and categories into a trusted
// prediction: how likely a row is to pay within the horizon, and how much.
//
// It owns the champion (gradient-boosted trees on histograms), its
// calibration, its explanations, its evaluation and its file format, and a
// small linear learner for hashed text. It knows no debt, no SQL, no HTTP and
// no language model, reads no clock, and holds no tables: what a column means
// is its caller's business. The one thing it does know about people is which
// columns must never drive a decision on them (see CheckFeatures).
//
// Everything is deterministic for a seed, whatever the number of threads.
//
// A command line needs these: ReadCSV and FitReport for fitting (then Encode,
// and Card for the model card), Decode, SpecFor, Predict, Explain and
// WritePredictions for predicting, ReadCSV, FitUplift and Encode for what a
// contact brings, Decode and Card for a report. LoadXGBoost and LoadLightGBM
// take over models trained elsewhere; what they return encodes like any other.
package model
