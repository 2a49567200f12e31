"""Which names and values the speaker excludes (不要公寓的，要租房补贴): a negator binds to its neighbour alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from language.normalise import normalised

Span = tuple[int, int]

_CLAUSE_END = re.compile(r"[,。!?;:、\n]")
_MOST_FILLERS = 3
_PERSONS = frozenset({"education", "job_title", "skill_level", "talent_group", "talent_class", "returnee", "origin"})
_AFTER_A_PERSON = re.compile(r"(?:学位|学历|文凭|证书?|职称)?(?:$|[,。!?;的了只但而可就是,也能要怎咋吗嘛呢啊])")
# What 没有 denies is only set against something else when that is said.
_CONTRAST = re.compile(r"只|而是|但|是")


class Negation:
    """Reads negators from the lexicon's words."""

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        fillers = rf"(?:{_any(words.get('fillers', ()))}){{0,{_MOST_FILLERS}}}"
        self._before = re.compile(rf"(?P<word>{_any(words.get('before', ()))})\s?{fillers}\s?$")
        self._of_persons = re.compile(rf"(?P<word>{_any(words.get('of_persons', ()))})\s?{fillers}\s?$")
        self._behind = re.compile(
            rf"^(?:{_any(words.get('behind_fillers', ()))}){{0,{_MOST_FILLERS}}}(?:{_any(words.get('behind', ()))})"
            rf"(?=$|[,。!?;:、 ]|{_any(words.get('behind_ends', ()))})"
        )
        self._join = re.compile(rf"^\s?的?(?:{_any(words.get('joins', ()))})\s?$")
        self._asks = re.compile(rf"(?:{_any(words.get('asks', ()))})")
        self._may = re.compile(_any(words.get("may", ())))

    def excluded(self, text: str, spans: Iterable[tuple[str, Span]]) -> set[Span]:
        """Give the spans (with their types) of a normalised text that are excluded."""
        found: set[Span] = set()
        ordered = sorted(spans, key=lambda item: item[1])
        for place, (kind, (start, end)) in enumerate(ordered):
            if self._behind.match(text[end:]):
                found.add((start, end))
                # What is joined to it shares the negator: 公寓和租房补贴我都不要.
                for (_, before), (_, after) in zip(ordered[:place][::-1], ordered[1 : place + 1][::-1], strict=True):
                    if not self._joined(text, before, after):
                        break
                    found.add(before)
            elif self._denied_before(text, kind, start, end) or (
                place and ordered[place - 1][1] in found and self._joined(text, ordered[place - 1][1], (start, end))
            ):
                found.add((start, end))
        return found

    def _joined(self, text: str, one: Span, other: Span) -> bool:
        return one == other or (one[1] <= other[0] and self._join.match(text[one[1] : other[0]]) is not None)

    def _denied_before(self, text: str, kind: str, start: int, end: int) -> bool:
        clause = text[max((m.end() for m in _CLAUSE_END.finditer(text, 0, start)), default=0) : start]
        # 办落户 is a name too: the negator may end inside it (不办落户).
        openings = (clause, clause + text[start : start + 1], clause + text[start : start + 2])
        match = next((m for opening in openings if (m := self._before.search(opening))), None)
        if match and not _half_of_question(clause, match) and not self._rhetorical(text, match["word"], start, end):
            return True
        match = self._of_persons.search(clause) if kind in _PERSONS else None
        if not match or _half_of_question(clause, match) or not _AFTER_A_PERSON.match(text[end:]):
            return False
        return not match["word"].startswith("没") or bool(_CONTRAST.search(text[end:])) or "我" in clause

    def _rhetorical(self, text: str, word: str, start: int, end: int) -> bool:
        """Tell whether 不是…吗 asks for a yes (我不是博士吗), and 不用…吗 for a no."""
        if not word.endswith(("不是", "不用")):
            return False
        close = _CLAUSE_END.search(text, end)
        rest = text[end : close.start() if close else len(text)]
        return bool(self._asks.search(rest)) and not self._may.search(rest)


def _half_of_question(clause: str, match: re.Match[str]) -> bool:
    """是不是, 要不要, 有没有, 需不需要, 能不能不要: the verb stands on both sides of 不 or 没."""
    word, start = match["word"], match.start()
    if start == 0:
        return False
    verb = word[1:2] if word[0] in "不没" else ""
    return bool(verb) and clause[start - 1] == verb


def _any(words: Iterable[str]) -> str:
    """Give alternatives, longest first; none is a pattern that never matches."""
    return "|".join(re.escape(w) for w in sorted(map(normalised, words), key=lambda w: (-len(w), w)) if w) or "(?!)"
