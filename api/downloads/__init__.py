"""What can be taken away of a generation: dumps in every format, tables, descriptions, citations.

`catalogue` lists the files, a `Workshop` writes any of them, `write_dump` one alone, `export_all` and `export_tables`
folders of them, and `Shelf` keeps those that the service has given out.
"""

from claimgraph.api.downloads.catalogue import CODINGS, FORMATS, File, catalogue
from claimgraph.api.downloads.dump import write_dump
from claimgraph.api.downloads.folder import export_all, export_tables
from claimgraph.api.downloads.workshop import Workshop

__all__ = ["CODINGS", "FORMATS", "File", "Workshop", "catalogue", "export_all", "export_tables", "write_dump"]
