"""What stands between the name of a number and the number: 号码是：, no. is, 上写的."""

from __future__ import annotations

FILLER = r"(?:[ :=是为就叫的了写上面填有(\[\"'“‘《<#*·.]|IS(?![0-9A-Z])){0,6}"
_NOUN = r"(?:号码|字号|编号|证号|卡号|号|码|ID(?![0-9A-Z])|NO(?![0-9A-Z])\.?|NUMBER|NUM)"


def label(names: str) -> str:
    """Give the pattern of a name, an optional 号码 and the filler; the number starts where it ends."""
    return rf"(?:{names})(?:(?:[ ,，、的上(])?{_NOUN}\)?)?{FILLER}"


# After a sum of money: 元, but not the one of a holiday.
MONEY = r"(?:元(?![旦宵月])|美元|美金|欧元|日元|港元|港币|人民币|韩元|英镑|块钱|圆)"
