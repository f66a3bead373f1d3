"""What a catalogue says: formulas, indicators, registers and datasets, bound and typed."""
