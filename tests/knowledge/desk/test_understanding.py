"""What a bot's answer is read as, and how the words that decide are found."""

from __future__ import annotations

from typing import Any

from knowledge.desk.understanding import understand, weights
from language.segment import Segmenter

SEGMENTER = Segmenter()


def _parse(text: str) -> dict[str, Any]:
    share = 0.9 if "材料" in text else 0.2
    ranking = [{"name": "service_material", "confidence": share}, {"name": "service_howto", "confidence": 1 - share}]
    ranking.sort(key=lambda item: -float(str(item["confidence"])))
    entities = [{"entity": "service", "value": "service:card", "text": "英才卡"}] if "英才卡" in text else []
    return {"intent": ranking[0], "intent_ranking": ranking, "entities": entities, "language": "zh"}


def test_a_word_weighs_what_the_intent_loses_without_it() -> None:
    seen = understand(_parse, "办英才卡要什么材料", SEGMENTER)
    found = {weight.word: weight for weight in weights(_parse, seen, SEGMENTER)}
    assert round(found["材料"].share, 6) == 0.7
    assert found["材料"].instead == "service_howto"
    assert found["英才卡"].share == 0 and found["英才卡"].instead == ""


def test_a_name_counts_as_one_word() -> None:
    seen = understand(_parse, "办英才卡要什么材料", SEGMENTER)
    words = [weight.word for weight in weights(_parse, seen, SEGMENTER)]
    assert "英才卡" in words and "英才" not in words


def test_one_word_alone_is_not_weighed() -> None:
    assert weights(_parse, understand(_parse, "材料", SEGMENTER), SEGMENTER) == ()


def test_no_intent_is_read_as_a_fallback() -> None:
    seen = understand(lambda _: {"intent": {"name": None}, "intent_ranking": []}, "？？", SEGMENTER)
    assert seen.fallback and seen.intent == "" and seen.confidence == 0.0


def test_parts_are_told_in_the_words_of_the_applicant() -> None:
    parts = [{"start": 0, "end": 4, "intent": "service_fee"}, {"start": 5, "end": 9, "intent": "service_time"}]
    seen = understand(lambda _: {"intent": {"name": "service_fee"}, "parts": parts}, "要多少钱，要多久哦", SEGMENTER)
    assert seen.parts == (("要多少钱", "service_fee"), ("要多久哦", "service_time"))
