"""Training in little time: the patches of Rasa's training data and graphs, and two computations side by side."""

import copy
import inspect
import os
import tempfile
import unittest
import warnings
from pathlib import Path
from unittest import mock

from bot import no_tensorflow

warnings.simplefilter("ignore")
no_tensorflow.install()

import rasa.engine.runner.dask as runner  # noqa: E402
from rasa.shared.core.events import Event, SlotSet  # noqa: E402
from rasa.shared.nlu.training_data import loading  # noqa: E402
from rasa.shared.nlu.training_data.message import Message  # noqa: E402

STOCK_DEEPCOPY = getattr(Message, "__deepcopy__", None)
STOCK_SET = inspect.getsource(Message.set)
STOCK_LOAD = inspect.getsource(loading._load)
STOCK_RESOLVE = inspect.getsource(Event.resolve_by_type)
STOCK_RUN = inspect.getsource(runner.DaskGraphRunner.run)

from bot import patches  # noqa: E402

patches.apply()
from bot.components.side_by_side import side_by_side  # noqa: E402
from bot.patches import running, training_data  # noqa: E402

DATA = 'version: "3.1"\nnlu:\n- intent: a\n  examples: |\n    - 一\n    - 二\n'


class TrainingData(unittest.TestCase):
    def test_stock_rasa_copies_and_reads_the_slow_way(self) -> None:
        self.assertIsNone(STOCK_DEEPCOPY)
        self.assertIn("self._cached_fingerprint = None", STOCK_SET)
        self.assertIn("reader.read(filename", STOCK_LOAD)

    def test_a_copy_shares_nothing_that_can_change(self) -> None:
        message = Message({"text": "你好", "entities": [{"entity": "x"}]})
        mark = message.fingerprint()
        twin = copy.deepcopy(message)
        self.assertEqual((twin, twin.fingerprint()), (message, mark))
        twin.data["entities"][0]["entity"] = "y"
        twin.set("text", "再见", add_to_output=True)
        twin.output_properties.add("z")
        self.assertEqual(message.get("entities"), [{"entity": "x"}])
        self.assertNotIn("z", message.output_properties)
        self.assertNotEqual(twin.fingerprint(), mark)

    def test_another_value_changes_the_fingerprint_the_same_does_not_cost_it(self) -> None:
        message = Message({"text": "你好", "intent": "a"})
        mark = message.fingerprint()
        message.set("intent", "a")
        self.assertEqual(message._cached_fingerprint, mark)
        message.set("intent", "b")
        self.assertNotEqual(message.fingerprint(), mark)

    def test_a_file_is_read_once_and_again_when_it_changed(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "nlu.yml"
            path.write_text(DATA, "utf-8")
            with mock.patch.object(training_data, "_original_load", wraps=training_data._original_load) as read:
                first = loading.load_data(str(path))
                first.training_examples.clear()
                self.assertEqual(len(loading.load_data(str(path)).training_examples), 2)
                self.assertEqual(read.call_count, 1)
                path.write_text(DATA + "    - 三\n", "utf-8")
                self.assertEqual(len(loading.load_data(str(path)).training_examples), 3)


class Running(unittest.TestCase):
    def test_stock_rasa_schedules_graphs_and_searches_events(self) -> None:
        self.assertIn("dask.get(run_graph, run_targets)", STOCK_RUN)
        # dask's plain walk computes every node of the graph: Rasa must hand over no more than is needed.
        self.assertIn("minimal_graph_schema(run_targets)", STOCK_RUN)
        self.assertIn("all_subclasses(Event)", STOCK_RESOLVE)

    def test_a_graph_is_walked_as_before(self) -> None:
        graph = {"a": (lambda: ("a", 1),), "b": (lambda got: ("b", got[1] + 1), "a")}
        self.assertEqual(dict(runner.dask.get(graph, ["b", "a"])), {"b": 2, "a": 1})

    def test_events_are_found_by_name_unknown_ones_refused(self) -> None:
        self.assertIs(Event.resolve_by_type("slot"), SlotSet)
        self.assertIs(running._known["slot"], SlotSet)
        self.assertIs(Event.resolve_by_type("nothing", default=SlotSet), SlotSet)
        self.assertNotIn("nothing", running._known)
        with self.assertRaises(ValueError):
            Event.resolve_by_type("nothing")


class SideBySide(unittest.TestCase):
    def test_both_answers_come_back(self) -> None:
        there, here = side_by_side(os.getpid, os.getpid)
        self.assertEqual(here, os.getpid())
        self.assertEqual(there == here, len(os.sched_getaffinity(0)) < 2)

    def test_an_error_on_either_side_is_raised(self) -> None:
        for one, other in ((lambda: 1 / 0, lambda: 1), (lambda: 1, lambda: 1 / 0)):
            with self.subTest(one), self.assertRaises(ZeroDivisionError):
                side_by_side(one, other)

    @unittest.skipIf(len(os.sched_getaffinity(0)) < 2, "one core: both run here")
    def test_a_process_that_dies_is_told(self) -> None:
        with self.assertRaisesRegex(RuntimeError, "without an answer"):
            side_by_side(lambda: os._exit(1), lambda: 1)


if __name__ == "__main__":
    unittest.main()
