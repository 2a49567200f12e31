"""What the pages of the lab share within a process: the way to the bot, words, training sentences, retrieval."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from knowledge.desk.bot import BotLink
from knowledge.desk.grouping import Meanings
from knowledge.desk.training_sentences import Neighbours
from knowledge.retrieval import Retriever
from knowledge.secret import bot_token
from knowledge.settings import ROOT
from language.embed import Embedder
from language.segment import Segmenter
from web.desk.call import House

SENTENCES = ROOT / "data" / "nlu"


@dataclass(frozen=True)
class Tools:
    """The tools of one house."""

    bot: BotLink
    segmenter: Segmenter
    neighbours: Neighbours
    retriever: Retriever
    meanings: Meanings


_LOCK = threading.Lock()
_TOOLS: WeakKeyDictionary[Engine, Tools] = WeakKeyDictionary()


def tools(house: House) -> Tools:
    """Return the tools of a house, made at the first call; nothing connects before it is used."""
    with _LOCK:
        found = _TOOLS.get(house.engine)
        if found is None:
            settings = house.settings
            segmenter = Segmenter()
            made = ROOT / "build" / "embeddings"
            found = Tools(
                bot=BotLink(settings.bot_url, bot_token(settings), settings.bot_timeout),
                segmenter=segmenter,
                neighbours=Neighbours(SENTENCES, settings.var_dir / "sentences", made),
                retriever=Retriever(segmenter.words, Embedder(), settings.var_dir / "vectors"),
                meanings=Meanings(settings.var_dir / "questions"),
            )
            _TOOLS[house.engine] = found
        return found
