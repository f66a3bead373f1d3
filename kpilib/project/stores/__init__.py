"""The store: observations on disk, and the cells they make."""
