"""The culture assessment in the browser: what is said first, a page a dimension, the reading, and the usual answers it offers."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from starlette.requests import Request
from starlette.responses import Response

from policygen.counted import bring_in, read_counts
from policygen.culture_sitting import OPENING, CultureSitting, Sheet, began, confirm, culture_sitting, gave
from policygen.errors import Problem
from policygen.surveyed import drawn
from policygen.web.desk import Desk, Posted, Told, go, missing, page, place, trouble
from policygen.web.forms import Wrong, mark

NO_FILE = "There is no such answers file in this folder."


def first(desk: Desk, request: Request, posted: Posted) -> Response:
    """What has to be said before anything is asked, and which form."""
    sitting = _sitting(desk, request)
    if sitting is None:
        return missing(NO_FILE)
    file = request.path_params["file"]
    days = [(one.on, place(file, "culture", one.on.isoformat())) for one in reversed(sitting.rounds.rounds)]
    return page(
        "culture.html", file=file, seen=desk.shelf.open(file), sitting=sitting, days=days, begun=sitting.begun,
        lines=[sitting.saying(id) for id in OPENING], today=desk.today(), back=place(file),
    )  # fmt: skip


def begin(desk: Desk, request: Request, posted: Posted) -> Response:
    """Begin a round in the form that was chosen, or go on with the one that was begun."""
    file, today = request.path_params["file"], desk.today()
    sitting = _sitting(desk, request, today if posted.one("new") else None)
    if sitting is None:
        return missing(NO_FILE)
    form = posted.one("form")
    if form in ("short", "full"):
        with desk.shelf.lock(file):
            sitting = began(sitting, form, today)
    opened = next((sheet for sheet in sitting.sheets if sheet.open), sitting.sheets[0])
    return go(place(file, "culture", sitting.round.on.isoformat(), opened.id))


def papers(desk: Desk, request: Request, posted: Posted) -> Response:
    """The questionnaires for each group in Word and PDF, and the workbook for the counts, in one file."""
    sitting = _sitting(desk, request)
    if sitting is None:
        return missing(NO_FILE)
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as pack:
        for name, data in drawn(desk.library, sitting.answers, desk.today(), sitting.round.form, ("docx", "pdf")):
            pack.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
    held = {"content-disposition": 'attachment; filename="culture-survey.zip"'}
    return Response(packed.getvalue(), media_type="application/zip", headers=held)


def counts(desk: Desk, request: Request, posted: Posted) -> Response:
    """The counts of a survey brought in, as the round of today."""
    file, today = request.path_params["file"], desk.today()
    sitting = _sitting(desk, request, today)
    if sitting is None:
        return missing(NO_FILE)
    data = posted.files.get("counts", b"")
    if not data:
        problem = Problem("counts", 0, "no workbook was chosen", "choose the workbook of counts that you filled in")
        return trouble((problem,), place(file, "culture"), "Back")
    with desk.shelf.lock(file):
        bring_in(sitting.path, desk.library, today, sitting.round.form, read_counts(data, "the workbook", desk.library))
    return go(place(file, "culture", today.isoformat()))


def show(desk: Desk, request: Request, posted: Posted) -> Response:
    """The statements of one dimension."""
    sitting = _of_day(desk, request)
    sheet = sitting.sheet(request.path_params["dimension"]) if sitting else None
    if sitting is None or sheet is None:
        return missing("There is no such part of the assessment.")
    return _sheet(desk, request, sitting, sheet)


def answer(desk: Desk, request: Request, posted: Posted) -> Response:
    """The statements of one dimension answered. What somebody else has answered meanwhile stays, and is shown."""
    file, today = request.path_params["file"], desk.today()
    sitting = _of_day(desk, request)
    sheet = sitting.sheet(request.path_params["dimension"]) if sitting else None
    if sitting is None or sheet is None:
        return missing("There is no such part of the assessment.")
    given = {
        one.id: (posted.one(f"old-{one.id}"), posted.one(f"s-{one.id}"))
        for one in sheet.statements
        if f"s-{one.id}" in posted.fields
    }
    with desk.shelf.lock(file):
        now, changed = gave(sitting, given, today)
    after = now.sheet(sheet.id) or sheet
    if changed:
        field = next(one.id for one in after.statements if one.id in changed)
        what = "Somebody else has answered a statement on this page since you opened it. Look at it and choose again."
        return _sheet(desk, request, now, after, Wrong(what, f"s-{field}"), {id: given[id][1] for id in changed})
    behind = now.after(sheet.id)
    there = (behind.id,) if behind else ()
    return go(place(file, "culture", now.round.on.isoformat(), *there))


def result(desk: Desk, request: Request, posted: Posted) -> Response:
    """How far the round is, its reading with the gates first, and what it offers."""
    sitting = _of_day(desk, request)
    if sitting is None or not sitting.begun:
        return missing("There is no such assessment.")
    file = request.path_params["file"]
    offers = [(one, mark(sitting.answers.answers.get(one.question))) for one in sitting.offers()]
    return page(
        "culture_result.html", file=file, seen=desk.shelf.open(file), sitting=sitting, assessed=sitting.assessed(),
        offers=offers, day=sitting.round.on.isoformat(), told=desk.told(request.query_params.get("told", "")),
        back=place(file, "culture"),
    )  # fmt: skip


def take(desk: Desk, request: Request, posted: Posted) -> Response:
    """An offered answer confirmed: only now it is an answer of the organisation."""
    file = request.path_params["file"]
    sitting = _of_day(desk, request)
    if sitting is None:
        return missing(NO_FILE)
    day = sitting.round.on.isoformat()
    offer = next((one for one in sitting.offers() if one.id == posted.one("offer")), None)
    if offer is None or mark(sitting.answers.answers.get(offer.question)) != posted.one("old"):
        said = Told(lines=("That answer has changed since this page was made. Nothing was saved.",))
        return go(place(file, "culture", day, told=desk.tell(said)))
    with desk.shelf.lock(file):
        confirm(sitting, offer)
    return go(place(file, "culture", day, told=desk.tell(Told(offer.label, offer.question))))


def _sitting(desk: Desk, request: Request, on: date | None = None) -> CultureSitting | None:
    path = desk.shelf.path(request.path_params["file"])
    return culture_sitting(path, desk.library, desk.today(), on) if path else None


def _of_day(desk: Desk, request: Request) -> CultureSitting | None:
    """The round in the address: one that was begun, or that of today."""
    with suppress(ValueError):
        sitting = _sitting(desk, request, date.fromisoformat(request.path_params["day"]))
        if sitting and (sitting.begun or sitting.round.on == desk.today()):
            return sitting
    return None


def _sheet(
    desk: Desk,
    request: Request,
    sitting: CultureSitting,
    sheet: Sheet,
    wrong: Wrong | None = None,
    mine: dict[str, str] | None = None,
) -> Response:
    file, day = request.path_params["file"], sitting.round.on.isoformat()
    earlier, later = sitting.before(sheet.id), sitting.after(sheet.id)
    return page(
        "culture_sheet.html", 409 if wrong else 200, file=file, seen=desk.shelf.open(file), sitting=sitting, sheet=sheet,
        wrong=wrong, mine=mine or {}, at=sitting.sheets.index(sheet) + 1 if sheet in sitting.sheets else 1,
        back=place(file, "culture", day, earlier.id) if earlier else place(file, "culture"),
        leave=place(file, "culture", day, *([later.id] if later else [])),
        action=place(file, "culture", day, sheet.id),
    )  # fmt: skip
