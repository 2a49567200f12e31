"""A family that was not looked at while the rules were written: an implementation plan, five levels deep."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from benchmarks.office_documents.model import Made, Node, Paragraph
from benchmarks.office_documents.sentences import Writer
from language.numbers import to_chinese

_LEADS = ("加大引才力度", "优化服务流程", "拓宽资助渠道", "强化平台支撑", "完善评价机制", "营造良好氛围")
_DUTIES = ("责任单位：示例区人力资源和社会保障局、示例区财政局", "牵头单位：示例市人才工作局；配合单位：各镇街")


def plan(seed: int) -> Made:
    """A plan of a committee: 一、（一）1.（1）①, duties in brackets, one organ, an attachment without a number."""
    writer = Writer(1000 + seed)
    signed = date(2021 + seed % 5, 1 + (seed * 5) % 12, 1 + (seed * 7) % 27)
    organ = "中共示例区委人才工作领导小组办公室"
    nodes = [
        Node("第1段", "段", 1, "", f"为深入实施人才强区战略，{writer.sentence()}，结合我区实际，制定本实施方案。"),
        *(_chapter(writer, number) for number in range(1, 5)),
        Node("第2段", "段", 2, "", "本方案自发布之日起实施，试行期两年。"),
    ]
    title = "示例区“十四五”人才服务提升行动实施方案（试行）"
    head = [
        Paragraph("red_head", f"{organ}文件"),
        Paragraph("number", f"示例区人才办〔{signed.year}〕{seed + 3}号"),
        Paragraph("title", "示例区“十四五”人才服务提升行动"),
        Paragraph("title", "实施方案（试行）"),
    ]
    table = Node("附件 表1", "表", 1, "", "", rows=writer.table(7))
    behind = [
        Paragraph("list", "附件：重点任务分工表"),
        Paragraph("signature", organ),
        Paragraph("date", f"{signed.year}年{signed.month}月{signed.day}日"),
        Paragraph("colophon", "（此件公开发布）"),
    ]
    return Made(
        f"plan-{seed}", "plan", title, f"示例区人才办〔{signed.year}〕{seed + 3}号", (organ,), signed, signed,
        date(signed.year + 2, signed.month, signed.day) - (date(2000, 1, 2) - date(2000, 1, 1)), None,
        tuple(writer.figures), tuple(writer.of_tables), head,
        [([], nodes, behind), ([Paragraph("attachment", "附件"), Paragraph("title", "重点任务分工表")], [table], [])],
    )  # fmt: skip


def _chapter(writer: Writer, number: int) -> Node:
    label = f"{to_chinese(number)}、"
    node = Node(label, "一、", number, label, writer.heading())
    for n in range(1, 4):
        inner = f"（{to_chinese(n)}）"
        lead = writer.random.choice(_LEADS)
        if not (number + n) % 2:
            child = Node(f"{label}{inner}", "（一）", n, inner, f"{lead}。{writer.paragraph(2)}")
        else:
            text = f"{lead}。{writer.paragraph(1)}（{writer.random.choice(_DUTIES)}）"
            child = Node(f"{label}{inner}", "（一）", n, inner, text)
            child.children = [_task(writer, f"{label}{inner}", m) for m in (1, 2)]
        node.children.append(child)
    return node


def _task(writer: Writer, above: str, number: int) -> Node:
    task = Node(f"{above}{number}.", "1.", number, f"{number}.", writer.paragraph(1))
    if number == 2:
        for k in (1, 2):
            step = Node(f"{task.path}（{k}）", "（1）", k, f"（{k}）", f"{writer.sentence()}：")
            step.children = [
                Node(f"{step.path}{mark}", "①", n, mark, f"{writer.item()}；") for n, mark in enumerate("①②", 1)
            ]
            task.children.append(step)
    return task


HELD_OUT: dict[str, Callable[[int], Made]] = {"plan": plan}
