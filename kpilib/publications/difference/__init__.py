"""A difference of two projects, in the formats of people and programs."""
