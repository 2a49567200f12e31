"""A small office for the cases of the entities: a few names of a database, and the lexicon of the project."""

import functools
import json
import tempfile
import unittest
import warnings
from pathlib import Path

from bot import no_tensorflow

warnings.simplefilter("ignore")
no_tensorflow.install()

from bot.components.lexicon import read_lexicon  # noqa: E402
from bot.components.mentions import MentionFinder  # noqa: E402

ROOT = Path(__file__).resolve().parents[3]
LEXICON = ROOT / "data" / "lexicon"
NAMES = [
    {"id": "policy:hongyan", "type": "policy", "name": "鸿雁计划", "aliases": ["鸿雁"]},
    {"id": "policy:ten-articles", "type": "policy", "name": "《“两江人才”十条》", "aliases": ["两江人才十条", "十条"]},
    {"id": "policy:yc-plan", "type": "policy", "name": "重庆英才计划", "aliases": ["英才计划"]},
    {"id": "topic:yc-card", "type": "topic", "name": "英才卡", "aliases": ["work permit"]},
    {"id": "entry:hui", "type": "platform", "name": "两江英才荟", "aliases": ["英才荟"]},
    {"id": "hall:hall", "type": "hall", "name": "【示例】英才荟大厅", "aliases": []},
    {"id": "topic:flat", "type": "topic", "name": "小屋", "aliases": []},
    {"id": "service:flat", "type": "service", "name": "小屋申请", "aliases": ["小屋"]},
]


@functools.cache
def finder() -> MentionFinder:
    with tempfile.TemporaryDirectory() as folder:
        names = Path(folder) / "names.json"
        names.write_text(json.dumps(NAMES), encoding="utf-8")
        return MentionFinder(read_lexicon(names, LEXICON))


class Case(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.names = self.folder / "names.json"
        self.names.write_text(json.dumps(NAMES), encoding="utf-8")

    def found(self, text: str) -> list[tuple[str, str, str]]:
        finds = finder()
        return [(m.kind, m.value, text[m.start : m.end]) for m in finds.find(text)]
