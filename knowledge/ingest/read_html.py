"""Saved web pages: the main content as blocks, and the labelled values (发文字号, 成文日期) that the page carries.

Extractors of news text (trafilatura) leave out short lines and the numbers of lists, which are what a document is made
of; so the main part is found by weight of prose, and its blocks are kept as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from knowledge.ingest.blocks import Block, Reading
from knowledge.ingest.characters import plain, squeezed
from knowledge.ingest.html_blocks import html_blocks
from knowledge.ingest.labels import LABELS, labels_in_text
from knowledge.ingest.limits import MOST_BLOCKS
from knowledge.ingest.read_text import decoded
from knowledge.ingest.refusal import DocumentRefused
from knowledge.ingest.rules import any_of
from knowledge.ingest.titles import is_title_like

_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?([A-Za-z0-9_-]+)", re.IGNORECASE)
_NEVER = (
    "script", "style", "nav", "aside", "form", "button", "iframe", "noscript", "select", "textarea", "svg", "template",
    "header", "footer", "object", "video", "audio",
)  # fmt: skip
_NOISE = re.compile(rf"(?:^|[-_ ])(?:{any_of('noise_elements')})(?:$|[-_ \d])", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MAIN = re.compile(rf"(?:{any_of('main_elements')})$", re.IGNORECASE)
_META = {
    "articletitle": "标题", "og:title": "标题", "contentsource": "来源",
    "pubdate": "发布日期", "publishdate": "发布日期", "article:published_time": "发布日期",
}  # fmt: skip
_SITE = re.compile(r"\s*[-_|–—]+\s*[^-_|–—]{2,30}$")
_HELD = 0.8
"""Share of the prose that one element must hold to be entered."""
_MOST_NOISE = 0.3
"""An element that holds more of the prose than this is no noise, whatever its name."""


def read_html(data: bytes) -> Reading:
    """Return the main blocks of a page; raise `DocumentRefused` if there is no text in it."""
    if re.search(rb"<!ENTITY", data, re.IGNORECASE):
        raise DocumentRefused("网页里声明了外部实体（XXE），像是恶意文件，不予打开")
    charset = _CHARSET.search(data[:8192])
    text = decoded(data, charset.group(1).decode("ascii") if charset else "")
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        page = lxml.html.document_fromstring(
            text, parser=lxml.html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True)
        )
    except (etree.ParserError, ValueError) as error:
        raise DocumentRefused("网页里没有可录入的文字") from error
    labels = list(_meta(page))
    _clean(page)
    body = page.find("body") if page.find("body") is not None else page
    main = _main(body)
    beside = list(html_blocks(body, outside=main))
    around = labels_in_text([block.text for block in beside if not block.rows], spans=True)
    around += [pair for block in beside for pair in _labels_of_table(block)]
    labels += [pair for pair in around if pair not in labels]
    headings = [plain(node.text_content()) for node in body.iter("h1")]
    blocks: list[Block] = []
    for block in html_blocks(main):
        found = _labels_of_table(block)
        labels += found
        blocks += [] if found else [block]
    title = next((value for key, value in labels if key == "标题"), "") or next((h for h in headings if h), "")
    # The window's title often names the site alone: it is the last resort, where no line could be a title.
    if not title and not any(is_title_like(block.text) for block in blocks[:4]):
        title = _SITE.sub("", plain(page.findtext(".//title") or ""))
    first = squeezed("".join(block.text for block in blocks[:12]))
    if title and squeezed(title) not in first:
        blocks.insert(0, Block(title, heading=1))
    if not any(block.text for block in blocks):
        raise DocumentRefused("网页里没有可录入的文字")
    if len(blocks) > MOST_BLOCKS:
        raise DocumentRefused(f"网页有 {len(blocks)} 段，最多读 {MOST_BLOCKS} 段")
    return Reading(tuple(blocks), tuple(labels))


def _meta(page: HtmlElement) -> Iterator[tuple[str, str]]:
    seen = set()
    for node in page.iter("meta"):
        label = _META.get((node.get("name") or node.get("property") or "").lower())
        value = plain(node.get("content") or "")
        if label and value and label not in seen:
            seen.add(label)
            yield label, value
    link = page.find(".//link[@rel='canonical']")
    if link is not None and (link.get("href") or "").startswith(("http://", "https://")):
        yield "网址", link.get("href")


def _clean(page: HtmlElement) -> None:
    """Take away what is never content, what is hidden, and what its name and its weight call noise."""
    etree.strip_elements(page, *_NEVER, with_tail=False)
    total = _prose(page) or 1
    for node in list(page.iter()):
        if not isinstance(node.tag, str) or node.getparent() is None or node.tag in ("body", "html", "head"):
            continue
        named = f"{node.get('class') or ''} {node.get('id') or ''}"
        noise = bool(_NOISE.search(named)) and _prose(node) < _MOST_NOISE * total
        if noise or _HIDDEN.search(node.get("style") or "") or _is_link_list(node):
            node.drop_tree()


def _is_link_list(node: HtmlElement) -> bool:
    if node.tag not in ("ul", "ol", "div", "dl", "section", "td", "p"):
        return False
    links = [link for link in node.iter("a") if (link.text_content() or "").strip()]
    if len(links) < 3:
        return False
    text = len(squeezed(node.text_content()))
    return sum(len(squeezed(link.text_content())) for link in links) > 0.75 * text


def _main(body: HtmlElement) -> HtmlElement:
    """Return the smallest element that holds nearly all prose; a name that content systems give it decides at once."""
    total = _prose(body) or 1
    named = [
        node
        for node in body.iter("div", "td", "article", "section", "main")
        if any(_MAIN.match(name) for name in (node.get("id") or "", *(node.get("class") or "").split()))
    ]
    held = [node for node in named if _prose(node) > 0.5 * total]
    if held:
        return held[0]
    node = body
    while True:
        inner = next(
            (child for child in node if isinstance(child.tag, str) and _prose(child) > _HELD * _prose(node)), None
        )
        if inner is None or inner.tag not in (
            "div",
            "td",
            "tr",
            "tbody",
            "table",
            "article",
            "section",
            "main",
            "center",
            "font",
            "span",
        ):
            return node
        if inner.tag == "table" and len(inner.findall(".//tr")) > 1 and len(inner.findall(".//td")) > 3:
            return node
        node = inner


def _prose(node: HtmlElement) -> int:
    """Return how much text stands in a node outside of links."""
    linked = sum(len(squeezed(link.text_content())) for link in node.iter("a"))
    return max(len(squeezed(node.text_content())) - linked, 0)


def _labels_of_table(block: Block) -> list[tuple[str, str]]:
    """Return the values of the table of facts that government sites put above a document, or nothing."""
    pairs = []
    for row in block.rows:
        for key, value in zip(row[::2], row[1::2], strict=False):
            name = squeezed(key).strip("：:[]【】")
            if name in LABELS and value:
                pairs.append((LABELS[name], value))
    return pairs if len(pairs) >= 2 else []
