"""Which model serves at the start: what the desk published, while it fits the files; else one of the files with it."""

from __future__ import annotations

from pathlib import Path

from knowledge.clock import office_clock
from knowledge.database import connect, session_factory
from knowledge.desk.releases import wanted_model
from knowledge.desk.teaching import training_file
from knowledge.desk.training_sentences import sentences_of
from knowledge.office import Office
from knowledge.settings import ROOT, Settings
from launch.model import DESK_SENTENCES, model_path, trained


def serving(settings: Settings) -> Path:
    """Return the model to start with, training it if it is not there; raise `TrainingFailed`."""
    present = model_path()
    engine = connect(settings.database)
    try:
        with session_factory(engine)() as session:
            office = Office(session, office_clock(settings)())
            wanted = settings.var_dir / "models" / wanted_model(office, present.name)
            sentences = training_file(office, sentences_of(ROOT / "data" / "nlu"), ("published",))
    finally:
        engine.dispose()
    if wanted.name != present.name and wanted.is_file():
        return wanted
    if not present.exists():
        _write(sentences)
    return trained()


def _write(sentences: str) -> None:
    """Put the published sentences where training reads them, or nothing if there are none."""
    if not sentences:
        DESK_SENTENCES.unlink(missing_ok=True)
        return
    DESK_SENTENCES.parent.mkdir(parents=True, exist_ok=True)
    DESK_SENTENCES.write_text(sentences, "utf-8")
