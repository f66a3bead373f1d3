"""Values that everything else is made of: periods, reasons, rounding, findings, texts, files."""
