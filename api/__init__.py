"""The command line, and the service: SPARQL over HTTP, pages, and linked data."""

from claimgraph.api.app import Service, create_app
from claimgraph.api.examples import Example
from claimgraph.api.serve import ServeError
from claimgraph.api.service.graph import Served
from claimgraph.api.service.problems import Problem

__all__ = ["Example", "Problem", "ServeError", "Served", "Service", "create_app"]
