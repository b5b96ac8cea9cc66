"""A service with letters to read: one annotated, one that a program read, a long one, and one that bites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import httpx
import pytest
from pyoxigraph import RdfFormat, parse
from service_process import start, stop

from claimgraph.ingest import parse as parse_letter
from claimgraph.ingest.outline import outline_of
from claimgraph.store import publish

PREFIXES = """@base <https://example.org/data/lamps-1/> .
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix cito: <http://purl.org/spar/cito/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<docket> a cg:Docket ; rdfs:label "LAMPS-1" ; dcterms:identifier "LAMPS-1" ; dcterms:title "Street lamps" .
<question/1> a cg:Question ; rdfs:label "Question 1" ; skos:notation "1" ; cg:position 1 .
<organization/cedar> rdfs:label "Cedar" .
<proposition/bright> a cg:Proposition ; cg:statement "Lamps are bright." .
<source/survey> a cg:EvidenceSource ; rdfs:label "Survey of lamps" ; dcterms:title "Survey of lamps" .
"""

CEDAR = """Lamp Office
1 Quay Road

Dear Director,

We write about lamps,¹ and **no doubt** remains. Lamps are bright and lamps are cheap at night.
See [our guide](https://cedar.example/guide).

How bright should street lamps be?

Lamps should be bright, for these reasons:

- They help people
  - by night above all
- They look well

They are seen from as far

¹ A survey, <https://studies.example/lamps>

as the harbour.² That is enough.

| Lamp | Cost |
|------|------|
| LED  | low  |
| Gas  | high |

² Cedar counted them.
"""

BITING = """<script>document.title = 'run'</script> & "quotes"

[press here](javascript:alert(1)) or [there](https://ok.example/?a=1&b="2") or \u202eesrever\u202c
and \u2067\u05e9\u05dc\u05d5\u05dd\u2069.

<img src=x onerror=alert(2)> A last word.
"""


@dataclass(frozen=True)
class Read:
    """A claim of a test's letter: the end of its IRI, its words, its class and how it stands to the proposition."""

    key: str
    quote: str
    kind: str = "FactualClaim"
    stance: str = "affirms"


def letter(slug: str, text: str, claims: Sequence[Read] = (), *, reviewed: bool = True) -> str:
    """The letter's graph as Turtle, with the structure that the parser finds."""
    read = parse_letter(text, [("1", "How bright should street lamps be?")])
    version = f"letter/{slug}/text/{read.text_sha256[:12]}"
    said = [
        f'<letter/{slug}> a cg:CommentLetter ; rdfs:label "{slug.title()}, comment letter" ; cg:inDocket <docket> ; '
        f"cg:submittedBy <organization/cedar> ; cg:currentText <{version}> .",
        f"<{version}> a cg:TextVersion ; cg:versionOf <letter/{slug}> ; cg:content {quoted(text)} ; "
        f"cg:outline {quoted(outline_of(read))} .",
    ]
    if not reviewed:
        said.append(f"<letter/{slug}> cg:reviewStatus cg:Unreviewed .")
    for section in read.sections:
        iri = f"<letter/{slug}/section/{section.number}>"
        said.append(
            f"{iri} a cg:Section ; cg:sectionOf <letter/{slug}> ; oa:start {section.start} ; oa:end {section.end} ."
        )
        if section.heading:
            said.append(f"{iri} cg:heading {quoted(section.heading)} .")
        said += [f"{iri} cg:answers <question/{each}> ." for each in section.questions]
    for note in read.footnotes:
        iri = f"<letter/{slug}/footnote/{note.number}>"
        said.append(
            f"{iri} a cg:Footnote ; cg:footnoteOf <letter/{slug}> ; cg:noteNumber {note.number} ; "
            f"oa:start {note.spans[0].start} ; oa:end {note.spans[-1].end} ."
        )
        if note.links:
            said.append(
                f"<letter/{slug}/footnote/{note.number}/citation/1> a cg:Citation, cg:SelfCitation ; "
                f"cg:citedIn {iri} ; cg:position 1 ; cg:citesSource <source/survey> ; "
                f"cito:hasCitingEntity <letter/{slug}> ."
            )
    for n, mark in enumerate(read.marks):
        iri = f"<letter/{slug}/footnote/{mark.number}/mark/{n}>"
        said.append(
            f"{iri} cg:marks <letter/{slug}/footnote/{mark.number}> ; oa:start {mark.start} ; oa:end {mark.end} ."
        )
    for claim in claims:
        start = text.index(claim.quote)
        end = start + len(claim.quote)
        span = f"<{version}/passage/{start}-{end}>"
        said.append(f"{span} a cg:Passage ; cg:inText <{version}> ; oa:start {start} ; oa:end {end} .")
        said.append(
            f"<claim/{slug}/{claim.key}> a cg:{claim.kind} ; rdfs:label {quoted(claim.key)} ; "
            f"cg:quote {quoted(claim.quote)} ; cg:madeBy <organization/cedar> ; "
            f"cg:assertedIn {span} ; cg:{claim.stance} <proposition/bright> ."
        )
    return "\n".join(said)


def quoted(text: str) -> str:
    """The text as a literal of Turtle."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r") + '"'


LONG = "\n\n".join(
    f"## Part {n} of the letter\n\n"
    + "\n\n".join(f"Paragraph {n}.{m} says that lamps are bright. " * 20 for m in range(9))
    for n in range(1, 17)
)
CLAIMS = (
    Read("lamps-are-bright", "Lamps are bright and lamps are cheap"),
    Read("cheap-at-night", "lamps are cheap at night.", "ValueClaim", "denies"),
    Read("cheap", "lamps are cheap", "PolicyClaim", "qualifies"),
    Read("should-be-bright", "Lamps should be bright", "Recommendation"),
    Read("gas-is-dear", "high"),
)


@pytest.fixture(scope="session")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The origin of a service of these letters, without a slash at its end."""
    directory = tmp_path_factory.mktemp("reading") / "store"
    turtle = "\n".join(
        (
            PREFIXES,
            letter("cedar", CEDAR, CLAIMS),
            letter("elm", CEDAR, reviewed=False),
            letter("thorn", BITING, [Read("thorn", "A last word.")]),
            letter("oak", LONG, [Read("near-the-end", "Paragraph 16.8 says that lamps are bright.")]),
            "<submission/1> a cg:JoinedSubmission ; cg:joins <letter/elm> ; cg:addedWords 4 ; "
            'cg:sentBy <organization/fir> ; dcterms:identifier "LAMPS-1-0007" .',
            "<submission/2> a cg:JoinedSubmission ; cg:joins <letter/elm> ; cg:addedWords 0 ; "
            'dcterms:identifier "LAMPS-1-0008" .',
            '<organization/fir> rdfs:label "Fir & Sons" .',
            '<letter/ash> a cg:CommentLetter ; rdfs:label "A letter that is lost" ; cg:inDocket <docket> .',
        )
    )
    publish(directory, parse(turtle, RdfFormat.TURTLE), {})
    running = start(directory)
    yield running.origin
    written = stop(running)
    assert "Traceback" not in written


@pytest.fixture(scope="session")
def client(origin: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=origin, timeout=30, headers={"Accept": "text/html"}) as made:
        yield made


@pytest.fixture
def written() -> str:
    """The text of the letter of Cedar."""
    return CEDAR
