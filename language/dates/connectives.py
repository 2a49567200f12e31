"""The words between two times: to, or, instead, not; in Chinese and English."""

from __future__ import annotations

import re

TO = re.compile(r" ?(?:(?:到|至|-|~|—)+|\b(?:to|till|until|through|thru)\b(?: the)?) ?(?:了)?$", re.ASCII)
# Between two days that share the time said behind the second.
LIST = re.compile(r"[ ,]*(?:或者?是?|、|和|跟|与|/|以及|还是|要么|,|\bor\b|\band\b|)(?:者)?(?: on)?[ ,]*$", re.ASCII)
# Days of one list, refused together: 周一周二都不行, except Monday and Tuesday.
TOGETHER = re.compile(r" ?(?:、|和|跟|与|或者?|以及|\b(?:or|and)\b|) ?(?:on )?$", re.ASCII)
# What makes the next time another wish.
ALTERNATIVE = re.compile(
    r"或|要么|不行|否则|不然|还是|实在|其次|再|、|也(?:行|可以)|/|和|跟|与|;|。|后|没有?号|满了|都"
    r"|\b(?:or|and|otherwise|else|if not|alternatively)\b",
    re.ASCII,
)
INSTEAD = re.compile(
    r"(?:改|换|调|挪|推迟|提前|延)(?:成|到|为|在|至)?(?:了)?(?:是)?$|(?:说|搞|弄|讲)错了?"
    r"|(?:^|[,。啊哦噢哎呃额嗯])不(?:对[,。]?(?:应该)?是?|是?[,。](?:应该)?是?)?$|不对[,。]"
    r"|(?:我(?:是)?(?:说|指)的?是|应该是|更正(?:一下)?(?:为)?|算了)[,]?$"
    r"|\b(?:(?:no|sorry|actually|rather|i mean(?:t)?|correction|wait|oops|make (?:it|that)"
    r"|change (?:it|that) to)[, ]*)+(?:on )?$",
    re.ASCII,
)
REFUSED_BEFORE = re.compile(
    r"(?:不要|别|不想|不能|除了?|除开|除去|除却|不是|不选|避开|没法|不约|不去|莫(?=[约去选来排安]))(?:约|在|去|来|选|是|排|安排|订|预约)*(?:我)?$"
    r"|\b(?:busy|away|unavailable|not (?:available|free)|out of town)(?: on)? $"
    r"|\b(?:(?<!if )not|except(?: for)?|but not|avoid|other than|apart from|besides|excluding|instead of|rather than"
    r"|(?:any|every|all)(?: other)?(?: ?(?:days?|times?|thing))? but"
    r"|(?:can't|cannot|can not|couldn't|don't|do not|won't|not able to)(?: want| do| make(?: it)?| come| be there"
    r"| like)?)(?: on| in)?(?: the)? $",
    re.ASCII,
)
REFUSED_AFTER = re.compile(
    r"(?:那天|这天|的时候|的话)?[,]?(?:我|都|就|也|是|又|全天|整天)*"
    r"(?:不行|不得行|不可以|没法|不(?:太|大)?方便|不得空|[没莫][得有]?(?:空|时间)|有[事课会]|[来去][不](?:了|到|成)|不能[去来]|走不[开脱]"
    r"|抽不出|请不[到了]假|不在|不去|不来|不要|算了|要?(?:开会|出差|上课)|要上班|除外|以外|之外)"
    r"(?!吗|么|不|的话|就)"
    r"| (?:(?:doesn't|does not|won't|will not|isn't|is not|is no|didn't|can't|cannot)\b"
    r"|is (?:bad|out|impossible|full|no good)|i(?:'m| am) (?:busy|away|not)|i (?:can't|cannot)|excluded|excepted)",
    re.ASCII,
)
# After a refusal: every other day is fine.
ANY_OTHER = re.compile(
    r"(?:都|全|皆)(?:行|可|成|能|有空|方便|得|没问题)|其[他它余]|另外的?[时日]|别的|任何|随便|随时"
    r"|\bany(?: other)? ?(?:day|time|thing)|\b(?:all|every) (?:other )?days?\b|otherwise|\belse\b",
    re.ASCII,
)
