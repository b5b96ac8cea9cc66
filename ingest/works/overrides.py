"""What a curator says of works, read: which identifiers are one work, which are not, and contradictions in that."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from claimgraph.ingest.corpus import File
from claimgraph.ingest.docket_files import Sources
from claimgraph.ingest.errors import Problem
from claimgraph.ingest.works.address_identifiers import identify_address
from claimgraph.ingest.works.identifiers import SCHEMES
from claimgraph.ingest.works.models import WEB, Identifier
from claimgraph.ingest.works.printed_identifiers import find_printed
from claimgraph.ingest.works_file import Described, Same, WorksFile


def name_identifier(name: str) -> Identifier:
    """What an address or an identifier in ``works.yaml`` stands for.

    >>> str(name_identifier("arXiv:2403.07918v2")), str(name_identifier("https://www.rand.org/topics/"))
    ('arxiv:2403.07918', 'web:rand.org/topics')
    >>> str(name_identifier("89 Fed. Reg. 14059")), str(name_identifier("fr:89/14059"))
    ('fr:89/14059', 'fr:89/14059')
    """
    printed = find_printed(name) if "//" not in name else ()
    if len(printed) == 1 and printed[0].end == len(name) and printed[0].start in (0, len("doi:")):
        return printed[0].found.identifier
    scheme, colon, value = name.partition(":")
    if colon and scheme.lower() in SCHEMES and scheme.lower() != WEB and not value.startswith("//"):
        return Identifier(scheme.lower(), value)
    return identify_address(name).identifier


def sources_as_overrides(sources: Sources) -> WorksFile:
    """What ``sources.yaml`` says of works, as ``works.yaml`` would: all names of a source are of one work."""
    same: list[Same] = []
    works: list[Described] = []
    for source in sources.sources:
        numbers = [each for each in source.identifiers if name_identifier(each).scheme != WEB]
        names = (*source.urls, *([f"doi:{source.doi}"] if source.doi else []), *numbers)
        if len({name_identifier(name) for name in names}) > 1:
            same.append(Same(of=names, reason=f"sources.yaml lists them under {source.slug!r}"))
        works.append(
            Described(
                work=names[0],
                slug=source.slug,
                title=source.title,
                authors=source.authors,
                date=source.date,
                publisher=source.publisher,
            )
        )
    return WorksFile(same=tuple(same), works=tuple(works))


def joined(first: WorksFile, second: WorksFile) -> WorksFile:
    """Both; of two descriptions of one work the second one's counts."""
    return WorksFile(
        same=first.same + second.same, different=first.different + second.different, works=first.works + second.works
    )


def check_works(file: File[WorksFile]) -> tuple[Problem, ...]:
    """The contradictions in ``works.yaml``, sorted: things said to be one work and two, or described twice."""
    return tuple(sorted({*_contradictions(file), *_described_twice(file)}))


def _contradictions(file: File[WorksFile]) -> Iterator[Problem]:
    whole = same_groups(file.content)
    for i, different in enumerate(file.content.different):
        for (j, left), (k, right) in combinations(enumerate(different.of), 2):
            if left == right:
                yield Problem(
                    file.at("different", i, "of", k), f"{right!r} stands twice: a work differs from another one"
                )
            elif (one := whole.get(name_identifier(left))) and one == whole.get(name_identifier(right)):
                message = f"{left!r} and {right!r} are the same work under `same`: take one of the two back"
                yield Problem(file.at("different", i, "of", k if j < k else j), message)


def _described_twice(file: File[WorksFile]) -> Iterator[Problem]:
    whole = same_groups(file.content)
    first: dict[Identifier, str] = {}
    for i, described in enumerate(file.content.works):
        key = name_identifier(described.work)
        other = first.setdefault(whole.get(key, key), described.work)
        if other is not described.work:
            yield Problem(file.at("works", i, "work"), f"{described.work!r} is the work of {other!r}: describe it once")


def same_groups(content: WorksFile) -> dict[Identifier, Identifier]:
    """For each identifier that ``same`` names the smallest one of its work."""
    leader: dict[Identifier, Identifier] = {}
    for same in content.same:
        keys = {name_identifier(name) for name in same.of}
        keys |= {key for key, lead in leader.items() if lead in {leader[each] for each in keys if each in leader}}
        leader.update(dict.fromkeys(keys, min(keys)))
    return leader
