"""Patterns by which the roles of blocks are told; the words in them are `rules.yml`'s."""

from __future__ import annotations

import re

from knowledge.ingest.rules import any_of

ATTACHMENT_LIST = re.compile(r"附[ \u3000]*件[ \u3000]*[0-9一二三四五六七八九十]{0,2}[ \u3000]*[：:]")
ATTACHMENT = re.compile(
    r"附[ \u3000]*(?:件|录|表|则表)[ \u3000]*(?P<n>[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})?"
    r"[ \u3000]*[：:．.、]?[ \u3000]*(?P<title>.*)"
)
COLOPHON = re.compile(
    r"(?:抄[ \u3000]*送|抄[ \u3000]*报|主[ \u3000]*送|分[ \u3000]*送|报[ \u3000]*送|主题词)[ \u3000]*[：:]"
    r"|[（(]?此件(?:公开|主动公开|依申请公开|不予公开)[^，。]{0,12}[）)]?$"
    r"|信息公开(?:选项|属性|类别)|公开(?:方式|属性)[：:]"
)
PRINTED = re.compile(r".{2,40}印[ \u3000]*发(?:[ \u3000]*[（(]?共印?\d+份[）)]?)?$")
ADDRESSEE = re.compile(r"[^。；]{2,220}[：:]$")
CONTENTS = re.compile(r"目[ \u3000]*录$")
CONTENTS_LINE = re.compile(r".{1,60}?(?:[.…·．]{3,}|[ \u3000]{1,})[ \u3000]*[-—]?\d{1,3}[-—]?$")
PAGE_BEHIND = re.compile(r"[.…·．\s\u3000]*[-—]?\d{0,3}[-—]?$")
BYLINE = re.compile(r"(?:来源|作者|编辑|记者|浏览次数|阅读次数|字号|字体|分享|发布时间|发布日期|时间)[ \u3000]*[：:]")
NOISE_HEAD = re.compile(rf"【?(?:{any_of('noise_before')}|[AaＡ][+-])(?:$|[ \u3000：:>》|｜大中小])")
NOISE_TAIL = re.compile(rf"[【\[]?(?:{any_of('noise_behind')})(?:$|[ \u3000：:>】\]|｜])")
MARKS = re.compile(r"(?:特急|加急|急件|机密|秘密|绝密|内部|000\d{3}|\d{6})(?:★.*)?$")
EXPLAINED = re.compile(r"【[^】]{2,8}】《")
MOST_HEAD = 40
LONGEST_TITLE_LINE = 60
