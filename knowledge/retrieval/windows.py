"""Long texts are cut into windows at the ends of sentences: one vector cannot hold a page; the best window counts."""

from __future__ import annotations

import re

from knowledge.retrieval.passages import Passage

# Characters. A clause is one window as a rule; the vector of a window costs about a millisecond a character.
LONGEST = 128
_SENTENCE = re.compile(r"[^。！？!?；;\n ]+[。！？!?；;\n ]*|[。！？!?；;\n ]+")


def windows_of(passage: Passage) -> list[str]:
    """Return the windows of a passage, each under its name; the name alone when there is no text."""
    name = f"{passage.name}：" if passage.name else ""
    return [f"{name}{window}" for window in windows(passage.text)] or [passage.name]


def windows(text: str, longest: int = LONGEST) -> list[str]:
    """Return the text in pieces of whole sentences, each of at most `longest` characters; nothing for a blank text."""
    pieces: list[str] = []
    current = ""
    for sentence in _SENTENCE.findall(text):
        if len(current) + len(sentence) > longest:
            pieces.append(current)
            while len(sentence) > longest:
                pieces.append(sentence[:longest])
                sentence = sentence[longest:]
            current = ""
        current += sentence
    pieces.append(current)
    return [stripped for piece in pieces if (stripped := piece.strip())]
