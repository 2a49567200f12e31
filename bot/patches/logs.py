"""Nothing that an applicant wrote or was answered gets into a log: neither as field, nor in a body, nor as a local."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import rasa.utils.log_utils
import structlog
from rasa.utils.endpoints import ClientResponseError

# The fields that Rasa itself hands to its (commercial) anonymiser, and those that it forgot.
MESSAGE_FIELDS = frozenset(
    [
        "text",
        "response_text",
        "user_text",
        "slot_values",
        "parse_data_text",
        "parse_data_entities",
        "prediction_events",
        "tracker_latest_message",
        "prefilled_slots",
        "message",
        "response",
        "slot_candidates",
        "rasa_event",
        "rasa_events",
        "tracker_states",
        "current_states",
        "old_states",
        "successes",
        "current_entity",
        "next_entity",
        "states",
        "entity",
        "token_text",
        "user_message",
        "json_message",
        "parse_data_intent",
        "slots",
        "events",
        "tracker",
        "metadata",
        "body",
        "value",
    ]
)
COVERED = "(left out)"


def apply() -> None:
    """Replace Rasa's log processor, the traceback renderer and the text of a failed request."""
    rasa.utils.log_utils._anonymizer = cover
    # structlog's default writes the local variables of every frame, the message among them.
    structlog.processors.dict_tracebacks = structlog.processors.ExceptionRenderer(
        structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    )
    ClientResponseError.__init__ = _without_body


def cover(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Cover the fields of a log entry that hold a message."""
    for field in MESSAGE_FIELDS & event.keys():
        event[field] = COVERED
    return event


def _without_body(self: ClientResponseError, status: int, message: str, text: Any) -> None:
    """Keep the body for those who read `.text`, but out of the error's own words (they are logged)."""
    self.status = status
    self.message = message
    self.text = text
    Exception.__init__(self, f"{status}, {message}")
