"""Who a server takes us for: a name and a password, or a token (RFC 7617, RFC 7616, RFC 6750)."""

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from claimgraph.store.remote.errors import CredentialsError

__all__ = ["Credentials", "parse_credentials", "read_credentials"]

_PARAMETER = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')
_HASHES: dict[str, Callable[[bytes], "hashlib._Hash"]] = {
    "md5": lambda data: hashlib.md5(data, usedforsecurity=False),  # what Virtuoso asks for; the protocol's, not ours
    "sha-256": hashlib.sha256,
}
_MOST = 4096
_SHAPE = "write name:password, or Bearer and a token, in one line"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A name and its password, or, with an empty name, a token. Its `repr` doesn't tell the secret."""

    name: str
    secret: str = field(repr=False)

    @property
    def is_token(self) -> bool:
        """Whether it is a token, which is sent without being asked for."""
        return not self.name

    def bearer(self) -> str:
        """The Authorization header of a token."""
        return f"Bearer {self.secret}"

    def basic(self) -> str:
        """The Authorization header of a name and a password that everyone on the way can read."""
        return f"Basic {base64.b64encode(f'{self.name}:{self.secret}'.encode()).decode('ascii')}"

    def digest(self, challenge: str, method: str, target: str, count: int, nonce: str) -> str:
        """The Authorization header that answers a server's challenge (RFC 7616, section 3.4).

        `count` is how often the challenge has been answered, `nonce` a text that was never used before. Raises
        CredentialsError for a challenge of another algorithm than MD5 and SHA-256, or without qop=auth.
        """
        asked = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(challenge)}
        algorithm = asked.get("algorithm", "MD5")
        if algorithm.lower() not in _HASHES or "auth" not in re.split(r"[,\s]+", asked.get("qop", "")):
            raise CredentialsError("the server wants a kind of Digest that isn't known here; use https and Basic")
        hashed = _HASHES[algorithm.lower()]

        def h(text: str) -> str:
            return hashed(text.encode()).hexdigest()

        realm, theirs, times = asked.get("realm", ""), asked.get("nonce", ""), f"{count:08x}"
        answer = h(f"{h(f'{self.name}:{realm}:{self.secret}')}:{theirs}:{times}:{nonce}:auth:{h(f'{method}:{target}')}")
        said = {"username": self.name, "realm": realm, "nonce": theirs, "uri": target, "cnonce": nonce}
        said |= {"response": answer, **({"opaque": asked["opaque"]} if "opaque" in asked else {})}
        quoted_parts = ", ".join(f'{name}="{value}"' for name, value in said.items())
        return f"Digest {quoted_parts}, algorithm={algorithm}, qop=auth, nc={times}"


def parse_credentials(text: str, source: str) -> Credentials:
    r"""The credentials in a text. Raises CredentialsError, which names the source and never the text.

    >>> parse_credentials("ada:correct horse\n", "a file")
    Credentials(name='ada')
    >>> parse_credentials("Bearer abc.def", "a file").bearer()
    'Bearer abc.def'
    """
    line = text.strip("\r\n")
    if not line.strip() or "\n" in line or len(line) > _MOST or not line.isprintable():
        raise CredentialsError(f"{source}: these are no credentials; {_SHAPE}")
    scheme, _, token = line.partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        if not all("!" <= letter <= "~" for letter in token.strip()):
            raise CredentialsError(f"{source}: a token is one word of ASCII letters, digits and signs")
        return Credentials("", token.strip())
    name, colon, password = line.partition(":")
    if not name or not colon or '"' in name or "\\" in name:
        raise CredentialsError(f"{source}: these are no credentials; {_SHAPE}")
    return Credentials(name, password)


def read_credentials(file: Path) -> Credentials:
    """The credentials that the file holds. Raises CredentialsError where it holds none, or can't be read."""
    try:
        return parse_credentials(file.read_text("utf-8"), str(file))
    except OSError as error:
        raise CredentialsError(
            f"{file}: the credentials can't be read ({error.strerror}); name a file that this user can"
        ) from None
    except UnicodeDecodeError:
        raise CredentialsError(f"{file}: the credentials are no text; {_SHAPE}") from None
