"""Each patch mends something that is still broken, and changes nothing else.

The first test of each class looks at stock Rasa, before the patches are applied: when it fails, the patch has become
unneeded or its target has changed.
"""

import asyncio
import inspect
import unittest
import warnings
from unittest import mock

from bot import no_tensorflow

warnings.simplefilter("ignore")
no_tensorflow.install()

import rasa.core.actions.action as rasa_action  # noqa: E402
import rasa.core.lock_store  # noqa: E402
import rasa.telemetry  # noqa: E402
import rasa.utils.log_utils  # noqa: E402
import structlog  # noqa: E402
from aiohttp import web  # noqa: E402
from jsonschema import ValidationError  # noqa: E402
from rasa.core.actions.action import RemoteAction  # noqa: E402
from rasa.core.channels import CollectingOutputChannel  # noqa: E402
from rasa.core.nlg import TemplatedNaturalLanguageGenerator  # noqa: E402
from rasa.shared.core.domain import Domain  # noqa: E402
from rasa.shared.core.trackers import DialogueStateTracker  # noqa: E402
from rasa.shared.exceptions import RasaException  # noqa: E402
from rasa.utils.endpoints import ClientResponseError, EndpointConfig  # noqa: E402

STOCK_ANONYMIZER = inspect.getsource(rasa.utils.log_utils._anonymizer)
STOCK_VALIDATE = inspect.getsource(RemoteAction._validate_action_result)
STOCK_RUN = inspect.getsource(RemoteAction.run)
STOCK_SESSION = inspect.getsource(EndpointConfig.request)
STOCK_LOCK_WAIT = rasa.core.lock_store.LockStore.lock.__wrapped__.__defaults__
STOCK_TIMEOUT = rasa_action.DEFAULT_REQUEST_TIMEOUT
STOCK_ERROR = str(ClientResponseError(500, "x", "秘密"))
STOCK_TELEMETRY = inspect.getsource(rasa.telemetry.initialize_telemetry)

from bot import patches  # noqa: E402

patches.apply()
from bot.patches import action_calls, locks, logs  # noqa: E402

DOMAIN = Domain.from_dict({"intents": ["greet"], "actions": ["action_answer"]})
ANSWER = {"events": [{"event": "slot", "name": "x", "value": 1}], "responses": [{"text": "好"}]}


class ActionServer:
    """A small action server on a free port that remembers what it was sent, and by how many connections."""

    def __init__(self, keeps_domain: bool = True) -> None:
        self.calls: list[dict] = []
        self.connections: set = set()
        self.digest: str | None = None
        self.status = 200
        self.keeps_domain = keeps_domain

    async def __aenter__(self) -> "ActionServer":
        application = web.Application()
        application.router.add_post("/webhook", self._answer)
        self._runner = web.AppRunner(application)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]
        self.endpoint = EndpointConfig(f"http://127.0.0.1:{port}/webhook")
        return self

    async def __aexit__(self, *error: object) -> None:
        async with self.endpoint.session() as session:
            await session.close()
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        call = await request.json()
        self.calls.append(call)
        self.connections.add(request.transport.get_extra_info("peername"))
        if "domain" in call and self.keeps_domain:
            self.digest = call["domain_digest"]
        if call.get("domain_digest") != self.digest:
            return web.json_response({"error": "Missing domain context", "request_body": call}, status=449)
        return web.json_response(ANSWER, status=self.status)

    async def run(self, domain: Domain = DOMAIN) -> list:
        tracker = DialogueStateTracker.from_events("s", [])
        action = RemoteAction("action_answer", self.endpoint)
        return await action.run(CollectingOutputChannel(), TemplatedNaturalLanguageGenerator({}), tracker, domain)


class Validation(unittest.TestCase):
    def test_stock_rasa_checks_the_schema_on_every_call(self) -> None:
        self.assertIn("validate(result, self.action_response_format_spec())", STOCK_VALIDATE)

    def test_the_schema_is_checked_once(self) -> None:
        action = RemoteAction("a", None)
        action_calls._validator.cache_clear()
        with mock.patch.object(action_calls, "validator_for", wraps=action_calls.validator_for) as made:
            for _ in range(3):
                self.assertTrue(action._validate_action_result(ANSWER))
        self.assertEqual(made.call_count, 1)

    def test_wrong_answers_are_refused_as_before(self) -> None:
        for wrong in ({"events": "no list"}, {"events": [{"event": "slot"}]}, {"responses": [1]}, []):
            with self.subTest(wrong), self.assertRaises(ValidationError):
                RemoteAction("a", None)._validate_action_result(wrong)


class Calls(unittest.TestCase):
    def test_stock_rasa_sends_the_domain_and_waits_five_minutes(self) -> None:
        self.assertIn("raise RasaException", STOCK_RUN)
        self.assertNotIn("449", STOCK_RUN)
        self.assertIn("async with self.session() as session", STOCK_SESSION)
        self.assertEqual(STOCK_TIMEOUT, 300)

    def test_the_domain_is_sent_once_and_one_connection_serves_all(self) -> None:
        async def scene() -> ActionServer:
            async with ActionServer() as server:
                for _ in range(4):
                    events = await server.run()
                    self.assertEqual([type(event).__name__ for event in events], ["BotUttered", "SlotSet"])
            return server

        server = asyncio.run(scene())
        self.assertEqual(["domain" in call for call in server.calls], [False, True, False, False, False])
        self.assertEqual(len(server.connections), 1)

    def test_a_restarted_server_and_another_model_get_the_domain(self) -> None:
        other = Domain.from_dict({"intents": ["bye"], "actions": ["action_answer"]})

        async def scene() -> ActionServer:
            async with ActionServer() as server:
                await server.run()
                server.digest = None
                await server.run()
                await server.run(other)
                await server.run()
            return server

        server = asyncio.run(scene())
        self.assertEqual(sum("domain" in call for call in server.calls), 4)

    def test_a_server_that_never_keeps_the_domain_is_asked_twice_only(self) -> None:
        async def scene() -> ActionServer:
            async with ActionServer(keeps_domain=False) as server:
                with self.assertRaises(RasaException):
                    await server.run()
            return server

        self.assertEqual(len(asyncio.run(scene()).calls), 2)

    def test_an_error_of_the_server_is_an_error_and_does_not_quote_the_tracker(self) -> None:
        async def scene() -> str:
            async with ActionServer() as server:
                await server.run()
                server.status = 500
                with self.assertRaises(RasaException) as raised:
                    await server.run()
            return f"{raised.exception} {raised.exception.__cause__}"

        words = asyncio.run(scene())
        self.assertIn("500", words)
        self.assertNotIn("request_body", words)
        self.assertNotIn("events", words)

    def test_an_answer_is_not_waited_for_longer_than_web_waits(self) -> None:
        self.assertEqual(rasa_action.DEFAULT_REQUEST_TIMEOUT, action_calls.TIMEOUT_SECONDS)


class Locks(unittest.TestCase):
    def test_stock_rasa_waits_a_second(self) -> None:
        self.assertEqual(STOCK_LOCK_WAIT[1], 1)

    def test_the_second_message_of_a_conversation_waits_hardly_longer_than_the_first(self) -> None:
        store = rasa.core.lock_store.InMemoryLockStore()

        async def turn(seconds: float) -> None:
            async with store.lock("s"):
                await asyncio.sleep(seconds)

        async def both() -> float:
            loop = asyncio.get_running_loop()
            start = loop.time()
            await asyncio.gather(turn(0.02), turn(0))
            return loop.time() - start

        self.assertLess(asyncio.run(both()), 0.5)
        self.assertEqual(rasa.core.lock_store.LockStore.lock.__wrapped__.__defaults__[1], locks.WAIT_SECONDS)


class Logs(unittest.TestCase):
    def test_stock_rasa_quotes_bodies(self) -> None:
        self.assertIn("秘密", STOCK_ERROR)

    def test_every_field_that_rasa_itself_calls_sensitive_is_covered(self) -> None:
        named = {line.strip().strip('",') for line in STOCK_ANONYMIZER.splitlines() if line.strip().endswith('",')}
        self.assertGreater(len(named), 20)
        self.assertLessEqual(named, logs.MESSAGE_FIELDS)

    def test_messages_are_covered_and_the_rest_is_kept(self) -> None:
        entry = rasa.utils.log_utils._anonymizer(None, "error", {"event": "failure", "text": "我的秘密"})
        self.assertEqual(entry, {"event": "failure", "text": logs.COVERED})

    def test_tracebacks_hold_no_locals(self) -> None:
        try:
            secret = "我的秘密"  # noqa: F841
            raise ValueError("x")
        except ValueError as error:
            entry = structlog.processors.dict_tracebacks(None, "error", {"exc_info": error})
        self.assertIn("ValueError", str(entry))
        self.assertNotIn("我的秘密", str(entry))

    def test_the_body_can_still_be_read_by_code(self) -> None:
        error = ClientResponseError(400, "x", "秘密")
        self.assertEqual((error.status, error.text), (400, "秘密"))
        self.assertNotIn("秘密", str(error))


class QuietStart(unittest.TestCase):
    def test_stock_rasa_writes_into_the_home_directory(self) -> None:
        self.assertIn("_is_telemetry_enabled_in_configuration()", STOCK_TELEMETRY)

    def test_telemetry_is_off_and_silent(self) -> None:
        with mock.patch("rasa.utils.common.write_global_config_value", side_effect=AssertionError("writes a file")):
            self.assertFalse(rasa.telemetry.initialize_telemetry())
        self.assertFalse(rasa.telemetry.is_telemetry_enabled())


class OtherVersion(unittest.TestCase):
    def test_another_rasa_is_refused(self) -> None:
        with mock.patch.object(patches, "version", return_value="3.6.22"), self.assertRaises(patches.WrongRasa):
            patches.apply()


if __name__ == "__main__":
    unittest.main()
