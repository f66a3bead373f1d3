"""Series: periods, cells without a value, windows, change and rounding. No files, no YAML."""
