"""The published ontology's rules, run on statements: OWL 2 RL without Java."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from pyoxigraph import Triple

from claimgraph.ontology.axioms import axioms
from claimgraph.ontology.files import ontology_triples
from claimgraph.ontology.horn import Horn, horn
from claimgraph.ontology.saturate import Saturation, saturate


@cache
def ontology_rules() -> Horn:
    """The ontology's axioms as rules, and those that say more than rules can.

    >>> len(ontology_rules().rules) > 300
    True
    """
    return horn(axioms(ontology_triples()))


def materialise(triples: Iterable[Triple]) -> Saturation:
    """What the ontology's rules derive from the triples, which needn't hold the ontology, and where they clash."""
    return saturate((*ontology_triples(), *triples), ontology_rules().rules)
