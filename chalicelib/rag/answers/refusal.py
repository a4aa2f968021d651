"""The refusal "the documents do not say" in the question's language, without a model, for an empty search result.

It costs nothing, comes at once, and no text of a document can talk it into something else.
"""

from chalicelib.rag.text.languages import language_of

SENTENCES = {
    "en": "Your documents do not say anything about this.",
    "vi": "Các tài liệu của bạn không nói gì về điều này.",
    "de": "Ihre Dokumente sagen dazu nichts.",
    "fr": "Vos documents n'en disent rien.",
    "es": "Sus documentos no dicen nada al respecto.",
    "pt": "Os seus documentos não dizem nada sobre isto.",
    "it": "I suoi documenti non dicono nulla al riguardo.",
    "zh": "您的文档中没有提到这一点。",
    "ja": "ご自分の文書には、これについての記載がありません。",
    "ko": "문서에는 이에 대한 내용이 없습니다.",
}


def refusal(question: str) -> str:
    """In English where the language is not known here."""
    return SENTENCES[language_of(question) or "en"]
