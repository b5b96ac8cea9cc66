"""Puts D3, by which the evidence map is explored, under api/static/d3/; the pages work without it."""

import sys

from fetch_package import STATIC, Package, fetch

D3 = Package(
    "d3@7.9.0",
    "e1U46jVP+w7Iut8Jt8ri1YsPOvFpg46k+K8TpCb0P+zjCkjkPnV7WzfDJzMHy1LnA+wj5pLT1wjO901gLXeEhA==",
    {"package/dist/d3.min.js": "d3.min.js", "package/LICENSE": "LICENSE"},
    STATIC / "d3",
)

if __name__ == "__main__":
    sys.exit(fetch(D3))
