"""The engine: a catalogue over a panel, in dependency order, on whole arrays."""
