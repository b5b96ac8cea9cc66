from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimgraph.ingest.works import canonical_address, identify_address
from claimgraph.ingest.works.hosts import normal_host, parents, registrable

SAME = [
    ("http://a.example.org/x", "https://www.A.example.org/x/"),
    ("https://a.org:443/x", "a.org/x"),
    ("https://m.rand.org/x", "https://rand.org/x"),
    ("https://en.m.wikipedia.org/wiki/Cat", "https://en.wikipedia.org/wiki/Cat"),
    ("https://a.org/x/index.html", "https://a.org/x/"),
    ("https://a.org/Default.aspx", "https://a.org"),
    ("https://a.org/x?utm_source=y&utm_medium=z", "https://a.org/x"),
    ("https://a.org/x?b=1&a=2&fbclid=3", "https://a.org/x?a=2&b=1"),
    ("https://a.org/x#page=4", "https://a.org/x"),
    ("https://a.org/x#:~:text=word", "https://a.org/x"),
    ("https://a.org/%7Eann/b%2ehtml", "https://a.org/~ann/b.html"),
    ("https://a.org/caf%c3%a9", "https://a.org/café"),
    ("https://en.wikipedia.org/wiki/Linus%27s_law", "https://en.wikipedia.org/wiki/Linus's_law"),
    ("https://a.org/b/../x/./y", "https://a.org/x/y"),
    ("https://münchen.de/x", "https://xn--mnchen-3ya.de/x"),
    ("https://web.archive.org/web/20240301120000/https://a.org/x", "https://a.org/x"),
    ("https://web.archive.org/web/2024*/http://www.a.org/x?utm_source=y", "https://a.org/x"),
    ("https://archive.ph/2024.03.01-120000/https://a.org/x", "https://a.org/x"),
    ("https://archive.ph/20240301/https://a.org/x", "https://a.org/x"),
    ("https://nam06.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.org%2Fx&data=05", "https://a.org/x"),
    ("https://urldefense.com/v3/__https://a.org/x__;!!AbC!dEf$", "https://a.org/x"),
    ("https://urldefense.proofpoint.com/v2/url?u=https-3A__a.org_x&d=Dw", "https://a.org/x"),
    ("https://www.google.com/url?sa=t&q=https://a.org/x", "https://a.org/x"),
    ("https://www.google.com/amp/s/a.org/x", "https://a.org/x"),
    ("https://www-nature-com.ezproxy.lib.example.edu/articles/x", "https://nature.com/articles/x"),
    ("https://doi-org.libproxy.example.edu/10.1145/1", "https://doi.org/10.1145/1"),
    ("https://twitter.com/a/status/1", "https://x.com/a/status/1"),
    ("https://gov.uk/x", "https://www.gov.uk/x"),
    ("https://hf.co/a/b", "https://huggingface.co/a/b"),
    ("https://www.nytimes.com/a.html?smid=url-share", "https://nytimes.com/a.html"),
    ("https://\u200ba.org/x ", "https://a.org/x"),
]
DIFFERENT = [
    ("https://a.org/x", "https://a.org/X"),
    ("https://a.org/x?q=1", "https://a.org/x?q=2"),
    ("https://a.org/x", "https://b.org/x"),
    ("https://a.org/app/#/doc/1", "https://a.org/app/#/doc/2"),
    ("https://a.org/g#!topic/a", "https://a.org/g#!topic/b"),
    ("https://a.org:8080/x", "https://a.org/x"),
    ("https://a.org/index.php?title=A", "https://a.org/index.php?title=B"),
    ("https://example.org/x?s=20", "https://example.org/x"),
    ("https://perma.cc/AAAA-1111", "https://perma.cc/BBBB-2222"),
    ("https://bit.ly/abc", "https://bit.ly/ABC"),
    ("https://a.org/a%2Fb", "https://a.org/a/b"),
    ("https://m.me/x", "https://me/x"),
    ("https://ann.github.io/x", "https://bob.github.io/x"),
]
ADDRESSES = [each for pair in (*SAME, *DIFFERENT) for each in pair]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_spellings_of_one_address_meet(left: str, right: str) -> None:
    assert canonical_address(left) == canonical_address(right)


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_what_tells_documents_apart_stays(left: str, right: str) -> None:
    assert canonical_address(left) != canonical_address(right)


@pytest.mark.parametrize("url", ADDRESSES)
def test_the_canonical_form_is_its_own(url: str) -> None:
    once = canonical_address(url)
    assert canonical_address(once) == once
    assert canonical_address(f"https://{once}") == once


PARTS = st.text(st.sampled_from(string.ascii_letters + string.digits + "-_.~%/?&=#+:;@!'()[]é \u200b"), max_size=30)
HOSTS = st.sampled_from(
    [
        "a.org",
        "www.m.a.org",
        "web.archive.org",
        "M.A.gov.uk",
        "hf.co",
        "google.com",
        "x.safelinks.protection.outlook.com",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["https://", "http://", "", "//", "ftp://"]), HOSTS, PARTS)
def test_any_address_has_one_form_that_is_its_own(scheme: str, host: str, rest: str) -> None:
    once = canonical_address(f"{scheme}{host}/{rest}")
    assert canonical_address(once) == once


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_has_a_form(text: str) -> None:
    once = canonical_address(text)
    assert canonical_address(once) == once
    assert identify_address(text).identifier


PATHS = st.lists(st.text(string.ascii_letters + string.digits + "-_", min_size=1, max_size=8), min_size=1, max_size=4)


@settings(max_examples=200, deadline=None)
@given(PATHS, PATHS)
def test_two_paths_never_meet(left: list[str], right: list[str]) -> None:
    one, other = (canonical_address("https://a.org/" + "/".join(path)) for path in (left, right))
    assert (one == other) == (left == right)


MONTHS = st.tuples(st.integers(7, 26), st.integers(1, 12), st.integers(0, 99999)).map(
    lambda parts: f"{parts[0]:02}{parts[1]:02}.{parts[2]:05}"
)
ARXIV_FORMS = st.sampled_from(
    [
        "https://arxiv.org/abs/{}",
        "http://www.arxiv.org/pdf/{}v2.pdf",
        "https://doi.org/10.48550/arXiv.{}",
        "arxiv.org/html/{}v1",
    ]
)


@settings(max_examples=200, deadline=None)
@given(MONTHS, MONTHS, ARXIV_FORMS, ARXIV_FORMS)
def test_two_arxiv_numbers_never_meet(left: str, right: str, form: str, other_form: str) -> None:
    one, other = identify_address(form.format(left)).identifier, identify_address(other_form.format(right)).identifier
    assert one.scheme == other.scheme == "arxiv"
    assert (one == other) == (left == right)


DOIS = st.tuples(st.integers(1000, 99999), st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=9)).map(
    lambda parts: f"10.{parts[0]}/{parts[1]}"
)
DOI_FORMS = st.sampled_from(["https://doi.org/{}", "http://dx.doi.org/{}", "https://dl.acm.org/doi/abs/{}"])


@settings(max_examples=200, deadline=None)
@given(DOIS, DOIS, DOI_FORMS, DOI_FORMS)
def test_two_dois_never_meet(left: str, right: str, form: str, other_form: str) -> None:
    one, other = identify_address(form.format(left)).identifier, identify_address(other_form.format(right)).identifier
    assert (one == other) == (left == right)


@pytest.mark.parametrize(
    ("host", "domain", "above"),
    [
        ("nvlpubs.nist.gov", "nist.gov", ("nvlpubs.nist.gov", "nist.gov")),
        ("a.b.co.uk", "b.co.uk", ("a.b.co.uk", "b.co.uk")),
        ("ann.github.io", "ann.github.io", ("ann.github.io",)),
        ("localhost", None, ("localhost",)),
        ("127.0.0.1", None, ("127.0.0.1",)),
        ("co.uk", None, ("co.uk",)),
    ],
)
def test_domains(host: str, domain: str | None, above: tuple[str, ...]) -> None:
    assert registrable(host) == domain
    assert parents(host) == above


@pytest.mark.parametrize("host", ["www2.a.org", "www.gov.uk", "m.me", "a_b.org", "xn--mnchen-3ya.de"])
def test_hosts_keep_what_is_theirs(host: str) -> None:
    assert normal_host(host) == host
