"""Reading what an applicant says: facts with their cue in any sentence, and short answers to the open question."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as part
from pathlib import Path

import yaml

from knowledge.eligibility.fields import NUMBERS, Field, Option
from knowledge.eligibility.numbers import Mention, bare_number, mentions
from knowledge.eligibility.values import FEN, Span, Value
from language.normalise import normalised
from language.numbers import parse_number

_BREAK = re.compile(r"[，,。；;！!？?\n]")
_REPLACED = re.compile(r"(?:不是|并非)[^，,。；;]*[，,](?=\s*(?:而?是|应该是|改成))")
_PARTICLES = re.compile(r"[\s\W_]|[的了吧呀啊哦呢嘛哈]")
_MONTHLY = re.compile("月薪|月工资|月收入|月入|每个?月|一个月")
_COLLOQUIAL = re.compile(
    r"(?:年薪|年收入|年包)(?:是|有|大概|大约|差不多|才|就|只有)?(?P<n>[0-9]{2,3}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]百)(?![0-9万元%岁年])"
)
_YEAR = 12
_TEN_THOUSAND = 10_000
# How far behind a number its cue may stand: 3年合同, 40万的个税.
_BEHIND = 4
_NEAR = 12
# Names of things in which a word of a field is no fact: 租房补贴, 博士后.
_NAMES = re.compile("租房补贴|购房补贴|人才公寓|博士后科研工作站|留学人员创业园|留创园|留创计划|工作许可|个税口径")


@dataclass(frozen=True)
class Named:
    """A value that the bot found: its kind and standard value."""

    kind: str
    value: str


@dataclass(frozen=True)
class Reading:
    """What was read: values by field; `unsure` are those to be confirmed first (a month's pay times twelve)."""

    values: dict[str, Value] = part(default_factory=dict)
    unsure: dict[str, Value] = part(default_factory=dict)
    skipped: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing was read."""
        return not (self.values or self.unsure or self.skipped)


@functools.cache
def words() -> dict[str, list[str]]:
    """Return the words that steer a check (words.yml)."""
    loaded: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))
    return loaded


def is_just(text: str, kind: str) -> bool:
    """Tell whether a text, particles aside, is one of the words of this kind and nothing else."""
    parts = [_PARTICLES.sub("", part) for part in _BREAK.split(text.lower())]
    said = [part for part in parts if part]
    return bool(said) and all(part in _steering(kind) for part in said)


@functools.cache
def _steering(kind: str) -> frozenset[str]:
    return frozenset(_PARTICLES.sub("", word.lower()) for word in words()[kind]) - {""}


def says_monthly(text: str) -> bool:
    """Tell whether a month's pay is spoken of."""
    return _MONTHLY.search(normalised(text)) is not None


def read(text: str, named: Iterable[Named], fields: Mapping[str, Field], asked: str = "") -> Reading:
    """Read a sentence for these fields; `asked` is the field of the open question, which takes a bare answer."""
    plain = normalised(text)
    denied = _REPLACED.search(plain)
    if denied is not None:
        # 不是五年合同，是两年: what was denied tells what the other number is.
        asked = asked or next(iter(_numbers(denied.group(), fields, "")[0]), "")
        plain = _REPLACED.sub("", plain)
    facts = _NAMES.sub("", plain)
    values, unsure = _numbers(facts, fields, asked)
    monthly = {code for code in values if code == "annual_salary" and _MONTHLY.search(plain)}
    unsure |= {code: _yearly(values.pop(code)) for code in monthly}
    colloquial = _COLLOQUIAL.search(facts) if "annual_salary" in fields and not values.get("annual_salary") else None
    if colloquial is not None and not unsure:
        unsure["annual_salary"] = _ten_thousands(colloquial["n"])
    values |= {code: value for code, value in _of_entities(named, fields).items() if code not in values}
    values |= {code: value for code, value in _words(facts, fields, asked).items() if code not in values}
    if asked in fields and asked not in values and not unsure:
        return _bare(plain, fields[asked], values)
    return Reading(values, unsure)


def _bare(plain: str, field: Field, values: dict[str, Value]) -> Reading:
    """A short answer to the open question."""
    if field.kind in NUMBERS:
        number = bare_number(plain, field.kind)
        if number is not None:
            return Reading({**values, field.code: number})
        bare = _PARTICLES.sub("", plain)
        if field.kind == "money" and re.fullmatch("[0-9]{1,3}|[一二三四五六七八九十百]{1,4}", bare):
            return Reading(values, {field.code: _ten_thousands(bare)})
        if field.kind == "count" and (is_just(plain, "deny") or is_just(plain, "never")):
            return Reading({**values, field.code: Span.exactly(0)})
    if field.kind == "yesno" and (is_just(plain, "agree") or is_just(plain, "deny")):
        return Reading({**values, field.code: is_just(plain, "agree")})
    return Reading(values, skipped=is_just(plain, "skip"))


def _numbers(text: str, fields: Mapping[str, Field], asked: str) -> tuple[dict[str, Value], dict[str, Value]]:
    """The numbers by field: those that are sure, and colloquial ones."""
    found: dict[str, Value] = {}
    unsure: dict[str, Value] = {}
    rows = mentions(text)
    for number, mention in enumerate(rows):
        start = rows[number - 1].end if number else 0
        end = rows[number + 1].start if number + 1 < len(rows) else len(text)
        code = _field_of(text, mention, (start, end), fields, asked)
        if code:
            (unsure if mention.colloquial else found)[code] = mention.span
    return found, unsure


def _field_of(text: str, mention: Mention, room: tuple[int, int], fields: Mapping[str, Field], asked: str) -> str:
    """The field whose cue stands nearest to a number, before it rather than behind; a bare one answers the question."""
    fitting = [field for field in fields.values() if field.kind == mention.kind]
    before = _BREAK.split(text[room[0] : mention.start])[-1][-_NEAR:]
    behind = _BREAK.split(text[mention.end : room[1]])[0][:_BEHIND]
    near = [
        (len(before) - place - len(cue), -len(cue), f.code)
        for f in fitting
        for cue in f.cues
        if (place := before.rfind(cue)) >= 0
    ]
    near += [(_NEAR + place, -len(cue), f.code) for f in fitting for cue in f.cues if (place := behind.find(cue)) >= 0]
    if near:
        return min(near)[2]
    if asked in fields and fields[asked].kind == mention.kind:
        return asked
    alone = {"age": "age", "points": "points"}.get(mention.kind, "")
    return alone if alone in fields else ""


def _of_entities(named: Iterable[Named], fields: Mapping[str, Field]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for one in named:
        for code, field in fields.items():
            if field.entity != one.kind or code in found:
                continue
            if field.kind == "yesno":
                if one.value in field.affirm or one.value.startswith("高新"):
                    found[code] = True
            elif (option := _option(one.value, field.options)) is not None:
                found[code] = option.value
    return found


def _option(value: str, options: Iterable[Option]) -> Option | None:
    return next((o for o in options if value == o.value or value in o.words or value.startswith(o.value)), None)


def _words(text: str, fields: Mapping[str, Field], asked: str) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for code, field in fields.items():
        value = _word(text, field, code == asked)
        if value is not None:
            found[code] = value
    return found


def _word(text: str, field: Field, asked: bool) -> Value | None:
    if field.kind == "yesno":
        if any(word in text for word in field.deny):
            return False
        said = [word for word in field.affirm if word in text]
        affirmed = any(_affirmed(text, word) for word in said)
        return affirmed if affirmed or (asked and said) else None
    # What the bot finds by itself is not looked for in other sentences than the answer: 博士后 is no 博士.
    found_by_bot = not asked and field.entity and field.kind == "ordered"
    found = [
        (len(word), option.value)
        for option in field.options
        for word in (set(option.words) if found_by_bot else {option.value, option.label, *option.words})
        if word in text
        and (asked or (len(word) > 1 and word not in words()["vague"]))
        and not re.search(word + "后", text)
    ]
    return max(found, key=lambda row: row[0])[1] if found else None


def _affirmed(text: str, word: str) -> bool:
    place = text.find(word)
    return place >= 0 and not re.search("没|不|无|未|非", text[max(0, place - 4) : place])


def _yearly(value: Value) -> Value:
    return value.times(_YEAR) if isinstance(value, Span) else value


def _ten_thousands(written: str) -> Span:
    number = parse_number(written)
    return Span.exactly(int(number or 0) * _TEN_THOUSAND * FEN)
