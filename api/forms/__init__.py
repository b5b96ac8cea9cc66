"""The forms in which a thing is given: framed JSON-LD, profiles, annotations, what search engines read."""
