"""From a corpus folder to a generation at a cost that grows with what has changed.

make_parts        a letter's graph at a time, kept on a shelf
publish_parts     as a change of the last generation, or from nothing
publish_corpus    both, or, where programs read letters, all at once
"""
