"""Citations into works: pure, conservative, and every merge with its reason."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from claimgraph.ingest.works.addresses import canonical_address
from claimgraph.ingest.works.describe import describe_work
from claimgraph.ingest.works.identifiers import SCHEMES
from claimgraph.ingest.works.models import WEB, WORDS, Apart, Identifier, Merge, Reference, Work
from claimgraph.ingest.works.overrides import name_identifier
from claimgraph.ingest.works.publishers import Publishers
from claimgraph.ingest.works_file import WorksFile

_EXCLUSIVE = frozenset(SCHEMES) - {WEB, "fr", "case"}
"""Schemes of which a work has one identifier; a work may be cited by several pages, and reported in several places."""

_CURATOR = "a curator says so"
_LITERAL = "literal"
_COPIES = "perma.cc/"

Edge = tuple[Identifier, Identifier]
Ways = Mapping[Identifier, Sequence[tuple[Identifier, str]]]


@dataclass(frozen=True, slots=True)
class Works:
    """The works that letters cite, by slug, and what was left apart although something spoke for one work."""

    works: tuple[Work, ...]
    apart: tuple[Apart, ...]

    def by_reference(self) -> dict[Reference, Work]:
        """The work that each citation is of."""
        return {reference: work for work in self.works for reference in work.references}


def group_works(references: Iterable[Reference], publishers: Publishers, overrides: WorksFile | None = None) -> Works:
    """The works that the references cite; their order doesn't matter, and what a curator says comes before all rules.

    References with the same key are one work. Identifiers that stand beside one another are taken for one work too,
    unless that would give a work two identifiers of one kind: then all that tie those together are let go. Titles merge
    nothing; works with equal ones are in ``apart``, for the curator.
    """
    said = overrides or WorksFile()
    literal = _literal_addresses(said)
    ordered = sorted(set(references), key=lambda each: (each.place, each.key, each.address or ""))
    keyed = [(_key(each, literal), each) for each in ordered]
    beside: dict[Edge, str] = {}
    for key, reference in keyed:
        for other, reason in reference.beside:
            if other != key:
                beside.setdefault((min(key, other), max(key, other)), reason)
    beside, twice = _without_shared_copies(beside)
    curated = _curated(said, literal)
    forbidden = _forbidden(said, literal)
    kept, apart = _without_conflicts(beside, curated, forbidden)
    leader = _components(
        {key for key, _ in keyed} | {key for edge in (*kept, *curated) for key in edge}, (*kept, *curated)
    )
    groups: dict[Identifier, list[tuple[Identifier, Reference]]] = defaultdict(list)
    for key, reference in keyed:
        groups[leader[key]].append((key, reference))
    described = {_said_key(each.work, literal): (at, each) for at, each in enumerate(said.works)}
    known: dict[Identifier, list[Identifier]] = defaultdict(list)
    for key, lead in leader.items():
        known[lead].append(key)
    ways = _ways({**kept, **curated})
    works = []
    for lead, members in groups.items():
        keys = tuple(sorted(known[lead], key=precedence))
        merges = _merges(members, ways)
        _, about = max(
            (described[key] for key in keys if key in described), default=(0, None), key=lambda pair: pair[0]
        )
        works.append(describe_work(keys, tuple(each for _, each in members), merges, publishers, about))
    ordered_works = tuple(sorted(works, key=lambda work: work.slug))
    return Works(ordered_works, tuple(sorted({*twice, *apart, *_look_alikes(ordered_works, forbidden)})))


def precedence(key: Identifier) -> tuple[int, Identifier]:
    """What says most of a work comes first; of addresses, archived copies come last."""
    rank = list(SCHEMES).index(key.scheme) if key.scheme in SCHEMES else len(SCHEMES)
    return rank + key.value.startswith(_COPIES), key


def _literal_addresses(said: WorksFile) -> frozenset[str]:
    """Addresses that a curator tells apart although they have one key; they are known as they are written."""
    apart: set[str] = set()
    for different in said.different:
        for left, right in combinations(different.of, 2):
            if left != right and name_identifier(left) == name_identifier(right):
                apart |= {left, right}
    return frozenset(apart)


def _key(reference: Reference, literal: frozenset[str]) -> Identifier:
    if reference.address in literal:
        return Identifier(_LITERAL, reference.address or "")
    return reference.key


def _said_key(name: str, literal: frozenset[str]) -> Identifier:
    return Identifier(_LITERAL, name) if name in literal else name_identifier(name)


def _curated(said: WorksFile, literal: frozenset[str]) -> dict[Edge, str]:
    edges: dict[Edge, str] = {}
    for same in said.same:
        keys = sorted({_said_key(name, literal) for name in same.of})
        for other in keys[1:]:
            edges[(keys[0], other)] = f"{_CURATOR}: {same.reason}"
    return edges


def _forbidden(said: WorksFile, literal: frozenset[str]) -> frozenset[Edge]:
    pairs: set[Edge] = set()
    for different in said.different:
        for left, right in combinations(sorted({_said_key(name, literal) for name in different.of}), 2):
            pairs.add((left, right))
    return frozenset(pairs)


def _without_shared_copies(beside: Mapping[Edge, str]) -> tuple[dict[Edge, str], list[Apart]]:
    """The ties without those of an archived copy that is given for several works: it can be of one only."""
    partners: dict[Identifier, set[Identifier]] = defaultdict(set)
    for left, right in beside:
        for copy, other in ((left, right), (right, left)):
            if copy.scheme == WEB and copy.value.startswith(_COPIES):
                partners[copy].add(other)
    shared = {copy: others for copy, others in partners.items() if len(others) > 1}
    apart = [
        Apart(tuple(sorted({copy, *others})), "one archived copy is given for several addresses")
        for copy, others in sorted(shared.items())
    ]
    return {edge: reason for edge, reason in beside.items() if not shared.keys() & set(edge)}, apart


def _without_conflicts(
    beside: Mapping[Edge, str], curated: Mapping[Edge, str], forbidden: frozenset[Edge]
) -> tuple[dict[Edge, str], list[Apart]]:
    """The ties that lead to no contradiction; all those of a tangle that does are let go."""
    settled = _components({key for edge in curated for key in edge}, curated)
    named = {edge: (settled.get(edge[0], edge[0]), settled.get(edge[1], edge[1])) for edge in beside}
    leader = _components({key for edge in named.values() for key in edge}, named.values())
    tangles: dict[Identifier, set[Identifier]] = defaultdict(set)
    for edge, (left, _) in named.items():
        tangles[leader[left]].update(edge)
    wrong: set[Identifier] = set()
    apart: list[Apart] = []
    for lead, keys in tangles.items():
        whole = {settled.get(key, key) for key in keys}
        kinds = Counter(key.scheme for key in whole if key.scheme in _EXCLUSIVE)
        twice = [scheme for scheme, count in kinds.items() if count > 1]
        denied = [pair for pair in forbidden if {settled.get(pair[0], pair[0]), settled.get(pair[1], pair[1])} <= whole]
        if twice or denied:
            wrong.add(lead)
            reason = (
                f"tied together, but with more than one {SCHEMES[min(twice)]}"
                if twice
                else "a curator tells them apart"
            )
            apart.append(Apart(tuple(sorted(keys)), reason))
    return {edge: reason for edge, reason in beside.items() if leader[named[edge][0]] not in wrong}, apart


def _components(keys: Iterable[Identifier], edges: Iterable[Edge]) -> dict[Identifier, Identifier]:
    """For each key the smallest one that edges lead to."""
    leader = {key: key for key in keys}

    def find(key: Identifier) -> Identifier:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    for left, right in edges:
        low, high = sorted((find(left), find(right)))
        leader[high] = low
    return {key: find(key) for key in leader}


def _merges(members: Sequence[tuple[Identifier, Reference]], ways: Ways) -> tuple[Merge, ...]:
    """Why each member but the first is of the work: one merge for each."""
    merges: list[Merge] = []
    firsts: dict[Identifier, Reference] = {}
    for key, reference in members:
        if key in firsts:
            merges.append(Merge(firsts[key], reference, _same_key(key, firsts[key], reference)))
        else:
            firsts[key] = reference
    if len(firsts) > 1:
        lead, *others = firsts
        for key in others:
            merges.append(Merge(firsts[lead], firsts[key], _path(lead, key, ways)))
    return tuple(sorted(merges))


def _same_key(key: Identifier, first: Reference, second: Reference) -> str:
    if first.address and first.address == second.address:
        return "same address as given"
    if first.address and second.address and canonical_address(first.address) == canonical_address(second.address):
        return "same address after canonicalisation"
    if key.scheme == WORDS:
        return "same author and title, or the very same words, in one letter"
    another = ", another version" if first.version != second.version else ""
    return f"same {SCHEMES.get(key.scheme, key.scheme)}{another}"


def _ways(edges: Mapping[Edge, str]) -> Ways:
    """From each key the others that it is tied to, and why."""
    ways: dict[Identifier, list[tuple[Identifier, str]]] = defaultdict(list)
    for (left, right), reason in sorted(edges.items()):
        ways[left].append((right, reason))
        ways[right].append((left, reason))
    return ways


def _path(start: Identifier, goal: Identifier, ways: Ways) -> str:
    """The reasons on the shortest way from one key to another."""
    reached: dict[Identifier, tuple[str, ...]] = {start: ()}
    queue = [start]
    for key in queue:
        for other, reason in ways.get(key, ()):
            if other not in reached:
                reached[other] = (*reached[key], reason)
                queue.append(other)
    return "; ".join(dict.fromkeys(reached[goal]))


def _look_alikes(works: Sequence[Work], forbidden: frozenset[Edge]) -> Iterable[Apart]:
    """Works with equal titles, which nothing else takes for one."""
    by_title: dict[str, list[Work]] = defaultdict(list)
    for work in works:
        for title in {plain_title(title) for title in work.titles}:
            by_title[title].append(work)
    for title, alike in sorted(by_title.items()):
        keys = tuple(sorted(work.keys[0] for work in alike))
        if len(alike) > 1 and not any(pair in forbidden for pair in combinations(keys, 2)):
            yield Apart(keys, f"equal titles alone: {title}")


def plain_title(title: str) -> str:
    """A title without case and signs, as titles are compared.

    >>> plain_title("Open (for Business): AI") == plain_title("Open for business — AI")
    True
    """
    return " ".join("".join(c if c.isalnum() else " " for c in title.casefold()).split())
