"""How the tokens that a model reads are shared out between a question's sources, the conversation and the answer."""

from dataclasses import dataclass

ANSWER_SHARE = 4  # The answer may have a quarter of what a model reads and writes together.
FIXED_TOKENS = 1_000  # The system text, the question and the tags around the sources.
SOURCE_SHARE = 0.6  # Of what is left of a small model's context.


@dataclass(frozen=True)
class TokenBudget:
    """`sources` are the tokens of all sources together: eight chunks, or fewer with their neighbours. Turns stay word
    for word up to `history`; beyond that the older ones are summarized, and the newest within `kept` stay."""

    sources: int = 3_200
    history: int = 3_000
    kept: int = 1_500
    answer: int = 4_096


FULL = TokenBudget()


def budget_for(context_tokens: int) -> TokenBudget:
    """The full budget where prompt and answer fit into the model's context, else one that does."""
    answer = min(FULL.answer, context_tokens // ANSWER_SHARE)
    left = max(0, context_tokens - answer - min(FIXED_TOKENS, context_tokens // ANSWER_SHARE))
    sources = min(FULL.sources, int(left * SOURCE_SHARE))
    history = min(FULL.history, left - sources)
    return TokenBudget(sources, history, min(FULL.kept, history // 2), answer)
