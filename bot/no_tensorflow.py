"""A stand-in for TensorFlow: Rasa imports it everywhere, our pipeline uses none of it.

`install()` puts a finder first on `sys.meta_path` that serves empty modules under TensorFlow's names. Their attributes
are classes that may be subclassed, subscripted, joined with `|` and put above a function as decorator, which is all
that Rasa's modules do while they are imported. Anything else is real use, and raises `LeftOut` with a sentence.

google-auth left the lock together with TensorFlow, and Rasa's Hangouts channel imports it whether used or not. A second
finder, last on `sys.meta_path`, serves it in the same way, but only where the real one is not installed.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import FunctionType, ModuleType
from typing import Any

TENSORFLOW = frozenset({"tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras"})
OF_UNUSED_CHANNELS = frozenset({"google.auth", "google.oauth2"})


class LeftOut(RuntimeError):
    """Something asked a library to work that is not installed here."""

    def __init__(self, name: str) -> None:
        if name.partition(".")[0] in TENSORFLOW:
            sentence = (
                f"TensorFlow is left out here; a component of the pipeline needs it: {name} was called. Use components "
                "without TensorFlow in config.yml (no DIET, TED, ResponseSelector or Hugging Face featurizer)."
            )
        else:
            sentence = f"google-auth is left out here; only Rasa's Hangouts channel needs it: {name} was called."
        super().__init__(sentence)


def install() -> None:
    """Serve the stand-in from now on; must run before anything of Rasa is imported, does nothing the second time."""
    if any(isinstance(finder, _Finder) for finder in sys.meta_path):
        return
    loaded = TENSORFLOW & sys.modules.keys()
    if loaded:
        raise RuntimeError(f"the stand-in comes too late: {', '.join(sorted(loaded))} is already imported")
    # thinc asks a TensorFlow it can see for its GPUs and stumbles over a stand-in; imported first it finds none.
    import spacy  # noqa: F401

    sys.meta_path.insert(0, _Finder(TENSORFLOW))
    sys.meta_path.append(_Finder(OF_UNUSED_CHANNELS))


class _StandIn(type):
    """The class of all attributes of the stand-in."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return _stand_in(f"{cls.__module__}.{cls.__qualname__}", name)

    def __call__(cls, *arguments: Any, **options: Any) -> Any:
        decorated = arguments[0] if len(arguments) == 1 and not options else None
        if isinstance(decorated, FunctionType) and "tensorflow_stand_in" in cls.__dict__:
            return decorated
        raise LeftOut(f"{cls.__module__}.{cls.__qualname__}")

    def __getitem__(cls, item: Any) -> _StandIn:
        return cls

    def __or__(cls, other: Any) -> Any:
        return cls

    def __ror__(cls, other: Any) -> Any:
        return cls


def _stand_in(module: str, name: str) -> _StandIn:
    return _StandIn(name, (), {"__module__": module, "tensorflow_stand_in": True})


class _Module(ModuleType):
    """An empty module in which every attribute can be found."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__ = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        found = _stand_in(self.__name__, name)
        setattr(self, name, found)
        return found


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds and loads every module at or below some names."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if not any(fullname == name or fullname.startswith(f"{name}.") for name in self._names):
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Leave the module empty."""
