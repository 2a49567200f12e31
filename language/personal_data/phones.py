"""Mobile telephones of the mainland, in every spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator

from language.personal_data.labels import FILLER, MONEY
from language.personal_data.reading import Found, Reading

# Looked for backwards from the number, whose first digit the search can jump to.
_PREFIX = re.compile(r"(?<![0-9])(?:\(?(?:\+|00)?86\)?[ -]{0,2}|0)\Z")
_WEAK = r"[ .·_/~*-]{1,3}"
_JOINING_WORDS = "然后是?|接着是?|再来|再|中间是?|后面是?|后边|最后是?|跟着|空格|横?杠|减|逗号|点|嗯|呃|啊|那个"
_STRONG = rf"(?:[ ,，、。:;.·_/~|=+()\\【】\[\]-]|{_JOINING_WORDS}){{1,4}}"
_PHONE = re.compile(
    rf"1(?:[3-9][0-9]{{9}}"
    rf"|(?:{_WEAK})?[3-9](?:(?:{_WEAK})?[0-9]){{9}}"
    rf"|[3-9][0-9]{_STRONG}[0-9]{{4}}(?:{_STRONG})?[0-9]{{4}}"
    rf"|[3-9][0-9]{{2}}{_STRONG}[0-9]{{3}}(?:{_STRONG})?[0-9]{{4}}"
    rf"|[3-9][0-9]{{2}}{_STRONG}[0-9]{{4}}(?:{_STRONG})?[0-9]{{3}}"
    rf"|[3-9][0-9]{{5}}{_STRONG}[0-9]{{4}})"
)
# 0.13800000000 and 106.13800000000 are decimals, 10.13800000000 is the tenth of a list.
_DECIMAL = re.compile(r"(?<![0-9])(?:0|1[0-8][0-9])\.\Z")
_TWO = re.compile(r"(1(?<![0-9]1)[3-9][0-9]{9})(1[3-9][0-9]{9})(?![0-9])")
_EXTENSION = re.compile(r" ?(?:转|分机|EXT\.?) ?[0-9]{1,6}(?![0-9])|-[0-9]{3,4}(?![-0-9点:年月日号])")
# A round sum in yuan, written out and followed by its unit at once, is no telephone; 13812345678元旦能打 holds one.
_MONEY_AFTER = re.compile(rf"(?:\.[0-9]{{1,2}})?[多余]? ?{MONEY}")
_FOREIGN_MONEY_AFTER = re.compile(
    r"(?:\.[0-9]{1,2})?[多余]? ?(?:[美欧日港韩]元|美金|港币|人民币|英镑|元整|圆整|HKD|USD|EUR|RMB|CNY)"
)
_CURRENCY = re.compile(rf"[¥$€£]|(?:RMB|CNY|USD|人民币){FILLER}")
_AMOUNT_NAME = re.compile(rf"(?:金额|总额|额度|资本|资金|投资额?|产值|营收|收入|GDP|估值|预算){FILLER}")
# Numbers in a list have a unit after the last: 150、2000、3000元.
_LIST_UNIT = re.compile(rf"{MONEY}|[万亿]元|[%㎡岁室]")
_LISTED = re.compile("[,，、]")


def phones(reading: Reading) -> Iterator[Found]:
    """Give mobile telephones: in one piece, in groups, digit by digit, in groups joined by words."""
    text = reading.text
    for match in _TWO.finditer(text):
        yield "phone", *match.span(1)
        yield "phone", *match.span(2)
    sums = {match.end() for match in _CURRENCY.finditer(text)}
    named_sums = {match.end() for match in _AMOUNT_NAME.finditer(text)}
    cursor = 0
    while found := _PHONE.search(text, cursor):
        number, end = found.span()
        cursor = number + 1
        prefix = _PREFIX.search(text, max(0, number - 8), number)
        start = prefix.start() if prefix else number
        if not _stands_alone(reading, start, end) or not _grouped(found.group()):
            continue
        if start in sums or _is_sum(text, number, end, start in named_sums):
            continue
        longer = _EXTENSION.match(text, end)
        cursor = longer.end() if longer else end
        yield "phone", start, cursor


def _stands_alone(reading: Reading, start: int, end: int) -> bool:
    """Refuse a part of a longer number; digit words beside it may belong to the sentence: 周一一三八…, …零零一直."""
    text = reading.text
    if start and text[start - 1].isdigit():
        alone = start == 1 or not text[start - 2].isdigit()
        if not (alone and reading.was_word(start - 1)):
            return False
    if start and text[start - 1] == "." and _DECIMAL.search(text, max(0, start - 5), start):
        return False
    after = end
    while after < len(text) and after < end + 3 and text[after].isdigit() and reading.was_word(after):
        after += 1
    return after < end + 3 and not (after < len(text) and text[after].isdigit())


def _grouped(written: str) -> bool:
    """Refuse digits that are a list, years or a date: more than four groups with one of two digits."""
    numbers = re.findall("[0-9]+", written)
    groups = [len(number) for number in numbers]
    if len(groups) <= 4:
        years = len(numbers) > 1 and len(numbers[0]) == 4 and numbers[0][:2] == "19"
        if len(groups) == 4 and "." in written:  # a version, an address of a machine
            return False
        return not (years and (len(numbers[1]) < 3 or numbers[1][:2] in {"19", "20"}))
    return 2 not in groups or groups == [3, 2, 2, 2, 2]


def _is_sum(text: str, start: int, end: int, named: bool) -> bool:
    in_one_piece = text[start:end].isdigit()
    if not in_one_piece:
        if _LISTED.search(text, start, end):
            return _LIST_UNIT.match(text, end) is not None
        return text.endswith("0000", start, end) and _MONEY_AFTER.match(text, end) is not None
    if _FOREIGN_MONEY_AFTER.match(text, end):
        return True
    round_sum = text.endswith("0000", start, end)
    if _MONEY_AFTER.match(text, end):
        return round_sum or named
    return named and round_sum
