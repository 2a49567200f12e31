"""E-mail addresses, also with the sign and the dots spoken: 艾特, (at), #, 点, dot."""

from __future__ import annotations

import re
from collections.abc import Iterator

from language.personal_data.reading import Found, Reading

_SIGN = re.compile(r" ?(?P<sure>@|艾特|爱特|[(\[{]AT[)\]}]) ?| (?P<word>AT) |(?P<hash>#)")
_LOCAL = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-")
_LONGEST_LOCAL = 64
_DOT = r"(?:\.|。| \. | ?点 ?| ?[(\[{]DOT[)\]}] ?| DOT )"
_DOMAIN = re.compile(rf"[A-Z0-9-]{{1,63}}(?:{_DOT}[A-Z0-9-]{{1,63}}){{0,4}}{_DOT}[A-Z]{{2,24}}(?![A-Z0-9@])")
_SPOKEN_DOT = re.compile(r"点|DOT[)\]} ]")
_MAIL_HOSTS = re.compile(
    r"(?:QQ|163|126|139|189|SINA|SOHU|YEAH|FOXMAIL|ALIYUN|GMAIL|OUTLOOK|HOTMAIL|LIVE|YAHOO|ICLOUD)\."
)
_VERBS = frozenset(
    {"LOOK", "SEE", "ME", "US", "IS", "ARE", "MEET", "MAIL", "REGISTER", "LOGIN", "ONLINE", "HERE", "FOUND"}
)
_NAME = re.compile(r"邮箱|邮件|信箱|MAIL")
_COMMON_END = re.compile(r"\.(?:COM|CN|NET|ORG|EDU)\Z")


def emails(reading: Reading) -> Iterator[Found]:
    """Give addresses; each starts from its sign and looks a bounded way to both sides; digit words do not matter."""
    text = reading.text
    if reading.words:
        return
    for sign in _SIGN.finditer(text):
        start = sign.start()
        while start and sign.start() - start < _LONGEST_LOCAL and text[start - 1] in _LOCAL:
            start -= 1
        while start < sign.start() and not text[start].isalnum():
            start += 1
        domain = _DOMAIN.match(text, sign.end())
        if (
            domain
            and start < sign.start()
            and _is_address(
                text[start : sign.start()],
                sign,
                domain.group(),
                _NAME.search(text, max(0, start - 8), start) is not None,
            )
        ):
            yield "email", start, domain.end()


def _is_address(local: str, sign: re.Match[str], domain: str, named: bool) -> bool:
    """Ask more of a sign that is a word or a hash: look at www.example.com is none."""
    if sign["sure"]:
        return True
    if sign["hash"]:
        return len(local) > 2 and _COMMON_END.search(domain) is not None
    if domain.startswith("WWW") or not local[0].isalpha():
        return False
    mail_host = _MAIL_HOSTS.match(domain) is not None and local not in _VERBS
    return mail_host or named or _SPOKEN_DOT.search(domain) is not None or any(c.isdigit() or c in "._" for c in local)
