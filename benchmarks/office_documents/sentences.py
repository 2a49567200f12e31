"""Sentences of invented policies: what an office writes, with figures that are remembered."""

from __future__ import annotations

import random

_WHO = (
    "高层次人才",
    "青年人才",
    "博士后研究人员",
    "高技能人才",
    "留学回国人员",
    "卫生骨干人才",
    "教育骨干人才",
    "创新创业团队",
)
_WHAT = ("安家资助", "岗位津贴", "租房补贴", "项目资助", "贷款贴息", "培训补助", "成果转化奖励", "引才奖励")
_DO = (
    "用人单位应当在规定时间内提交申请材料，并对材料的真实性负责",
    "主管部门会同财政部门对申请进行审核，审核结果在网站上公示",
    "申请人提供虚假材料的，取消资格并追回已经拨付的资金",
    "受理窗口应当一次告知需要补正的全部内容，不得要求重复提交",
    "各单位要明确专人负责，做好政策宣传、申报辅导和跟踪服务工作",
    "评审专家由相关领域的专业人员组成，实行回避制度和保密制度",
    "资金实行专款专用，任何单位和个人不得截留、挤占或者挪用",
    "服务专员应当主动联系服务对象，及时协调解决实际困难和问题",
    "对符合Web of Science检索条件的论文成果，按照有关规定予以认定",
    "前款第（一）项所称全职工作，是指依法签订劳动合同并缴纳社会保险",
    "符合本办法第三条规定的，可以通过线上平台或者窗口提出申请，不受名额限制",
)
_HEADS = (
    "总体要求",
    "支持对象",
    "补贴标准",
    "申报条件",
    "办理程序",
    "资金保障",
    "监督管理",
    "组织实施",
    "服务保障",
    "工作要求",
    "职责分工",
    "附加说明",
)
_ITEMS = (
    "具有硕士研究生以上学历，或者取得高级专业技术职务",
    "在本区用人单位全职工作，并依法缴纳社会保险",
    "遵守法律法规，品行端正，没有不良信用记录",
    "所在单位注册地和纳税地均在本区范围内",
    "主持过省部级以上科研项目，或者拥有授权发明专利",
    "身份证明、学历学位证书和劳动合同的复印件",
    "近三年内未享受过同类资助或者补贴",
    "经认定的海外学习经历或者工作经历证明",
)


class Writer:
    """Writes sentences with one source of chance, and keeps the figures it wrote: (value, unit)."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  (invented text, no secret)
        self.figures: list[tuple[str, str]] = []
        self.of_tables: list[tuple[str, str]] = []

    def sentence(self) -> str:
        """Return a plain sentence without its full stop, sometimes with figures."""
        if self.random.random() < 0.35:
            return self.amount()
        return self.random.choice(_DO)

    def amount(self) -> str:
        """Return a sentence with a sum of money or a share."""
        value = self.random.choice((3, 7, 13, 17, 23, 37, 43, 47, 53, 67, 73, 97, 230, 370))
        share = self.random.choice((11, 13, 17, 23, 37, 43, 57))
        who, what = self.random.choice(_WHO), self.random.choice(_WHAT)
        match self.random.randrange(4):
            case 0:
                self.figures.append((str(value * 10000), "元"))
                return f"对新引进的{who}，给予每人{value}万元{what}，分期拨付"
            case 1:
                self.figures += [(str(share), "%"), (str(value * 10000), "元")]
                return f"按照实际支出的{share}%给予{what}，最高不超过{value}万元"
            case 2:
                self.figures.append((str(value * 100), "元"))
                return f"对符合条件的{who}按每月{value * 100}元的标准发放{what}"
            case _:
                self.figures += [(str(value * 10000 + 5000), "元")]
                return f"{who}取得标志性成果的，给予{value}.5万元{what}"

    def paragraph(self, sentences: int = 0) -> str:
        """Return a paragraph of one to three sentences."""
        count = sentences or self.random.randint(1, 3)
        return "".join(f"{self.sentence()}。" for _ in range(count))

    def heading(self) -> str:
        """Return a heading."""
        return self.random.choice(_HEADS)

    def item(self) -> str:
        """Return an item of a list without its mark."""
        return self.random.choice(_ITEMS)

    def table(self, rows: int = 3) -> tuple[tuple[str, ...], ...]:
        """Return a table of amounts whose unit stands in the head of a column."""
        out: list[tuple[str, ...]] = [("序号", "人才类别", "资助标准（万元）", "拨付方式")]
        for number in range(1, rows + 1):
            value = self.random.choice((13, 17, 29, 31, 59, 61, 71, 83))
            self.of_tables.append((str(value * 10000), "元"))
            out.append(
                (str(number), self.random.choice(_WHO), str(value), self.random.choice(("一次性拨付", "分三年拨付")))
            )
        return tuple(out)
