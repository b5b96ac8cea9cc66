"""What can be taken away of a generation: dumps in every format, tables, descriptions, citations.

`catalogue` lists the files, a `Workshop` writes any of them, `export_all` and `export_tables` write folders of them,
and `Shelf` keeps those that the service has given out.
"""

from claimgraph.api.downloads.catalogue import CODINGS, FORMATS, File, catalogue
from claimgraph.api.downloads.folder import export_all, export_tables
from claimgraph.api.downloads.workshop import Workshop

__all__ = ["CODINGS", "FORMATS", "File", "Workshop", "catalogue", "export_all", "export_tables"]
