"""What is said to a message: the turn of the conversation, or the channel's own answer to what is no text."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.blocks import Reply
from knowledge.handover.charge import person_in_charge
from knowledge.models import Hall, OfferedOption, Service, WechatUser
from web.chat import Chat
from web.limits import RateLimits
from web.said import cleaned
from web.wechat.choices import NOTHING, Kind, Offered, chosen
from web.wechat.deliveries import Claimed
from web.wechat.forms import Pending, take
from web.wechat.incoming import Incoming
from web.wechat.links import LINK_MINUTES, make_link
from web.wechat.messages import notice_failed
from web.wechat.render import relisted, render
from web.wechat.store import Store
from web.wechat.words import menu, words

logger = logging.getLogger(__name__)
_FORM_TIME = timedelta(hours=2)
_SCENE = "qrscene_"
# Bands of a number as an option: what an option of a check holds where the applicant may also type the number.
_BAND = "=0123456789,"


@dataclass(frozen=True)
class Said:
    """What is to be shown ("" for nothing); `offered` and `form` are kept, or left as they were with `aside`."""

    text: str
    offered: Offered = NOTHING
    form: Pending | None = None
    aside: bool = False
    waiting: bool = False


class Answers:
    """Answers the messages of one account; neither deadlines nor sending are its matter."""

    def __init__(self, chat: Chat, store: Store, limits: RateLimits, clock: Callable[[], datetime], base: str) -> None:
        self._chat, self._store, self._limits, self._clock, self._base = chat, store, limits, clock, base

    async def answer(self, incoming: Incoming, claimed: Claimed) -> Said:
        """Return what is said to a message."""
        if incoming.is_event:
            return await self._event(incoming, claimed)
        if await asyncio.to_thread(self._limits.wait, f"wechat {claimed.user}"):
            return Said(words()["too_fast"], aside=True)
        match incoming.kind:
            case "text":
                return await self._text(incoming, claimed, incoming.content)
            case "voice":
                heard = incoming.more.get("Recognition", "").strip()
                if not heard:
                    return Said(words()["voice"], aside=True)
                said = await self._text(incoming, claimed, heard)
                told = "" if claimed.form else words()["heard"].format(words=cleaned(heard)) + "\n\n"
                return Said(told + said.text, said.offered, said.form, said.aside, said.waiting)
            case "image" | "video" | "shortvideo" | "link":
                return Said(words()["picture"], aside=True)
            case "location" if claimed.form is None:
                return await self._ask(incoming, claimed, words()["location"])
            case _:
                return Said("", aside=True)

    async def _event(self, incoming: Incoming, claimed: Claimed) -> Said:
        key = incoming.more.get("EventKey", "")
        match incoming.event:
            case "subscribe":
                asked = await self._scene(key.removeprefix(_SCENE)) if key.startswith(_SCENE) else ""
                greeting = self._rendered(await self._chat.greet(claimed.conversation), "numbers")
                if not asked:
                    return greeting
                said = await self._ask(incoming, claimed, asked)
                return Said(f"{greeting.text}\n\n{said.text}", said.offered, said.form)
            case "SCAN":
                asked = await self._scene(key)
                if asked:
                    return await self._ask(incoming, claimed, asked)
                return self._rendered(await self._chat.greet(claimed.conversation), "numbers")
            case "CLICK":
                entries = [entry for button in menu()["buttons"] for entry in button["entries"]]
                text = next((entry["text"] for entry in entries if entry.get("key") == key), None)
                return await self._ask(incoming, claimed, text) if text else Said(words()["menu_gone"], aside=True)
            case "TEMPLATESENDJOBFINISH" if incoming.more.get("Status", "success") != "success":
                number = incoming.more.get("MsgID", "")
                await self._store.write(lambda session: notice_failed(session, claimed.user, number))
            case "subscribe_msg_popup_event" | "subscribe_msg_change_event":
                await self._store.write(lambda session: _consents(session, claimed.user, incoming))
        return Said("", aside=True)

    async def _scene(self, scene: str) -> str:
        """Return what a QR code of a hall or a service asks, "" for any other."""
        kind, _, code = scene.partition("_")

        def name(session: Session) -> str | None:
            codes = {code, code.replace("_", "-")}
            if kind == "hall":
                return session.scalar(select(Hall.name).where(Hall.code.in_(codes)))
            if kind == "service":
                return session.scalar(select(Service.name).where(Service.code.in_(codes)))
            return None

        found = await self._store.read(name)
        return words()[f"scene_{kind}"].format(name=found) if found else ""

    async def _text(self, incoming: Incoming, claimed: Claimed, text: str) -> Said:
        person = claimed.form is not None and await self._store.read(
            lambda session: person_in_charge(session, claimed.conversation)
        )
        # What is said to a person of the office is no field: the form is given up, the bot hears nothing of it.
        if claimed.form is not None and not person:
            return await self._field(incoming, claimed, claimed.form, text)
        bare = text.strip()
        if bare in words()["more_words"] or bare in words()["result_words"]:
            waiting = await self._store.waiting(claimed.user)
            if waiting:
                return Said("", waiting=True, aside=True)
            if bare in words()["result_words"]:
                return Said(words()["nothing_yet"], aside=True)
        option = chosen(claimed.offered, claimed.offered_at, self._clock(), text)
        if option == "outside":
            return Said(relisted(claimed.offered), claimed.offered)
        if option is not None:
            told = await self._chat.choice(claimed.conversation, incoming.key, option)
            return await self._shown(claimed, told.reply)
        return await self._ask(incoming, claimed, text)

    async def _ask(self, incoming: Incoming, claimed: Claimed, text: str) -> Said:
        told = await self._chat.text(claimed.conversation, incoming.key, text, numbers=False)
        return await self._shown(claimed, told.reply)

    async def _field(self, incoming: Incoming, claimed: Claimed, form: Pending, text: str) -> Said:
        """A field of the contact form: what is typed now is read here and goes no further."""
        if claimed.form_at is None or self._clock() - claimed.form_at > _FORM_TIME:
            return Said(words()["form"]["expired"])
        named = next((entry.id for entry in claimed.offered.entries if entry.label == text.strip()), None)
        if named is not None:  # the words of a button, and so no field
            told = await self._chat.choice(claimed.conversation, incoming.key, named)
            return await self._shown(claimed, told.reply)
        taken = take(form, text)
        if taken.person is not None:
            told = await self._chat.contact(claimed.conversation, incoming.key, form.form, taken.person)
            if told.reply.status == "failed":  # the fields stay: 1 sends them again
                return Said(render(told.reply, "numbers", self._base).text, claimed.offered, form)
            return await self._shown(claimed, told.reply)
        if taken.left:
            return await self._ask(incoming, claimed, words()["form"]["left"])
        return Said(taken.text, claimed.offered, taken.pending)

    async def _shown(self, claimed: Claimed, reply: Reply) -> Said:
        said = self._rendered(reply, await self._store.read(lambda session: _kind(session, reply)))
        if not self._base or not render(reply, "numbers", self._base).page:
            return said
        link = await self._store.write(lambda s: make_link(s, claimed.conversation, self._base, self._clock()))
        told = words()["page"].format(link=link, minutes=LINK_MINUTES)
        return Said(f"{said.text}\n\n{told}", said.offered, said.form)

    def _rendered(self, reply: Reply, kind: Kind) -> Said:
        shown = render(reply, kind, self._base)
        return Said(shown.text, shown.offered, shown.form)


def _kind(session: Session, reply: Reply) -> Kind:
    """A list is lettered where a number typed is the answer itself: its options are bands of a number."""
    ids = [option.id for block in reply.blocks if block.type == "choices" for option in block.options]
    payloads = session.scalars(select(OfferedOption.payload).where(OfferedOption.id.in_(ids))) if ids else ()
    for payload in payloads:
        _, sign, band = str(payload.get("value") or "").partition("=")
        if payload.get("slot") and sign and band.count(",") == 3 and set(band) <= set(_BAND):
            return "letters"
    return "numbers"


def _consents(session: Session, user: int, incoming: Incoming) -> None:
    row = session.get(WechatUser, user)
    if row is None:
        return
    names = {name.rpartition("/")[2]: value for name, value in incoming.more.items()}
    templates = names.get("TemplateId", "").splitlines()
    answers = names.get("SubscribeStatusString", "").splitlines()
    kept = set(row.consents)
    for template, answer in zip(templates, answers, strict=False):
        kept = kept | {template} if answer == "accept" else kept - {template}
    row.consents = sorted(kept)
