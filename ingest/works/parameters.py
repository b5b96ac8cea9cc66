"""The parts of an address's query that say how a reader came to the page, and not which page it is."""

from __future__ import annotations

import re

_EVERYWHERE = re.compile(
    r"utm_\w+|_?gclid|gclsrc|dclid|wbraid|gbraid|fbclid|msclkid|twclid|yclid|igshid|mc_[ce]id|_hs\w+|hs[ac]tatracking|"
    r"mkt_tok|vero_(?:conv|id)|_g[al]|_gid|guccounter|guce_referrer(?:_sig)?|ef_id|s_kwcid|sc_(?:channel|campaign|src)|"
    r"wt\.mc_id|trk|trkinfo|oly_(?:anon|enc)_id|ncid|ns_(?:campaign|source|mchannel|linkname|fee)|cmpid|soc_src|soc_trk|"
    r"ref_(?:src|url)|srsltid|matomo_\w+|mtm_\w+|pk_(?:campaign|kwd|source|medium)|__twitter_impression|"
    r"triedredirect|unlocked_article_code|share_token|gift_?copy",
    re.I,
)
"""Names that no site uses to tell its documents apart."""

_ON_HOST = {
    "amazon.com": {"ref", "ref_", "tag", "psc", "linkcode"},
    "bloomberg.com": {"sref", "srnd", "leadsource", "embedded-checkout", "accesstoken"},
    "bloomberglaw.com": {"context"},
    "cnbc.com": {"__source"},
    "cnn.com": {"cid", "iid"},
    "docs.google.com": {"usp", "pli", "tab"},
    "drive.google.com": {"usp", "pli"},
    "economist.com": {"giftid"},
    "facebook.com": {"mibextid", "__cft__", "__tn__"},
    "forbes.com": {"sh", "ss"},
    "ft.com": {"accesstoken", "sharetype", "token", "syn-25a6b1a6"},
    "linkedin.com": {"trackingid", "lipi", "originalsubdomain"},
    "medium.com": {"source", "sk", "gi"},
    "nbcnews.com": {"cid", "icid"},
    "npr.org": {"sc", "f", "ft"},
    "nytimes.com": {
        "smid", "smtyp", "partner", "emc", "searchresultposition", "referringsource", "auth", "login", "campaign_id",
        "instance_id", "segment_id", "regi_id", "user_id", "te", "nl", "rref", "action", "module", "pgtype", "region",
    },
    "reddit.com": {"share_id", "rdt"},
    "substack.com": {"r", "s", "publication_id", "isfreemail", "showwelcome", "showwelcomeonshare", "post_id"},
    "theguardian.com": {"cmp", "amp"},
    "time.com": {"amp"},
    "washingtonpost.com": {"itid", "hpid", "tid", "pwapi_token", "outputtype", "nid", "nk", "tidr"},
    "wired.com": {"mbid", "bxid", "cndid", "esrc", "source"},
    "wsj.com": {"mod", "st", "reflink", "page", "pos", "ns"},
    "x.com": {"s", "t"},
    "youtube.com": {"si", "feature", "ab_channel", "pp"},
}  # fmt: skip
"""Names that mean something elsewhere and nothing on this domain."""


def without_tracking(query: str, domain: str) -> str:
    """A query without what only tells where its reader came from; the rest sorted by name.

    ``domain`` is the host or the registered domain above it.

    >>> without_tracking("utm_source=x&b=2&a=1&s=20", "x.com"), without_tracking("s=20", "example.org")
    ('a=1&b=2', 's=20')
    """
    local = _ON_HOST.get(domain, set())
    kept = [
        (name, part)
        for part in query.split("&")
        if part and (name := part.partition("=")[0]) and not _EVERYWHERE.fullmatch(name) and name.lower() not in local
    ]
    return "&".join(part for _, part in sorted(kept, key=lambda pair: pair[0]))
