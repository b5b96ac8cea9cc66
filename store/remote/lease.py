"""One publisher at a time: a lease in the server's pointer graph, kept by signs of life, taken over from the dead.

No clocks are compared. Who finds a lease watches it: where its number goes up somebody is publishing; where it stays
the same for as long as patience says, whoever had it is dead.
"""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from claimgraph.store.errors import StoreBusyError, StoreError
from claimgraph.store.remote.names import STORE, term
from claimgraph.store.remote.patience import Patience
from claimgraph.store.remote.pointer import change, lost, read_pointer
from claimgraph.store.remote.server import Server

__all__ = ["Lease", "leased"]

_LOOKS = 6


class Lease:
    """Ours. `text` is what stands on the server; `holder` names this publisher."""

    def __init__(self, server: Server, patience: Patience, holder: str) -> None:
        self._server, self._patience = server, patience
        self.holder = holder
        self._number = 0
        self._said = time.monotonic()

    @property
    def text(self) -> str:
        """What the server says of it."""
        return f"{self.holder} {self._number}"

    def beat(self) -> None:
        """Give a sign of life if it is time. Raises StoreBusyError where another publisher has taken over."""
        if time.monotonic() - self._said < self._patience.beat:
            return
        before = self.text
        self._number += 1
        self._server.update(
            f"PREFIX : <{term('')}>\n"
            f'DELETE {{ GRAPH <{STORE}> {{ <{STORE}> :lease "{before}" }} }}\n'
            f'INSERT {{ GRAPH <{STORE}> {{ <{STORE}> :lease "{self.text}" }} }}\n'
            f'WHERE {{ GRAPH <{STORE}> {{ <{STORE}> :lease "{before}" }} }}'
        )
        if self.text not in read_pointer(self._server).leases:
            raise lost(self._server)
        self._said = time.monotonic()

    def change(self, delete: str, insert: str) -> None:
        """Have the pointer graph changed while the lease is ours. Raises StoreBusyError where it isn't."""
        change(self._server, self.text, delete, insert)


@contextmanager
def leased(server: Server, patience: Patience) -> Iterator[Lease]:
    """The lease, which nobody else has while the block lasts. Raises StoreBusyError where another publisher has it."""
    lease = Lease(server, patience, secrets.token_hex(6))
    _take(server, lease.text, patience)
    try:
        yield lease
    finally:
        with suppress(StoreError):  # where it can't be given back, the next one takes it over
            _remove(server, lease.text)


def _take(server: Server, ours: str, patience: Patience) -> None:
    others = read_pointer(server).leases
    if others:
        for _ in range(_LOOKS):
            time.sleep(patience.lease / _LOOKS)
            if read_pointer(server).leases != others:
                raise _busy(server)
        for each in others:
            _remove(server, each)
    # Whoever comes second finds both, and goes: it takes no update that looks before it writes, which servers carry
    # out in different ways.
    server.update(f'PREFIX : <{term("")}>\nINSERT DATA {{ GRAPH <{STORE}> {{ <{STORE}> :lease "{ours}" }} }}')
    if read_pointer(server).leases != (ours,):
        _remove(server, ours)
        raise _busy(server)


def _remove(server: Server, lease: str) -> None:
    server.update(f'PREFIX : <{term("")}>\nDELETE DATA {{ GRAPH <{STORE}> {{ <{STORE}> :lease "{lease}" }} }}')


def _busy(server: Server) -> StoreBusyError:
    return StoreBusyError(
        f"{server.address}: another build is publishing there; wait for its end, or choose another store"
    )
