"""The shapes: what a whole graph looks like, and the check that one is."""

from claimgraph.shapes.judge import Violation
from claimgraph.shapes.piecewise import Findings, Validation
from claimgraph.shapes.shape_files import ShapesError, shapes_files
from claimgraph.shapes.validate import revalidate, validate, validate_store

__all__ = [
    "Findings",
    "ShapesError",
    "Validation",
    "Violation",
    "revalidate",
    "shapes_files",
    "validate",
    "validate_store",
]
