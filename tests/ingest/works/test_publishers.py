from __future__ import annotations

from pathlib import Path

import pytest

from claimgraph.ingest import load_corpus
from claimgraph.ingest.works import canonical_address, find_publisher, load_publishers, read_publishers

ROOT = Path(__file__).parent.parent.parent.parent
TABLE = load_publishers()
ORGANIZATIONS = load_corpus(ROOT / "corpus" / "ntia-2023-0009").organizations.content.organizations


@pytest.mark.parametrize(
    ("address", "slug"),
    [
        ("https://nvlpubs.nist.gov/nistpubs/ai/NIST.AI.100-1.pdf", "nist"),
        ("https://www.nytimes.com/2024/02/05/a.html", "new-york-times"),
        ("https://crfm.stanford.edu/open-fms/", "stanford-crfm"),
        ("https://web.stanford.edu/~ann/paper.pdf", None),
        ("https://people.csail.mit.edu/ann", None),
        ("https://huggingface.co/docs/hub/gguf", "hugging-face"),
        ("https://huggingface.co/docs", "hugging-face"),
        ("https://huggingface.co/docsy/model", None),
        ("https://huggingface.co/meta-llama/Llama-2-70b-hf", None),
        ("https://github.com/meta/x", None),
        ("https://github.blog/x", "github"),
        ("https://arxiv.org/abs/2403.07918", None),
        ("https://www.youtube.com/watch?v=HbM_zD0esDo", None),
        ("https://ann.substack.com/p/x", None),
        ("https://ann.github.io/", None),
        ("https://www.gov.uk/cma-cases/x", "uk-government"),
        ("https://web.archive.org/web/2024/https://www.rand.org/x", "rand"),
        ("https://perma.cc/AAAA-1111", None),
        ("https://unknown.example.org/", None),
        ("https://notnist.gov/", None),
        ("not an address", None),
    ],
)
def test_who_publishes_at_an_address(address: str, slug: str | None) -> None:
    line = find_publisher(address, TABLE)
    assert (line.slug if line else None) == slug


def test_the_table_is_whole_and_says_nothing_twice() -> None:
    assert len(TABLE.lines) > 500
    by_slug: dict[str, set[tuple[str, str]]] = {}
    for host, line in TABLE.lines.items():
        assert host == canonical_address(host)
        by_slug.setdefault(line.slug, set()).add((line.name, line.kind))
    assert {slug: said for slug, said in by_slug.items() if len(said) > 1} == {}
    names = [name for said in by_slug.values() for name, kind in said if kind != "platform"]
    assert len(names) == len(set(names))


def test_the_table_and_the_curators_agree() -> None:
    for organization in ORGANIZATIONS:
        for host in organization.hosts:
            line = find_publisher(host, TABLE)
            assert line is None or (line.slug, line.name) == (organization.slug, organization.name)
        assert TABLE.names().get(organization.slug, organization.name) == organization.name


def test_a_curators_host_is_above_the_table() -> None:
    table = read_publishers("github.com\tdomain\tgithub-com\tGitHub\tplatform").with_organizations(
        [each.model_copy(update={"hosts": ("www.github.com",)}) for each in ORGANIZATIONS if each.slug == "ibm"]
    )
    found = find_publisher("https://github.com/x", table)
    assert found
    assert found.slug == "ibm"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("a.org\tdomain\ta\tA", "publishers.tsv:2"),
        ("a.org\teverywhere\ta\tA\tcompany", "publishers.tsv:2"),
        ("a.org\thost\ta\tA\tcircus", "publishers.tsv:2"),
        ("www.a.org\thost\ta\tA\tcompany", "as 'a.org'"),
        ("b.org\thost\ta\tA\tcompany", "write 'b.org' once"),
    ],
)
def test_a_wrong_line_is_refused(line: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_publishers(f"b.org\thost\tb\tB\tcompany\n{line}")
