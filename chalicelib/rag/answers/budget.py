"""How the tokens that a model reads are shared out between a question's sources, the conversation and the answer."""

from dataclasses import dataclass

ANSWER_SHARE = 4  # The answer may have a quarter of what a model reads and writes together.
FIXED_TOKENS = 1_000  # The system text, the question and the tags around the sources.
SOURCE_SHARE = 0.6  # Of what is left of a small model's context.


@dataclass(frozen=True)
class TokenBudget:
    """`sources` are the tokens of all sources together: eight chunks, or fewer with their neighbours. Turns stay word
    for word up to `history`; beyond that the older ones are summarized, and the newest within `kept` stay. `wide` are
    the tokens of all sources of a question that needs more than a few passages."""

    sources: int = 3_200
    history: int = 3_000
    kept: int = 1_500
    answer: int = 4_096
    wide: int = 3_200


FULL = TokenBudget()
WIDE_TOKENS = 60_000


def budget_for(context_tokens: int, wide_tokens: int = FULL.sources) -> TokenBudget:
    """The full budget where prompt and answer fit into the model's context, else one that does.

    `wide_tokens` are as many as the model may be given of sources, and as its price allows.
    """
    answer = min(FULL.answer, context_tokens // ANSWER_SHARE)
    left = max(0, context_tokens - answer - min(FIXED_TOKENS, context_tokens // ANSWER_SHARE))
    most = int(left * SOURCE_SHARE)
    sources = min(FULL.sources, most)
    history = min(FULL.history, left - sources)
    wide = max(sources, min(wide_tokens, most, left - history))
    return TokenBudget(sources, history, min(FULL.kept, history // 2), answer, wide)


@dataclass(frozen=True)
class AnswerPrices:
    """US dollars. `prompt_usd` is what the sources of one answer may cost that takes more than a few passages.

    `answer_usd` is what an answer may cost for which a model reads more than one prompt holds. One that costs more than
    `ask_usd` is not made before the person has accepted its price.
    """

    prompt_usd: float
    answer_usd: float
    ask_usd: float


PRICED_TOKENS = 10_000  # Tokens of a prompt by whose price others are budgeted.


def affordable_tokens(price_usd: float, usd_for_priced: float) -> int:
    """How many tokens of a prompt cost at most this, where `PRICED_TOKENS` cost `usd_for_priced`.

    The most that any model is given where they cost nothing.
    """
    return WIDE_TOKENS if not usd_for_priced else min(WIDE_TOKENS, int(price_usd / usd_for_priced * PRICED_TOKENS))
