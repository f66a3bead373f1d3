"""A project as an earlier commit had it, read from git without running anything of it."""
