"""Reviewing a draft in the terminal or in a browser; what is decided is the concern of `claimgraph.ingest.review`."""
