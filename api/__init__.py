"""The command line, and the service: SPARQL over HTTP, pages, and linked data."""

from claimgraph.api.app import Service, create_app
from claimgraph.api.examples import Example
from claimgraph.api.serve import ServeError
from claimgraph.api.service.problems import Problem
from claimgraph.api.service.settings import ServiceSettings

__all__ = ["Example", "Problem", "ServeError", "Service", "ServiceSettings", "create_app"]
