"""A corpus's letters read: those that people annotated, which must be sound, and the others, of which any may fail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from claimgraph.ingest import (
    AnchoredLetter,
    Corpus,
    CorpusError,
    Graph,
    Location,
    Problem,
    docket_graph,
    letter_graph,
    read_letter,
)
from claimgraph.ingest.cluster import Workers, map_readings
from claimgraph.ingest.survey import (
    Failure,
    Kept,
    ReadLetter,
    Survey,
    read_letter_graph,
    read_letters,
    shared_graph,
    survey,
)
from claimgraph.ontology import Iris

Tell = Callable[[str, int, int], None]
"""Called with the step's name, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of a corpus; ``failures`` are those that are left out, each with the reason and the remedy."""

    annotated: tuple[AnchoredLetter, ...]
    read: tuple[ReadLetter, ...]
    failures: tuple[Problem, ...]

    def without(self, failures: dict[str, str]) -> Letters:
        """The same without those letters that nobody has annotated, by slug, which fail for these reasons."""
        gone = [each for each in self.read if each.file.slug in failures]
        told = tuple(Problem(Location(str(each.file.path), 1), failures[each.file.slug]) for each in gone)
        return replace(
            self,
            read=tuple(each for each in self.read if each.file.slug not in failures),
            failures=self.failures + told,
        )


def read_all(
    corpus: Corpus, kept: Kept | None, tell: Tell, ocr: Sequence[str] = (), readers: Workers | None = None
) -> Letters:
    """Every letter of the corpus that can be read; a scan is given to the program that ``ocr`` names.

    The letters that nobody annotated are read by ``readers``, if given, otherwise by processes of this machine. Raises
    `CorpusError` with all that is wrong in annotated letters, or when there is no letter left.
    """
    total = len(corpus.letters) + len(corpus.unannotated)
    problems: list[Problem] = []
    annotated: list[AnchoredLetter] = []
    tell("reading letters", 0, total)
    for done, slug in enumerate(corpus.letters, start=1):
        try:
            annotated.append(read_letter(corpus, slug))
        except CorpusError as error:
            problems.extend(error.problems)
        tell("reading letters", done, total)
    if problems:
        raise CorpusError(tuple(problems))

    def hear(done: int) -> None:
        tell("reading letters", len(corpus.letters) + done, total)

    files, questions = corpus.unannotated, corpus.questions
    if readers:
        found = list(map_readings(readers, files, questions, kept, hear, ocr=ocr))
    else:
        found = list(read_letters(files, questions, kept, hear, ocr=ocr))
    failed = [each for each in found if isinstance(each, Failure)]
    failures = (
        *corpus.found.left_out,
        *(Problem(Location(str(each.file.path), each.line), each.message) for each in failed),
    )
    read = tuple(each for each in found if isinstance(each, ReadLetter))
    if not annotated and not read:
        none = Problem(Location(str(corpus.folder), 1), "there are no letters here: put some into its folder letters")
        raise CorpusError(failures or corpus.found.cautions or (none,))
    return Letters(tuple(annotated), read, failures)


def graphs_of(corpus: Corpus, letters: Letters) -> tuple[list[Graph], Survey | None]:
    """The asserted graphs of the letters, and what programs made of them.

    There is no survey where people annotated every letter and there is no ``works.yaml`` to apply.
    """
    iris = Iris(corpus.base)
    graphs = [docket_graph(corpus, corpus.respondents)]
    if not letters.read and corpus.works is None:
        return [*graphs, *(letter_graph(corpus, each) for each in letters.annotated)], None
    organizations = corpus.organizations.content.organizations
    found = survey(
        letters.read,
        [(each.slug, each.letter) for each in letters.annotated],
        organizations,
        corpus.sources.content,
        corpus.works.content if corpus.works else None,
    )
    graphs.extend(letter_graph(corpus, each, found.work_at) for each in letters.annotated)
    graphs.extend(read_letter_graph(iris, found, each) for each in found.letters)
    cited = {work.slug: work for each in found.citing.values() for ref in each.references if (work := found.works[ref])}
    for each in letters.annotated:
        unlisted = (found.work_at(citation.url) for citation in each.citations if citation.source is None)
        cited |= {work.slug: work for work in unlisted if work}
    agency = corpus.docket.content.opened_by if corpus.docket else None
    folder = Location(str(corpus.folder), 1)
    graphs.append(shared_graph(iris, found, organizations, cited.values(), agency, folder))
    return graphs, found


def cautions_of(corpus: Corpus, letters: Letters, found: Survey | None) -> Iterator[Problem]:
    """What could not be settled in annotated letters, and what an agency withheld or the folder lacks."""
    yield from corpus.found.cautions
    for each in letters.annotated:
        yield from each.cautions
        unlisted = each.unresolved()
        if found is None:
            yield from unlisted
            continue
        open_citations = [citation for citation in each.citations if citation.source is None]
        yield from (
            problem
            for problem, citation in zip(unlisted, open_citations, strict=True)
            if found.work_at(citation.url) is None
        )


def remarks_of(corpus: Corpus, letters: Letters, found: Survey | None) -> Iterator[Problem]:
    """What programs could not settle in the letters that they read, and the works and files that they left apart."""
    yield from corpus.found.remarks
    for each in letters.read:
        letter, path = each.reading.letter, str(each.file.path)
        yield from (Problem(Location(path, 1), remark) for remark in each.remarks)
        if found and each.file.slug not in found.citing:
            continue  # it joins another letter
        yield from (Problem(Location(path, doubt.line), doubt.message) for doubt in letter.warnings)
        if found and each.file.slug not in found.respondents:
            yield Problem(Location(path, 1), "nothing says for sure who sent the letter in: an annotation can")
        if corpus.docket and letter.docket and letter.docket != corpus.identifier:
            message = f"the letter names docket {letter.docket}, not {corpus.identifier}: is it in the right folder?"
            yield Problem(Location(path, 1), message)
    for apart in found.apart if found else ():
        works = ", ".join(map(str, apart.keys))
        yield Problem(Location(str(corpus.folder), 1), f"works left apart, {apart.reason}: {works} (see works.yaml)")


def at_fault(letters: Letters, complaints: Iterable[tuple[Location | None, str]]) -> dict[str, str] | None:
    """The letters that programs read and that the complaints are about, each with its first one.

    None where a complaint is about anything else: then a person has to put something right.
    """
    slugs = {str(each.file.path): each.file.slug for each in letters.read}
    found: dict[str, str] = {}
    for place, message in complaints:
        slug = slugs.get(place.file) if place else None
        if slug is None:
            return None
        found.setdefault(slug, f"what was read in it is not sound, and is left out: {message}")
    return found
