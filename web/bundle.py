"""The files of the widget as browsers get them: one module, one stylesheet, both without comments and indentation.

The sources are plain modules and can be served as they are; one file saves a dozen requests, one after another.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

WIDGET = Path(__file__).parent / "widget"
ENTRY = "launcher.js"
_IMPORT = re.compile(r'^import (?:\{[^}]*\} from )?"\./([\w-]+\.js)";\n', re.MULTILINE)
_DECLARED = re.compile(r"^(?:export )?(?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?:/\*.*?\*/[ \t]*|//[^\n]*)\n", re.MULTILINE | re.DOTALL)

_TEXT = re.compile(r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)""")
# Signs beside which a blank means nothing; + and - are none of them (a + +b).
_LOOSE = re.compile(r" ?(=>|===|!==|&&|\|\||\?\?|[=?:{}(),<>]) ?")


@functools.cache
def script() -> bytes:
    """Return all modules as one, each after those that it needs; raise ValueError where two declare one name."""
    modules: dict[str, str] = {}
    _collect(ENTRY, modules)
    owners: dict[str, str] = {}
    for name, source in modules.items():
        for declared in _DECLARED.findall(source):
            if owners.setdefault(declared, name) != name:
                raise ValueError(f"{declared} is declared in {owners[declared]} and in {name}: modules share one scope")
    return "".join(
        _bare(re.sub("^export ", "", _IMPORT.sub("", each), flags=re.M)) for each in modules.values()
    ).encode()


@functools.cache
def stylesheet() -> bytes:
    """Return the stylesheet without comments and blanks that mean nothing."""
    text = re.sub(r"/\*.*?\*/", "", (WIDGET / "styles.css").read_text("utf-8"), flags=re.DOTALL)
    text = re.sub(r" ?([{};,]) ?", r"\1", re.sub(r"\s+", " ", text))
    return text.replace(": ", ":").replace(";}", "}").strip().encode()


@functools.cache
def embedding() -> bytes:
    """Return the script that a host page loads."""
    return _bare((WIDGET / "widget.js").read_text("utf-8")).encode()


def _collect(name: str, modules: dict[str, str]) -> None:
    if name in modules:
        return
    source = (WIDGET / name).read_text("utf-8")
    for needed in _IMPORT.findall(source):
        _collect(needed, modules)
    modules[name] = source


def _bare(source: str) -> str:
    lines = [stripped for line in _COMMENT.sub("", source).splitlines() if (stripped := line.strip())]
    if any(" // " in line for line in lines):
        raise ValueError("a comment stands on a line of its own: lines are joined")
    # A line break after these, or before these, ends no statement.
    joined = re.sub(r"(?<=[{(\[,;])\n", "", "\n".join(lines))
    joined = re.sub(r",?\n(?=[})\]])", "", joined)
    pieces = _TEXT.split(joined)  # code and texts by turns
    pieces[::2] = [_LOOSE.sub(r"\1", code) for code in pieces[::2]]
    return "".join(pieces) + "\n"
