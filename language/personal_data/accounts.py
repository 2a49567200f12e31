"""WeChat and QQ accounts, only where they are called so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from language.personal_data.labels import FILLER, MONEY
from language.personal_data.reading import Found, Reading

_NOUN = r"(?: ?(?P<{}>号码|号|账号|ID))?"
_WECHAT = re.compile(
    r"(?<![0-9A-Z])(?P<mine>我的?|加我?|本人)?(?:(?:微信|薇信|V信|(?P<latin>WECHAT|WEIXIN|WX|VX))"
    + _NOUN.format("noun")
    + rf"(?P<filler>{FILLER}))"
)
_WECHAT_VALUE = re.compile(r"[A-Z][0-9A-Z_-]{5,19}(?![0-9A-Z_-])|[1-9][0-9]{5,10}(?![0-9A-Z_-])")
_WECHAT_NUMBER = re.compile(r"(?<![0-9A-Z_])WXID_[0-9A-Z]{6,20}(?![0-9A-Z_])")
_QQ = re.compile(r"(?<![0-9A-Z])(?:QQ|扣扣|企鹅)(?: ?(?:号码|号|账号))?" + FILLER)
_QQ_VALUE = re.compile(rf"[1-9][0-9]{{4,10}}(?![0-9A-Z@.]|{MONEY}|[万亿]元)")


def named_accounts(reading: Reading) -> Iterator[Found]:
    """Give accounts that are called 微信, wx or QQ; 微信公众号 and QQ群 belong to nobody."""
    text = reading.text
    for match in _WECHAT_NUMBER.finditer(text):
        yield "account", *match.span()
    for match in _WECHAT.finditer(text):
        value = _WECHAT_VALUE.match(text, match.end())
        if match["latin"] and match.end() == match.end("latin"):  # wxdemo is one word
            continue
        if value and (match["noun"] or match["filler"].strip() or match["mine"] or not value.group().isalpha()):
            yield "account", *value.span()
    for match in _QQ.finditer(text):
        value = _QQ_VALUE.match(text, match.end())
        if value:
            yield "account", *value.span()
