"""The bounded tracker store: cut conversations keep their state, long ones stay small."""

import asyncio
import sqlite3
import tempfile
import time
import unittest
import warnings
from pathlib import Path

from bot import no_tensorflow

warnings.simplefilter("ignore")
no_tensorflow.install()

from rasa.core.tracker_store import TrackerStore, check_if_tracker_store_async  # noqa: E402
from rasa.shared.core.domain import Domain  # noqa: E402
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet, UserUttered  # noqa: E402
from rasa.shared.core.trackers import DialogueStateTracker  # noqa: E402
from rasa.utils.endpoints import EndpointConfig  # noqa: E402

from bot.lock_store import redis_options  # noqa: E402
from bot.tracker_store import BoundedTrackerStore, compact, open_engine  # noqa: E402

DOMAIN = Domain.from_dict(
    {
        "intents": ["ask"],
        "actions": ["action_answer"],
        "slots": {
            "subject": {"type": "any", "mappings": [{"type": "custom"}]},
            "tries": {"type": "any", "initial_value": 3, "mappings": [{"type": "custom"}]},
            "when": {"type": "text", "mappings": [{"type": "custom"}]},
        },
        "forms": {"book_form": {"required_slots": ["when"]}},
    }
)


def turn(number: int) -> list:
    return [
        UserUttered(f"问题{number}", {"name": "ask", "confidence": 1.0}, timestamp=float(number)),
        ActionExecuted("action_answer", timestamp=number + 0.1),
        SlotSet("subject", f"policy:{number}", timestamp=number + 0.2),
        ActionExecuted("action_listen", timestamp=number + 0.3),
    ]


def tracker_of(events: list, domain: Domain = DOMAIN) -> DialogueStateTracker:
    tracker = DialogueStateTracker("s", domain.slots)
    for event in events:
        tracker.update(event)
    return tracker


def state(tracker: DialogueStateTracker) -> tuple:
    loop = tracker.active_loop
    return (
        tracker.current_slot_values(),
        loop.name if loop else None,
        loop.is_interrupted if loop else None,
        tracker.latest_action_name,
        tracker.latest_message.text if tracker.latest_message else None,
    )


class Cutting(unittest.TestCase):
    def setUp(self) -> None:
        self.start = [ActionExecuted("action_listen", timestamp=0.0)]

    def compacted(self, events: list, most: int = 5, kept: int = 2) -> list:
        return list(compact(events, most, kept, DialogueStateTracker("s", DOMAIN.slots)))

    def test_a_short_conversation_is_left_alone(self) -> None:
        events = [*self.start, *turn(1), *turn(2)]
        self.assertEqual(self.compacted(events), events)

    def test_a_long_one_keeps_its_last_turns_as_they_were(self) -> None:
        events = self.start + [event for number in range(1, 9) for event in turn(number)]
        cut = self.compacted(events)
        self.assertEqual(cut[-8:], events[-8:])
        self.assertLess(len(cut), len(events))

    def test_the_state_is_the_same(self) -> None:
        events = self.start + [event for number in range(1, 9) for event in turn(number)]
        events[6:6] = [SlotSet("tries", None, timestamp=1.4), SlotSet("when", "明天", timestamp=1.5)]
        self.assertEqual(state(tracker_of(self.compacted(events))), state(tracker_of(events)))

    def test_a_slot_emptied_on_purpose_stays_empty(self) -> None:
        events = [*self.start, SlotSet("tries", None, timestamp=0.5), *(e for n in range(1, 9) for e in turn(n))]
        self.assertIsNone(tracker_of(self.compacted(events)).get_slot("tries"))

    def test_a_form_survives_in_the_middle(self) -> None:
        form = [
            UserUttered("约", {"name": "ask"}, timestamp=0.5),
            ActionExecuted("book_form", timestamp=0.6),
            ActiveLoop("book_form", timestamp=0.7),
            SlotSet("requested_slot", "when", timestamp=0.8),
            ActionExecuted("action_listen", timestamp=0.9),
        ]
        asked = [
            [
                UserUttered("?", {"name": "ask"}, timestamp=float(n)),
                ActionExecuted("book_form", timestamp=n + 0.1),
                ActionExecuted("action_listen", timestamp=n + 0.2),
            ]
            for n in range(1, 9)
        ]
        events = [*self.start, *form, *(event for one in asked for event in one)]
        before, after = tracker_of(events), tracker_of(self.compacted(events))
        self.assertEqual(state(after), state(before))
        self.assertEqual(after.active_loop_name, "book_form")

    def test_times_never_run_backwards(self) -> None:
        cut = self.compacted(self.start + [event for number in range(1, 9) for event in turn(number)])
        times = [event.timestamp for event in cut]
        self.assertEqual(times, sorted(times))

    def test_cutting_again_and_again_keeps_the_state_and_the_size(self) -> None:
        events, whole = list(self.start), list(self.start)
        sizes = []
        for number in range(1, 61):
            events += turn(number)
            whole += turn(number)
            events = self.compacted(events)
            sizes.append(len(events))
            self.assertEqual(state(tracker_of(events)), state(tracker_of(whole)))
        self.assertLess(max(sizes), 40)


class Storing(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = Path(self.folder.name) / "deep" / "tracker.sqlite3"
        self.store = self.make()

    def make(self, **options: object) -> BoundedTrackerStore:
        return BoundedTrackerStore(DOMAIN, f"sqlite:///{self.path}", **options)

    def test_what_is_saved_is_retrieved_by_another_process(self) -> None:
        asyncio.run(self.store.save(tracker_of([ActionExecuted("action_listen"), *turn(1)])))
        found = asyncio.run(self.make().retrieve("s"))
        self.assertEqual(found.get_slot("subject"), "policy:1")
        self.assertEqual(asyncio.run(self.store.keys()), ["s"])

    def test_an_unknown_conversation_is_none(self) -> None:
        self.assertIsNone(asyncio.run(self.store.retrieve("nobody")))

    def test_rasa_loads_it_by_its_name_and_finds_it_asynchronous(self) -> None:
        endpoint = EndpointConfig(f"sqlite:///{self.path}", type="bot.tracker_store.BoundedTrackerStore", most_turns=9)
        store = TrackerStore.create(endpoint, DOMAIN)
        self.assertIsInstance(store, BoundedTrackerStore)
        self.assertTrue(check_if_tracker_store_async(store))

    def test_the_file_is_in_wal_mode(self) -> None:
        with sqlite3.connect(self.path) as connection:
            self.assertEqual(connection.execute("PRAGMA journal_mode").fetchone(), ("wal",))

    def test_old_conversations_are_forgotten(self) -> None:
        asyncio.run(self.store.save(tracker_of(turn(1))))
        with sqlite3.connect(self.path) as connection:
            connection.execute("UPDATE bot_tracker SET saved_at = ?", (time.time() - 8 * 86_400,))
        other = DialogueStateTracker("other", DOMAIN.slots)
        asyncio.run(self.make().save(other))
        self.assertEqual(asyncio.run(self.store.keys()), ["other"])

    def test_turn_200_is_stored_as_small_as_turn_12(self) -> None:
        async def talk() -> int:
            for number in range(1, 201):
                tracker = await self.store.get_or_create_tracker("long")
                for event in turn(number):
                    tracker.update(event)
                await self.store.save(tracker)
            return len((await self.store.retrieve("long")).events)

        self.assertLess(asyncio.run(talk()), 12 * 4 + 6)

    def test_wrong_settings_are_refused_in_words(self) -> None:
        with self.assertRaisesRegex(ValueError, "kept_turns"):
            self.make(most_turns=2, kept_turns=2)
        with self.assertRaisesRegex(ValueError, "needs a url"):
            BoundedTrackerStore(DOMAIN)
        with self.assertRaisesRegex(ValueError, "not mysql"):
            open_engine("mysql://x")

    def test_a_url_of_psycopg_3_is_translated(self) -> None:
        for url in ("postgresql+psycopg://u:p@h:5432/d", "postgres://u:p@h:5432/d", "postgresql://u:p@h:5432/d"):
            engine = open_engine(url)
            self.assertEqual((engine.url.drivername, engine.url.host), ("postgresql+psycopg2", "h"))


class Locks(unittest.TestCase):
    def test_a_redis_url_becomes_options(self) -> None:
        self.assertEqual(
            redis_options("rediss://me:p%40ss@redis.internal:6380/2"),
            {
                "host": "redis.internal",
                "port": 6380,
                "db": 2,
                "use_ssl": True,
                "key_prefix": "talent",
                "username": "me",
                "password": "p@ss",
            },
        )
        with self.assertRaisesRegex(ValueError, "REDIS_URL"):
            redis_options("http://x")


if __name__ == "__main__":
    unittest.main()
