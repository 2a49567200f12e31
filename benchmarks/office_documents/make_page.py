"""Set a document as a saved web page of a government site, with all that stands around the text."""

from __future__ import annotations

import html
import re

from benchmarks.office_documents.model import Made, Paragraph

_PAGE = """<!DOCTYPE html>
<html><head><meta charset="{charset}"><title>{title}_示例区人民政府网站</title>
<meta name="ArticleTitle" content="{title}">{pub}
<style>.a{{color:red}}</style><script>var a = "第一条 不是正文";</script></head>
<body><div class="header"><ul><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li>
<li><a href="/bsfw">办事服务</a></li></ul></div>
<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/a">政策文件</a></div>
{facts}
<h1>{title}</h1>
<div class="info">发布时间：{published} 来源：示例区人民政府网站 字号：大 中 小</div>
<div class="{main}">{body}</div>
<div class="share">分享到：微信 微博</div>
<div class="related"><h3>相关文件</h3><ul><li><a href="1">关于某事的通知</a></li>
<li><a href="2">一、另一份文件</a></li><li><a href="3">第三条新闻</a></li></ul></div>
<div class="footer">版权所有：示例区人民政府办公室 备案号：示例0000001号 地址：示例路1号</div></body></html>"""


def make_html(made: Made, *, style: int) -> bytes:
    """Return a page: paragraphs as <p>, as <br>, or with numbered lists as <ol>; encodings and containers vary."""
    charset = ("utf-8", "gb2312", "utf-8")[style % 3]
    published = made.published_on or made.signed_on
    facts = (
        f"<table><tr><td>索 引 号：</td><td>EX000/2024-00001</td><td>发文字号：</td><td>{made.number}</td></tr>"
        f"<tr><td>发布机构：</td><td>{made.issued_by[0]}</td><td>成文日期：</td><td>{made.signed_on}</td></tr></table>"
    ) if style % 2 else ""  # fmt: skip
    page = _PAGE.format(
        charset=charset,
        title=made.title,
        pub=f'<meta name="PubDate" content="{published} 09:30">' if style % 2 else "",
        facts=facts,
        published=published,
        main=("TRS_Editor", "txt-content", "detail")[style % 3],
        body=_body(list(made.paragraphs()), style),
    )
    return page.encode("gb18030" if charset == "gb2312" else "utf-8")


def _body(paragraphs: list[Paragraph], style: int) -> str:
    out: list[str] = []
    run: list[str] = []
    listed: list[str] = []
    first = "1"

    def flush() -> None:
        if listed:
            out.append(f'<ol start="{first}">' + "".join(f"<li>{item}</li>" for item in listed) + "</ol>")
            listed.clear()
        if run:
            out.append("<p>" + "<br>\n".join(run) + "</p>")
            run.clear()

    for paragraph in paragraphs:
        text = html.escape(paragraph.label + paragraph.text)
        if paragraph.rows:
            flush()
            cells = "".join(
                "<tr>" + "".join(f"<td><p>{html.escape(cell)}</p></td>" for cell in row) + "</tr>"
                for row in paragraph.rows
            )
            out.append(f'<table border="1">{cells}</table>')
        elif paragraph.kind == "text" and style % 3 == 2 and re.fullmatch(r"\d+\.", paragraph.label):
            if run:
                flush()
            if listed and paragraph.label == "1.":
                flush()
            first = first if listed else paragraph.label[:-1]
            listed.append(html.escape(paragraph.text))
        elif style % 3 == 1 and paragraph.kind == "text":
            if listed:
                flush()
            run.append(f"&emsp;&emsp;{text}")
        else:
            flush()
            align = (
                "center"
                if paragraph.kind in ("title", "number", "red_head")
                else "right"
                if paragraph.kind in ("signature", "date")
                else ""
            )
            pad = "&nbsp;&nbsp;&nbsp;&nbsp;" if not align and paragraph.kind != "addressee" else ""
            cut = text.replace("。", "。</span><span>", 1) if len(text) > 20 else text
            out.append(
                f"<p{f' style={chr(34)}text-align: {align};{chr(34)}' if align else ''}>{pad}<span>{cut}</span></p>"
            )
    flush()
    return "\n".join(out)
