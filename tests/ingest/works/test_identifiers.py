from __future__ import annotations

import pytest

from claimgraph.ingest.works import SCHEMES, identify_address
from claimgraph.ingest.works.overrides import name_identifier
from claimgraph.ingest.works.printed_identifiers import find_printed

ADDRESSES = [
    ("https://arxiv.org/abs/2403.07918v2", "arxiv:2403.07918"),
    ("https://arxiv.org/pdf/2403.07918.pdf#page=3", "arxiv:2403.07918"),
    ("https://ar5iv.labs.arxiv.org/html/2403.07918", "arxiv:2403.07918"),
    ("https://arxiv.org/abs/cs.AI/0309136", "arxiv:cs/0309136"),
    ("https://arxiv.org/list/cs.AI/recent", "web:arxiv.org/list/cs.AI/recent"),
    ("https://doi.org/10.48550/arXiv.2302.04844", "arxiv:2302.04844"),
    ("https://doi.org/10.2139/ssrn.4693148", "ssrn:4693148"),
    ("https://papers.ssrn.com/sol3/papers.cfm?abstract_id=4693148", "ssrn:4693148"),
    ("https://ssrn.com/abstract=4693148", "ssrn:4693148"),
    ("https://papers.ssrn.com/sol3/Delivery.cfm/SSRN_ID1_code2.pdf?abstractid=4693148&mirid=1", "ssrn:4693148"),
    ("https://doi.org/10.6028/NIST.AI.100-1", "nist:ai-100-1"),
    ("https://nvlpubs.nist.gov/nistpubs/SpecialPublications/NIST.SP.800-218.pdf", "nist:sp-800-218"),
    ("https://csrc.nist.gov/pubs/sp/800/218/final", "nist:sp-800-218"),
    ("https://csrc.nist.gov/publications/detail/sp/800-53/rev-5/final", "nist:sp-800-53r5"),
    ("https://csrc.nist.gov/pubs/sp/800/226/ipd", "nist:sp-800-226-ipd"),
    ("https://dl.acm.org/doi/abs/10.1145/3505634", "doi:10.1145/3505634"),
    ("https://dl.acm.org/doi/pdf/10.1145/3505634", "doi:10.1145/3505634"),
    ("https://www.science.org/doi/10.1126/science.ado1671", "doi:10.1126/science.ado1671"),
    ("https://link.springer.com/content/pdf/10.1007/s12130-999-1026-0.pdf", "doi:10.1007/s12130-999-1026-0"),
    ("https://www.nature.com/articles/d41586-023-03803-y", "doi:10.1038/d41586-023-03803-y"),
    ("https://www.nature.com/articles/d41586-023-03803-y.pdf", "doi:10.1038/d41586-023-03803-y"),
    ("https://www.frontiersin.org/articles/10.3389/feduc.2023.1206936/full", "doi:10.3389/feduc.2023.1206936"),
    ("https://direct.mit.edu/tacl/article/doi/10.1162/tacl_a_00567/116616", "doi:10.1162/tacl_a_00567"),
    ("https://www.biorxiv.org/content/10.1101/2024.02.27.582234v2.full.pdf", "doi:10.1101/2024.02.27.582234"),
    ("https://www.biorxiv.org/content/10.1101/2024.02.27.582234v1", "doi:10.1101/2024.02.27.582234"),
    ("https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0123456", "doi:10.1371/journal.pone.0123456"),
    ("https://aclanthology.org/2024.eacl-long.5.pdf", "doi:10.18653/v1/2024.eacl-long.5"),
    ("https://doi.org/10.18653/v1/2024.eacl-long.5", "doi:10.18653/v1/2024.eacl-long.5"),
    ("https://zenodo.org/records/10000000", "doi:10.5281/zenodo.10000000"),
    ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC8233014/", "pmc:8233014"),
    ("https://openreview.net/pdf?id=AbC-1_x", "openreview:AbC-1_x"),
    ("https://openreview.net/forum?id=AbC-1_x", "openreview:AbC-1_x"),
    ("https://proceedings.neurips.cc/paper/2020/hash/1457c0d6bfcb4967418bfb8ac142f64a-Abstract.html",
     "neurips:1457c0d6bfcb4967418bfb8ac142f64a"),
    ("https://proceedings.neurips.cc/paper_files/paper/2020/file/1457c0d6bfcb4967418bfb8ac142f64a-Paper.pdf",
     "neurips:1457c0d6bfcb4967418bfb8ac142f64a"),
    ("https://proceedings.mlr.press/v81/buolamwini18a/buolamwini18a.pdf", "pmlr:v81/buolamwini18a"),
    ("https://proceedings.mlr.press/v81/buolamwini18a.html", "pmlr:v81/buolamwini18a"),
    ("https://openaccess.thecvf.com/content/CVPR2023/papers/Lee_Open_CVPR_2023_paper.pdf", "cvf:Lee_Open_CVPR_2023"),
    ("https://openaccess.thecvf.com/content/CVPR2023/html/Lee_Open_CVPR_2023_paper.html", "cvf:Lee_Open_CVPR_2023"),
    ("https://ieeexplore.ieee.org/abstract/document/9001257", "ieee:9001257"),
    ("https://www.nber.org/system/files/working_papers/w31161/w31161.pdf", "nber:w31161"),
    ("https://www.rand.org/pubs/research_reports/RRA2977-2.html", "rand:RRA2977-2"),
    ("https://www.rand.org/content/dam/rand/pubs/research_reports/RRA2900/RRA2977-2/RAND_RRA2977-2.pdf",
     "rand:RRA2977-2"),
    ("https://www.gao.gov/assets/gao-21-519sp.pdf", "gao:gao-21-519sp"),
    ("https://crsreports.congress.gov/product/pdf/R/R46795", "crs:R46795"),
    ("https://www.federalregister.gov/documents/2024/02/26/2024-03763/dual-use", "frdoc:2024-03763"),
    ("https://www.federalregister.gov/d/2024-03763", "frdoc:2024-03763"),
    ("https://www.govinfo.gov/content/pkg/FR-2024-02-26/pdf/2024-03763.pdf", "frdoc:2024-03763"),
    ("https://www.ecfr.gov/current/title-15/subtitle-B/part-734/section-734.7", "cfr:15/734.7"),
    ("https://www.law.cornell.edu/cfr/text/15/734.7", "cfr:15/734.7"),
    ("https://www.law.cornell.edu/uscode/text/15/9401", "usc:15/9401"),
    ("https://www.congress.gov/116/plaws/publ283/PLAW-116publ283.pdf", "plaw:116-283"),
    ("https://www.congress.gov/bill/117th-congress/senate-bill/4913/text", "bill:117/senate-bill/4913"),
    ("https://www.congress.gov/bill/117th-congress/senate-bill/4913/cosponsors",
     "web:congress.gov/bill/117th-congress/senate-bill/4913/cosponsors"),
    ("https://www.regulations.gov/comment/NIST-2023-0009-0100", "regulations:NIST-2023-0009-0100"),
    ("https://youtu.be/HbM_zD0esDo?t=3", "youtube:HbM_zD0esDo"),
    ("https://www.youtube.com/watch?v=HbM_zD0esDo&t=3s", "youtube:HbM_zD0esDo"),
    ("https://twitter.com/grok/status/1769441648910479423?s=20", "post:1769441648910479423"),
    ("https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32016R0679", "celex:32016R0679"),
]  # fmt: skip
PRINTED = [
    ("89 Fed. Reg. 14059 (Feb. 26, 2024)", ["fr:89/14059"]),
    ("89 Fed. Reg. 14,059", ["fr:89/14059"]),
    ("86 Fed. Reg. 58205,58207 (Oct. 21, 2021)", ["fr:86/58205"]),
    ("NTIA, 89 FR 14059 (26 Feb 2024)", ["fr:89/14059"]),
    ("Exec. Order No. 14,110, 88 Fed. Reg. 75191", ["eo:14110", "fr:88/75191"]),
    ("15 U.S.C. § 9401(3)", ["usc:15/9401"]),
    ("18 U.S.C. 2702", ["usc:18/2702"]),
    ("47 USC §230.", ["usc:47/230"]),
    ("42 U.S.C. § 300aa-1", ["usc:42/300aa-1"]),
    ("15 C.F.R. Part 774, Supp. No. 1", ["cfr:15/774"]),
    ("15 CFR § 744.6(b)", ["cfr:15/744.6"]),
    ("Pub. L. No. 116–283", ["plaw:116-283"]),
    ("GAO-21-519SP", ["gao:gao-21-519sp"]),
    ("Congressional Research Service, Artificial Intelligence, R46795", ["crs:R46795"]),
    ("model R46795 of the series", []),
    ("NIST AI 100-1 (2023)", ["nist:ai-100-1"]),
    ("NIST Special Publication 800-123, Guide", ["nist:sp-800-123"]),
    ("RAND, RR-A2977-2, 2024", ["rand:RRA2977-2"]),
    ("ISO/IEC 42001:2023", ["iso:ISO/IEC 42001:2023"]),
    ("ISO/IEC 42001", []),
    ("arXiv:2403.07918v1 [cs.CY]", ["arxiv:2403.07918"]),
    ("arXiv preprint arXiv:2403.07918", ["arxiv:2403.07918"]),
    ("arXiv 2307:03718", []),
    ("doi:10.1145/3514094.3534167.", ["doi:10.1145/3514094.3534167"]),
    ("ISBN 978-0-306-40615-7", ["isbn:9780306406157"]),
    ("ISBN 978-0-306-40615-8", []),
    ("Junger v. Daley, 209 F.3d 481 (6th Cir. 2000)", ["case:209 F.3d 481"]),
    ("as of 12 March 2024 there were 24,558 downloads", []),
    ("pp. 2035-2046, vol. 15, no. 3 (2021)", []),
]


@pytest.mark.parametrize(("url", "expected"), ADDRESSES)
def test_what_an_address_says(url: str, expected: str) -> None:
    assert str(identify_address(url).identifier) == expected


@pytest.mark.parametrize(("words", "expected"), PRINTED)
def test_what_words_say(words: str, expected: list[str]) -> None:
    assert [str(each.found.identifier) for each in find_printed(words)] == expected


@pytest.mark.parametrize("expected", sorted({expected for _, expected in ADDRESSES}))
def test_every_scheme_has_a_name_and_is_named_as_it_is_shown(expected: str) -> None:
    scheme = expected.partition(":")[0]
    assert scheme in SCHEMES
    if scheme != "web":
        assert str(name_identifier(expected)) == expected


def test_versions_are_told() -> None:
    assert identify_address("https://arxiv.org/abs/2403.07918v2").version == "2"
    assert identify_address("https://www.biorxiv.org/content/10.1101/2024.02.27.582234v2").version == "2"
    assert identify_address("https://arxiv.org/abs/2403.07918").version is None
