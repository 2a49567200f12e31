"""The XML of the platform: read without DTD, entities or outside access; written with every character in its place."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from web.wechat.cipher import Forged

# XML 1.0 has no way to write these.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_DEEPEST = 4


def fields(document: bytes | str) -> dict[str, str]:
    """Return the children of the root as texts; raise `Forged` for anything that is not plain small XML.

    Of children with children of their own (lists of subscriptions) the texts are joined by name: `List/TemplateId`.
    """
    try:
        root: Element = fromstring(document, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, RecursionError):
        raise Forged from None
    found: dict[str, str] = {}
    _collect(root, "", found, 0)
    return found


def _collect(element: Element, prefix: str, found: dict[str, str], depth: int) -> None:
    for child in element:
        name = f"{prefix}{child.tag}"
        if len(child) and depth < _DEEPEST:
            _collect(child, f"{name}/", found, depth + 1)
        else:
            text = (child.text or "").strip()
            # Several entries of a list stand in lines; of repeated plain fields the first counts.
            found[name] = f"{found[name]}\n{text}" if name in found and prefix else found.get(name, text)


def clean(text: str) -> str:
    """Return a text without the characters that XML forbids."""
    return _FORBIDDEN.sub("", text)


def cdata(text: str) -> str:
    """Return a text as CDATA; `]]>` within is parted over two sections."""
    return f"<![CDATA[{clean(text).replace(']]>', ']]]]><![CDATA[>')}]]>"


def text_reply(to: str, sender: str, moment: int, content: str) -> str:
    """Return a passive reply of text: `to` is the OpenID, `sender` the account, `moment` in seconds."""
    return (
        f"<xml><ToUserName>{cdata(to)}</ToUserName><FromUserName>{cdata(sender)}</FromUserName>"
        f"<CreateTime>{moment}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content>{cdata(content)}</Content></xml>"
    )


def encrypted_reply(encrypted: str, signed: str, moment: int, nonce: str) -> str:
    """Return the envelope of an encrypted reply."""
    return (
        f"<xml><Encrypt>{cdata(encrypted)}</Encrypt><MsgSignature>{cdata(signed)}</MsgSignature>"
        f"<TimeStamp>{moment}</TimeStamp><Nonce>{cdata(nonce)}</Nonce></xml>"
    )
