"""Whose turn it is: clients take turns, however much one of them asks for."""

from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Turns(Generic[Item]):
    """Items that wait, each with its client, and how many places each client has taken.

    A client's items are served in their order; between clients, each has one at a time. A client with `share` places
    waits until it gives one back.
    """

    def __init__(self, share: int) -> None:
        self._share = share
        self._waiting: OrderedDict[str, deque[Item]] = OrderedDict()
        self._places: Counter[str] = Counter()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Item]:
        return (item for items in self._waiting.values() for item in items)

    def waits(self, client: str, item: Item) -> bool:
        """Whether the item has had no turn yet."""
        return item in self._waiting.get(client, ())

    def add(self, client: str, item: Item) -> None:
        """Puts the item behind the client's others."""
        self._waiting.setdefault(client, deque()).append(item)
        self._count += 1

    def remove(self, client: str, item: Item) -> bool:
        """Takes the item out, and returns whether it was waiting."""
        if not self.waits(client, item):
            return False
        items = self._waiting[client]
        items.remove(item)
        self._count -= 1
        if not items:
            del self._waiting[client]
        return True

    def take(self, may: Callable[[str], bool] = lambda client: True) -> Item | None:
        """The item whose turn it is, which has a place from now on; None where none waits or none may have one.

        Clients that `may` says no of are passed over.
        """
        for client, items in self._waiting.items():
            if self._places[client] < self._share and may(client):
                item = items.popleft()
                self._count -= 1
                self._places[client] += 1
                del self._waiting[client]
                if items:
                    self._waiting[client] = items  # behind the others
                return item
        return None

    def take_behind(self, client: str) -> Item | None:
        """The client's next item, without a place; None while another client waits."""
        items = self._waiting.get(client)
        if items is None or len(self._waiting) > 1:
            return None
        item = items.popleft()
        self._count -= 1
        if not items:
            del self._waiting[client]
        return item

    def put_back(self, client: str, item: Item) -> None:
        """Puts an item that was taken before the client's others."""
        self._waiting.setdefault(client, deque()).appendleft(item)
        self._count += 1

    def give_back(self, client: str) -> None:
        """Frees a place that `take` gave to the client."""
        self._places[client] -= 1
        if not self._places[client]:
            del self._places[client]

    def clear(self) -> list[Item]:
        """Takes out every item that waits, and returns them."""
        items = list(self)
        self._waiting.clear()
        self._count = 0
        return items
