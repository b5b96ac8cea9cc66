"""`claimgraph draft`: from a letter's file and a corpus to a draft file, alone or with a model's help."""
