"""Families of documents: measures of articles, notices with attachments, ten points, guides, plain news."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from benchmarks.office_documents.model import Made, Node, Paragraph
from benchmarks.office_documents.sentences import Writer
from language.numbers import to_chinese

ORGANS = (
    "示例市人才工作局",
    "示例市财政局",
    "示例区人力资源和社会保障局",
    "示例新区管理委员会办公室",
    "示例区科学技术局",
)
_BRACKETS = ("〔{}〕", "﹝{}﹞", "[{}]", "【{}】", "（{}）", "({})", "［{}］", "〔{}〕 ", "〔 {} 〕")


def measures(seed: int) -> Made:
    """A 办法 of chapters (sections too) and articles, brought into force by a notice, or standing alone."""
    writer = Writer(seed)
    signed = _day(writer)
    begins = signed + timedelta(days=writer.random.choice((15, 30, 60)))
    years = writer.random.choice((2, 3, 5))
    name = writer.random.choice(
        ("示例区人才公寓管理办法", "示例新区青年人才资助实施细则（试行）", "示例市技能人才评价工作规定（暂行）")
    )
    nodes, number, gap = [], 0, writer.random.choice(("\u3000", " ", "\u3000", ""))
    for chapter in range(1, 5):
        path = f"第{to_chinese(chapter)}章"
        container = Node(path, "章", chapter, path, f"\u3000{writer.heading()}")
        nodes.append(container)
        into = [container]
        if seed % 3 == 0 and chapter == 2:
            into = []
            for section in (1, 2):
                inner = Node(
                    f"{path}第{to_chinese(section)}节",
                    "节",
                    section,
                    f"第{to_chinese(section)}节",
                    f" {writer.heading()}",
                )
                container.children.append(inner)
                into.append(inner)
        for holder in into:
            for _ in range(writer.random.randint(2, 4)):
                number += 1
                holder.children.append(_article(writer, number, gap))
    number += 1
    until = date(begins.year + years, begins.month, min(begins.day, 28)) - timedelta(days=1)
    last = _article_of(
        number, gap, f"本办法自{_written(writer, begins)}起施行，有效期{'二三五'[(2, 3, 5).index(years)]}年。"
    )
    begins_28 = begins.replace(day=min(begins.day, 28))
    if begins_28 != begins:
        last.rest = f"本办法自{_written(writer, begins_28)}起施行，有效期{years}年。"
    nodes[-1].children.append(last)
    made = _framed(writer, "measures", seed, f"关于印发《{name}》的通知" if seed % 2 else name, signed)
    made.effective_from, made.effective_to = begins_28, until
    if seed % 2:
        notice = Node("印发通知 第1段", "段", 1, "", f"《{name}》已经研究同意，现印发给你们，请认真贯彻执行。")
        made.parts = [([], [notice], made.parts[0][2]), ([Paragraph("title", name)], nodes, [])]
    else:
        made.parts = [([], nodes, made.parts[0][2])]
        made.head = [p for p in made.head if p.kind != "addressee"]
    made.figures, made.figures_of_tables = tuple(writer.figures), tuple(writer.of_tables)
    return made


def _article(writer: Writer, number: int, gap: str) -> Node:
    label = f"第{to_chinese(number)}条"
    match writer.random.randrange(5):
        case 0:
            node = Node(label, "条", number, label, f"{gap}申请人应当同时符合下列条件：")
            node.children = [_item(writer, label, n, "；") for n in range(1, writer.random.randint(3, 5))]
            node.children[-1].rest = node.children[-1].rest.rstrip("；") + "。"
            return node
        case 1:
            node = Node(label, "条", number, "", "")
            first = Node(f"{label}第一款", "款", 1, label, f"{gap}{writer.paragraph()}")
            second = Node(f"{label}第二款", "款", 2, "", writer.paragraph())
            node.children = [first, second]
            return node
        case 2:
            node = Node(label, "条", number, "", "")
            first = Node(f"{label}第一款", "款", 1, label, f"{gap}有下列情形之一的，不予受理：")
            first.children = [_item(writer, f"{label}第一款", n, "；") for n in (1, 2, 3)]
            node.children = [first, Node(f"{label}第二款", "款", 2, "", f"前款规定的情形，{writer.sentence()}。")]
            return node
        case 3:
            node = Node(label, "条", number, label, f"{gap}【{writer.heading()}】{writer.paragraph()}")
            return node
        case _:
            return _article_of(number, gap, writer.paragraph())


def _article_of(number: int, gap: str, text: str) -> Node:
    label = f"第{to_chinese(number)}条"
    # 第三条 without a blank may not run into a word that makes it a mention.
    return Node(label, "条", number, label, f"{gap}{text}")


def _item(writer: Writer, above: str, number: int, mark: str) -> Node:
    label = f"（{to_chinese(number)}）"
    path = f"{above}第{label}项"
    node = Node(path, "项", number, label, f"{writer.item()}{mark}")
    if writer.random.random() < 0.2:
        node.rest = node.rest.rstrip(mark) + "："
        node.children = [Node(f"{path}第{n}目", "目", n, f"{n}.", f"{writer.item()}{mark}") for n in (1, 2)]
    return node


def notice(seed: int) -> Made:
    """A notice 一、（一）1.（1） with a list of attachments, a signature, attachments with tables."""
    writer = Writer(seed)
    signed = _day(writer)
    nodes = [Node("第1段", "段", 1, "", f"为进一步做好人才服务工作，{writer.sentence()}。现将有关事项通知如下：")]
    for number in range(1, writer.random.randint(4, 6)):
        nodes.append(_section(writer, number, number % 2 == 0))
    behind = [
        Paragraph("list", "附件：1. 资助标准一览表"),
        Paragraph("list", "2. 申请材料清单"),
    ]
    made = _framed(writer, "notice", seed, "关于做好示例区年度人才资助申报工作的通知", signed)
    signature = made.parts[0][2]
    first = Node("附件1 表1", "表", 1, "", "", rows=writer.table(writer.random.randint(3, 12)))
    second = [Node(f"附件2 {n}.", "1.", n, f"{n}.", f"{writer.item()}；") for n in range(1, 5)]
    made.parts = [
        ([], nodes, [*behind, *signature]),
        ([Paragraph("attachment", "附件1"), Paragraph("title", "资助标准一览表")], [first], []),
        ([Paragraph("attachment", "附件2"), Paragraph("title", "申请材料清单")], second, []),
    ]
    made.figures, made.figures_of_tables = tuple(writer.figures), tuple(writer.of_tables)
    return made


def _section(writer: Writer, number: int, deep: bool) -> Node:
    label = f"{to_chinese(number)}、"
    node = Node(label, "一、", number, label, writer.heading())
    if not deep:
        node.children = [Node(None, "", None, "", writer.paragraph(2))]
        return node
    for n in range(1, 4):
        inner = f"（{to_chinese(n)}）"
        text = writer.paragraph(1) if n != 2 else ""
        child = Node(f"{label}{inner}", "（一）", n, inner, f"{writer.heading()}。{text}")
        if n == 2:
            for m in (1, 2, 3):
                third = Node(f"{label}{inner}{m}.", "1.", m, f"{m}.", f"{writer.sentence()}。")
                if m == 2:
                    third.children = [
                        Node(f"{third.path}（{k}）", "（1）", k, f"（{k}）", f"{writer.item()}；") for k in (1, 2)
                    ]
                child.children.append(third)
        node.children.append(child)
    return node


def ten_points(seed: int) -> Made:
    """Ten points, each a heading and paragraphs, with a table in the middle; takes effect on the day of printing."""
    writer = Writer(seed)
    signed = _day(writer)
    nodes = [Node("第1段", "段", 1, "", f"为加快集聚优秀人才，{writer.sentence()}，制定本政策措施。")]
    for number in range(1, 11):
        label = f"{to_chinese(number)}、"
        node = Node(label, "一、", number, label, f"{writer.heading()}。{writer.paragraph(2)}")
        if number == 4:
            node.children.append(Node(f"{label}表1", "表", 1, "", "", rows=writer.table(4)))
        if number == 7:
            node.children += [Node(f"{label}{c}", "①", n, c, f"{writer.item()}；") for n, c in enumerate("①②③", 1)]
        nodes.append(node)
    nodes.append(Node("第2段", "段", 2, "", "本政策自印发之日起施行，有效期至2029年12月31日。"))
    made = _framed(writer, "ten_points", seed, "关于支持人才创新创业的十条政策", signed)
    printed = signed + timedelta(days=3)
    made.effective_from, made.effective_to = printed, date(2029, 12, 31)
    made.published_on = printed
    behind = made.parts[0][2]
    behind += [
        Paragraph("colophon", f"抄送：{ORGANS[1]}，{ORGANS[4]}。"),
        Paragraph("colophon", f"{ORGANS[3]}\u3000\u3000{printed.year}年{printed.month}月{printed.day}日印发"),
    ]
    made.parts = [([], nodes, behind)]
    made.figures, made.figures_of_tables = tuple(writer.figures), tuple(writer.of_tables)
    return made


def guide(seed: int) -> Made:
    """An application guide: numbered points with tables of standards and materials, no addressee."""
    writer = Writer(seed)
    signed = _day(writer)
    nodes = []
    for number in range(1, 6):
        label = f"{to_chinese(number)}、"
        node = Node(label, "一、", number, label, writer.heading())
        if number == 2:
            node.children = [
                Node(None, "", None, "", writer.paragraph(1)),
                Node(f"{label}表1", "表", 1, "", "", rows=writer.table(5)),
            ]
        elif number == 3:
            node.children = [Node(f"{label}{n}.", "1.", n, f"{n}.", f"{writer.item()}；") for n in range(1, 12)]
        else:
            node.children = [
                Node(f"{label}（{to_chinese(n)}）", "（一）", n, f"（{to_chinese(n)}）", f"{writer.item()}；")
                for n in range(1, 13 if number == 5 else 4)
            ]
        nodes.append(node)
    made = _framed(writer, "guide", seed, "示例市博士后资助项目申报指南（2024年版）", signed)
    made.head = [p for p in made.head if p.kind != "addressee"]
    made.parts = [([], nodes, made.parts[0][2])]
    made.figures, made.figures_of_tables = tuple(writer.figures), tuple(writer.of_tables)
    return made


def _framed(writer: Writer, family: str, seed: int, title: str, signed: date) -> Made:
    """Give a document its head and its signature; the number's brackets and the date's form vary."""
    organs = tuple(writer.random.sample(ORGANS, 1 if seed % 3 else 2))
    year, no = signed.year, writer.random.randint(1, 99)
    shown = f"示例发{_BRACKETS[seed % len(_BRACKETS)].format(year)}{no}{' ' if seed % 4 == 0 else ''}号"
    head = [Paragraph("red_head", organs[0] + ("文件" if len(organs) == 1 else ""))]
    head += [
        Paragraph("red_head", f"{organ}{'文件' if place == len(organs) - 2 else ''}")
        for place, organ in enumerate(organs[1:])
    ]
    head += [Paragraph("number", shown), *(Paragraph("title", line) for line in _title_lines(title, organs[0]))]
    head.append(Paragraph("addressee", "各镇人民政府、街道办事处，区级各部门，有关单位："))
    behind = [*(Paragraph("signature", organ) for organ in organs), Paragraph("date", _written(writer, signed))]
    return Made(
        f"{family}-{seed}", family, f"{organs[0]}{title}" if title.startswith("关于") else title,
        f"示例发〔{year}〕{no}号",
        organs, signed, None, None, None, (), (), head, [([], [], behind)],
    )  # fmt: skip


def _title_lines(title: str, organ: str) -> list[str]:
    if title.startswith("关于"):
        return [organ, title]
    return [title]


def _day(writer: Writer) -> date:
    return date(
        writer.random.choice((2022, 2023, 2024, 2025)), writer.random.randint(1, 11), writer.random.randint(1, 27)
    )


def _written(writer: Writer, day: date) -> str:
    match writer.random.randrange(3):
        case 0:
            return f"{day.year}年{day.month}月{day.day}日"
        case 1:
            return f"{day.year} 年 {day.month} 月 {day.day} 日"
        case _:
            digits = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
            return f"{digits}年{to_chinese(day.month)}月{to_chinese(day.day)}日"


FAMILIES: dict[str, Callable[[int], Made]] = {
    "measures": measures,
    "notice": notice,
    "ten_points": ten_points,
    "guide": guide,
}
