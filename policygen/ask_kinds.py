"""How each kind of question is put with arrow keys, and what stands beside the answers: not sure yet, skip, nobody in post."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from questionary import Choice, Separator

from policygen.answers import Answer, Person
from policygen.ask_keys import Back, choice, select, text, tick
from policygen.errors import Problem
from policygen.interview import FIELDS, KEEP, LEAVE, NOT_SURE, NOTE, SKIP, VACANT, Prompt, described
from policygen.naming import Naming, Unclear
from policygen.sitting import Outcome, Sitting
from policygen.typed import Typed, as_state, kept, of_choices, of_people, parse_typed

ANSWER = "Your answer:"
_LONG = 10
Tell = Callable[[str], None]
Asked = Outcome | Problem
"""Each function raises Back where Esc leaves the question, and gives a Problem where it must be asked again."""


def _beside(prompt: Prompt) -> list[Choice | Separator]:
    """What is offered beside an answer, in the words of every door."""
    offered: list[Choice | Separator] = [Separator(" ")]
    if prompt.may_be_vacant:
        offered.append(choice(VACANT, "?vacant"))
    if prompt.may_skip:
        offered += [choice(NOT_SURE, "?unsure"), choice(SKIP, "?skipped")]
    return [*offered, choice(KEEP if prompt.said and not prompt.again else LEAVE, "?leave")]


def _over(prompt: Prompt, choices: Sequence[Choice | Separator]) -> str:
    """What stands over a list: over a long one the question again, because the list pushes it off a small screen."""
    return prompt.ask if len(choices) > _LONG else ANSWER


def _other(prompt: Prompt, chosen: str) -> Asked:
    """What one of `_beside` means. A note is asked for where somebody will have to come back."""
    if chosen == "?leave":
        return "leave"
    if chosen == "?skipped":
        return as_state(prompt, "skipped")
    said = f"{NOTE} (for yourselves, never printed; Enter alone: no note)"
    held = prompt.asked.answer.note if prompt.asked.answer else ""
    note = text(said, held)
    return as_state(prompt, "unsure" if chosen == "?unsure" else "vacant", note)


def _option(tell: Tell, sitting: Sitting, prompt: Prompt) -> Asked:
    usual = prompt.asked.usual.value if prompt.asked.usual else ()
    choices: list[Choice | Separator] = [
        choice(f"{one.label} (usual)" if (one.id,) == usual else one.label, f"={one.id}", one.help)
        for one in prompt.choices
    ]
    held = prompt.asked.answer.value if prompt.asked.answer else ""
    start = held if prompt.choice(held) else (usual[0] if usual else "")
    while True:
        chosen = select(_over(prompt, choices), [*choices, *_beside(prompt)], f"={start}")
        if not chosen.startswith("="):
            try:
                return _other(prompt, chosen)
            except Back:
                continue
        return of_choices(sitting.seen, prompt, (chosen[1:],), sitting.on)


def _options(tell: Tell, sitting: Sitting, prompt: Prompt) -> Asked:
    usual = prompt.asked.usual.value if prompt.asked.usual else None
    held = (
        prompt.asked.answer.values if prompt.asked.answer and prompt.asked.answer.state in ("given", "usual") else None
    )
    choices: list[Choice | Separator] = []
    if usual is not None:
        choices.append(choice(f"the usual answer: {prompt.usual}", "usual"))
    choices.append(choice("choose from the list", "list"))
    if usual != () and prompt.may_skip:
        choices.append(choice("none of these", "none"))
    ticked = held if held is not None else usual or ()
    while True:
        chosen = select(ANSWER, [*choices, *_beside(prompt)], "list" if held is not None else None)
        try:
            if chosen == "usual":
                return as_state(prompt, "usual")
            if chosen == "none":
                return of_choices(sitting.seen, prompt, (), sitting.on)
            if chosen != "list":
                return _other(prompt, chosen)
            boxes = [choice(one.label, one.id, one.help, one.id in ticked) for one in prompt.choices]
            return of_choices(sitting.seen, prompt, tuple(tick(_over(prompt, boxes), boxes)), sitting.on)
        except Back:
            continue


def words(tell: Tell, sitting: Sitting, prompt: Prompt) -> Asked:
    """Anything that is typed on a line."""
    answer = prompt.asked.answer
    held = shown = answer.value if answer and answer.state == "given" else ""
    while True:
        said = text(ANSWER, shown, "(Enter alone: more choices; Esc: back; F1: help)")
        if said and said == held:
            return "leave"
        if said:
            found = parse_typed(sitting.seen, prompt, said, sitting.on)
            if not isinstance(found, Problem):
                return found
            tell(f"That is not an answer yet: {found.what}; {found.remedy}.")
            shown = said
            continue
        try:
            chosen = select(ANSWER, [choice("type an answer", "type"), *_beside(prompt)])
            if chosen != "type":
                return _other(prompt, chosen)
        except Back:
            continue


def _person(tell: Tell, sitting: Sitting, prompt: Prompt) -> Asked:
    held = prompt.asked.answer.value if prompt.asked.answer else ""
    choices: list[Choice | Separator] = [choice(one.label, f"={one.id}") for one in prompt.choices]
    choices.append(choice("add somebody", "add"))
    if held:
        choices.append(choice(f"correct the details of {sitting.seen.answers.people[held].name}", "correct"))
    people = Naming(sitting.seen, prompt)
    while True:
        chosen = select(_over(prompt, choices), [*choices, *_beside(prompt)], f"={held}" if held else "add")
        try:
            if chosen in ("add", "correct"):
                known = sitting.seen.answers.people[held] if chosen == "correct" else Person("", "")
                return of_people(people, [_described(tell, people, known)])
            if not chosen.startswith("="):
                return _other(prompt, chosen)
        except Back:
            continue
        return "leave" if kept(prompt, (chosen[1:],)) else Typed(Answer("given", (chosen[1:],)))


def _described(tell: Tell, people: Naming, person: Person) -> str:
    """Somebody entered field by field; Esc goes back a field. Raises Back before the first."""
    fields = list(FIELDS)
    at = 0
    while True:
        field = fields[at]
        empty = "" if field == "name" else "(Enter alone: not known yet)"
        try:
            said = text(f"{FIELDS[field]}:", getattr(person, field), empty)
        except Back:
            if at == 0:
                raise
            at -= 1
            continue
        if field == "name" and not said:
            raise Back
        person = replace(person, **{field: said})
        at += 1
        if at < len(fields):
            continue
        try:
            return people.keep(person)
        except Unclear as wrong:
            tell(f"That is not right yet: {wrong.what}; {wrong.remedy}.")
            at = 0


def _people(tell: Tell, sitting: Sitting, prompt: Prompt) -> Asked:
    people = Naming(sitting.seen, prompt)
    chosen = list(prompt.asked.answer.values) if prompt.asked.answer else []
    while True:
        known = people.known
        named = "; ".join(known[id].name for id in chosen)
        choices: list[Choice | Separator] = [choice(f"that is everybody: {named}", "done")] if chosen else []
        choices += [choice(f"add {described(person)}", f"={id}") for id, person in known.items() if id not in chosen]
        choices.append(choice("add somebody new", "add"))
        choices += [choice(f"take {known[id].name} out", f"-{id}") for id in chosen]
        if not chosen:
            choices.append(choice("none: there is nobody", "none"))
        did = select(_over(prompt, choices), [*choices, *_beside(prompt)], "done" if chosen else "add")
        try:
            if did == "done":
                return "leave" if kept(prompt, chosen) and not people.changed else of_people(people, chosen)
            if did == "none":
                return of_people(people, ())
            if did == "add":
                chosen.append(_described(tell, people, Person("", "")))
            elif did.startswith("="):
                chosen.append(did[1:])
            elif did.startswith("-"):
                chosen.remove(did[1:])
            else:
                return _other(prompt, did)
        except Back:
            continue


def _pairs(tell: Tell, sitting: Sitting, prompt: Prompt) -> Asked:
    known = sitting.seen.answers.people
    answer = prompt.asked.answer
    pairs = list(answer.pairs) if answer else []
    while True:
        said = "; ".join(f"{known[one].name} and {known[other].name}" for one, other in pairs)
        choices: list[Choice | Separator] = (
            [choice(f"that is all: {said}", "done")] if pairs else [choice("none", "done")]
        )
        if len(known) > 1:
            choices.append(choice("add two people who have a tie", "add"))
        if pairs:
            choices.append(choice("begin again", "again"))
        chosen = select(ANSWER, [*choices, *_beside(prompt)])
        try:
            if chosen == "done":
                if answer and answer.state == "given" and list(answer.pairs) == pairs:
                    return "leave"
                return Typed(Answer("given", pairs=tuple(pairs)))
            if chosen == "again":
                pairs = []
            elif chosen == "add":
                first = select("The first of the two:", [choice(described(one), id) for id, one in known.items()])
                others = [choice(described(one), id) for id, one in known.items() if id != first]
                pairs.append((first, select(f"Who has a tie to {known[first].name}?", others)))
            else:
                return _other(prompt, chosen)
        except Back:
            continue


KINDS: dict[str, Callable[[Tell, Sitting, Prompt], Asked]] = {
    "choice": _option,
    "yes_no": _option,
    "many": _options,
    "person": _person,
    "people": _people,
    "pairs": _pairs,
}
