"""Signatures of the platform: SHA-1 over the sorted parts, compared in constant time."""

from __future__ import annotations

import hashlib
import hmac


def signature(*parts: str) -> str:
    """Return the signature of the parts (the token, timestamp, nonce, and in safe mode the encrypted text)."""
    joined = b"".join(sorted(part.encode() for part in parts))
    # The platform prescribes SHA-1; nothing rests on it alone in safe mode.
    return hashlib.sha1(joined).hexdigest()  # noqa: S324


def is_signed(given: str, *parts: str) -> bool:
    """Tell in constant time whether `given` is the signature of the parts."""
    return hmac.compare_digest(given.encode(), signature(*parts).encode())
