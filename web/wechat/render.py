"""A reply as text: numbered choices, the form begun, what is better seen as a card named for the page."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.blocks import AnyBlock, Appointment, Choices, Comparison, Form, Reply, Slots
from knowledge.blocks_personal import File
from web.wechat.choices import NOTHING, Entry, Kind, Offered
from web.wechat.forms import Pending, begun
from web.wechat.words import words

# More times or materials than these are easier to see on the page.
_MANY_TIMES = 12


@dataclass(frozen=True)
class Rendered:
    """A reply as WeChat shows it; `page` when a card would show it better."""

    text: str
    offered: Offered = NOTHING
    form: Pending | None = None
    page: bool = False


def render(reply: Reply, kind: Kind, base: str) -> Rendered:
    """Return the reply as text; `base` is the address of the page ("": there is none), `kind` how lists are marked."""
    offered = offered_by(reply, kind)
    texts: list[str] = []
    form: Pending | None = None
    # While a form waits, a number is no choice: options are told by their words.
    listed = any(isinstance(block, Form) for block in reply.blocks)
    for block in reply.blocks:
        if isinstance(block, Choices | Slots):
            texts.append(_list(block, offered) if not listed else _further(block))
            listed = True
        elif isinstance(block, Form):
            taken = begun(block)
            form = taken.pending
            texts.append(f"{block.title}\n{taken.text}")
        else:
            texts.append(_told(block, base))
    text = "\n\n".join(part for part in texts if part)
    return Rendered(text, offered, form, any(_is_card(block) for block in reply.blocks))


def offered_by(reply: Reply, kind: Kind) -> Offered:
    """Return the list of the reply: its first block with options or times."""
    for block in reply.blocks:
        if isinstance(block, Choices):
            return Offered(tuple(Entry(option.id, option.label) for option in block.options), kind)
        if isinstance(block, Slots):
            return Offered(tuple(Entry(s.id, f"{s.date} {s.weekday} {s.start}") for s in block.slots))
    return NOTHING


def relisted(offered: Offered) -> str:
    """Return the list again, for somebody who chose what is not in it."""
    return "\n".join([words()["outside"], *(offered.line(place) for place in range(len(offered.entries)))])


def _list(block: Choices | Slots, offered: Offered) -> str:
    said = words()
    if isinstance(block, Slots):
        return f"{block.plain()}\n{said['choose']}"
    if not block.options:
        return block.text
    lines = [offered.line(place) for place in range(len(offered.entries))]
    ask = said["choose_letter"] if offered.kind == "letters" else said["choose"]
    return "\n".join([*([block.text] if block.text else []), *lines, ask])


def _further(block: Choices | Slots) -> str:
    """Options after the first list cannot be chosen by number: their words can be answered."""
    if isinstance(block, Slots):
        return block.plain()
    return "\n".join([block.text or words()["also"], *(f"· {option.label}" for option in block.options)])


def _told(block: AnyBlock, base: str) -> str:
    if isinstance(block, Appointment) and block.calendar and base:
        return f"{block.plain()}\n{words()['visit'].format(link=base + (block.page or block.calendar))}"
    if isinstance(block, File) and base:
        return "\n".join(part for part in (f"{block.label}：{base}{block.link}", block.note) if part)
    return block.plain()


def _is_card(block: AnyBlock) -> bool:
    return isinstance(block, Comparison) or (isinstance(block, Slots) and len(block.slots) > _MANY_TIMES)
