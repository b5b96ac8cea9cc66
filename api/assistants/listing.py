"""The tool that lists propositions: by question and topic, shared or disputed ones."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from claimgraph.api.assistants.records import Answer, Record, Thing, text, thing
from claimgraph.api.assistants.resolving import docket_of
from claimgraph.api.assistants.source import Source
from claimgraph.api.assistants.wording import NOTICE, ending, named
from claimgraph.api.dockets import words_of
from claimgraph.api.matrix import Choice, matrix
from claimgraph.api.search_words import many
from claimgraph.api.service.problems import Problem

__all__ = ["Asked", "Listed", "list_propositions", "read"]


class Asked(Record):
    """Which propositions."""

    show: Literal["all", "shared", "disputed"] = Field(
        default="shared", description="shared: two or more take a position. disputed: one affirms what another denies."
    )
    question: str = Field(default="", max_length=20, description="A question's number, as the tool docket gives it.")
    topic: str = Field(default="", max_length=200, description="The end of a topic's IRI.")
    docket: str = Field(default="", max_length=200, description="The docket's number, where there are several.")
    page: int = Field(default=1, ge=1, le=10_000)


class Line(Record):
    """A proposition, and how many respondents take each stance on it."""

    proposition: Thing
    question: str = Field(description="The main question under which it was answered most; or empty.")
    stances: dict[str, int]
    disputed: bool


class Listed(Answer):
    """A page of propositions, in the docket's order."""

    total: int
    propositions: list[Line]


async def list_propositions(source: Source, asked: Asked) -> Listed:
    """Return the propositions. Raises Problem where what narrows them is not in the docket, or without an answer."""
    docket = await docket_of(source, asked.docket)
    if asked.question and asked.question not in {each.notation for each in docket.questions}:
        raise Problem("not-found", f"The docket asks no question {asked.question!r}; the tool docket lists them.")
    shown = matrix(docket, Choice(asked.question, asked.topic, asked.show, page=asked.page))
    if asked.page > shown.pages:
        raise Problem("not-found", f"There is no page {asked.page}, only {shown.pages}.")
    statements = (await words_of(source, shown.propositions, [])).statements
    lines = [(question, line) for question, those in shown.groups for line in those]
    more = 0 if asked.page == shown.pages else shown.total - asked.page * len(lines)
    return Listed(
        generation=source.generation,
        more=more,
        go_on=f"call list_propositions again with page={asked.page + 1}" if more else "",
        total=shown.total,
        propositions=[
            Line(
                proposition=thing(source.where, line.proposition, text(statements[line.proposition], "statement")),
                question=question.notation if question else "",
                stances=dict(sorted(line.counts.items())),
                disputed=line.is_disputed,
            )
            for question, line in lines
        ],
    )


def read(listed: Listed) -> Iterator[str]:
    """Yield the lines that list them."""
    yield f"{many(listed.total, 'proposition', 'propositions')}."
    if listed.propositions:
        yield NOTICE
    for each in listed.propositions:
        counts = ", ".join(f"{count} {stance}" for stance, count in each.stances.items())
        question = f"question {each.question}: " if each.question else ""
        yield f"- {question}{named(each.proposition)}: {counts}{'; disputed' if each.disputed else ''}"
    yield from ending(listed)
