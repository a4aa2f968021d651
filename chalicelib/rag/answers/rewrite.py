"""Whether a question stands alone, so that no model has to put it together with what was said before.

It leans on the conversation if it has a word that points back, begins as a follow-up does, or carries too few words of
its own. A language that is not known here is left to the model: a call too many costs a little, one too few the answer.
"""

import re
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")
_UNSPACED = re.compile(r"[぀-ヿ㐀-鿿가-힯]")
_UNSPACED_POINTING = re.compile(
    "[它他她这那此该]|其中|其他|呢[?？]?$|[これそあ]れ|[こそあ]の|そこ|ここ|彼|では|じゃ|それ|그(?![가-힯])|그것|이것|저것|거기|여기|그럼"
)
_UNSPACED_ENOUGH = 9  # Letters.


@dataclass(frozen=True)
class Language:
    """`little` words carry nothing and tell the language; `pointing` ones lean on what was said, so do `openers`."""

    little: frozenset[str]
    pointing: frozenset[str]
    openers: tuple[str, ...]
    enough: int = 3


def _language(little: str, pointing: str, openers: str, enough: int = 3) -> Language:
    return Language(frozenset(little.split()), frozenset(pointing.split()), tuple(openers.split(",")), enough)


LANGUAGES = {
    "en": _language(
        "a an the of in on at by for from to with about is are was were be been do does did has have had can "
        "could will would should may might there what which who whom whose when where why how many much long old "
        "and or not as",
        "it its he him his she her hers they them their theirs this that these those one ones same other others "
        "another former latter above previous earlier else again instead also too more so then",
        "and,but,so,or,what about,how about,what else,why not,then,also,ok,okay,yes,no,thanks",
    ),
    "vi": _language(
        "là của và có các những được cho trong với một khi thì mà ở từ ra vào đã đang sẽ bị bởi do để về như gì "
        "nào ai đâu sao bao nhiêu mấy tại vì không hay hoặc theo trên dưới người cái",
        "nó họ đó này ấy vậy thế đấy kia chúng ông bà anh cô khác nữa cũng",
        "còn,thế,vậy,và,nhưng,thế còn,vậy còn,rồi",
        enough=5,
    ),
    "de": _language(
        "der die das den dem des ein eine einen einem einer und oder ist sind war waren wird wurde hat haben kann "
        "wie was wer wo wann warum welche welcher welches in im an am auf bei mit von zu zum zur für nicht viele "
        "viel",
        "er sie es ihn ihm ihr ihre ihren ihnen sein seine seinen seiner dies diese dieser dieses diesem jene "
        "jener davon dafür damit dazu darüber dort andere anderen dieselbe gleiche noch auch sonst dann",
        "und,aber,also,was ist mit,wie ist es mit,oder,dann",
    ),
    "fr": _language(
        "le la les un une des du de d et ou est sont était a ont au aux en dans sur par pour avec quel quelle "
        "quels quelles qui que quoi où quand comment combien pourquoi ne pas est-ce se l qu",
        "il elle ils elles lui leur leurs son sa ses celui celle ceux celles ce cet cette ces cela ça ceci y "
        "autre autres même aussi encore alors",
        "et,mais,alors,donc,qu'en est-il,ou",
    ),
    "es": _language(
        "el la los las un una unos unas de del y o es son era fue fueron ha han hay en con por para que qué quién "
        "cuál cuáles cuándo dónde cómo cuánto cuántos cuántas a al se no",
        "él ella ellos ellas lo le les su sus este esta esto estos estas ese esa eso esos esas aquel aquella otro "
        "otra otros otras mismo misma también más entonces",
        "y,pero,entonces,o,qué hay de,qué tal",
    ),
    "pt": _language(
        "o a os as um uma de do da dos das e ou é são foi era em no na nos nas com por para que quem qual quais "
        "quando onde como quanto quantos quantas se não",
        "ele ela eles elas lhe seu sua seus suas este esta isto esse essa isso aquele aquela aquilo outro outra "
        "mesmo também mais então dele dela",
        "e,mas,então,ou,e quanto",
    ),
    "it": _language(
        "il lo la i gli le un uno una di del della dei delle e o è sono era fu ha hanno in nel nella con per da "
        "che chi cosa quale quali quando dove come quanto quanti perché a al non si",
        "lui lei loro essi esso essa suo sua suoi sue questo questa questi queste quello quella quelli quelle ne "
        "ci altro altra stesso anche ancora allora",
        "e,ma,allora,quindi,o,che ne è",
    ),
}
_VIETNAMESE = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")


def stands_alone(question: str) -> bool:
    """Whether a question can be searched for as it is; in doubt it cannot."""
    text = question.casefold()
    if _UNSPACED.search(text):
        return len(_UNSPACED.findall(text)) >= _UNSPACED_ENOUGH and not _UNSPACED_POINTING.search(text)
    words = _WORD.findall(text)
    name = language_of(question)
    if name is None:
        return False
    language = LANGUAGES[name]
    if language.pointing.intersection(words):
        return False
    if any(text.lstrip("¿¡ ").startswith((f"{opener} ", f"{opener},", f"{opener}?")) for opener in language.openers):
        return False
    return len(set(words) - language.little) >= language.enough


def language_of(question: str) -> str | None:
    """The language (of those known here) with most of its little words in the question; None if no two are there."""
    text = question.casefold()
    if _VIETNAMESE.search(text):
        return "vi"
    words = _WORD.findall(text)
    counts = {name: len(language.little.intersection(words)) for name, language in LANGUAGES.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] > 1 else None
