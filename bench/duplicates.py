"""How well form letters are told from others: `python bench/duplicates.py [--letters FOLDER] [--comments N]`.

Synthetic campaigns are sent as they are, signed, with a place filled in, with a paragraph of one's own, with a sentence
left out, with one thing changed, and turned into their opposite; between them stand letters of people's own that quote
the same request. For each threshold: the share of the senders that are found in a cluster, by kind, and how many were
joined to a text that has a sentence which they don't have. With --letters the PDFs in FOLDER/pdf must all stay by
themselves. With --comments N: seconds of processor time and memory for so many.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

from claimgraph.ingest import read_document
from claimgraph.ingest.intake.duplicates import LEAST, Filed, find_clusters
from claimgraph.ingest.intake.likeness import jaccard, words_of

WHO = ("towns", "harbours", "schools", "farmers", "builders", "nurses", "drivers", "councils", "museums", "fishers")
WHAT = ("lamps", "lanterns", "beacons", "signals", "shutters", "wires", "poles", "meters", "switches", "bulbs")
HOW = ("dim", "bright", "costly", "noisy", "safe", "old", "rare", "cheap", "sturdy", "fragile")
WHERE = ("harbour", "street", "market", "bridge", "hall", "station", "square", "garden", "mill", "quarry")
PLACES = ("Ohio", "Texas", "Maine", "Utah", "Iowa", "Oregon", "Nevada", "Kansas", "Idaho", "Vermont")
NAMES = ("Roe", "Doe", "Poe", "Low", "Fay", "Gill", "Hart", "Ives", "Kerr", "Lund")
QUOTE = (
    "The agency asks whether lamps of the second class, as defined in section two of the proposed order, ought to be"
    " kept lit between dusk and dawn, and what evidence there is on the costs of doing so for towns of fewer than ten"
    " thousand people."
)
SENTENCES = (
    "The WHAT of our WHO near the WHERE are HOW and the WHAT were HOW.",
    "Every WHERE has HOW WHAT that WHO and WHO have known for HOW years.",
    "Where WHO rely on HOW WHAT, the WHERE gains HOW WHAT in time.",
    "I support HOW WHAT at the WHERE, as do many WHO.",
    "The rule should leave HOW WHAT to WHO of the WHERE.",
)
PERSONAL = (
    "My aunt tripped over HOW WHAT outside a WHERE last winter and could hardly walk for weeks.",
    "Having sold WHAT to WHO for thirty years, my brother closed his shop beside the WHERE when HOW ones came in.",
    "Our children pass a HOW WHERE on their way home, where nobody has seen to the WHAT since spring.",
    "At night you hear the HOW WHAT rattle from the WHERE up to my window, and so do WHO who live next door.",
    "When friends of mine asked WHO about this, they were told to bring their own WHAT.",
    "Please come and see the WHERE after dusk yourselves; WHO will gladly show you HOW WHAT.",
)
FILLINGS = {"WHO": WHO, "WHAT": WHAT, "HOW": HOW, "WHERE": WHERE}
KINDS = ("same", "signed", "filled in", "own words", "cut", "changed", "turned")
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def sentence(chance: random.Random, patterns: Sequence[str] = SENTENCES) -> str:
    """One of many thousand sentences."""
    pattern = chance.choice(patterns)
    return re.sub("WHO|WHAT|HOW|WHERE", lambda kind: chance.choice(FILLINGS[kind.group()]), pattern)


def campaign(chance: random.Random) -> list[str]:
    """The sentences of a campaign's text."""
    opening = f"I write on the order about lamps and ask the agency to adopt it for {chance.choice(WHO)}."
    return [opening, *(sentence(chance) for _ in range(chance.randint(4, 11)))]


def sent(lines: list[str], kind: str, chance: random.Random) -> tuple[str, frozenset[str]]:
    """A campaign's text as somebody sent it, and what it says."""
    name = f"{chance.choice('ABCDEFGH')}. {chance.choice(NAMES)}{chance.choice(NAMES).lower()}"
    lines = list(lines)
    if kind == "cut":
        del lines[chance.randrange(1, len(lines))]
    if kind == "changed":
        at = chance.randrange(1, len(lines))
        lines[at] = lines[at].replace(chance.choice([each for each in HOW if each in lines[at]]), "welcome", 1)
    if kind == "turned":
        lines[0] = lines[0].replace("to adopt", chance.choice(("not to adopt", "to withdraw")))
    says = frozenset(lines)
    if kind == "own words":
        at = chance.choice((0, len(lines) // 2, len(lines)))
        lines[at:at] = [sentence(chance, PERSONAL) for _ in range(chance.randint(1, 6))]
    if kind == "filled in":
        lines[0] = f"As a resident of {chance.choice(PLACES)} {lines[0]}"
    return " ".join(lines) + ("" if kind == "same" else f" {name}"), says


def comments(count: int, seed: int = 1) -> Iterator[tuple[Filed, str, frozenset[str]]]:
    """So many comments: each, its kind and what it says; every third is of somebody's own."""
    chance = random.Random(seed)
    campaigns = [campaign(chance) for _ in range(max(20, count // 1000))]
    for number in range(count):
        key = f"LAMP-2024-0001-{number:06d}"
        if number % 3 == 0:
            lines = [QUOTE] * chance.randint(0, 1) + [sentence(chance) for _ in range(chance.randint(3, 12))]
            yield Filed(key, " ".join(lines)), "their own", frozenset(lines)
        else:
            kind = chance.choice(KINDS)
            text, says = sent(chance.choice(campaigns), kind, chance)
            yield Filed(key, text), kind, says


def judge(count: int) -> bool:
    """Print the table of thresholds; whether the one in use joins nothing that it must not."""
    given = list(comments(count))
    known = {filed.id: (kind, says) for filed, kind, says in given}
    sizes = Counter(kind for _, kind, _ in given)
    print(f"{'least':>6}  " + "  ".join(f"{kind:>9}" for kind in KINDS) + "  wrongly joined")
    sound = True
    for least in THRESHOLDS:
        joined: Counter[str] = Counter()
        wrong = 0
        for cluster in find_clusters((filed for filed, _, _ in given), least):
            _, wanted = known[cluster.standing]
            for each in cluster.signatories:
                kind, says = known[each.id]
                wrong += not wanted <= says
                joined[kind] += 1
        shares = "  ".join(f"{joined[kind] / sizes[kind]:9.3f}" for kind in KINDS)
        print(f"{least:>5}{'*' if least == LEAST else ' '}  {shares}  {wrong:14}", flush=True)
        sound &= not (least == LEAST and wrong)
    return sound


def judge_letters(folder: Path) -> bool:
    """Print the likest pair of the letters, and whether all stay by themselves."""
    texts = {path.stem: read_document(path).text for path in sorted(folder.glob("pdf/*.pdf"))}
    shingles = {name: words_of(text).shingles for name, text in texts.items()}
    alike = max((jaccard(shingles[one], shingles[other]), one, other) for one, other in combinations(sorted(texts), 2))
    clusters = find_clusters(Filed(name, text) for name, text in texts.items())
    print(f"{len(texts)} letters, {len(clusters)} clusters; the likest pair: {alike[0]:.3f} {alike[1]}, {alike[2]}")
    return not clusters


def measure(count: int) -> None:
    """Print what so many comments cost."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    clusters = find_clusters(filed for filed, _, _ in comments(count))
    seconds = time.process_time() - began
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    inside = sum(len(cluster.signatories) for cluster in clusters)
    print(
        f"{count:,} comments: {len(clusters):,} clusters with {inside:,} of them, {seconds:.0f} s of processor time,"
        f" {after / 1024:.0f} MiB at most ({before / 1024:.0f} before)"
    )


def main() -> None:
    """Print the figures, and exit with 1 where something is joined that must not be."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--letters", type=Path, metavar="FOLDER")
    options.add_argument("--comments", type=int, metavar="N")
    given = options.parse_args()
    sound = judge(3000)
    if given.letters:
        sound &= judge_letters(given.letters)
    if given.comments:
        measure(given.comments)
    if not sound:
        sys.exit("letters were joined that are not one")


if __name__ == "__main__":
    main()
