"""Short messages: the way to a telephone. The default writes a file each; an office puts its gateway in its place."""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from knowledge.personal.masking import mask_phone
from knowledge.settings import Settings


class SmsFailed(Exception):
    """The message was not taken; it may be tried again under the same key. The text names no person."""


class Sms(Protocol):
    """A way to send short messages."""

    def send(self, key: str, phone: str, text: str, now: datetime) -> None:
        """Send a text to a telephone (11 digits); what was sent under `key` before is not sent again. `SmsFailed`."""


@dataclass(frozen=True)
class FileSms:
    """Writes each message into a file of its own, named by its key; the number is covered unless `full_numbers`."""

    folder: Path
    full_numbers: bool = False

    def send(self, key: str, phone: str, text: str, now: datetime) -> None:
        """Write the message; a file that is there stays as it is."""
        name = re.sub(r"[^\w-]", "-", key)
        to = phone if self.full_numbers else mask_phone(phone)
        content = json.dumps({"key": key, "to": to, "text": text, "at": now.isoformat()}, ensure_ascii=False, indent=1)
        fresh = self.folder / f".{name}.{os.getpid()}.{os.urandom(4).hex()}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(content + "\n")
            try:
                os.link(fresh, self.folder / f"{name}.json")  # whole or not at all, and by one alone
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        except OSError as error:
            raise SmsFailed(f"the folder for short messages cannot be written: {error.strerror}") from error


def sms_of(settings: Settings) -> Sms | None:
    """Return the way to send short messages, or None if none are sent."""
    return FileSms(settings.var_dir / "sms", settings.sms_full_numbers) if settings.sms == "file" else None


def forget_files(folder: Path, now: datetime, days: int) -> int:
    """Delete files of messages older than `days`, those whose writing broke off too; return how many."""
    found = [*folder.glob("*.json"), *folder.glob(".*")]
    old = [path for path in found if _written(path, now) < now - timedelta(days=days)]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _written(path: Path, now: datetime) -> datetime:
    with suppress(OSError, ValueError, KeyError, TypeError):
        return datetime.fromisoformat(json.loads(path.read_text("utf-8"))["at"])
    with suppress(OSError):
        return datetime.fromtimestamp(path.stat().st_mtime, now.tzinfo)
    return now
