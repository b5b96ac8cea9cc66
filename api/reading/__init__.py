"""A letter's page: its whole text to read, with what was read from it in its place.

`Letters.open` asks the graph; `letter_of` makes rows, notes and the rail of what it answers; `marked` lays marks that
overlap into the words.
"""

from claimgraph.api.reading.letter import Answers, Letter, letter_of
from claimgraph.api.reading.marking import Begun, Mark, Ref, Stretch, marked
from claimgraph.api.reading.page import Letters, Opened
from claimgraph.api.reading.ranges import CharRange, RangeError, char_range
from claimgraph.api.reading.sheets import sheets_of

__all__ = [
    "Answers",
    "Begun",
    "CharRange",
    "Letter",
    "Letters",
    "Mark",
    "Opened",
    "RangeError",
    "Ref",
    "Stretch",
    "char_range",
    "letter_of",
    "marked",
    "sheets_of",
]
