"""What broke, told twice: to the log with its kind, to the applicant as a reference number."""

from __future__ import annotations

import logging
import secrets
import traceback

from web.bot import BotFailed

logger = logging.getLogger(__name__)


def reference_of(problem: Exception, conversation: str = "") -> str:
    """Log what broke and where, never what was said; return the reference number under which the log has it."""
    reference = secrets.token_hex(4)
    # Only these texts are known to quote nobody; of the driver's the first line (PostgreSQL quotes values below it).
    told = str(problem if isinstance(problem, BotFailed) else getattr(problem, "orig", "")).partition("\n")[0]
    frames = traceback.extract_tb(problem.__traceback__)
    where = f"{frames[-1].name}:{frames[-1].lineno}" if frames else ""
    kind = type(problem).__name__
    logger.error("failed: %s (%s) at %s reference=%s conversation=%s", kind, told, where, reference, conversation)
    return reference
