"""Puts the query editor YASGUI under api/static/yasgui/; the pages work without it."""

import sys

from fetch_package import STATIC, Package, fetch

YASGUI = Package(
    "@zazuko/yasgui@4.6.2",
    "Zw45KdPoAE1KRaAoxIHdQqeJxvaVG1oQdntw0hy0ktX35Zu8ZccuOLrXCLwR+GU+0xMzLw8Mjw6BkSZV2vUuQw==",
    # The package's licence, MIT, stands in its package.json; it has no licence file.
    {
        "package/build/yasgui.min.js": "yasgui.min.js",
        "package/build/yasgui.min.css": "yasgui.min.css",
        "package/package.json": "package.json",
    },
    STATIC / "yasgui",
)

if __name__ == "__main__":
    sys.exit(fetch(YASGUI))
