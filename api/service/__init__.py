"""The SPARQL service under the pages: protocol, negotiation, problems, and the generation that is asked."""
