"""What is no personal data though it looks like it: codes of the office, of firms, and numbers named as codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from language.personal_data.labels import FILLER
from language.personal_data.reading import Reading

# Codes that the office itself gives out: LJ20261202-001-7, DEMO-000123.
_OURS = re.compile(r"(?<![0-9A-Z])(?:[A-Z]{2}[ -]?[0-9]{8}-[0-9]{3,4}-[0-9]|DEMO-[0-9]{4,8})(?![0-9A-Z])")
# GB 32100: registration office, kind, area, body and check character; one letter at least tells it from other numbers.
_CREDIT_CODE = re.compile(
    r"(?<![0-9A-Z])(?=[0-9]{0,16}[A-Z])[0-9A-Y][1239][0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}[0-9A-HJ-NPQRTUWXY](?![0-9A-Z])"
)
# 社保号 is the ID number, 业务号码 a telephone.
_NAMED = re.compile(
    "(?:(?:办件|受理|收件|流水|订单|工单|快递|运单|单|合同|项目|事项|备案|案|发票|参考|申报|申请|业务|批次|档案|注册|序列|追踪|税|"
    "纳税人|信用|机构|单位|许可证|执照|政策)(?:编号|编码|代码|流水号|识别号|参考号|号(?!码))"
    "|社保编号|(?:运单|订单|快递单|保险?单|发票)号码|ISBN|ISSN"
    "|(?<![A-Z])(?:ORDER|TRACKING|INVOICE|CASE|REFERENCE|POLICY|CONTRACT|SERIAL|TICKET) ?(?:NO|NUMBER|ID|CODE))"
    + FILLER
)
# No blank: what follows one may be a telephone.
_VALUE = re.compile(r"[0-9A-Z](?:[-_]?[0-9A-Z]){3,39}")


def kept(reading: Reading) -> Iterator[tuple[int, int]]:
    """Give the places that no step may take."""
    for pattern in (_OURS, _CREDIT_CODE):
        yield from (match.span() for match in pattern.finditer(reading.text))
    for match in _NAMED.finditer(reading.text):
        value = _VALUE.match(reading.text, match.end())
        # 订单号zhangsan@example.com is an address.
        if value and any(map(str.isdigit, value.group())) and not reading.text.startswith(("@", "."), value.end()):
            yield value.span()
