"""What an address says of the work behind it: the DOI, the number, the citation that is spelled out in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from claimgraph.ingest.works.addresses import canonical_address
from claimgraph.ingest.works.identifiers import Found, arxiv, doi, nist, rand
from claimgraph.ingest.works.models import WEB, Identifier

_DOI_HOSTS = (
    r"dl\.acm\.org|science\.org|tandfonline\.com|(?:[a-z]+\.)?"
    r"onlinelibrary\.wiley\.com|journals\.sagepub\.com|pnas\.org|"
    r"annualreviews\.org|pubs\.acs\.org|nejm\.org|ahajournals\.org|royalsocietypublishing\.org|journals\.uchicago\.edu|"
    r"worldscientific\.com|liebertpub\.com|emerald\.com|mitpressjournals\.org|pubs\.aip\.org|journals\.asm\.org|"
    r"pubsonline\.informs\.org|ascopubs\.org|jamanetwork\.com"
)
_ARXIV_ID = r"(?P<id>(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?)"


def _plain(scheme: str, form: str = "{id}") -> Callable[[dict[str, str]], Found | None]:
    return lambda parts: Found(Identifier(scheme, form.format(**parts)))


def _lower(scheme: str, form: str = "{id}") -> Callable[[dict[str, str]], Found | None]:
    return lambda parts: Found(Identifier(scheme, form.format(**parts).lower()))


def _upper(scheme: str) -> Callable[[dict[str, str]], Found | None]:
    return lambda parts: Found(Identifier(scheme, parts["id"].upper()))


def _doi(parts: dict[str, str]) -> Found | None:
    name = re.sub(r"(?:/(?:full|abstract|pdf|epdf|html|meta)|\.pdf|\.full|\.full\.pdf)$", "", unquote(parts["id"]))
    return doi(parts.get("prefix", "") + name)


def _under(prefix: str) -> Callable[[dict[str, str]], Found | None]:
    return lambda parts: doi(prefix + parts["id"])


_PATTERNS: tuple[tuple[str, Callable[[dict[str, str]], Found | None]], ...] = (
    (rf"(?:arxiv\.org/(?:abs|pdf|html|ps|format|e-print|src)|ar5iv\.(?:labs\.arxiv\.)?org/(?:abs|html)"
     rf"|alphaxiv\.org/abs)/"
     rf"{_ARXIV_ID}(?:\.pdf)?(?:\?.*)?", lambda parts: arxiv(parts["id"])),
    (r"doi\.org/(?:doi:)?(?P<id>10\.\d{4,9}/[^?]+)(?:\?.*)?", lambda parts: doi(unquote(parts["id"]))),
    (rf"(?:{_DOI_HOSTS})/doi/(?:abs/|full/|fullhtml/|pdf/|epdf/|pdfdirect/|epub/|book/|reader/|citedby/)?"
     r"(?P<id>10\.\d{4,9}/[^?]+)(?:\?.*)?", _doi),
    (r"link\.springer\.com/(?:article|chapter|book|content/pdf)/(?P<id>10\.\d{4,9}/[^?]+)(?:\?.*)?", _doi),
    (r"(?:[a-z.]+\.)?frontiersin\.org/(?:journals/[a-z-]+/)?articles/(?P<id>10\.3389/[^/?]+)(?:/\w+)?", _doi),
    (r"journals\.plos\.org/\w+/article(?:/file)?\?(?:.*&)?id=(?P<id>10\.1371/[\w.]+)(?:&.*)?", _doi),
    (r"direct\.mit\.edu/\w+/article/doi/(?P<id>10\.1162/[^/?]+)(?:/.*)?", _doi),
    (r"nature\.com/articles/(?P<id>[sd]\d{5}-\d{3}-\d{4,5}-[\da-z])(?:\.pdf|/figures/\d+)?", _under("10.1038/")),
    (r"(?:bio|med)rxiv\.org/content/(?:biorxiv/early/[\d/]+/)?(?P<id>10\.1101/[\d.]*\d(?:v\d+)?)"
     r"(?:\.(?:full|abstract)\S*)?",
     _doi),
    (r"aclanthology\.org/(?P<id>\d{4}\.[\w-]+\.\d+|[A-Z]\d{2}-\d{4})(?:\.pdf|\.bib)?", _under("10.18653/v1/")),
    (r"zenodo\.org/records?/(?P<id>\d+)(?:/.*)?", _under("10.5281/zenodo.")),
    (r"(?:papers\.)?ssrn\.com/(?:sol3/papers\.cfm\?(?:.*&)?abstract(?:_?id)?=|abstract(?:_id)?=)(?P<id>\d+)(?:&.*)?",
     _plain("ssrn")),
    (r"papers\.ssrn\.com/sol3/delivery\.cfm(?:/[^?]*)?\?(?:.*&)?abstract_?id=(?P<id>\d+)(?:&.*)?", _plain("ssrn")),
    (r"(?:ncbi\.nlm\.nih\.gov/pmc|pmc\.ncbi\.nlm\.nih\.gov|europepmc\.org)/articles/PMC(?P<id>\d+)(?:/.*)?",
     _plain("pmc")),
    (r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(?P<id>\d+)", _plain("pmid")),
    (r"openreview\.net/(?:forum|pdf)\?(?:.*&)?id=(?P<id>[\w-]+)(?:&.*)?", _plain("openreview")),
    (r"(?:proceedings|papers)\.neurips\.cc/(?:paper(?:_files)?/)?(?:paper/)?\d{4}/(?:hash|file)"
     r"/(?P<id>[0-9a-f]{32})-\S+",
     _lower("neurips")),
    (r"proceedings\.mlr\.press/(?P<v>v\d+)/(?P<id>[\w-]+?)(?:/(?P=id)\.pdf|\.html)?", _plain("pmlr", "{v}/{id}")),
    (r"jmlr\.org/papers/v(?:olume)?(?P<v>\d+)/(?P<id>\d{2}-\d{3,4})(?:/(?P=id)\.pdf|\.html)?", _plain("jmlr",
     "{v}/{id}")),
    (r"openaccess\.thecvf\.com/(?P<v>content(?:[_/]\w+)?)/(?:html|papers)/(?P<id>[\w-]+)_paper\.(?:html|pdf)",
     _plain("cvf")),
    (r"ieeexplore\.ieee\.org/(?:abstract/)?document/(?P<id>\d+)", _plain("ieee")),
    (r"jstor\.org/stable/(?:pdf/)?(?P<id>\d{4,})(?:\.pdf)?(?:\?.*)?", _plain("jstor")),
    (r"nber\.org/(?:papers|system/files/working_papers)/(?P<id>w\d+)(?:/(?P=id))?(?:\.pdf)?", _lower("nber")),
    (r"nvlpubs\.nist\.gov/nistpubs/(?:[\w.-]+/)+(?P<id>nist\.[\w.-]+?)\.pdf", lambda parts: nist(parts["id"])),
    (r"csrc\.nist\.gov/(?:pubs|publications/detail)/(?P<id>(?:sp|ir|ai|cswp|fips)/[\w/-]+?)",
     lambda parts: nist(parts["id"])),
    (r"rand\.org/pubs/[a-z_]+/(?P<id>[A-Z]+\d+(?:-\d+)?)(?:\.html)?", lambda parts: rand(parts["id"])),
    (r"rand\.org/content/dam/rand/pubs/[a-z_]+/(?:[\w-]+/)*RAND_(?P<id>[A-Z]+\d+(?:-\d+)?)\.pdf",
     lambda parts: rand(parts["id"])),
    (r"gao\.gov/(?:products|assets(?:/\d+)?)/(?P<id>gao-\d{2}-\d{2,6}[a-z]{0,3})(?:\.pdf)?", _lower("gao")),
    (r"(?:crsreports\.congress\.gov/product/(?:pdf|details)(?:/[A-Z]+)?"
     r"/|congress\.gov/crs-product/|everycrsreport\.com/reports/|"
     r"sgp\.fas\.org/crs/\w+/)(?P<id>(?:R|RL|RS|RR|IF|IN|LSB|TE)\d{4,5})(?:/\d+)?(?:\.(?:pdf|html))?", _upper("crs")),
    (r"eur-lex\.europa\.eu/legal-content/[a-z]{2}/\w+(?:/\w+)?/?\?(?:.*&)?uri=CELEX(?::|%3A)(?P<id>\w+)(?:&.*)?",
     _upper("celex")),
    (r"federalregister\.gov/(?:documents/\d{4}/\d{2}/\d{2}|d|a|public-inspection)"
     r"/(?P<id>(?:\d{2,4}|[A-Z]\d|[A-Z]\d-\d{4})-\d{3,6})"
     r"(?:/.*)?", _upper("frdoc")),
    (r"govinfo\.gov/(?:content/pkg|link|app/details)/FR-\d{4}-\d{2}-\d{2}/(?:(?:pdf|html)/)?"
     r"(?P<id>(?:\d{2,4}|[A-Z]\d)-\d{3,6})"
     r"(?:/summary|/pdf)?(?:\.(?:pdf|htm))?", _upper("frdoc")),
    (r"federalregister\.gov/citation/(?P<v>\d+)[-/]fr[-/](?P<id>\d+)", _plain("fr", "{v}/{id}")),
    (r"ecfr\.gov/(?:current|on/[\d-]+)/title-(?P<v>\d+)/(?:\S+/)?(?:section|part)-(?P<id>\d+(?:\.\d+)?)(?:\?.*)?"
     r"", _plain("cfr", "{v}/{id}")),
    (r"law\.cornell\.edu/cfr/text/(?P<v>\d+)/(?:part-)?(?P<id>\d+(?:\.\d+)?)", _plain("cfr", "{v}/{id}")),
    (r"law\.cornell\.edu/uscode/text/(?P<v>\d+)/(?P<id>\d+[a-z]*(?:-\d+[a-z]*)?)", _lower("usc", "{v}/{id}")),
    (r"uscode\.house\.gov/view\.xhtml\?(?:.*&)?req=granuleid(?::|%3A)USC-(?:prelim|\d{4})-title(?P<v>\d+)-section"
     r"(?P<id>\d+[a-z]*(?:-\d+[a-z]*)?)(?:&.*)?", _lower("usc", "{v}/{id}")),
    (r"(?:congress\.gov/\d+/plaws/publ\d+|govinfo\.gov/content/pkg/PLAW-\d+publ\d+/(?:pdf|html))/PLAW-(?P<v>\d+)"
     r"publ(?P<id>\d+)"
     r"\.(?:pdf|htm)", _plain("plaw", "{v}-{id}")),
    (r"congress\.gov/bill/(?P<c>\d+)(?:st|nd|rd|th)-congress/(?P<v>[a-z]+(?:-[a-z]+)*)/(?P<id>\d+)"
     r"(?:/text(?:/[a-z]+)?)?(?:\?.*)?",
     _lower("bill", "{c}/{v}/{id}")),
    (r"regulations\.gov/(?:comment|document)/(?P<id>[A-Z0-9_-]+-\d{4}-\d{4}-\d{4,6})", _upper("regulations")),
    (r"youtube\.com/(?:watch\?(?:.*&)?v=|embed/|live/|shorts/|v/)(?P<id>[\w-]{11})(?:[?&].*)?", _plain("youtube")),
    (r"youtu\.be/(?P<id>[\w-]{11})(?:\?.*)?", _plain("youtube")),
    (r"x\.com/\w+/status(?:es)?/(?P<id>\d+)(?:[/?].*)?", _plain("post")),
)  # fmt: skip
_RULES = tuple((re.compile(pattern, re.I), read) for pattern, read in _PATTERNS)


def identify_address(url: str) -> Found:
    """What the work at an address is known by; where the address spells out nothing better, by its canonical form.

    >>> str(identify_address("https://arxiv.org/pdf/2403.07918v1.pdf").identifier)
    'arxiv:2403.07918'
    >>> str(identify_address("http://doi.org/10.48550/arXiv.2302.04844").identifier)
    'arxiv:2302.04844'
    >>> str(identify_address("www.rand.org/topics/").identifier)
    'web:rand.org/topics'
    """
    address = canonical_address(url)
    for pattern, read in _RULES:
        if (match := pattern.fullmatch(address)) and (
            found := read({name: part for name, part in match.groupdict().items() if part is not None})
        ):
            return found
    return Found(Identifier(WEB, address))
