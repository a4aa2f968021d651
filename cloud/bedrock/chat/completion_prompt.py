"""The prompt for a base model: it only goes on writing, so it is shown worked examples of what it is to write."""

from __future__ import annotations

from cloud.bedrock.quoting.prompt import GroundedPrompt
from cloud.bedrock.quoting.refusals import silent

STOP = "\n"

_EXAMPLES = f"""\
Sources:
[1] The library opens at nine on weekdays. It is closed on Mondays in winter.
[2] The bridge was finished in 1932 by the engineer Ada Long. It is 310 metres long.
Question: Who built the bridge?
Answer: The engineer Ada Long [2]

Sources:
[1] The library opens at nine on weekdays. It is closed on Mondays in winter.
[2] The bridge was finished in 1932 by the engineer Ada Long. It is 310 metres long.
Question: Who is the mayor of the town?
Answer: {silent("en")}

Sources:
[1] Thư viện mở cửa lúc chín giờ các ngày trong tuần.
[2] Cây cầu được hoàn thành năm 1932 và dài 310 mét.
Question: Cây cầu dài bao nhiêu?
Answer: 310 mét [2]

Sources:
[1] Thư viện mở cửa lúc chín giờ các ngày trong tuần.
[2] Cây cầu được hoàn thành năm 1932 và dài 310 mét.
Question: Ai là thị trưởng?
Answer: {silent("vi")}

"""


def completion_prompt(prompt: GroundedPrompt) -> str:
    """The examples, then the sources and the question in the same form, up to where the answer begins."""
    sources = "\n".join(f"[{source.n}] {' '.join(source.text.split())}" for source in prompt.sources)
    return f"{_EXAMPLES}Sources:\n{sources}\nQuestion: {' '.join(prompt.question.split())}\nAnswer:"
