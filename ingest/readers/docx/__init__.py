"""Word files: the parts of the archive, and what they say, as one text version."""
