"""What can go wrong with the ontology, its rules and the reasoner.

OntologyError
  DeriveError            a rule can't be read or run
  ExplainError           a statement can't be explained
    NothingStatedError     there is no such statement, or nothing at all about the IRI
    ExplanationTooLarge    it rests on more than may be shown at once
  MappingError           the mapping set's file can't be read
  ReasonerError          HermiT stopped without an answer
    ReasonerMissing      the extra `reasoner` isn't installed
  InconsistentError      the statements contradict the ontology
  FunctionalSyntaxMissing  the extra `protege` isn't installed
  OwlApiError            the OWL API stopped without an answer, or can't be found

A message says what was wrong and what would be right.
"""


class OntologyError(Exception):
    """The root of this folder's errors."""


class DeriveError(OntologyError):
    """A rule can't be read or run; the message names the rule's file."""


class MappingError(OntologyError):
    """The mapping set's file can't be read; the message names its line."""


class ExplainError(OntologyError):
    """A statement can't be explained: rules, their companions and the graph don't go together."""


class NothingStatedError(ExplainError):
    """There is no such statement, or nothing at all about the IRI; `nearest` are IRIs that are like it."""

    def __init__(self, message: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.nearest = nearest


class ExplanationTooLarge(ExplainError):  # noqa: N818 - it says what is the matter
    """A statement rests on more premises than may be shown at once."""


class ReasonerError(OntologyError):
    """HermiT stopped without an answer."""


class ReasonerMissing(ReasonerError):  # noqa: N818 - it says what is the matter
    """owlready2 or the Java runtime that HermiT needs isn't installed."""


class InconsistentError(OntologyError):
    """The statements contradict the ontology."""


class FunctionalSyntaxMissing(OntologyError):  # noqa: N818 - it says what is the matter
    """The library that writes functional syntax isn't installed."""


class OwlApiError(OntologyError):
    """The OWL API or what it needs isn't installed, or it stopped without an answer."""
