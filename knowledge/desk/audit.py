"""The audit log 操作日志: rows are only added; each seals the one before, and a key elsewhere seals the end."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sqlalchemy import select

from knowledge.models.desk import AuditEntry, AuditHead
from knowledge.office import Office

FIRST = "0" * 64
UNSEALED = "audit_unsealed"
"""The action of the row that is written when the end of the log was not sealed with today's key."""


@dataclass(frozen=True)
class Actor:
    """Who did it: sign-in name and role (both as they were then)."""

    name: str
    role: str


@dataclass(frozen=True)
class Verdict:
    """What a check of the log found: rows read, problems in words (none: the log is whole), position:digest of the end.

    `unsealed` are the positions at which the key had been changed, or somebody else had written the end.
    """

    rows: int
    problems: tuple[str, ...]
    unsealed: tuple[int, ...]
    head: str


def write(office: Office, key: bytes, actor: Actor, action: str, thing: str = "", **detail: Any) -> None:
    """Add a row; `detail` must be plain JSON without floats, and never hold personal data of applicants."""
    session = office.session
    head = session.scalar(select(AuditHead).where(AuditHead.id == 1).with_for_update())
    if head is None:
        last = session.scalar(select(AuditEntry).order_by(AuditEntry.position.desc()).limit(1))
        head = AuditHead(id=1, position=last.position if last else 0, digest=last.digest if last else FIRST, seal="")
        session.add(head)
        if last is not None:
            _append(office, head, Actor("system", ""), UNSEALED, "", {})
    elif not hmac.compare_digest(head.seal, _seal(key, head.position, head.digest)):
        # Whoever changed the end without the key is not forgiven by the next row: this one tells of it.
        _append(office, head, Actor("system", ""), UNSEALED, "", {})
    _append(office, head, actor, action, thing, detail)
    head.seal = _seal(key, head.position, head.digest)
    session.flush()


def verify(office: Office, key: bytes, noted: str = "") -> Verdict:
    """Read the whole log and name every row that was changed, removed or put elsewhere.

    `noted` is an end (`position:digest`) that this check told before: the log must still hold it.
    """
    problems: list[str] = []
    unsealed: list[int] = []
    position, digest, rows = 0, FIRST, 0
    noted_position, _, noted_digest = noted.partition(":")
    for entry in office.session.scalars(
        select(AuditEntry).order_by(AuditEntry.position).execution_options(yield_per=500)
    ):
        rows += 1
        problems += _broken(entry, position, digest)
        position, digest = entry.position, entry.digest
        if entry.action == UNSEALED:
            unsealed.append(entry.position)
        if noted and str(entry.position) == noted_position and entry.digest != noted_digest:
            problems.append(f"row {entry.position} is not the one that was noted")
    if noted and not (noted_position.isdecimal() and int(noted_position) <= position):
        problems.append(f"the noted end {noted_position} is missing")
    problems += _wrong_end(office, key, position, digest)
    return Verdict(rows, tuple(problems), tuple(unsealed), f"{position}:{digest}")


def _broken(entry: AuditEntry, position: int, digest: str) -> Iterator[str]:
    if entry.position != position + 1:
        yield f"rows {position + 1} to {entry.position - 1} are missing"
    if entry.previous != digest:
        yield f"row {entry.position} does not follow the row before it"
    if entry.digest != _digest_of(entry):
        yield f"row {entry.position} was changed"


def _wrong_end(office: Office, key: bytes, position: int, digest: str) -> Iterator[str]:
    head = office.session.get(AuditHead, 1)
    if head is None:
        if position:
            yield "the end of the log is not kept"
        return
    if (head.position, head.digest) != (position, digest):
        yield f"the log ended at row {head.position}, now at row {position}"
    if not hmac.compare_digest(head.seal, _seal(key, head.position, head.digest)):
        yield "the end of the log is not sealed with this key (was SECRET_KEY changed, or the log?)"


def _append(office: Office, head: AuditHead, actor: Actor, action: str, thing: str, detail: dict[str, Any]) -> None:
    entry = AuditEntry(
        position=head.position + 1, at=office.now, actor=actor.name, role=actor.role, action=action, object=thing,
        detail=detail, previous=head.digest, digest="",
    )  # fmt: skip
    entry.digest = _digest_of(entry)
    office.session.add(entry)
    head.position, head.digest = entry.position, entry.digest


def _digest_of(entry: AuditEntry) -> str:
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    held = [entry.position, at, entry.actor, entry.role, entry.action, entry.object, entry.detail, entry.previous]
    written = json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _seal(key: bytes, position: int, digest: str) -> str:
    return hmac.new(key, f"audit {position} {digest}".encode(), hashlib.sha256).hexdigest()
