"""The shapes: what a whole graph looks like, and the check that one is."""

from claimgraph.shapes.judge import Violation
from claimgraph.shapes.shape_files import ShapesError, shapes_files
from claimgraph.shapes.validate import validate

__all__ = ["ShapesError", "Violation", "shapes_files", "validate"]
