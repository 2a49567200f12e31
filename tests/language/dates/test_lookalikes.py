"""Numbers that are no time are none, whatever stands around them."""

from collections.abc import Callable

import pytest

from language.dates import When

Read = Callable[..., When]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "三年合同",
        "3个月",
        "社保10个月",
        "500强",
        "A类",
        "第三条",
        "13800000000",
        "023-0000-0012",
        "200万",
        "年薪四十",
        "40%",
        "45岁以内",
        "5个工作日内出结果",
        "3-5个工作日",
        "1.5年",
        "雅思6.5分",
        "1+4是哪几个文件",
        "两江人才十条",
        "三号窗口",
        "8号楼",
        "金开大道128号附5号",
        "示例〔2022〕01号",
        "预约号是20261208",
        "我有两点疑问",
        "我有两点想问",
        "快一点",
        "声音大一点",
        "一时没想起来",
        "上午好",
        "提前三天取消",
        "三年后",
        "近三个月",
        "2021-2025年",
        "满意度百分之九十",
        "我叫周三多",
        "周五生老师在吗",
        "一周年庆典",
        "三天打鱼，两天晒网",
        "渝委发〔2021〕8号",
        "半年社保",
        "一年合同",
        "两点一线",
        "三楼8号",
        "1/3的人",
        "五一路怎么走",
        "早晚都要办",
    ],
)
def test_no_time(read: Read, text: str) -> None:
    assert read(text).status == "none"


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("3号窗口约周五", "周五"),
        ("5000元的补贴，后天去办", "后天"),
        ("第三条说的材料，8号带来", "8号"),
        ("上午好，想约明天", "明天"),
        ("你们有三点的号吗", "三点"),
        ("约一点吧", "一点"),
    ],
)
def test_a_real_time_beside_a_lookalike_is_found(read: Read, text: str, mention: str) -> None:
    assert [text[start:end] for start, end in read(text).spans] == [mention]
