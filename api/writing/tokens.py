"""The token that opens writing: read from a file, compared in constant time, never said again."""

import hmac
from pathlib import Path

from claimgraph.api.service.problems import Problem
from claimgraph.api.service.replies import Scope, header

__all__ = ["LEAST", "TokenError", "check_bearer", "checked_token", "read_token"]

LEAST = 16
"""How many characters a token needs: one that can be guessed is worse than none."""

_MOST = 1024
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="claimgraph"'}
_WRONG = {"WWW-Authenticate": 'Bearer realm="claimgraph", error="invalid_token"'}


class TokenError(Exception):
    """What is given as a token can't be one; the message is one line with the remedy, without the token."""


def checked_token(token: str, source: str) -> str:
    r"""Return the token without the white space around it.

    Raises TokenError for one that is too short, or that no header could carry (RFC 6750, section 2.1).

    >>> checked_token("correct-horse-battery\n", "the token")
    'correct-horse-battery'
    """
    bare = token.strip()
    if len(bare) < LEAST:
        raise TokenError(
            f"{source}: the token has {len(bare)} characters; give it {LEAST} at least, "
            "such as those of `openssl rand -hex 32`"
        )
    if len(bare) > _MOST or not all("!" <= letter <= "~" for letter in bare):
        raise TokenError(f"{source}: a token is one word of up to {_MOST:,} ASCII letters, digits and signs")
    return bare


def read_token(file: Path) -> str:
    """Return the token that the file holds. Raises TokenError where it holds none, or can't be read."""
    try:
        return checked_token(file.read_text("utf-8"), str(file))
    except OSError as error:
        raise TokenError(
            f"{file}: the token can't be read ({error.strerror}); name a file that this user can"
        ) from None
    except UnicodeDecodeError:
        raise TokenError(f"{file}: the token is no text; write one word into the file") from None


def check_bearer(scope: Scope, token: str) -> None:
    """Let nobody pass without the token: Problem 401 for none, for a wrong one, and for another scheme (RFC 6750)."""
    given = header(scope, b"authorization")
    if given is None:
        raise Problem("unauthorized", "The request has no Authorization header.", headers=_CHALLENGE)
    scheme, _, credentials = given.strip().partition(" ")
    if scheme.lower() != "bearer":
        raise Problem("unauthorized", "The Authorization header is of another scheme than Bearer.", headers=_CHALLENGE)
    if not hmac.compare_digest(credentials.strip().encode("utf-8", "replace"), token.encode()):
        raise Problem("unauthorized", "The token is not this service's.", headers=_WRONG)
