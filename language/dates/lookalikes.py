"""What looks like a time and is none: window numbers, document numbers, codes, telephones, greetings, list counts."""

from __future__ import annotations

import re

_NUMBER = r"(?:[0-9]+|[〇零一二两三四五六七八九十百]+)"

_PATTERNS = (
    r"《[^》]{0,80}》",
    # 文号: the bracketed year and the number belong together.
    r"[〔\[﹝【(〈][0-9]{4}[〕\]﹞】)〉]第?[0-9]+号",
    # Appointment codes and other codes of letters and digits.
    r"(?<![a-z])[a-z]{1,5}-?[0-9]{5,}(?:-[0-9]+)*",
    # Telephones and every run of nine digits or more (ID numbers, cards).
    r"(?<![0-9])\+?(?:86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}(?![0-9])",
    r"(?<![0-9])(?:0[0-9]{2,3}-[0-9]{3,4}-?[0-9x]{4}|[48]00-?[0-9]{3,4}-?[0-9]{3,4})(?![0-9])",
    r"[0-9]{9,}x?",
    # 3号窗口, 128号附5号, 2号线, 1号文件 ...
    rf"第?{_NUMBER}号(?=窗|楼|厅|线(?!上)|门|柜|文(?!化)|令|院|桌|室|座|栋|馆|出口|轨|机|码|附|工位)",
    rf"(?:大道|路|街|巷|(?<!间)段|镇|窗口|编号|尾号|号码|房间|附|第){_NUMBER}号",
    r"(?:卡号|单号|工号|证号|账号|文号|预约号|编号|尾号)(?:是|为|:)?[0-9a-z-]+",
    # 第三条, 第2批, 前三名; 第一个周一 and 第二个工作日 stay.
    rf"第{_NUMBER}(?:条|章|款|项|页|批|届|次|名|类|期|步|版|部分|点)",
    rf"{_NUMBER}点(?:要求|意见|建议|理由|原因|疑问|疑惑|说明|问题|内容|好处|注意|优势|不同|区别|需求|想法|看法|感受"
    r"|体会|启示|希望|请求|补充)",
    rf"(?:以下|如下|这){_NUMBER}点(?!钟|半|整|前|后|来|去|到|吧|左右|[0-9一二三四五])",
    r"(?:有|说|补充|提|强调)[一二两三四五六七八九]点(?=想|要|需|疑|不[明懂清])",
    # 声音大一点; one o'clock stands behind words of time, at the head, or has 钟, 半, 前 behind it.
    r"(?<![天日号午早晚上里夜晨间周期拜一二三四五六十约到在从至、, ])(?<!^)一点"
    r"(?!钟|半|整|[以之]?[前后]|左右|到|至|开始|[0-9一二三四五十])",
    r"[一二三四五六七八九]点[零一二三四五六七八九]+(?=平|万|亿|米|倍|个|度|元|亩)",
    r"近[一二两三四五六七八九十0-9]+个?月",
    r"(?<![午早晚十二日号])一时(?![0-9整]|[二三四五]?十|半(?!会))",
    r"[快慢早晚多少好便高低大小远近久有差]一点(?!钟|半|整)|一点(?:[也都]?[不没]|儿|点)",
    r"(?:早上|上午|中午|下午|晚上|早|晚)好(?!吗|不|像|一点|的|么)|早安|晚安|good (?:morning|afternoon|evening|day)",
    r"[0-9.]+(?:%|万|亿|元|块|米|平|折|倍|w(?![a-z])|k(?![a-z]))",
    r"[0-9]+\+[0-9]+",
    # Names that begin like a weekday.
    r"(?:叫|姓名(?:是|:)?|名字(?:是|叫)?|联系人(?:是|:)?)周[一二三四五六日天][\u4e00-\u9fff]?|周三多(?![少久大])"
    r"|周[一二三四五六日天][\u4e00-\u9fff]?(?:先生|女士|老师|经理|主任|小姐|同学|师傅|博士|教授)",
    rf"两点一线|{_NUMBER}点钟?方向|{_NUMBER}楼{_NUMBER}号|[0-9]+/[0-9]+(?=的?[人份]|名)",
    # A span of a programme, not a day: 2021-2025年, 十四五.
    r"[0-9]{4}(?:年)?[-~至到][0-9]{4}年",
    r"提前[0-9一二两三四五六七八九十半]+个?(?:工作日|小时|天|周|月|星期)",
    r"[一二三四五六七八九十0-9]+分之[一二三四五六七八九十0-9]+",
    r"每(?:个)?(?:工作日|天|日|月|年)|点(?:击|评|名|赞)",
    r"[0-9]+\.[0-9]+(?:年|个|分|天|小时|亩|公里)",
)
_LOOKALIKE = re.compile("|".join(_PATTERNS))


def mask_lookalikes(text: str) -> str:
    """Cover what is no time with U+FFFC, so that lengths and places stay as they are."""
    return _LOOKALIKE.sub(lambda match: "\ufffc" * len(match.group()), text)
