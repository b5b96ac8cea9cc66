"""The command line, and the service: SPARQL over HTTP, pages, and linked data.

Nothing imports from here: each process loads the modules that it needs, and no more.
"""

__all__: list[str] = []
