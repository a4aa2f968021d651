"""Which questions are searched for as they are, and the refusal that needs no model."""

import pytest

from chalicelib.rag.answers.refusal import refusal
from chalicelib.rag.answers.rewrite import stands_alone
from chalicelib.rag.text.languages import REFUSALS


@pytest.mark.parametrize(
    "question",
    [
        "How large is the main mirror of the telescope on Mount Arden?",
        "Which vaccines does a traveller to Kenya need?",
        "Kính thiên văn trên núi Arden có gương chính lớn bao nhiêu?",
        "Wie groß ist der Hauptspiegel des Teleskops auf dem Mount Arden?",
        "Quelle est la taille du miroir principal du télescope de Mount Arden ?",
        "¿Cuánto mide el espejo principal del telescopio de Mount Arden?",
        "Qual é o tamanho do espelho principal do telescópio de Mount Arden?",
        "Quanto è grande lo specchio principale del telescopio di Mount Arden?",
        "アーデン山の望遠鏡の主鏡の大きさはどれくらいですか？".replace("これ", ""),
        "阿登山天文台的主镜有多大？",
        "아덴산 천문대 망원경의 주경은 얼마나 큽니까?",
    ],
)
def test_question_with_enough_words_stands_alone(question: str) -> None:
    assert stands_alone(question)


@pytest.mark.parametrize(
    "question",
    [
        "And when was it opened?",
        "Why?",
        "What about the night shifts of the observatory?",
        "Who built that telescope on the mountain?",
        "How many floors?",
        "And the oldest?",
        "Do you know when the song was first released on an album?",
        "Can you clarify what counts as hazardous waste here?",
        "I meant the guarantee on used batteries.",
        "Nó được khánh thành năm nào ở thành phố Hà Nội?",
        "Còn giá vé thì sao?",
        "Tại sao?",
        "Und wann wurde das Teleskop auf dem Berg eröffnet?",
        "Wer hat es im Jahr 1987 in Jena geschliffen?",
        "Et le prix du billet pour les enfants ?",
        "¿Y cuánto cuesta la entrada para los niños?",
        "E quanto custa a entrada para crianças no domingo?",
        "E quanto costa il biglietto per i bambini la domenica?",
        "それはいつ開館しましたか、教えてください？",
        "它是什么时候在那座山上建成开放的？",
        "그것은 언제 산에서 문을 열었습니까?",
        "Mikor nyitották meg a csillagvizsgálót a hegyen?",
        "",
    ],
)
def test_follow_up_or_unknown_language_does_not_stand_alone(question: str) -> None:
    assert not stands_alone(question)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Who won the cup in Portugal?", "en"),
        ("Ai đã thắng cúp ở Bồ Đào Nha?", "vi"),
        ("Wer hat den Pokal in Portugal gewonnen?", "de"),
        ("Qui a gagné la coupe au Portugal ?", "fr"),
        ("¿Quién ganó la copa en Portugal?", "es"),
        ("Quem ganhou a taça em Portugal?", "pt"),
        ("Chi ha vinto la coppa in Portogallo?", "it"),
        ("谁赢得了葡萄牙杯？", "zh"),
        ("ポルトガルのカップで優勝したのはどこですか？", "ja"),
        ("포르투갈 컵에서 누가 우승했습니까?", "ko"),
        ("Ki nyerte a kupát?", "en"),
        ("Was bedeutet Kantine hier?", "de"),
        ("Öffnungszeiten?", "de"),
        ("What does 食堂 mean?", "en"),
        ("Where is Đường Lê Duẩn?", "en"),
        ("Que signifie E17 ?", "fr"),
        ("O que significa E17?", "pt"),
        ("Wat betekent E17?", "nl"),
        ("Co oznacza E17?", "pl"),
        ("Что означает E17?", "ru"),
        ("Хто скарбник?", "uk"),
        ("E17 ne anlama geliyor?", "tr"),
        ("ما معنى E17؟", "ar"),
        ("E17 का क्या मतलब है?", "hi"),
        ("ประกันนานเท่าไร", "th"),
        ("Apa arti E17?", "id"),
    ],
)
def test_refusal_is_in_the_language_of_the_question(question: str, language: str) -> None:
    assert refusal(question) == REFUSALS[language]
