"""Chinese and Arabic numerals and amounts, exact in both directions: never a float."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

# 廿 and 卅 stand for whole tens; the formal characters are those of cheques (大写).
_DIGITS = {
    **{character: value for value, character in enumerate("零一二三四五六七八九")},
    **{character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")},
    **{"〇": 0, "○": 0, "两": 2, "兩": 2, "俩": 2, "贰": 2, "貳": 2, "參": 3, "叄": 3, "陸": 6, "幺": 1},
}
_SMALL_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "廿": 20, "卅": 30}
_LARGE_UNITS = {"万": 10_000, "萬": 10_000, "w": 10_000, "W": 10_000, "亿": 100_000_000, "億": 100_000_000}
_ARABIC_UNITS = {**_LARGE_UNITS, "千": 1000, "仟": 1000, "百": 100, "k": 1000, "K": 1000}
_FULL_WIDTH = {code + 0xFEE0: chr(code) for code in range(0x21, 0x7F)}

_CHINESE = r"[零〇○一二两兩三四五六七八九壹贰貳叁參叄肆伍陆陸柒捌玖十拾百佰千仟万萬亿億廿卅]+"
_ARABIC = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
# Steps of falling units: 1亿2千万, 3万5千, 3千5百.
_MIXED = (
    rf"(?:{_ARABIC})[亿億](?:{_ARABIC})[百千]?[万萬]"
    rf"|(?:{_ARABIC})[万萬](?:{_ARABIC})千(?:(?:{_ARABIC})百)?"
    rf"|(?:{_ARABIC})千(?:{_ARABIC})百"
)
_LONGEST = 24  # characters of a numeral; longer ones are codes, and Decimal would round them
_MONEY = r"元人民币|人民币|元整|元|块钱|块|圆"
# 30个 for 300,000 is heard in Chongqing; a noun behind it makes it a plain count.
_END_OF_COUNT = r"(?=$|[\s,.!?;:。、吗么呢吧啊嘛哈哦左以封的]|达不溜)"

_AMOUNT = re.compile(
    rf"百分之(?P<percent_cn>{_CHINESE}(?:点{_CHINESE})?|{_ARABIC})"
    rf"|(?<![0-9.])(?P<percent>{_ARABIC})\s?%"
    rf"|(?<![0-9a-zA-Z.])(?P<mixed>{_MIXED})(?P<mixed_money>{_MONEY})?"
    rf"|(?<![0-9a-zA-Z.])(?P<arabic>{_ARABIC})\s?(?:余|多)?(?P<unit>[百千仟]?[万萬亿億]|[wW](?![a-zA-Z])|[kK](?![a-zA-Z])|千|百)(?:余|多)?(?P<money>{_MONEY})?"
    rf"|(?<![0-9a-zA-Z.])(?P<count>[0-9]+|{_CHINESE})个(?:达不溜)?{_END_OF_COUNT}"
    rf"|(?<![0-9a-zA-Z.])(?P<plain>{_ARABIC})\s?(?P<plain_money>{_MONEY})"
    rf"|(?P<chinese>{_CHINESE}(?:点{_CHINESE}[万萬亿億]|[余多][万萬亿億])?)(?:余|多)?(?P<chinese_money>{_MONEY})?"
)
_CLAUSE = re.compile(rf"第?\s?([0-9]+|{_CHINESE})\s?[条章节款项编]")
_CHINESE_ONLY = re.compile(_CHINESE)
_ARABIC_ONLY = re.compile(_ARABIC)
_MIXED_ONLY = re.compile(_MIXED)
_PIECE = re.compile(rf"({_ARABIC})([^0-9]+)")
_ENDS = re.compile(_END_OF_COUNT)


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity found in a text: value in `unit`, and its place, end exclusive.

    `unit` is 元 or %; `stated` says whether the unit of money was written (30万 alone is read as 元 but not stated);
    `colloquial` marks 30个 for 30万, to be confirmed before it counts.
    """

    value: int | Decimal
    unit: str
    start: int
    end: int
    stated: bool = True
    colloquial: bool = False


def parse_integer(text: str) -> int | None:
    """Read a whole numeral, Chinese (二十, 二〇二六, 叁拾万) or Arabic (12, 1,200, 30万, 30w); None if it is none."""
    number = parse_number(text)
    return int(number) if number is not None and number == number.to_integral_value() else None


def parse_number(text: str) -> Decimal | None:
    """Read a numeral exactly: 1.5万, 一点五万, 30w, 三十万; None if it is none."""
    word = text.strip().translate(_FULL_WIDTH)
    if not word or len(word) > _LONGEST:
        return None
    if _MIXED_ONLY.fullmatch(word):
        pieces = [_scaled(Decimal(value.replace(",", "")), units) for value, units in _PIECE.findall(word)]
        return sum((piece for piece in pieces if piece is not None), Decimal(0))
    arabic = _ARABIC_ONLY.match(word)
    if arabic:
        return _scaled(Decimal(arabic.group().replace(",", "")), word[arabic.end() :].strip())
    whole, point, rest = word.partition("点")
    if not point:
        plain = _chinese_integer(whole)
        return None if plain is None else Decimal(plain)
    decimals = rest.rstrip("万萬亿億")
    head = _chinese_integer(whole)
    if head is None or not decimals or any(character not in _DIGITS for character in decimals):
        return None
    return _scaled(Decimal(f"{head}." + "".join(str(_DIGITS[c]) for c in decimals)), rest[len(decimals) :])


def find_amounts(text: str) -> tuple[Amount, ...]:
    """Find amounts of money and percentages in the order of the text; plain counts and ordinals are left out.

    100余万 and 三十多万 are read as the number that is said; of 两三万 and 十几万 there is none.
    """
    folded = text.translate(_FULL_WIDTH)
    found = (_amount(match) for match in _AMOUNT.finditer(folded))
    return tuple(amount for amount in found if amount is not None)


def clause_number(text: str) -> int | None:
    """Give the number in 第十二条, 第12条 or 十二条; None if there is no clause word."""
    match = _CLAUSE.search(text.translate(_FULL_WIDTH))
    return parse_integer(match.group(1)) if match else None


def to_chinese(number: int) -> str:
    """Write 0 to 99,999,999 as a Chinese numeral: 12 is 十二, 105 is 一百零五; raise ValueError beyond."""
    if not 0 <= number < 100_000_000:
        raise ValueError(f"expected 0 to 99999999, got {number}")
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        gap = "零" if 0 < low < 1000 else ""
        tail = gap + _below_ten_thousand(low) if low else ""
        return _opening(_below_ten_thousand(high)) + "万" + tail
    return _opening(_below_ten_thousand(number)) if number else "零"


def _opening(word: str) -> str:
    # 十二, not 一十二, at the head of a numeral.
    return word[1:] if word.startswith("一十") else word


def _below_ten_thousand(number: int) -> str:
    out, pending_zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            out += ("零" if pending_zero else "") + "零一二三四五六七八九"[digit] + name
            pending_zero = False
        elif out:
            pending_zero = True
    return out


def _amount(match: re.Match[str]) -> Amount | None:
    start, end = match.span()
    if match["percent"] or match["percent_cn"]:
        percent = parse_number(match["percent"] or match["percent_cn"])
        return None if percent is None else Amount(_whole(percent), "%", start, end)
    if match["count"]:
        count = parse_number(match["count"])
        return None if not count else Amount(_whole(count * 10_000), "元", start, end, stated=False, colloquial=True)
    plain = _ENDS.match(match.string, end) is not None
    if match["chinese"]:
        word, stated = match["chinese"], bool(match["chinese_money"])
        # Without a unit of money only 万 and 亿, or 千 with nothing counted behind it, make a numeral an amount.
        if not (stated or set(word) & set("万萬亿億") or (plain and set(word) & set("千仟"))):
            return None
        value = parse_number(word.replace("余", "").replace("多", ""))
        return None if value is None else Amount(_whole(value), "元", start, end, stated)
    unit = match["unit"] or ""
    value = parse_number(match["mixed"] or (match["arabic"] or match["plain"]) + unit)
    stated = bool(match["money"] or match["plain_money"] or match["mixed_money"])
    if value is None or (unit in ("百", "千", "仟", "k", "K") and not stated and (unit == "百" or not plain)):
        return None
    return Amount(_whole(value), "元", start, end, stated)


def _whole(value: Decimal) -> int | Decimal:
    return int(value) if value == value.to_integral_value() else value


def _scaled(value: Decimal, units: str) -> Decimal | None:
    for unit in units:
        if unit not in _ARABIC_UNITS:
            return None
        value *= _ARABIC_UNITS[unit]
    return value


def _chinese_integer(text: str) -> int | None:
    if len(text) > _LONGEST or not _CHINESE_ONLY.fullmatch(text):
        return None
    if all(character in _DIGITS for character in text):
        # 二〇二六 is read digit by digit, but 两三 is "two or three", not 23.
        ambiguous = len(text) == 2 and "〇" not in text and "零" not in text and "○" not in text
        return None if ambiguous else int("".join(str(_DIGITS[character]) for character in text))
    total, section, last_unit = 0, 0, 0
    digit: int | None = None
    room = 10_000  # units must fall inside a section: 三十五十 is no number
    for character in text:
        if character in _DIGITS:
            if digit:
                return None
            digit, last_unit = _DIGITS[character], (0 if _DIGITS[character] == 0 else last_unit)
        elif character in _SMALL_UNITS:
            unit = _SMALL_UNITS[character]
            if (rank := 10 if character in "廿卅" else unit) >= room:
                return None
            room = rank
            section += unit if character in "廿卅" or digit is None or digit == 0 else digit * unit
            digit, last_unit = None, unit
        else:
            unit = _LARGE_UNITS[character]
            whole = section + (digit or 0)
            if not whole and not total:
                return None
            total = (total + whole) * unit if unit > 10_000 or whole == 0 else total + whole * unit
            section, digit, last_unit, room = 0, None, unit, 10_000
    if digit and last_unit >= 100:
        # 三万五 is 35,000 and 一百二 is 120: a bare digit takes the next lower place; after 零 it is itself.
        digit *= last_unit // 10
    return total + section + (digit or 0)
