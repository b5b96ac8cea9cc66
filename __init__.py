"""Who claims what, in which words, on which evidence: public comment letters as linked data."""
