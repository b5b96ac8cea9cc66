"""The shapes: what a whole graph looks like, and the check that one is."""

from claimgraph.shapes.validate import ShapesError, Violation, shapes_files, validate

__all__ = ["ShapesError", "Violation", "shapes_files", "validate"]
