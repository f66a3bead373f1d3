"""A report assembled from an evaluation."""
