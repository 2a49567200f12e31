"""Rate limits: by conversation and by address, in memory or in Redis."""

from __future__ import annotations

import logging
import time

import redis
from limits import parse
from limits.storage import storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter

from knowledge.settings import Settings

logger = logging.getLogger(__name__)
# Sessions are cheap to ask for; many people may share one address (a hall's own Wi-Fi).
_SESSIONS_OF_AN_ADDRESS = 10


class RateLimits:
    """Counts messages and refuses what is too fast."""

    def __init__(self, settings: Settings) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(storage_from_string(settings.redis_url or "memory://"))
        self._limit = parse(settings.rate_limit)
        self._wide = self._limit.__class__(self._limit.amount * _SESSIONS_OF_AN_ADDRESS, self._limit.multiples)

    def wait(self, conversation: str) -> int:
        """Count a message; return 0 if it may pass, else the seconds to wait."""
        return self._hit(conversation, self._limit)

    def wait_for_address(self, address: str, of: str = "requests") -> int:
        """Count a request of an address; each kind `of` requests has a count of its own. Return as `wait` does."""
        return self._hit(f"{of} of address {address}", self._wide)

    def _hit(self, key: str, limit: object) -> int:
        try:
            passed = self._limiter.hit(limit, key)  # type: ignore[arg-type]  # `parse` gives the same type
        except redis.RedisError as error:
            # Better no limit for a while than no answers.
            logger.error("rate limits are off: %s", type(error).__name__)
            return 0
        if passed:
            return 0
        reset = self._limiter.get_window_stats(limit, key).reset_time  # type: ignore[arg-type]
        return max(1, int(reset - time.time()) + 1)
