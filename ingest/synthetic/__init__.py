"""Made-up dockets of any size, so that growth can be measured by anyone: `write_docket` writes a corpus folder."""

from claimgraph.ingest.synthetic.writing import Written, write_docket

__all__ = ["Written", "write_docket"]
