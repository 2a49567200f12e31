"""A small bot, trained and served through the launcher, as the project does it: a whole turn, and what goes wrong."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
NAMES = [{"id": "policy:hongyan", "type": "policy", "name": "鸿雁计划", "aliases": []}]
CONFIG = """
recipe: default.v1
assistant_id: test
language: zh
pipeline:
  - name: bot.components.entity_linker.EntityLinker
    lexicon: {lexicon}
  - name: bot.components.intent_classifier.IntentClassifier
    lexicon: {lexicon}
  - name: FallbackClassifier
    threshold: 0.2
    ambiguity_threshold: 0.0
policies:
  - name: RulePolicy
"""
DOMAIN = """
version: "3.1"
intents: [amount, greet, EXTERNAL_contact]
entities: [policy, amount]
slots:
  contact_ref: {type: text, influence_conversation: false, mappings: [{type: custom}]}
actions: [action_answer]
session_config: {session_expiration_time: 60, carry_over_slots_to_new_session: true}
"""
RULES = """
version: "3.1"
rules:
  - {rule: a, steps: [{intent: amount}, {action: action_answer}]}
  - {rule: b, steps: [{intent: greet}, {action: action_answer}]}
  - {rule: c, steps: [{intent: EXTERNAL_contact}, {action: action_answer}]}
"""
NLU = """
version: "3.1"
nlu:
  - intent: amount
    examples: "- 鸿雁计划给多少钱\\n- 最高奖励多少\\n- 能拿多少补贴\\n- 奖励是多少\\n- 给多少\\n"
  - intent: greet
    examples: "- 你好\\n- 早上好\\n- 在吗\\n- 哈喽\\n- 您好呀\\n"
"""


class Actions(BaseHTTPRequestHandler):
    """Answers with the intent, the entities and the metadata it was told of; fails when told to."""

    fails = False
    digest: str | None = None
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if "domain" in call:
            type(self).digest = call["domain_digest"]
        status = 449 if call["domain_digest"] != type(self).digest else 500 if type(self).fails else 200
        latest = call["tracker"]["latest_message"]
        seen = {"intent": latest["intent"]["name"], "entities": latest["entities"], "metadata": latest["metadata"]}
        good, bad = {"events": [], "responses": [{"custom": seen}]}, {"error": "x", "request_body": call}
        body = json.dumps(good if status == 200 else bad).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        for path, text in {
            "config.yml": CONFIG.format(lexicon=ROOT / "data" / "lexicon"),
            "domain.yml": DOMAIN,
            "data/rules.yml": RULES,
            "data/nlu.yml": NLU,
            "build/lexicon/names.json": json.dumps(NAMES),
        }.items():
            (cls.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (cls.folder / path).write_text(text, encoding="utf-8")
        actions = ThreadingHTTPServer(("127.0.0.1", 0), Actions)
        threading.Thread(target=actions.serve_forever, daemon=True).start()
        cls.addClassCleanup(actions.server_close)
        cls.addClassCleanup(actions.shutdown)
        cls.port = free_port()
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TMPDIR") if name in os.environ}
        cls.environment = {
            **kept,
            "HOME": str(cls.folder / "home"),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "ACTIONS_PORT": str(actions.server_address[1]),
        }
        trained = cls.launch("train", "--skip-validation", capture_output=True, text=True, check=False, timeout=120)
        if trained.returncode:
            raise AssertionError(f"training failed:\n{trained.stdout[-3000:]}\n{trained.stderr[-3000:]}")
        cls.log = (cls.folder / "run.log").open("w+", encoding="utf-8")
        cls.addClassCleanup(cls.log.close)
        arguments = ["run", "-i", "127.0.0.1", "-p", str(cls.port), "--enable-api", "--auth-token", "t"]
        for name in ("endpoints", "credentials"):
            arguments += [f"--{name}", str(ROOT / "bot" / f"{name}.yml")]
        command = [sys.executable, "-m", "bot", *arguments]
        cls.process = subprocess.Popen(command, cwd=cls.folder, env=cls.environment, stdout=cls.log, stderr=cls.log)
        cls.addClassCleanup(cls.stop)
        cls.wait_until_ready()

    @classmethod
    def launch(cls, *arguments: str, **options: object) -> subprocess.CompletedProcess:
        return subprocess.run([sys.executable, "-m", "bot", *arguments], cwd=cls.folder, env=cls.environment, **options)

    @classmethod
    def stop(cls) -> None:
        cls.process.send_signal(signal.SIGINT)
        try:
            cls.process.wait(20)
        except subprocess.TimeoutExpired:
            cls.process.kill()
            cls.process.wait()

    @classmethod
    def wait_until_ready(cls) -> None:
        for _ in range(600):
            if cls.process.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{cls.port}/", timeout=1)
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(f"the bot did not come up:\n{cls.log_text()[-3000:]}")

    @classmethod
    def log_text(cls) -> str:
        return (cls.folder / "run.log").read_text(encoding="utf-8")

    def say(self, text: str, sender: str = "s", **more: object) -> list:
        body = json.dumps({"sender": sender, "message": text, **more}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/webhooks/rest/webhook", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=20) as response:
            return json.load(response)

    def test_a_question_reaches_the_action_with_its_intent_and_entities(self) -> None:
        seen = self.say("请问鸿雁计划最高奖励多少？")[0]["custom"]
        self.assertEqual(seen["intent"], "amount")
        self.assertEqual([entity["value"] for entity in seen["entities"]], ["policy:hongyan"])

    def test_an_internal_intent_brings_its_metadata(self) -> None:
        seen = self.say("/EXTERNAL_contact", metadata={"contact_ref": "c_1"})[0]["custom"]
        self.assertEqual((seen["intent"], seen["metadata"]["contact_ref"]), ("EXTERNAL_contact", "c_1"))

    def test_rasa_executes_text_behind_blanks_too_so_web_must_neutralise_it(self) -> None:
        self.assertEqual(self.say("\u3000/greet")[0]["custom"]["intent"], "greet")

    def test_a_failing_action_gives_nothing_and_its_log_quotes_nobody(self) -> None:
        Actions.fails = True
        self.addCleanup(setattr, Actions, "fails", False)
        self.assertEqual(self.say("最高奖励多少，我的秘密是芝麻开门"), [])
        self.assertIn("action_answer", self.log_text())
        self.assertNotIn("芝麻", self.log_text())
        self.assertNotIn("request_body", self.log_text())

    def test_strange_input_is_survived(self) -> None:
        for text in ("", "\x00\x1f", "<script>alert(1)</script>", "'; DROP TABLE bot_tracker; --", "奖励" * 5000, "🙂"):
            with self.subTest(text[:20]):
                self.assertIsInstance(self.say(text, sender="strange"), list)

    def test_a_conversation_is_remembered_in_the_file(self) -> None:
        self.say("你好", sender="remembered")
        self.assertTrue((self.folder / "var" / "tracker.sqlite3").exists())

    def test_parsing_needs_the_token(self) -> None:
        body = json.dumps({"text": "你好"}).encode()
        address = f"http://127.0.0.1:{self.port}/model/parse"
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(urllib.request.Request(address, body), timeout=10)
        self.assertEqual(refused.exception.code, 401)
        with urllib.request.urlopen(urllib.request.Request(f"{address}?token=t", body), timeout=10) as response:
            self.assertEqual(json.load(response)["intent"]["name"], "greet")

    def test_rasa_writes_no_telemetry_file(self) -> None:
        self.assertFalse((self.folder / "home" / ".config" / "rasa").exists())

    def test_the_log_holds_no_warnings_of_old_libraries(self) -> None:
        self.assertNotIn("Warning", self.log_text())

    def test_training_without_the_export_says_what_to_do(self) -> None:
        names = self.folder / "build" / "lexicon" / "names.json"
        text = names.read_text(encoding="utf-8")
        names.unlink()
        self.addCleanup(names.write_text, text, encoding="utf-8")
        done = self.launch("train", "nlu", "--out", "other", capture_output=True, text=True, check=False, timeout=120)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("export the names of the database", done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
