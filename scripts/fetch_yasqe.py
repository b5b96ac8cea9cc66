"""Puts YASQE, the query editor of YASGUI, under api/static/yasqe/; the pages work without it."""

import sys

from fetch_package import STATIC, Package, fetch

YASQE = Package(
    "@zazuko/yasqe@4.6.2",
    "83iCLuBIgU04KBIaibxZTjKvrXD6sEe/+aqsHxLb4+ZVD4eaUwh5hFJEetuWkiKBY6WxTjVOmhKXvh2AAOR14g==",
    # The package's licence, MIT, stands in its package.json; it has no licence file.
    {
        "package/build/yasqe.min.js": "yasqe.min.js",
        "package/build/yasqe.min.css": "yasqe.min.css",
        "package/package.json": "package.json",
    },
    STATIC / "yasqe",
)

if __name__ == "__main__":
    sys.exit(fetch(YASQE))
