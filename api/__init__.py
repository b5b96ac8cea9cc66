"""The command line, and the service: SPARQL over HTTP, pages, and linked data."""

from claimgraph.api.app import Service, create_app
from claimgraph.api.examples import Example
from claimgraph.api.graph import Served
from claimgraph.api.problems import Problem
from claimgraph.api.serve import ServeError

__all__ = ["Example", "Problem", "ServeError", "Served", "Service", "create_app"]
