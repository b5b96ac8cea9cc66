"""No garbage is looked for in a block; after it, as before."""

import gc
from collections.abc import Callable

import pytest

from claimgraph.store.garbage import uncollected


@pytest.mark.parametrize("switch", [gc.enable, gc.disable])
def test_a_block_leaves_the_collector_as_it_was(switch: Callable[[], None]) -> None:
    was_enabled = gc.isenabled()
    try:
        switch()
        before = gc.isenabled()
        with uncollected():
            with uncollected():
                assert not gc.isenabled()
            assert not gc.isenabled()
        assert gc.isenabled() == before
        with pytest.raises(KeyError), uncollected():
            raise KeyError
        assert gc.isenabled() == before
    finally:
        (gc.enable if was_enabled else gc.disable)()
