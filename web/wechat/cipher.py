"""The encryption of safe mode: AES-256-CBC, padding to 32 bytes, the length before and the account behind the text."""

from __future__ import annotations

import base64
import binascii
import os
import struct
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK, _RANDOM, _LENGTH = 32, 16, 4
_KEY_CHARACTERS = 43


class Forged(ValueError):
    """What came cannot be from the platform, or not for this account; nothing says why, so that nobody can try out."""


@dataclass(frozen=True)
class MessageKey:
    """An EncodingAESKey with the account (AppID or CorpID) that it belongs to."""

    key: bytes
    account: str

    @classmethod
    def read(cls, written: str, account: str) -> MessageKey:
        """Return the key of 43 characters; raise ValueError if it is none."""
        if len(written) != _KEY_CHARACTERS:
            raise ValueError("an EncodingAESKey has 43 characters")
        return cls(base64.b64decode(written + "="), account)

    def encrypt(self, text: str, random: bytes | None = None) -> str:
        """Return a text encrypted, in base64; `random` (16 bytes) is for test vectors alone."""
        body = text.encode()
        plain = (random or os.urandom(_RANDOM)) + struct.pack(">I", len(body)) + body + self.account.encode()
        padding = _BLOCK - len(plain) % _BLOCK
        encryptor = self._cipher().encryptor()
        return base64.b64encode(encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()).decode()

    def decrypt(self, encrypted: str) -> str:
        """Return the text; raise `Forged` if anything about it is wrong."""
        try:
            sealed = base64.b64decode(encrypted.encode(), validate=True)
        except (binascii.Error, ValueError):
            raise Forged from None
        if not sealed or len(sealed) % 16:
            raise Forged
        decryptor = self._cipher().decryptor()
        plain = decryptor.update(sealed) + decryptor.finalize()
        padding = plain[-1]
        if not 1 <= padding <= _BLOCK or plain[-padding:] != bytes([padding]) * padding:
            raise Forged
        plain = plain[:-padding]
        head = _RANDOM + _LENGTH
        if len(plain) < head:
            raise Forged
        (length,) = struct.unpack(">I", plain[_RANDOM:head])
        if head + length > len(plain) or plain[head + length :] != self.account.encode():
            raise Forged
        try:
            return plain[head : head + length].decode()
        except UnicodeDecodeError:
            raise Forged from None

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self.key), modes.CBC(self.key[:16]))
