"""What is said to readers: the texts of each language, and a change in words."""
