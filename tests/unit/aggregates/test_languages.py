"""Questions on records in German, French and Spanish: exact, or refused."""

import pytest

from chalicelib.rag.aggregates.values import Computed
from tests.unit.aggregates.library import ask

GERMAN = {
    "Verträge.csv": "Vertrag | Partner | Stadt | Unterzeichnet | Wert (EUR) | Vertragsstrafe\n"
    "V-001 | Müller GmbH | Ulm | 3. Mai 2022 | 1.200 | ja\n"
    "V-002 | Nordlicht AG | Bonn | 5. Juni 2023 | 3.400 | nein\n"
    "V-003 | Müller GmbH | Ulm | 7. Juli 2023 | 2.500 | ja\n"
    "V-004 | Arden KG | Kiel | 9. August 2024 | 900 | nein\n"
}
FRENCH = {
    "Contrats.csv": "Contrat | Partenaire | Ville | Signé | Valeur (EUR) | Pénalité\n"
    "C-001 | Dupont SARL | Lyon | 3 mai 2022 | 1 200 | oui\n"
    "C-002 | Nord SA | Lille | 5 juin 2023 | 3 400 | non\n"
    "C-003 | Dupont SARL | Lyon | 7 juillet 2023 | 2 500 | oui\n"
    "C-004 | Arden SA | Metz | 9 août 2024 | 900 | non\n"
}
SPANISH = {
    "Contratos.csv": "Contrato | Socio | Ciudad | Firmado | Valor (EUR) | Penalización\n"
    "C-001 | Norte SA | Sevilla | 3 de mayo de 2022 | 1.200 | sí\n"
    "C-002 | Sur SL | Bilbao | 5 de junio de 2023 | 3.400 | no\n"
    "C-003 | Norte SA | Sevilla | 7 de julio de 2023 | 2.500 | sí\n"
    "C-004 | Este SL | Gijón | 9 de agosto de 2024 | 900 | no\n"
}


def said(question: str, files: dict[str, str]) -> tuple[str, str] | None:
    """The operation and its value; the values of a grouping."""
    computed = ask(question, files)
    if not isinstance(computed, Computed):
        return None
    groups = ",".join(f"{name}={count}" for name, count in computed.groups.items())
    return computed.operation, groups if computed.operation == "group" else str(computed.value)


@pytest.mark.parametrize(
    ("question", "operation", "value"),
    [
        ("Können Sie mir bitte sagen, wie viele Verträge es mit der Müller GmbH gibt?", "count", "2"),
        ("Wie viele Verträge haben einen Wert von mehr als 1.000 Euro?", "count", "3"),
        ("Wie viele Verträge wurden vor dem 1. Juli 2023 unterzeichnet?", "count", "2"),
        ("Ich möchte wissen, wie viele Verträge ohne Vertragsstrafe wir haben.", "count", "2"),
        ("Liste alle Verträge in Ulm auf.", "list", "2"),
        ("Welche Verträge haben keine Vertragsstrafe?", "list", "2"),
        ("Wie hoch ist die Summe der Werte aller Verträge?", "sum", "8000"),
        ("Was ist der durchschnittliche Wert der Verträge in Ulm?", "average", "1850"),
        ("Welcher Vertrag hat den höchsten Wert?", "largest", "3400"),
        ("Welcher Vertrag in Ulm hat den niedrigsten Wert?", "smallest", "1200"),
        ("Wie viele Verträge gibt es pro Stadt?", "group", "Ulm=2,Bonn=1,Kiel=1"),
        ("Welche Stadt hat die meisten Verträge?", "most_frequent", "Ulm"),
    ],
)
def test_german_questions_are_computed(question: str, operation: str, value: str) -> None:
    assert said(question, GERMAN) == (operation, value)


@pytest.mark.parametrize(
    ("question", "operation", "value"),
    [
        ("Combien de contrats avons-nous à Lyon ?", "count", "2"),
        ("Combien de contrats ont une valeur de plus de 1 000 euros ?", "count", "3"),
        ("Combien de contrats ont été signés avant le 1 juillet 2023 ?", "count", "2"),
        ("Liste tous les contrats à Lyon.", "list", "2"),
        ("Quels contrats n'ont pas de pénalité ?", "list", "2"),
        ("Quelle est la somme des valeurs de tous les contrats ?", "sum", "8000"),
        ("Quelle est la valeur moyenne des contrats à Lyon ?", "average", "1850"),
        ("Quel contrat a la valeur la plus élevée ?", "largest", "3400"),
        ("Quel contrat à Lyon a la valeur la plus basse ?", "smallest", "1200"),
        ("Combien de contrats y a-t-il par ville ?", "group", "Lyon=2,Lille=1,Metz=1"),
    ],
)
def test_french_questions_are_computed(question: str, operation: str, value: str) -> None:
    assert said(question, FRENCH) == (operation, value)


@pytest.mark.parametrize(
    ("question", "operation", "value"),
    [
        ("¿Puede decirme cuántos contratos hay con Norte SA?", "count", "2"),
        ("¿Cuántos contratos tienen un valor de más de 1.000 euros?", "count", "3"),
        ("¿Cuántos contratos fueron firmados antes del 1 de julio de 2023?", "count", "2"),
        ("Enumera todos los contratos en Sevilla.", "list", "2"),
        ("¿Qué contratos no tienen penalización?", "list", "2"),
        ("¿Cuál es la suma de los valores de todos los contratos?", "sum", "8000"),
        ("¿Cuál es el valor medio de los contratos en Sevilla?", "average", "1850"),
        ("¿Qué contrato tiene el valor más alto?", "largest", "3400"),
        ("¿Qué contrato en Sevilla tiene el valor más bajo?", "smallest", "1200"),
        ("¿Cuántos contratos hay por ciudad?", "group", "Sevilla=2,Bilbao=1,Gijón=1"),
    ],
)
def test_spanish_questions_are_computed(question: str, operation: str, value: str) -> None:
    assert said(question, SPANISH) == (operation, value)


@pytest.mark.parametrize(
    ("question", "files"),
    [
        ("Wie viele rote Verträge gibt es?", GERMAN),
        ("Wie viele Verträge gibt es in Oslo?", GERMAN),
        ("Welche Farbe hat der Vertrag V-001?", GERMAN),
        ("Combien de contrats rouges y a-t-il ?", FRENCH),
        ("Combien de contrats y a-t-il à Oslo ?", FRENCH),
        ("Combien coûte le contrat C-001 ?", FRENCH),
        ("¿Cuántos contratos rojos hay?", SPANISH),
        ("¿Cuántos contratos hay en Oslo?", SPANISH),
        ("¿De qué color es el contrato C-001?", SPANISH),
    ],
)
def test_conditions_that_no_record_has_are_not_left_out(question: str, files: dict[str, str]) -> None:
    assert said(question, files) is None
