"""Personal data is covered in every spelling, and nothing else is."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.personal_data import find, mask

# 110101 + birthday + sequence, with the check character worked out by hand (GB 11643): the sum of digit times weight
# over 11010119000101001 is 52, 52 mod 11 = 8, and the check character number 8 is 4.
VALID_ID = "110101190001010014"


def test_valid_id_is_valid_by_hand() -> None:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(VALID_ID, weights, strict=False))
    assert "10X98765432"[total % 11] == VALID_ID[-1]


@pytest.mark.parametrize(
    ("text", "masked", "kinds"),
    [
        ("我电话13800000000，谢谢", "我电话[电话]，谢谢", ("phone",)),
        ("138-0000-0000", "[电话]", ("phone",)),
        ("138 0000 0000", "[电话]", ("phone",)),
        ("138.0000.0000", "[电话]", ("phone",)),
        ("+86 13800000000", "[电话]", ("phone",)),
        ("008613800000000", "[电话]", ("phone",)),
        ("wx13800000000", "wx[电话]", ("phone",)),
        ("周一13800000000找我", "周一[电话]找我", ("phone",)),
        ("１３８００００００００", "[电话]", ("phone",)),
        ("138\u200b0000\u200b0000", "[电话]", ("phone",)),
        ("一三八零零零零零零零零", "[电话]", ("phone",)),
        ("13800000001万一打不通", "[电话]万一打不通", ("phone",)),
        ("13800000000元旦能打", "[电话]元旦能打", ("phone",)),
        ("家里电话023-60000000", "家里电话[电话]", ("phone",)),
        (f"身份证{VALID_ID}", "身份证[身份证号]", ("id_number",)),
        (f"{VALID_ID[:6]} {VALID_ID[6:14]} {VALID_ID[14:]}", "[身份证号]", ("id_number",)),
        ("11010119000101100x", "[身份证号]", ("id_number",)),
        ("110101900101001", "[身份证号]", ("id_number",)),
        ("护照E00000000", "护照[证件号]", ("passport",)),
        ("护照号码是：EA0000000", "护照号码是：[证件号]", ("passport",)),
        ("my passport no. 000000000", "my passport no. [证件号]", ("passport",)),
        ("zhang.san@example.com", "[邮箱]", ("email",)),
        ("发到ａ@example.com吧", "发到[邮箱]吧", ("email",)),
        ("卡 6222 0000 0000 0009", "卡 [银行卡号]", ("bank_card",)),
        ("卡号6222000000000001", "卡号[银行卡号]", ("bank_card",)),
        ("138然后0000再0000", "[电话]", ("phone",)),
        ("幺三八四个零一二三四", "[电话]", ("phone",)),
        ("周五一三八零零零零零零零零一直打不通", "周五[电话]一直打不通", ("phone",)),
        ("138 0000 0000万一打不通", "[电话]万一打不通", ("phone",)),
        ("401120.13800000000", "401120.[电话]", ("phone",)),
        ("+86 138 0000 0000", "[电话]", ("phone",)),
        ("186 13800000000", "186 [电话]", ("phone",)),
        ("订单号123 13800000000", "订单号123 [电话]", ("phone",)),
        ("订单号zhangsan@example.com", "订单号[邮箱]", ("email",)),
        ("护照000000000张三", "护照[证件号]张三", ("passport",)),
        ("座机67000000人在外地", "座机[电话]人在外地", ("phone",)),
        ("(+86) 138-0000-0000", "[电话]", ("phone",)),
        ("座机67000000", "座机[电话]", ("phone",)),
        ("居住证810000190001010018", "居住证[证件号]", ("residence_permit",)),
        ("永居证USA110000000001", "永居证[证件号]", ("permanent_residence",)),
        ("回乡证H00000000", "回乡证[证件号]", ("travel_permit",)),
        ("台胞证00000001", "台胞证[证件号]", ("travel_permit",)),
        ("N0000000是我的护照号", "[证件号]是我的护照号", ("passport",)),
        ("zhangsan艾特example点com", "[邮箱]", ("email",)),
        ("微信号zhangsan_0000", "微信号[账号]", ("account",)),
        ("QQ10000001", "QQ[账号]", ("account",)),
        ("13800000000和a@example.com", "[电话]和[邮箱]", ("phone", "email")),
        ("13800000000或13900000000", "[电话]或[电话]", ("phone",)),
    ],
)
def test_personal_data_is_covered(text: str, masked: str, kinds: tuple[str, ...]) -> None:
    assert mask(text) == (masked, kinds)


@pytest.mark.parametrize(
    "text",
    [
        "取消LJ20261202-001-7",
        "查一下lj20261202-0031-7",
        "办件号DEMO-000123到哪了",
        "示例〔2022〕01号第三条",
        "年薪300000元，2026年12月1日来",
        "20261202上午九点",
        "护照20271201到期",
        "投资13800000000元",
        "106.13800000000",
        "办件号：500112202611240003",
        "500112202611240003",
        "统一社会信用代码91500112MA5U00001X",
        "13 14 15 16 17 8号窗口",
        "补贴150、2000、3000元",
        "微信公众号liangjiang",
        "QQ群12345678",
        "wxdemo0123456789ab",
        "look at www.example.com",
        "补贴1,000,000.00元",
        "023-0000-0012是示例号码",
        "手机尾号1234",
        "身份证要带吗",
        "卡号在哪看",
        "1+4政策",
        "",
    ],
)
def test_what_is_not_personal_stays(text: str) -> None:
    assert mask(text) == (text, ())


@given(st.text(), st.text())
def test_a_telephone_never_survives(before: str, after: str) -> None:
    text = f"{before} 13800000000 {after}"
    assert "13800000000" not in mask(text)[0]


@given(st.text())
def test_finds_are_ordered_and_apart(text: str) -> None:
    found = find(text)
    assert all(item.start < item.end for item in found)
    assert all(one.end <= two.start for one, two in pairwise(found))
