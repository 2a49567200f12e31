"""One spelling for the time grammar: half width, simplified, without blanks, every character traced to its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Only characters of time expressions and of the words that join them; whole texts are normalised elsewhere.
_SIMPLER = (
    "後后 週周 禮礼 號号 點点 個个 這这 兩两 時时 鐘钟 鍾钟 間间 淩凌 國国 慶庆 節节 "
    "勞劳 動动 開开 過过 從从 還还 對对 換换 內内 裡里 裏里 萬万 農农 曆历 歷历 臘腊 "
    "雙双 說说 錯错 來来 約约 沒没 話话 壹一 貳二 叁三 參三 肆四 伍五 陸六 柒七 捌八 "
    "玖九 拾十 調调 應应 該该 會会 幾几 舊旧 館馆 給给 連连 線线 條条 種种 離离 優优 "
    "門门 樓楼 廳厅 櫃柜 編编 項项 費费 頁页 隨随 當当 結结 單单 證证 陽阳 倆俩 們们 備备 億亿 "
    "兒儿 別别 則则 剛刚 勢势 區区 卻却 叄叁 問问 啓启 嗎吗 報报 場场 塊块 婦妇 學学 實实 審审 "
    "屆届 師师 幫帮 廣广 強强 復复 擊击 數数 棟栋 樣样 樹树 機机 檢检 歲岁 準准 滿满 為为 爲为 煩烦 "
    "畝亩 碼码 紀纪 級级 細细 經经 續续 聖圣 聯联 聲声 臺台 與与 處处 補补 見见 親亲 訂订 記记 許许 "
    "訴诉 評评 誕诞 説说 請请 講讲 議议 賬账 贊赞 趕赶 軌轨 軍军 輕轻 辦办 遠远 遲迟 選选 邊边 "
    "鎮镇 長长 閏闰 陣阵 陰阴 際际 預预 頭头 題题 額额 類类 餘余 體体 麼么 黃黄 黨党 齡龄 儘尽 課课"
)
_TABLE = {
    **{code + 0xFEE0: chr(code) for code in range(0x21, 0x7F)},
    **{ord(pair[0]): pair[1] for pair in _SIMPLER.split()},
    **{ord(capital): capital.lower() for capital in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
    **{code + 0xFEE0: chr(code + 32) for code in range(0x41, 0x5B)},
    **{ord(blank): " " for blank in "\u3000\xa0\t\r\n"},
    **{ord(dash): "-" for dash in "–—－−"},
    ord("〜"): "~",
    ord("○"): "〇",
    ord("﹣"): "-",
    **{ord(quote): "'" for quote in "’‘ʼ＇"},
}
_WIDE = r"\u3400-\u9fff〇"
# Blanks inside Chinese come from voice input and from mixed digits (12 月 5 号); between two Latin words they matter.
_IDLE_BLANKS = re.compile(rf"(?<=[{_WIDE}]) +|(?<! ) +(?=[{_WIDE}])|(?<= ) +")


@dataclass(frozen=True, slots=True)
class Folded:
    """The folded text and, for each of its characters, the index in the original."""

    text: str
    places: tuple[int, ...]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Give the span of the original text, end exclusive, for a non-empty folded span."""
        return self.places[start], self.places[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold a sentence for the grammar; the length may shrink, never grow."""
    even = text.translate(_TABLE)
    if " " not in even:
        return Folded(even, tuple(range(len(even))))
    kept: list[int] = []
    cursor = 0
    for blank in _IDLE_BLANKS.finditer(even):
        kept.extend(range(cursor, blank.start()))
        cursor = blank.end()
    kept.extend(range(cursor, len(even)))
    return Folded("".join([even[index] for index in kept]), tuple(kept))
