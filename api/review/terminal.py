"""A review in the terminal: a claim, a prompt, a letter for each thing to do."""

from collections.abc import Callable

from rich.console import Console
from rich.text import Text

from claimgraph.api.review.questions import Ask, ask_acceptance, ask_alignment, ask_edits, ask_head
from claimgraph.api.review.wording import harmless, progress_words, trouble_words
from claimgraph.ingest import IngestError, ReviewError
from claimgraph.ingest.review import Session, Sheet, sheet, undecided

__all__ = ["HELP", "run_terminal"]

HELP = """\
a  accept        into the annotation, once a build would take it; what is open is asked
e  edit          change what is proposed, in the draft
r  reject        with a reason, if you give one:  r reported view
o  reopen        take back what was decided on this claim
l  align         with a claim of another letter
n  next          b  back        j  jump:  j 12, or j and a slug
u  undo          the last thing done in this session
q  quit          everything is saved already"""

_PROMPT = "a e r o l n b j u q ? > "


def run_terminal(session: Session, console: Console, ask: Ask) -> None:
    """Goes through the draft until the curator leaves or the input ends; every decision is saved by then."""
    for slug in session.start():
        console.print(f"finished what was interrupted: {slug} is accepted", markup=False)
    _Walk(session, console, ask).go()


class _Walk:
    """Where the curator is in the draft."""

    def __init__(self, session: Session, console: Console, ask: Ask) -> None:
        self._session = session
        self._console = console
        self._ask = ask
        self._number = 1
        self._shown: Sheet | None = None

    def go(self) -> None:
        desk = self._session.desk()
        if not desk.draft.content.claims:
            self._say(f"{desk.paths.draft}: the draft proposes no claims")
            return
        self._number = undecided(desk) or 1
        if desk.caution:
            self._say(f"note: {desk.caution}", "yellow")
        self._show()
        while True:
            try:
                command, _, rest = self._ask(_PROMPT, "").strip().partition(" ")
            except (EOFError, KeyboardInterrupt, UnicodeDecodeError):
                command, rest = "q", ""
            if command in ("q", "quit"):
                break
            try:
                self._do(command, rest.strip())
            except (IngestError, OSError, UnicodeDecodeError) as error:
                for line in trouble_words(error):
                    self._console.print(Text(line, "red"), soft_wrap=True)  # a file's name stays in one piece
            except (EOFError, KeyboardInterrupt):
                self._say("left as it was")
        self._console.print()
        self._say(progress_words(self._number, self._session.progress()))

    def _do(self, command: str, rest: str) -> None:
        shown = self._shown
        steps: dict[str, Callable[[], None]] = {
            "": self._show,
            "n": lambda: self._go(self._number + 1),
            "b": lambda: self._go(self._number - 1),
            "u": self._undo,
            "?": lambda: self._say(HELP),
        }
        if command in steps:
            steps[command]()
        elif command == "j":
            self._jump(rest or self._ask("number or slug > ", ""))
        elif shown is None or command not in tuple("aerol"):
            self._say(f"there is no {command!r}; ? tells what there is")
        elif command == "a":
            self._accept(shown)
        elif command == "e":
            if edits := ask_edits(shown, self._ask, self._say):
                self._session.edit(shown.slug, edits, seen=shown.seen)
            self._show()
        elif command == "r":
            self._session.reject(shown.slug, rest or self._ask("why (may be empty) > ", ""), seen=shown.seen)
            self._onward()
        elif command == "o":
            self._session.reopen(shown.slug, seen=shown.seen)
            self._show()
        elif new := ask_alignment(self._session.desk(), shown, self._ask, self._say):
            self._session.align(shown.slug, new)
            self._show()

    def _accept(self, shown: Sheet) -> None:
        desk = self._session.desk()
        if not desk.begun:
            head = ask_head(desk, self._ask, self._say)
            if head is None:
                return
            self._session.begin(head.comment, head.respondents, head.new)
        if acceptance := ask_acceptance(desk, shown, self._ask, self._say):
            self._session.accept(shown.slug, acceptance.edits, acceptance.new, seen=shown.seen)
            self._onward()

    def _undo(self) -> None:
        self._say(f"undone: {self._session.undo()}")
        self._show()

    def _jump(self, where: str) -> None:
        slugs = [claim.slug for claim in self._session.desk().draft.content.claims]
        if where in slugs:
            self._go(slugs.index(where) + 1)
        elif where.isdecimal():
            self._go(int(where))
        else:
            self._say(f"there is no claim {where!r}: give a number or a slug")

    def _go(self, number: int) -> None:
        total = len(self._session.desk().draft.content.claims)
        if 1 <= number <= total:
            self._number = number
            self._show()
        else:
            self._say(f"there are claims 1 to {total}")

    def _onward(self) -> None:
        ahead = undecided(self._session.desk(), self._number)
        if ahead is None:
            self._show()
            self._say("nothing is left to decide; q leaves", "bold")
        else:
            self._number = ahead
            self._show()

    def _show(self) -> None:
        desk = self._session.desk()
        if not desk.draft.content.claims:
            raise ReviewError(f"{desk.paths.draft}: the draft proposes no claims any more")
        self._number = min(self._number, len(desk.draft.content.claims))
        self._shown = shown = sheet(desk, self._number)
        self._console.print()
        self._say(progress_words(self._number, self._session.progress()), "bold")
        self._say(f"{shown.status}{f' ({shown.decided})' if shown.decided else ''}  {shown.slug}", "bold")
        if shown.section:
            self._say(f"section: {shown.section}")
        for notation, text in shown.questions:
            self._say(f"question {notation}: {text}")
        self._console.print()
        self._excerpt(shown)
        for note in shown.notes:
            self._say(f"  footnote {note.number}{'' if note.taken else ' (not taken)'}: {note.text}")
        self._console.print()
        self._say(f"score {shown.score:.2f} by {shown.proposed_by}: {'; '.join(shown.reasons)}")
        for key, value in shown.fields.items():
            if value and key not in ("slug", "quote"):
                self._say(
                    f"  {key}: {value}{f' ({shown.statement})' if key == 'proposition' and shown.statement else ''}"
                )
        if shown.lacking:
            self._say(f"  open: {', '.join(shown.lacking)}", "yellow")
        self._neighbours(shown)

    def _excerpt(self, shown: Sheet) -> None:
        if shown.excerpt is None:
            self._say(shown.fields["quote"])
            self._say(shown.trouble or "", "red")
            return
        text = Text()
        text.append(harmless(shown.excerpt.before), "dim")
        text.append(f"⟦{harmless(shown.excerpt.words)}⟧", "bold")
        text.append(harmless(shown.excerpt.after), "dim")
        self._console.print(text)

    def _neighbours(self, shown: Sheet) -> None:
        for n, near in enumerate(shown.near, 1):
            stance = f"{near.stance}, " if near.stance else ""
            self._say(
                f"  {n}. {near.slug} ({stance}{near.score:.2f}, {near.reason}): {near.statement or 'gone by now'}"
            )
        for n, other in enumerate(shown.candidates, 1):
            aligned = f", aligned as {', '.join(other.aligned)}" if other.aligned else ""
            kind = f"{other.kind}, " if other.kind else ""
            words = other.quote or "gone by now"
            self._say(f"  l{n}. {other.claim} ({kind}{other.score:.2f}, {other.reason}{aligned}): {words}")

    def _say(self, words: str, style: str = "") -> None:
        self._console.print(Text(harmless(words), style))
