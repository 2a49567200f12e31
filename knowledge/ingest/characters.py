"""Characters of office files made plain: radicals that stand for words, idle and invisible blanks."""

from __future__ import annotations

import re
import unicodedata

# PDFs name some glyphs by their radical. Unicode has the plain word for the Kangxi block, but not for this one.
_RADICALS = dict(
    zip(
        "⺁⺄⺇⺈⺊⺋⺌⺍⺏⺐⺑⺓⺕⺗⺘⺙⺝⺠⺡⺢⺣⺥⺨⺩⺫⺬⺭⺮⺯⺰⺱⺲⺴⺶⺷⺸⺹⺺⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻋⻌⻍⻎⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻮⻯⻰⻱",
        "厂乙几刀卜㔾小小尢尢尢幺彐忄扌攵月民氵水灬爪犭王目示礻竹糸纟网罒罓羊羊羊耂肀月臼艹艹艹虎衤覀西见角角讠贝车辶辶辶钅长镸长门阝雨青韦页风飞食食食饣首马骨鬼鱼鸟卤麦黄黾斉齐齿竜龙龜",
        strict=True,
    )
) | {"⻳": "龟", "⺟": "母", "⻏": "阝", "⻭": "歯", "⻲": "亀"}  # fmt: skip
_FOLDED = ((0x2F00, 0x2FDF), (0xF900, 0xFAFF), (0x2E80, 0x2EFF))
_BLANKS = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_WIDE_BLANK = "\u3000"
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})


def plain(text: str) -> str:
    """Return a text with radicals repaired, invisible characters left out and blanks made single.

    A run of blanks with a wide one in it becomes one wide blank: it parts a number (第一条) from its text.
    """
    shown = "".join(_repaired(letter) for letter in text if letter.isspace() or _is_shown(letter))
    return _BLANKS.sub(lambda run: _WIDE_BLANK if _WIDE_BLANK in run.group() else " ", shown).strip()


def squeezed(text: str) -> str:
    """Return a text without any blank, to compare names and titles."""
    return _BLANKS.sub("", text)


def halved(text: str) -> str:
    """Return a text of the same length with full-width digits and Latin letters made half width; brackets stay."""
    return "".join(chr(ord(c) - 0xFEE0) if c in _WIDE_LETTERS else c for c in text)


def repaired_radicals(text: str) -> int:
    """Return how many characters of a text were radicals in place of words."""
    return sum(1 for letter in text if letter in _RADICALS or 0x2F00 <= ord(letter) <= 0x2FDF)


_WIDE_LETTERS = frozenset(chr(code + 0xFEE0) for code in range(0x21, 0x7F) if chr(code).isalnum())


def _is_shown(letter: str) -> bool:
    return unicodedata.category(letter) not in _INVISIBLE


def _repaired(letter: str) -> str:
    if letter in _RADICALS:
        return _RADICALS[letter]
    if any(first <= ord(letter) <= last for first, last in _FOLDED):
        return unicodedata.normalize("NFKC", letter)
    return letter
