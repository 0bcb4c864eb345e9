"""The organisations that proofs try: each is one that the questionnaire would make of its answers."""

from __future__ import annotations

import pytest
import schools

from policygen.facts import SEVERAL, derive
from policygen.walks import Walker


@pytest.mark.parametrize(("sector", "nation"), [("independent-school", "england"), ("childminder", "wales")])
def test_an_organisation_that_a_proof_tries_is_what_its_answers_say(sector: str, nation: str) -> None:
    library = schools.library()
    walker = Walker(library, [sector], [nation])
    (body,) = walker.bodies
    for dated in library.clauses.values():
        for _, speaker in walker.around(body, (), [dated[0].condition]):
            walked = derive(library, speaker.answers)
            assert speaker.facts.values == walked.values
            assert speaker.facts.asked.keys() == walked.asked.keys()
    assert len(walker.known) > 30


def test_every_sector_is_tried_in_each_of_its_nations_and_in_all_at_once() -> None:
    library = schools.library()
    tried = {(body.sector, body.nation) for body in Walker(library).bodies}
    for sector in library.sectors.values():
        if not sector.family:
            several = [SEVERAL] if len(sector.nations) > 1 else []
            assert {(sector.id, nation) for nation in (*sector.nations, *several)} <= tried


def test_a_complete_organisation_leaves_nothing_open() -> None:
    for body in Walker(schools.library()).bodies:
        assert [asked.question.id for asked in body.facts.walk if asked.is_open] == [], body.name
