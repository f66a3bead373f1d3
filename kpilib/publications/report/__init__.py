"""Reports: one published dataset assembled from an evaluation, and a module for each format."""
