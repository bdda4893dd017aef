"""Letters in many languages for the tests of the letter channel: the same notice, and a page of language assistance."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from ivr_author.notice.channel import Member, Setting
from ivr_author.notice.channels.letter.letter import Prepared, prepare
from ivr_author.notice.document import Box, Document, Heading, Inlines, ListBlock, Run, Slot, Strong
from ivr_author.notice.model import AssistanceLine, Field, FieldType
from ivr_author.notice.texts import NOTICE_TEXTS
from ivr_author.notice.values import Value
from tests.notice.channel_cases import LETTERHEAD, NOTICE, SPAN, document, say, table, value, words

# Drafts, only to set type with: a sentence on language services and one on auxiliary aids, as 45 CFR 92.11 wants.
LINES = {
    "es": "Si habla español, tiene a su disposición servicios gratuitos de ayuda con el idioma. También hay ayudas y "
    "servicios auxiliares gratuitos para darle información en formatos accesibles. Llame al {phone} (TTY: {tty}).",
    "pt_BR": "Se você fala português, há serviços gratuitos de ajuda com o idioma. Recursos e serviços auxiliares para "
    "dar informações em formatos acessíveis também são gratuitos. Ligue para {phone} (TTY: {tty}).",
    "zh_Hans": "如果您说中文，我们可以免费为您提供语言帮助。我们还免费提供辅助工具和服务，以无障碍格式提供信息。"
    "请致电 {phone}（TTY：{tty}）。",
    "zh_Hant": "如果您說中文，我們可以免費為您提供語言協助。我們還免費提供輔助工具和服務，以無障礙格式提供資訊。"
    "請致電 {phone}（TTY：{tty}）。",
    "ht": "Si ou pale kreyòl ayisyen, gen sèvis èd gratis nan lang ou. Gen lòt èd ak sèvis gratis tou pou ba ou "
    "enfòmasyon nan fòma ki aksesib. Rele {phone} (TTY: {tty}).",
    "vi": "Nếu bạn nói tiếng Việt, chúng tôi có dịch vụ hỗ trợ ngôn ngữ miễn phí. Các hỗ trợ và dịch vụ phù hợp để "
    "cung cấp thông tin ở định dạng dễ tiếp cận cũng miễn phí. Gọi {phone} (TTY: {tty}).",
    "ru": "Если вы говорите по-русски, вам доступна бесплатная языковая помощь. Вспомогательные средства и услуги, "
    "чтобы получить информацию в удобном виде, тоже бесплатны. Звоните {phone} (TTY: {tty}).",
    "ar": "إذا كنت تتحدث العربية، فتتوفر لك خدمات المساعدة اللغوية مجانًا. كما تتوفر وسائل وخدمات مساعدة مجانية لتقديم "
    "المعلومات بأشكال يسهل الوصول إليها. اتصل على {phone} (TTY: {tty}).",
    "km": "ប្រសិនបើអ្នកនិយាយភាសាខ្មែរ សេវាជំនួយភាសាឥតគិតថ្លៃមានសម្រាប់អ្នក។ ជំនួយ និងសេវាកម្មផ្សេងទៀត "
    "ដើម្បីផ្តល់ព័ត៌មានតាមទម្រង់ដែលងាយស្រួល ក៏ឥតគិតថ្លៃដែរ។ ហៅទៅ {phone} (TTY: {tty})។",
    "fr": "Si vous parlez français, des services d’aide linguistique gratuits sont à votre disposition. Des aides et "
    "services pour fournir des informations dans des formats accessibles sont aussi gratuits. Appelez le {phone} "
    "(TTY : {tty}).",
    "it": "Se parla italiano, sono disponibili servizi gratuiti di assistenza linguistica. Sono gratuiti anche aiuti e "
    "servizi per dare informazioni in formati accessibili. Chiami il {phone} (TTY: {tty}).",
    "ko": "한국어를 사용하시는 경우 무료 언어 지원 서비스를 이용하실 수 있습니다. 이용하기 쉬운 형식으로 "
    "정보를 제공하는 보조 기구와 서비스도 무료로 제공됩니다. {phone}(TTY: {tty})번으로 전화하십시오.",
    "el": "Αν μιλάτε ελληνικά, υπάρχουν δωρεάν υπηρεσίες γλωσσικής βοήθειας. Δωρεάν είναι και τα βοηθήματα για "
    "πληροφορίες σε προσβάσιμες μορφές. Καλέστε στο {phone} (TTY: {tty}).",
    "pl": "Jeśli mówisz po polsku, możesz bezpłatnie skorzystać z pomocy językowej. Pomoce i usługi, dzięki którym "
    "informacje są dostępne, też są bezpłatne. Zadzwoń pod numer {phone} (TTY: {tty}).",
    "hi": "यदि आप हिन्दी बोलते हैं, तो आपके लिए मुफ़्त भाषा सहायता सेवाएँ उपलब्ध हैं। सुलभ रूपों में जानकारी देने के लिए सहायक साधन और "
    "सेवाएँ भी मुफ़्त हैं। {phone} (TTY: {tty}) पर कॉल करें।",
    "gu": "જો તમે ગુજરાતી બોલો છો, તો તમારા માટે મફત ભાષા સહાય સેવાઓ ઉપલબ્ધ છે. સુલભ સ્વરૂપમાં માહિતી આપવા માટે સહાયક સાધનો અને "
    "સેવાઓ પણ મફત છે. {phone} (TTY: {tty}) પર કૉલ કરો.",
}

# A greeting, a deadline, what happens, and how to ask: enough of each script to see how it is set.
WORDS: Mapping[str, tuple[str, str, str, str, str, str]] = {
    "en": (
        "Your premium bill",
        "Dear ",
        "Pay ",
        " by ",
        "If you do not pay, your health plan may end.",
        "Call us: ",
    ),
    "es": (
        "Su factura",
        "Estimada/o ",
        "Pague ",
        " antes del ",
        "Si no paga, su plan de salud puede terminar.",
        "Llame: ",
    ),
    "ar": (
        "فاتورة قسطك",
        "عزيزي ",
        "ادفع ",
        " قبل ",
        "إذا لم تدفع فقد تنتهي خطتك الصحية.",
        "اتصل بنا: ",
    ),
    "zh_Hans": (
        "您的保费账单",
        "尊敬的 ",
        "请支付 ",
        "，截止日期 ",
        "如果您不付款，您的健康保险可能会终止。",
        "请致电：",
    ),
    "zh_Hant": (
        "您的保費帳單",
        "親愛的 ",
        "請支付 ",
        "，截止日期 ",
        "如果您不付款，您的健康保險可能會終止。",
        "請致電：",
    ),
    "ht": (
        "Bòdwo prim ou",
        "Chè ",
        "Peye ",
        " anvan ",
        "Si ou pa peye, plan sante ou ka fini.",
        "Rele nou: ",
    ),
    "vi": (
        "Hóa đơn phí bảo hiểm",
        "Kính gửi ",
        "Trả ",
        " trước ngày ",
        "Nếu không trả, bảo hiểm có thể chấm dứt.",
        "Gọi: ",
    ),
    "ru": (
        "Счёт за страховку",
        "Здравствуйте, ",
        "Оплатите ",
        " до ",
        "Иначе ваша страховка может закончиться.",
        "Звоните: ",
    ),
    "km": (
        "វិក្កយបត្របុព្វលាភរបស់អ្នក",
        "ជូនចំពោះ ",
        "បង់ ",
        " មុនថ្ងៃ ",
        "បើអ្នកមិនបង់ប្រាក់ គម្រោងសុខភាពរបស់អ្នកអាចនឹងបញ្ចប់។",
        "ហៅមកយើង៖ ",
    ),
    "hi": (
        "आपका प्रीमियम बिल",
        "प्रिय ",
        "भुगतान करें ",
        " इस तारीख तक: ",
        "भुगतान न करने पर आपकी स्वास्थ्य योजना समाप्त हो सकती है।",
        "हमें कॉल करें: ",
    ),
    "gu": (
        "તમારું પ્રીમિયમ બિલ",
        "પ્રિય ",
        "ચૂકવો ",
        " આ તારીખ સુધીમાં: ",
        "જો તમે ચૂકવણી નહીં કરો, તો તમારી આરોગ્ય યોજના સમાપ્ત થઈ શકે છે.",
        "અમને કૉલ કરો: ",
    ),
    "ko": (
        "보험료 청구서",
        "수신: ",
        "납부 금액 ",
        ", 기한 ",
        "납부하지 않으면 건강 보험이 종료될 수 있습니다.",
        "전화: ",
    ),
}

FIELDS = {name: Field(name, FieldType.TEXT, SPAN) for name in ("name", "address")}
_AMOUNT, _DUE = Slot(0, FieldType.MONEY, "amount_due"), Slot(1, FieldType.DATE, "due_date")
_NAME, _PHONE = Slot(2, FieldType.NAME, "name"), Slot(3, FieldType.PHONE, "phone")

VALUES = (
    value("money", 1212.4),
    value("date", "2026-12-23"),
    value("name", "Zoë O’Connor-Núñez"),
    value("phone", "18775550100"),
)
RECIPIENT = {
    "name": VALUES[2],
    "address": value("address", ("174 Centre Street", "Apartment 3B", "Boston, MA 02128")),
    "reference": value("digits", "0048151623"),
    "date": value("date", "2026-12-01"),
}


def bill(locale: str) -> Document:
    """The notice in one locale: box, headings, table, lists."""
    title, dear, pay, by, warning, call = WORDS[locale]
    return document(
        say(dear, _NAME),
        Box(("action", "callout"), (say(Strong(words(pay, _AMOUNT, by, _DUE))), say(warning))),
        Heading(2, words(title)),
        table(["", title], [warning, _AMOUNT], [Strong(words(pay)), _AMOUNT]),
        ListBlock(False, ((say(call, _PHONE),), (say(warning), ListBlock(True, ((say(warning),), (say(title),)))))),
        Heading(3, words(call)),
        say(warning, " (", Run("45 CFR 155.430"), ")"),
        locale=locale,
        subject=words(title, ": ", _AMOUNT),
    )


def plain(*content: object, locale: str = "en", subject: Inlines | None = None) -> Document:
    """A document of one paragraph."""
    return document(say(*content), locale=locale, subject=subject)  # type: ignore[arg-type]


def setting(
    locale: str = "en", *, assistance: bool = False, large_print: bool = False, windowed: bool = True
) -> Setting:
    """Where a letter goes out from."""
    lines = tuple(AssistanceLine(other, text, SPAN) for other, text in LINES.items())
    return Setting(
        dataclasses.replace(NOTICE, fields=FIELDS if windowed else {}),
        dataclasses.replace(LETTERHEAD, assistance=lines),
        locale,
        NOTICE_TEXTS,
        assistance,
        large_print,
    )


def prepared(locale: str = "en", *, assistance: bool = False, large_print: bool = False) -> Prepared:
    """The bill of a locale."""
    return prepare(bill(locale), setting(locale, assistance=assistance, large_print=large_print))


def member(*values: Value, key: str = "m1", recipient: Mapping[str, Value] | None = None) -> Member:
    """A member; without values the one of the bill."""
    return Member(values or VALUES, RECIPIENT if recipient is None else recipient, key)
