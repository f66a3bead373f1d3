"""One folder: its specs, rules, stores, tables that are imported, and earlier revisions."""
