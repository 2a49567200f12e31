"""Set a catalogue of services as an Excel workbook: a title over merged cells, a head, merged categories, a remark."""

from __future__ import annotations

import io
import random

import openpyxl

HEAD = ("序号", "类别", "事项名称", "服务对象", "受理条件", "申请材料", "承诺时限", "是否收费", "咨询电话")
_NAMES = (
    "人才认定咨询",
    "安居补助申领",
    "子女入学协调",
    "职称申报咨询",
    "落户协助",
    "档案查询",
    "项目申报辅导",
    "就医协调",
)


def make_catalogue(seed: int) -> tuple[bytes, list[dict[str, str]]]:
    """Return a workbook and its services, field by field."""
    chance = random.Random(seed)  # noqa: S311
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "服务事项目录"
    sheet.append(["示例市人才服务事项目录（2024年版）"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEAD))
    sheet.append(list(HEAD))
    items, row = [], 3
    for category in ("人才认定", "安居保障", "生活服务"):
        first = row
        for _ in range(chance.randint(2, 4)):
            item = {
                "name": f"【示例】{chance.choice(_NAMES)}{row}",
                "category": category,
                "audience": chance.choice(("在本区工作的人才", "用人单位", "留学回国人员")),
                "conditions": "1.在本区全职工作；2.依法缴纳社会保险",
                "materials": "身份证明复印件；劳动合同复印件；申请表",
                "promised_limit": f"{chance.choice((3, 5, 7, 10))}个工作日",
                "fee": "不收费",
                "telephone": f"023-0000-00{row:02d}",
            }
            items.append(item)
            keys = ("name", "audience", "conditions", "materials", "promised_limit", "fee", "telephone")
            sheet.append([row - 2, category if row == first else None, *(item[key] for key in keys)])
            row += 1
        if row - first > 1:
            sheet.merge_cells(start_row=first, start_column=2, end_row=row - 1, end_column=2)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue(), items
