"""How many letters two words differ in: for typing errors, and for codes that look alike."""


def edit_distance(one: str, other: str, most: int) -> int:
    """Letters put in, left out, replaced or exchanged with a neighbour; `most + 1` where there are more than `most`.

    Takes time in the product of the lengths, so both are to be words, not texts.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        last, before, row = before, row, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
