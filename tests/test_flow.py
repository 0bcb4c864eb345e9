"""What a person sees of the flow chart, and whether every word of a document can be read on its ground."""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import etree
from sample import LONG_NAME, STEPS, UNBROKEN, words

from policygen.document import Flow, Step
from policygen.look import DEFAULT, contrast
from policygen.writers.flow import HEIGHT, WIDTH, flow_png, flow_svg, size
from policygen.writers.flow_text import measured


def test_the_chart_fits_the_page_however_much_is_said():
    long = Flow(
        tuple(Step("question", words(LONG_NAME), words(LONG_NAME[:80] + UNBROKEN)) for _ in range(9)),
        "Many questions.",
    )
    for chart in (STEPS, long, replace(long, steps=long.steps * 4)):
        width, height = size(flow_svg(chart, DEFAULT))
        assert width <= WIDTH and height <= HEIGHT


def test_no_word_of_the_chart_runs_out_of_its_box():
    name = ("Featherstonehaugh-Cholmondeley" * 3)[:80]
    chart = Flow(
        (
            Step("question", words(f"Is it about {name}?"), words(name)),
            Step("end", words(name.replace("-", ""))),
        ),
        "Names.",
    )
    drawing = etree.fromstring(flow_svg(chart, DEFAULT).encode())
    right = float(drawing.get("viewBox").split()[2])
    for one in drawing.iter("{*}text"):
        x, points = float(one.get("x")), float(one.get("font-size"))
        assert x + measured(one.text, one.get("font-weight") == "bold", "Carlito") * points <= right
    told = "".join(one.text for one in drawing.iter("{*}text")).replace(" ", "")
    assert told == f"Isitabout{name}?Yes{name}No{name.replace('-', '')}"


def test_each_kind_of_box_has_a_shape_of_its_own():
    shapes = {}
    for kind in ("start", "question", "action", "end"):
        drawing = etree.fromstring(flow_svg(Flow((Step(kind, words("Words")),), "One box."), DEFAULT).encode())
        shapes[kind] = tuple(
            (one.tag.split("}")[1], "rx" in one.attrib) for one in drawing if not one.tag.endswith("text")
        )
    assert len(set(shapes.values())) == 4


def test_the_picture_of_the_chart_has_its_words_in_it():
    plain = flow_png(flow_svg(STEPS, DEFAULT))
    mute = flow_png(re.sub(r">[^<]+</text>", "></text>", flow_svg(STEPS, DEFAULT)))
    assert len(plain) > 2 * len(mute)


def test_every_word_can_be_read_on_every_ground():
    for ground in ("paper", "band", "notice", "gap", "assumed"):
        for ink in ("ink", "accent", "muted", "alert"):
            assert contrast(getattr(DEFAULT, ink), getattr(DEFAULT, ground)) >= 4.5, (ink, ground)
    assert contrast(DEFAULT.line, DEFAULT.paper) >= 3
