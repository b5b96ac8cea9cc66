"""Corpora that differ in letters, claims and shared entries, all made of the one about lamps."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml
from hypothesis import strategies as st

LAMPS = Path(__file__).parents[2] / "corpora" / "lamps"
COPIES = {
    "acme": ("acme", "acme"),
    "borealis": ("borealis", "borealis"),
    "west": ("acme", "acme"),
    "zeta": ("borealis", "lamp-council"),
}
"""Letters, each with the one that it is a copy of and its respondent: two of a respondent tell of the same ties."""


@dataclass(frozen=True)
class State:
    """A corpus: which letters it has, which of their claims are left out, and which shared entries are others."""

    letters: frozenset[str]
    dropped: frozenset[tuple[str, int]] = frozenset()
    turned: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()


CHANGES = ("statement", "name", "parent", "publisher", "alignment", "address", "correction")

states = st.builds(
    State,
    st.frozensets(st.sampled_from(sorted(COPIES)), min_size=1),
    st.frozensets(st.tuples(st.sampled_from(sorted(COPIES)), st.integers(0, 4)), max_size=4),
    st.frozensets(st.sampled_from(sorted(COPIES)), max_size=2),
    st.frozensets(st.sampled_from(CHANGES), max_size=3),
)


def write(folder: Path, state: State) -> None:
    """The corpus in a folder, in place of the one that is there; files that are as they should be are left alone."""
    files: dict[str, str] = {}
    claims: set[str] = set()
    for slug in state.letters:
        origin, respondent = COPIES[slug]
        letter = _load(f"letters/{origin}.yaml")
        letter |= {"letter": slug, "text": f"{slug}.txt", "comment": f"LAMP-{slug}", "respondents": [respondent]}
        letter["claims"] = [each for n, each in enumerate(letter["claims"]) if (slug, n) not in state.dropped]
        if slug in state.turned:
            for claim in letter["claims"]:
                claim["stance"] = {"affirms": "denies", "denies": "affirms"}.get(claim["stance"], claim["stance"])
        claims |= {f"{slug}/{claim['slug']}" for claim in letter["claims"]}
        files[f"letters/{slug}.yaml"] = yaml.safe_dump(letter, sort_keys=False)
        files[f"letters/{slug}.txt"] = (LAMPS / "letters" / f"{origin}.txt").read_text("utf-8")
    files |= _shared(state, claims)
    (folder / "letters").mkdir(parents=True, exist_ok=True)
    for path in [each for each in folder.rglob("*.*") if each.relative_to(folder).as_posix() not in files]:
        path.unlink()
    for name, text in files.items():
        if not (folder / name).exists() or (folder / name).read_text("utf-8") != text:
            (folder / name).write_text(text, "utf-8")


def _shared(state: State, claims: set[str]) -> dict[str, str]:
    shared = {name: _load(f"{name}.yaml") for name in ("docket", "organizations", "sources", "programmes")}
    shared |= {name: _load(f"{name}.yaml") for name in ("propositions", "alignments")}
    alignments = shared["alignments"]["alignments"]
    if "alignment" in state.changes:
        alignments.append(
            alignments[0]
            | {"slug": "more", "claims": ["west/brighter-lamps-reduce-accidents", "zeta/bright-lamps-safer"]}
        )
    judged = {claim for claim in claims if claim.partition("/")[0] not in state.turned}
    shared["alignments"]["alignments"] = [each for each in alignments if judged.issuperset(each["claims"])]
    organizations = {each["slug"]: each for each in shared["organizations"]["organizations"]}
    sources = shared["sources"]
    if "statement" in state.changes:
        shared["propositions"]["propositions"][0]["statement"] = "Brighter lamps make all streets safer."
    if "name" in state.changes:
        organizations["borealis"]["name"] = "Borealis Power"
    if "parent" in state.changes:
        del organizations["acme-labs"]["parent"]
    if "publisher" in state.changes:
        sources["sources"][2]["publisher"] = "acme"
    if "address" in state.changes:
        sources["sources"][2]["urls"] = ["https://council.example/other"]
    if "correction" in state.changes or "acme" not in state.letters:
        sources["overrides"] = []
    return {f"{name}.yaml": yaml.safe_dump(each, sort_keys=False) for name, each in shared.items()}


def _load(name: str) -> dict:
    return yaml.load((LAMPS / name).read_text("utf-8"), Loader=yaml.BaseLoader)
