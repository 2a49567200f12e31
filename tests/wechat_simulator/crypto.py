"""Safe mode as the specification says it, written apart from the channel's own: what both agree on is no accident."""

from __future__ import annotations

import base64
import hashlib
import secrets

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC


def sign(*parts: str) -> str:
    """Return the signature of the parts."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324  (prescribed)


def seal(aes_key: str, app_id: str, text: str, *, tail: str | None = None, length: int | None = None) -> str:
    """Return a text encrypted; `tail` and `length` write something else than what is right."""
    body = text.encode()
    size = len(body) if length is None else length
    return seal_raw(aes_key, secrets.token_bytes(16) + size.to_bytes(4, "big") + body + (tail or app_id).encode())


def seal_raw(aes_key: str, plain: bytes, pad: bytes | None = None) -> str:
    """Return bytes encrypted, padded as PKCS#7 to 32 bytes or with `pad`."""
    padder = padding.PKCS7(256).padder()
    padded = padder.update(plain) + padder.finalize() if pad is None else plain + pad
    key = base64.b64decode(aes_key + "=")
    encryptor = Cipher(AES(key), CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()


def unseal(aes_key: str, app_id: str, sealed: str) -> str:
    """Return the text; raise ValueError if the tail is not the account's."""
    key = base64.b64decode(aes_key + "=")
    decryptor = Cipher(AES(key), CBC(key[:16])).decryptor()
    padded = decryptor.update(base64.b64decode(sealed)) + decryptor.finalize()
    unpadder = padding.PKCS7(256).unpadder()
    plain = unpadder.update(padded) + unpadder.finalize()
    size = int.from_bytes(plain[16:20], "big")
    if plain[20 + size :].decode() != app_id:
        raise ValueError("the tail is another account's")
    return plain[20 : 20 + size].decode()
