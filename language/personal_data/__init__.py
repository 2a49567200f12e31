"""Personal data in free text: found and covered before anything is logged, tracked or indexed.

Found are telephones, ID numbers, residence permits, permanent residence cards, passports, travel permits, bank cards,
e-mail addresses, and WeChat and QQ accounts that are called so. Names and addresses cannot be found reliably and are
taken through forms alone. Appointment codes, case numbers, document numbers, credit codes of firms, dates, amounts and
the example telephones of the office stay.

A number is judged by its form, its check digits and the words beside it:

- An ID number needs a birthday in its place, and its check character or a birthday of a grown person (a mistyped number
  is personal too, but area, recent date and sequence make a case number). Named as one (身份证), any length from 10 is.
- A bank card needs its check digit (Luhn) and a beginning that issuers use, or is named as one (卡号).
- A passport is known by the letters of Chinese ones; others, 台胞证 and telephones without area code only when named.
- WeChat and QQ accounts count only when named (微信号, 微信是, wx:, QQ); 公众号 and QQ群 belong to nobody.
- What is named as a code (办件号, 订单号, 信用代码) is a code, whatever it looks like. So is a run of digits too long
  for all of these.
- A telephone followed by 元 is an amount only if it is round or an amount was named; when in doubt it is covered.
- Service numbers (12345, 95588, 400-) are nobody's. Any other fixed telephone is covered, the office's own included.
"""

from language.personal_data.find import PersonalData, find, mask

__all__ = ["PersonalData", "find", "mask"]
