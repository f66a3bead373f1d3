"""The formula language: tokens, tree, function table, types, exact and array evaluation."""
