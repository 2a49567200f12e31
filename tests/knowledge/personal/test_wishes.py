"""Wishes about one's own data are read from many wordings, and nothing else is."""

from __future__ import annotations

import pytest

from knowledge.personal.wishes import wish_in

WANTED = [
    ("我想看看你们存了我哪些信息", "see"),
    ("你们收集了我什么资料", "see"),
    ("查看我的个人信息", "see"),
    ("我留了哪些信息在你们那里", "see"),
    ("系统里保存了我的什么数据", "see"),
    ("我想看看你們存了我哪些資料", "see"),
    ("what data do you have about me", "see"),
    ("把我的电话改一下", "correct"),
    ("我的名字写错了", "correct"),
    ("修改我的手机号", "correct"),
    ("我换手机号了", "correct"),
    ("把预约留的电话换一个", "correct"),
    ("please change my phone number", "correct"),
    ("导出我的数据", "export"),
    ("我要下载我的个人信息", "export"),
    ("把我的对话记录导出一份给我", "export"),
    ("download my data", "export"),
    ("删除我的信息", "delete"),
    ("把我留的电话删掉", "delete"),
    ("请清空我的聊天记录", "delete"),
    ("注销账号删数据", "delete"),
    ("delete my data please", "delete"),
    ("撤回同意", "withdraw"),
    ("我要撤销授权", "withdraw"),
    ("我不再同意你们使用我的信息", "withdraw"),
    ("I want to withdraw my consent", "withdraw"),
]
OTHER = [
    "把预约改到后天上午", "取消预约", "删除预约", "我想改一下时间", "帮我查一下我预约的时间",
    "人才公寓申请要带什么材料",
    "申请表去哪下载", "下载同意书模板", "你们的电话是多少", "你刚说的电话我打了，是空号，改改", "身份证要带原件吗",
    "我的申请到哪一步了", "帮他取消工作许可的预约",
    "换单位了英才卡还能用吗", "你们会把我的信息保存多久", "你们会保存我的个人信息吗",
    "我要投诉",
    "个人所得税返还怎么算", "档案信息怎么更正", "人才信息变更怎么办", "我想看看有哪些政策", "取消提醒", "重新开始吧",
    "公寓信息在哪看", "我的学历信息填错了会影响认定吗", "怎么取消授权代办", "change my booking to Friday",
]  # fmt: skip


@pytest.mark.parametrize(("text", "wish"), WANTED, ids=[text for text, _ in WANTED])
def test_a_wish_is_read(text: str, wish: str) -> None:
    assert wish_in(text) == wish


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("请将我在此输入过的内容全部销毁", "delete"),
        ("把我前面说的年薪和合同都抹掉", "delete"),
        ("系统里登记的我的学历是错的，要求更正", "correct"),
        ("我想要一份数据副本", "export"),
        ("Erase everything I told you", "delete"),
        ("以后是不是会销毁", None),
        ("存多久会删", None),
        ("隐私政策", None),
    ],
)
def test_where_data_is_talked_about_a_verb_is_enough(text: str, wish: str | None) -> None:
    assert wish_in(text, known=True) == wish
    assert wish_in(text) is None


@pytest.mark.parametrize("text", OTHER)
def test_another_sentence_is_left_alone(text: str) -> None:
    assert wish_in(text) is None
