"""The culture assessment, worked out by hand: what each answer counts for, which gates hold, and what is never shown."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from policygen.assessment import Dimension, Gate, Item
from policygen.culture import Result, Round, changes, gate_state, joined, score, scored

DAY = date(2026, 11, 22)
GROUPS = ("leaders", "staff", "volunteers")


def statement(id: str, kind: Any = "P", dimension: str = "speaking", **given: Any) -> Item:
    return Item(id, dimension, kind, f"About {id}", "culture.yaml", 1, **given)


def dimension(id: str = "speaking", **given: Any) -> Dimension:
    return Dimension(id, id, id, "culture.yaml", **given)


def gate(shut: Any = "below") -> Gate:
    return Gate("g", "open", "shut", "the chair", 7, "Put it right.", "culture.yaml", 1, shut)


def one(answers: dict[str, int | None]) -> Round:
    return Round(DAY, "full", answers)


def many(**groups: dict[str, tuple[int, ...]]) -> Round:
    return Round(DAY, "full", {}, groups)


SAY, TURNED, THERE = statement("say"), statement("turned", reversed=True), statement("there", "D")

BY_HAND: tuple[tuple[str, Item, Round, Fraction | None], ...] = (
    ("an agreement of 4 is 3 of 4", SAY, one({"say": 4}), Fraction(3)),
    ("strongly disagree is nothing", SAY, one({"say": 1}), Fraction(0)),
    ("a turned statement agreed with is low", TURNED, one({"turned": 4}), Fraction(1)),
    ("a turned statement strongly disagreed with is the most", TURNED, one({"turned": 1}), Fraction(4)),
    ("the middle stays the middle when it is turned", TURNED, one({"turned": 3}), Fraction(2)),
    ("what is there counts as it stands", THERE, one({"there": 2}), Fraction(2)),
    ("nothing there is nothing", THERE, one({"there": 0}), Fraction(0)),
    ("not knowing is no score", SAY, one({"say": None}), None),
    ("no answer is no score", SAY, one({}), None),
    # 1 disagrees (1), 2 in the middle (2), 4 agree (3), 3 strongly (4): (1 + 4 + 12 + 12) / 10
    ("counts are weighed", SAY, many(staff={"say": (0, 1, 2, 4, 3, 0)}), Fraction(29, 10)),
    ("those who did not know are left out", SAY, many(staff={"say": (0, 1, 2, 4, 3, 90)}), Fraction(29, 10)),
    ("counts of a turned statement are turned", TURNED, many(staff={"turned": (0, 1, 2, 4, 3, 0)}), Fraction(11, 10)),
    # (2·4 + 3·3)/5 over two groups of which neither has five
    ("groups count together", SAY, many(leaders={"say": (0, 0, 0, 3, 0, 0)}, staff={"say": (0, 0, 0, 0, 2, 0)}), Fraction(17, 5)),
    ("four views are too few", SAY, many(staff={"say": (0, 0, 0, 4, 0, 9)}), None),
    ("five views are enough", SAY, many(staff={"say": (0, 0, 0, 5, 0, 9)}), Fraction(3)),
)  # fmt: skip


@pytest.mark.parametrize(("what", "item", "round", "mean"), BY_HAND, ids=[row[0] for row in BY_HAND])
def test_an_answer_counts_for_what_was_worked_out_by_hand(
    what: str, item: Item, round: Round, mean: Fraction | None
) -> None:
    assert scored(item, round) == mean


GATES: tuple[tuple[str, Any, Item, Round, str], ...] = (
    ("nothing there", "below", THERE, one({"there": 0}), "shut"),
    ("only begun", "below", THERE, one({"there": 1}), "shut"),
    ("in place", "below", THERE, one({"there": 2}), "open"),
    ("not known", "below", THERE, one({"there": None}), "unknown"),
    ("not answered", "below", THERE, one({}), "unknown"),
    ("one of a hundred suffered", "any", TURNED, many(staff={"turned": (80, 19, 0, 1, 0, 0)}), "shut"),
    ("one of three suffered", "any", TURNED, many(staff={"turned": (2, 0, 0, 1, 0, 0)}), "shut"),
    ("nobody suffered", "any", TURNED, many(staff={"turned": (8, 2, 3, 0, 0, 4)}), "open"),
    ("nobody can say", "any", TURNED, many(staff={"turned": (0, 0, 0, 0, 0, 12)}), "unknown"),
    ("nobody says either way", "any", TURNED, one({"turned": 3}), "unknown"),
    ("a quarter say so", "quarter", TURNED, many(staff={"turned": (6, 3, 0, 2, 1, 5)}), "shut"),
    ("fewer than a quarter say so", "quarter", TURNED, many(staff={"turned": (7, 3, 0, 2, 1, 0)}), "open"),
    ("whoever answers for all says so", "quarter", TURNED, one({"turned": 5}), "shut"),
)


@pytest.mark.parametrize(("what", "shut", "item", "round", "state"), GATES, ids=[row[0] for row in GATES])
def test_a_gate_is_open_only_where_it_was_shown_to_be(
    what: str, shut: Any, item: Item, round: Round, state: str
) -> None:
    assert gate_state(gate(shut), [item], round) == state


JOINED: tuple[tuple[dict[str, int], tuple[tuple[str, ...], ...]], ...] = (
    ({"leaders": 6, "staff": 20, "volunteers": 5}, (("leaders",), ("staff",), ("volunteers",))),
    ({"leaders": 3, "staff": 20, "volunteers": 8}, (("leaders", "volunteers"), ("staff",))),
    ({"leaders": 3, "staff": 20, "volunteers": 2}, (("leaders", "volunteers"), ("staff",))),
    ({"leaders": 1, "staff": 20, "volunteers": 2}, (("leaders", "staff", "volunteers"),)),
    ({"leaders": 4, "staff": 20, "volunteers": 0}, (("leaders", "staff"),)),
    ({"leaders": 2, "staff": 1, "volunteers": 0}, (("leaders", "staff"),)),
    ({"leaders": 0, "staff": 9, "volunteers": 0}, (("staff",),)),
)


@pytest.mark.parametrize(("sizes", "blocks"), JOINED, ids=str)
def test_a_group_under_five_is_joined_so_that_it_cannot_be_worked_out(
    sizes: dict[str, int], blocks: tuple[tuple[str, ...], ...]
) -> None:
    """Every block that is shown holds five people or more, unless fewer answered in all."""
    assert joined(sizes) == blocks
    whole = sum(sizes.values())
    assert all(sum(sizes[group] for group in block) >= min(5, whole) for block in blocks)
    assert sorted(group for block in blocks for group in block) == sorted(group for group in sizes if sizes[group])


def result(round: Round, *items: Item, **given: Any) -> Result:
    dimensions = [dimension(id, **given) for id in dict.fromkeys(item.dimension for item in items)]
    return score(dimensions, items, (), GROUPS, round)


def test_both_lenses_are_means_of_their_own_statements_and_the_gap_is_between_them() -> None:
    more = statement("more", "O")
    found = result(one({"there": 4, "more": 1, "say": 2, "turned": 3}), THERE, more, SAY, TURNED).dimensions[0]
    assert (found.have.mean, found.experience.mean) == (Fraction(5, 2), Fraction(3, 2))
    assert found.gap == Fraction(1) and found.below == ("experience",)


def test_a_statement_nobody_answered_takes_nothing_from_the_others_and_is_counted() -> None:
    found = result(one({"say": 5, "turned": None}), SAY, TURNED).dimensions[0].experience
    assert (found.mean, found.scored, found.asked, found.unsure, found.views) == (Fraction(4), 1, 2, 1, 1)


def test_groups_are_compared_over_statements_that_each_of_them_has_five_views_on() -> None:
    """On “turned” only two leaders had a view, so it is compared for nobody; the whole still has it."""
    round = many(
        leaders={"say": (0, 0, 0, 0, 6, 0), "turned": (2, 0, 0, 0, 0, 4)},
        staff={"say": (0, 6, 0, 0, 0, 0), "turned": (0, 0, 0, 0, 6, 0)},
    )
    found = result(round, SAY, TURNED).dimensions[0]
    assert found.blocks == {("leaders",): Fraction(4), ("staff",): Fraction(1)}
    assert found.apart == (("leaders",), ("staff",), Fraction(3))
    # say: (6·4 + 6·1)/12; turned: (2·4 + 6·0)/8
    assert found.experience.mean == (Fraction(5, 2) + Fraction(1)) / 2


def test_no_group_is_shown_where_one_alone_has_too_few_views() -> None:
    round = many(leaders={"say": (0, 0, 0, 0, 2, 4)}, staff={"say": (0, 6, 0, 0, 0, 0)})
    assert result(round, SAY).dimensions[0].blocks == {}


def test_a_group_of_which_nobody_answered_is_named_as_missing() -> None:
    assert result(many(staff={"say": (0, 0, 0, 9, 0, 0)}), SAY).missing == ("leaders", "volunteers")
    assert result(one({"say": 4}), SAY).missing == ()


def reading_of(answers: dict[str, int | None], *, bears: bool = False, gates: bool = True) -> str:
    """Six dimensions with one statement on what is there and one on experience each, and one gate."""
    names = [f"d{n}" for n in range(6)]
    items = [statement(f"{n}-have", "D", n) for n in names] + [statement(f"{n}-feel", "P", n) for n in names]
    items.append(statement("gate", "D", "d0", gate="g"))
    round = one({**{item.id: 4 if item.kind == "P" else 3 for item in items}, **answers})
    dimensions = [dimension(n, bears=bears) for n in names]
    return score(dimensions, items, [gate()] if gates else [], GROUPS, round).reading


READINGS: tuple[tuple[str, dict[str, int | None], bool, str], ...] = (
    ("everything is in place", {}, False, "embed"),
    ("a gate is shut", {"gate": 1}, False, "urgent"),
    ("nobody knows whether a gate is open", {"gate": None}, False, "urgent"),
    ("one of six is below, and nothing stands on it", {"d1-have": 1}, False, "support"),
    ("people’s experience is in the middle", {"d1-feel": 3}, False, "support"),
    ("one is below on which a policy stands", {"d1-have": 1}, True, "prepare"),
    ("a third are below", {"d1-have": 1, "d2-feel": 2}, False, "prepare"),
    ("nobody knew what people experience in one", {"d1-feel": None}, False, "support"),
    ("we have a step more than people feel", {"d1-have": 4}, False, "support"),
)


@pytest.mark.parametrize(("what", "answers", "bears", "reading"), READINGS, ids=[row[0] for row in READINGS])
def test_the_reading_is_the_one_worked_out_by_hand(
    what: str, answers: dict[str, int | None], bears: bool, reading: str
) -> None:
    assert reading_of(answers, bears=bears) == reading


def test_no_total_opens_a_gate() -> None:
    assert reading_of({"gate": 0}) == "urgent" and reading_of({"gate": 0}, gates=False) != "urgent"


def test_last_time_is_compared_over_the_statements_that_both_rounds_scored() -> None:
    before, now = one({"say": 2, "turned": 1, "there": 1}), one({"say": 4, "there": None})
    assert list(changes([SAY, TURNED, THERE], before, now)) == [("speaking", "experience", Fraction(1), Fraction(3))]
