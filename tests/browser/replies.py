"""Canned replies: one of every block kind, all data invented and marked 示例."""

from __future__ import annotations

from knowledge.blocks import (
    AnyBlock,
    Appointment,
    Checklist,
    ChecklistItem,
    Choices,
    Citation,
    Comparison,
    Fact,
    Facts,
    File,
    Form,
    FormField,
    Notice,
    Option,
    Outcome,
    Reply,
    SlotChoice,
    Slots,
    Text,
)

EXAMPLE = Notice(kind="example", text="本答复使用示例数据，仅供演示，不作办理依据。")
HOSTILE = '<script>document.title="broken"</script><img src=x onerror=document.title="broken">'

MATERIALS = (
    ChecklistItem(name="身份证件", form="原件", note="现场核验，当场退还"),
    ChecklistItem(name="劳动合同", form="复印件 1 份", note="加盖单位公章"),
    ChecklistItem(name="学历学位证书", form="原件及复印件"),
    ChecklistItem(name="无房情况说明", necessity="视情况", note="配偶已在区内购房的提供"),
)

GREETING: tuple[AnyBlock, ...] = (
    Text(role="conclusion", text="您好，我是人才服务助手，可以查政策、问办事、约窗口。"),
    Text(role="points", items=("答复由程序按资料给出，附依据和资料时点。", "预约时会单独请您填写联系方式。")),
    Choices(
        text="您可以这样问：",
        options=tuple(
            Option(id=f"c_greet{number}", label=label)
            for number, label in enumerate(
                ("人才公寓申请有什么条件", "外国人来华工作许可要带什么材料", "人才服务大厅在哪里", "我想预约办理英才卡")
            )
        ),
    ),
)

ENGLISH: tuple[AnyBlock, ...] = (
    Text(role="conclusion", text="Hello, this is the talent service assistant."),
    Choices(text="You may ask:", options=(Option(id="c_english", label="Where is the service hall?"),)),
)


def _days() -> tuple[SlotChoice, ...]:
    days = [("2026-12-02", "周三"), ("2026-12-03", "周四"), ("2026-12-04", "周五"), ("2026-12-07", "周一")]
    days += [("2026-12-08", "周二"), ("2026-12-09", "周三"), ("2026-12-10", "周四"), ("2026-12-11", "周五")]
    times = [("09:00", "09:30", 3), ("10:00", "10:30", 0), ("14:30", "15:00", 1), ("15:00", "15:30", 2)]
    return tuple(
        SlotChoice(
            id=f"c_slot{date[5:]}{start[:2]}{start[3:]}", date=date, weekday=weekday, start=start, end=end, left=left
        )
        for date, weekday in days
        for start, end, left in times
    )


CITATION = Citation(
    policy="example-flats",
    title="人才公寓管理办法（示例）",
    number="示例〔2022〕01号",
    clause="第六条第二款",
    wording="original",
    text="申请人在本区用人单位全职工作，并依法缴纳社会保险满六个月的，可以申请人才公寓。\n（示例条文）",
    in_force_from="2022-03-01",
    validity="现行有效",
    provenance="illustrative",
    provenance_label="示例数据",
    source="项目自拟的示例文件",
    as_of="2026-11-01",
    link="https://example.org/policies/flats",
    document="/api/policies/example-flats/documents/example-flats-2022",
    owner="示例人才服务中心",
    telephone="023-0000-0001",
)
CITED_DOCUMENT = {
    "policy": "example-flats",
    "name": "人才公寓管理办法（示例）",
    "title": "人才公寓管理办法（示例）",
    "wording": "original",
    "clauses": [
        *(
            {"path": f"第{number}条", "heading": "", "text": f"示例条文第{number}条的内容，较长的一段文字。" * 6}
            for number in "一二三四五"
        ),
        {"path": "第六条第二款", "heading": "申请条件", "text": f"前面的话。{CITATION.text}后面的话。"},
        {"path": "第七条", "heading": "", "text": "<script>document.title='broken'</script>"},
    ],
}
REPORTED = CITATION.model_copy(
    update={
        "title": "人才租房补贴实施细则（示例）",
        "number": None,
        "clause": None,
        "wording": "summary",
        "text": "补贴按月发放，金额以办理时公布的为准。",
        "validity": "待核实",
        "provenance": "reported",
        "provenance_label": "转载，待官方核对",
        "link": "javascript:document.title='broken'",
        "document": None,
    }
)
# What the badge of each validity looks like; the last two are provenances, which stand in where there is no validity.
VALIDITIES = {
    "现行": "good",
    "即将到期": "open",
    "已过有效期": "over",
    "废止": "over",
    "失效": "over",
    "已修改": "open",
    "尚未施行": "open",
    "有效性待核实": "open",
    "示例数据，非官方公布": "",
    "示例日报2022年3月2日报道的内容": "",
}
STATUSES = {"待确认": "open", "已预约": "good", "已取消": "over", "已失效": "over", "已放弃": "over"}
APPOINTMENT = Appointment(
    code="LJ20261202-0001-5",
    status="已预约",
    service="英才卡申领",
    case="首次申领",
    hall="示例人才服务大厅",
    window="人才综合窗口",
    address="示例路 1 号 2 楼",
    date="2026-12-02",
    weekday="周三",
    start="15:00",
    end="15:30",
    telephone="023-0000-0002",
    materials=MATERIALS[:2],
    calendar="/appointments/LJ20261202-0001-5.ics?key=example",
)


def _reply(status: Outcome, *blocks: AnyBlock) -> Reply:
    return Reply(status=status, blocks=blocks)


REPLIES: dict[str, Reply] = {
    "条件": _reply(
        "answered",
        Text(role="conclusion", text="在区内全职工作、社保满六个月、本人及配偶在区内无房的，可以申请。"),
        Text(
            role="points",
            text="需同时具备：",
            items=("与区内用人单位签订一年以上劳动合同", "依法缴纳社会保险满六个月", "本人及配偶在区内无自有住房"),
        ),
        EXAMPLE,
        CITATION,
        REPORTED,
        Choices(
            text="您还可以继续：",
            options=(Option(id="c_materials", label="要带什么材料"), Option(id="c_book", label="预约办理")),
        ),
    ),
    "指南": _reply(
        "answered",
        Text(role="conclusion", text="人才公寓申请在人才综合窗口办理，10个工作日办结。"),
        Facts(
            title="办理要点",
            facts=(
                Fact(label="承诺时限", value="10 个工作日"),
                Fact(label="收费", value="不收费"),
                Fact(label="办理窗口", value="示例人才服务大厅 人才综合窗口"),
                Fact(label="办公时间", value="周一至周五\n9:00—12:00，14:00—17:30"),
                Fact(label="咨询电话", value="023-0000-0001"),
            ),
        ),
        EXAMPLE,
    ),
    "比较": _reply(
        "answered",
        Text(role="conclusion", text="两种安居方式不能同时享受，请按居住计划选择。"),
        Comparison(
            title="人才公寓与租房补贴",
            columns=("", "人才公寓", "租房补贴", "安家补助"),
            rows=(
                ("方式", "入住指定公寓", "自行租房后按月发放", "购房后一次性发放"),
                ("期限", "最长三年", "最长两年", "一次"),
                ("由谁受理", "人才综合窗口", "线上受理", "线上受理"),
            ),
        ),
        EXAMPLE,
        Notice(kind="validity", text="安家补助的有效性待核实，办理前请致电主管单位。"),
    ),
    "材料": _reply("answered", Checklist(title="人才公寓申请材料（首次申请）", items=MATERIALS), EXAMPLE),
    "时间": _reply(
        "clarify",
        Notice(kind="provisional", text="2027年的放假安排尚未公布，届时可能调整。"),
        Slots(text="请选择人才综合窗口的办理时间：", window="人才综合窗口", slots=_days()),
    ),
    "表单": _reply(
        "clarify",
        Form(
            id="f_contact1",
            title="预约联系方式",
            fields=(
                FormField(name="name", label="姓名", purpose="到窗口核对预约时使用"),
                FormField(name="phone", label="手机号码", kind="tel", purpose="仅用于预约变动时联系您"),
            ),
            held_until="2026-11-24T10:03:00+08:00",
            consent="我同意为办理本次预约使用以上信息，办结后按规定期限删除。",
            submit="提交预约",
        ),
    ),
    "证件": _reply(
        "clarify",
        Form(
            id="f_contact2",
            title="预约联系方式",
            fields=(
                FormField(name="phone", label="手机号码", kind="tel"),
                FormField(name="id_number", label="身份证号", purpose="示例：窗口核对身份"),
            ),
            consent="示例：我同意使用手机号码。",
            id_consent="示例：我单独同意使用身份证号。",
            submit="提交预约",
        ),
    ),
    "更正": _reply(
        "clarify",
        Form(
            id="f_correct1",
            purpose="correction",
            title="更正信息",
            fields=(FormField(name="phone", label="新手机号码", kind="tel", required=False),),
            submit="提交更正",
        ),
    ),
    "导出": _reply(
        "answered",
        Text(role="conclusion", text="您的信息已备好。"),
        File(label="下载我的信息", link="/personal/exports/x_Shili0000001?key=EXAMPLE", note="示例：只能下载一次。"),
    ),
    "预约": _reply("answered", Text(role="conclusion", text="预约成功，请按时到窗口办理。"), APPOINTMENT, EXAMPLE),
    "取消": _reply(
        "answered",
        Text(role="conclusion", text="预约已取消，号源已释放。"),
        APPOINTMENT.model_copy(update={"status": "已取消", "calendar": None}),
    ),
    "效力": _reply(
        "answered",
        Text(role="conclusion", text="各份示例文件的效力如下。"),
        *(CITATION.model_copy(update={"validity": said, "provenance_label": said}) for said in VALIDITIES),
    ),
    "状态": _reply("answered", *(APPOINTMENT.model_copy(update={"status": said}) for said in STATUSES)),
    "提醒": _reply(
        "handed_over",
        Notice(kind="important", text="该事项已停止受理。"),
        Notice(kind="hint", text="您可以改问“租房补贴”。"),
        Text(text="已为您转接工作人员。\n请稍候。"),
    ),
    "脚本": _reply(
        "answered",
        Text(role="conclusion", text=HOSTILE, items=(HOSTILE,)),
        Facts(title=HOSTILE, facts=(Fact(label=HOSTILE, value=HOSTILE),)),
        CITATION.model_copy(update={"text": HOSTILE, "title": HOSTILE, "link": "javascript:document.title='broken'"}),
        Choices(text=HOSTILE, options=(Option(id="c_hostile", label=HOSTILE),)),
        APPOINTMENT.model_copy(update={"calendar": "data:text/html,<script>1</script>", "code": HOSTILE}),
    ),
    "未找到": _reply(
        "not_found",
        Text(role="conclusion", text="没有查到与您的问题相符的资料。"),
        Choices(
            text="相近的主题：", options=(Option(id="c_flats", label="人才公寓"), Option(id="c_person", label="转人工"))
        ),
    ),
}
APOLOGY = _reply(
    "failed",
    Text(role="conclusion", text="抱歉，系统出了点问题，这次没能答复您（编号0a1b2c3d）。"),
    Text(text="您的问题没有丢失，请稍后重试，或者拨打12345并报出编号。"),
)
ECHO = _reply("out_of_scope", Text(role="conclusion", text="这个问题不在人才服务范围内。"))
