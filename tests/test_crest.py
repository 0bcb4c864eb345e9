"""A crest comes in as people have it, and goes out as one safe picture; what cannot be used is said and nothing is kept."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from pathlib import Path

import docx
import page
import pytest
import schools
from lxml import html
from ooxml_integrity import check
from openxml_audit import OpenXmlValidator
from PIL import Image, ImageCms
from websites import Visitor, running

from policygen.crests import MOST_SIDE, beside, crest_of, read_crest
from policygen.errors import AnswersError
from policygen.formats import Drawing
from policygen.generate import build
from policygen.look_file import look_for

SVG = "http://www.w3.org/2000/svg"
SHIELD = (
    f'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    f'<svg xmlns="{SVG}" xmlns:own="http://own.example/" viewBox="0 0 100 120" onload="alert(1)"><title>Shield</title>'
    '<metadata>made by somebody</metadata><defs><linearGradient id="g"><stop stop-color="#7A1F3D"/></linearGradient></defs>'
    '<path own:label="x" d="M5 5h90v60c0 30-20 45-45 52C25 110 5 95 5 65z" style="fill:url( \'#g\' )"/></svg>'
).encode()


def picture(
    mode: str = "RGB", size: tuple[int, int] = (400, 300), kind: str = "PNG", colour: object = None, **how: object
) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind, **how)  # type: ignore[arg-type]
    return out.getvalue()


def drawing(inner: str, about: str = 'viewBox="0 0 9 9"') -> bytes:
    return f'<svg xmlns="{SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" {about}>{inner}</svg>'.encode()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(crest_of(data).png))


def turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "A camera with a serial number"
    return picture(size=(400, 200), kind="JPEG", exif=exif)


def enormous() -> bytes:
    """A head that promises 60,000 by 60,000 pixels, and nothing behind it."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    parts = ((13, head), (0, b"IDAT"))
    said = (struct.pack(">I", size) + part + struct.pack(">I", zlib.crc32(part)) for size, part in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(said)


@pytest.mark.parametrize(
    ("data", "colour"),
    [
        (picture("CMYK", colour=(0, 255, 255, 0), kind="JPEG"), (255, 0, 0)),
        (picture("P"), (0, 0, 0)),
        (picture("1", colour=1), (255, 255, 255)),
        (picture("L", colour=90), (90, 90, 90)),
        (picture("LA", colour=(90, 100)), (90, 90, 90, 100)),
        (picture("RGBA", colour=(200, 20, 20, 120)), (200, 20, 20, 120)),
        (picture("I;16", colour=0x8080), (128, 128, 128)),
    ],
    ids=["cmyk", "palette", "black and white", "grey", "grey with alpha", "alpha", "sixteen bits"],
)
def test_every_kind_of_picture_becomes_a_plain_one_of_the_same_colour(data: bytes, colour: tuple[int, ...]) -> None:
    made = opened(data)
    assert made.format == "PNG" and made.mode == ("RGBA" if len(colour) == 4 else "RGB")
    found = made.getpixel((9, 9))
    assert all(abs(one - other) <= 1 for one, other in zip(found, colour, strict=True)), found  # type: ignore[arg-type]


def test_a_picture_stands_upright_and_tells_nothing_of_its_camera() -> None:
    crest = crest_of(turned())
    made = Image.open(io.BytesIO(crest.png))
    assert made.size == (200, 400) == (crest.width, crest.height) and not made.info and not made.getexif()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert not opened(picture(colour=(10, 20, 30), icc_profile=profile, dpi=(300, 300))).info


def test_the_empty_edge_around_a_crest_is_cut_off() -> None:
    for mode, paper in (("RGB", (255, 255, 255)), ("RGBA", (0, 0, 0, 0))):
        drawn = Image.new(mode, (400, 300), paper)
        drawn.paste((9, 90, 9) if mode == "RGB" else (9, 90, 9, 255), (100, 50, 300, 250))
        out = io.BytesIO()
        drawn.save(out, "PNG")
        assert opened(out.getvalue()).size == (200, 200)


def test_a_large_picture_is_made_small_enough_to_send() -> None:
    made = opened(picture(size=(4000, 3000), colour=(1, 2, 3)))
    assert made.size == (MOST_SIDE, MOST_SIDE * 3 // 4)
    noise = io.BytesIO()
    Image.effect_noise((900, 900), 90).save(noise, "PNG")
    assert len(crest_of(noise.getvalue()).png) <= 300_000


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (picture(kind="GIF"), "this is a GIF picture"),
        (b"PK\x03\x04" + bytes(99), "this is a Word file or another zip"),
        (b"%PDF-1.7 \n", "this is a PDF"),
        (picture(kind="JPEG")[:400], "the picture is broken"),
        (enormous(), "the picture has 60,000 by 60,000 pixels"),
        (picture(size=(20, 20)), "the picture has only 20 by 20 pixels"),
        (picture(size=(2000, 40)), "it is many times longer than wide"),
        (picture("RGBA", colour=(0, 0, 0, 0)), "all of it is transparent"),
        (bytes(5_000_001), "the file is larger than 5 MB"),
        (drawing("<script>alert(1)</script>"), "there is a program in it"),
        (drawing("<foreignObject/>"), "it uses 'foreignObject'"),
        (drawing("<text>Hillside</text>"), "it holds letters that need a font"),
        (drawing('<image href="https://elsewhere.example/a.png"/>'), "it points at something elsewhere"),
        (drawing('<image href="data:image/svg+xml;base64,AAAA"/>'), "it points at something elsewhere"),
        (drawing('<use xlink:href="file:///etc/hosts#a"/>'), "it points at something elsewhere"),
        (drawing('<rect style="fill:url(https://elsewhere.example/a#b)"/>'), "it fetches something from elsewhere"),
        (drawing("<style>@import 'https://elsewhere.example/a.css';</style>"), "its style fetches something"),
        (b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + drawing("&a;"), "it defines entities"),
        (b'<!DOCTYPE svg SYSTEM "a.dtd" [ ]>' + drawing(""), "it brings a document type of its own"),
        (drawing('<g id="a"><use href="#a"/></g>'), "it points at itself"),
        (
            drawing(
                '<rect id="g0"/>'
                + "".join(f'<g id="g{n}">' + f'<use href="#g{n - 1}"/>' * 10 + "</g>" for n in range(1, 10))
            ),
            "it draws more than",
        ),
        (drawing('<rect fill="none" width="9" height="9"/>'), "nothing is drawn in it"),
        (drawing("<rect/>", ""), "it does not say how large it is"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><g>", "the drawing is broken"),
        (b"\xff\xfe<\0s\0v\0g\0", "this is neither a PNG, a JPEG nor an SVG"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_cannot_be_a_crest_is_refused_in_plain_words(data: bytes, said: str) -> None:
    with pytest.raises(AnswersError) as caught:
        crest_of(data, "crest.png")
    (problem,) = caught.value.problems
    assert problem.what.startswith(said) or said in problem.what
    assert problem.where.startswith("crest.png") and problem.remedy


def test_a_picture_inside_a_drawing_is_judged_like_any_other() -> None:
    inside = base64.b64encode(enormous()).decode()
    with pytest.raises(AnswersError, match="60,000 by 60,000 pixels"):
        crest_of(drawing(f'<image href="data:image/png;base64,{inside}"/>'))
    fine = base64.b64encode(turned()).decode()
    kept = crest_of(drawing(f'<image width="9" height="9" href="data:image/jpeg;base64,{fine}"/>'))
    assert "data:image/png;base64," in kept.svg and "serial" not in kept.svg


def test_of_a_drawing_only_what_is_drawn_is_kept() -> None:
    crest = crest_of(SHIELD)
    assert crest.drawn and "url( '#g' )" in crest.svg
    for gone in ("onload", "DOCTYPE", "metadata", "title", "own", "label"):
        assert gone not in crest.svg
    assert (crest.width, crest.height) == (750, 900)


def test_the_crest_stands_in_every_format_with_its_words(tmp_path: Path) -> None:
    answers = tmp_path / "hillside.yaml"
    answers.write_bytes((schools.EXAMPLES / "hillside-primary.yaml").read_bytes())
    (tmp_path / "hillside.crest.svg").write_bytes(SHIELD)
    look = look_for(answers)
    assert look.crest and look.crest.drawn
    made = build(
        schools.library(), schools.example("hillside-primary"), tmp_path / "out", on=schools.ON, drawing=Drawing(look),
        formats=("docx", "pdf", "html"), wanted=("insert", "staff-guide"),
    )  # fmt: skip
    said = "Crest of Hillside Primary School"
    for path in made.files:
        data = path.read_bytes()
        if path.suffix == ".pdf":
            assert page.is_pdf_compliant_bytes(data, profile="2a") and page.is_pdf_compliant_bytes(data, profile="ua1")
        elif path.suffix == ".html":
            (image,) = html.document_fromstring(data).iter("img")
            assert image.get("alt") == said and image.get("src").startswith("data:image/svg+xml;base64,")
        else:
            body = docx.Document(str(path)).element.body
            seen = [one.get("descr") for one in body.iter() if one.tag.endswith("}docPr")]
            assert said in seen
            assert [error.description for error in OpenXmlValidator().validate(path).errors] == [] == check(path)


def test_a_crest_is_brought_in_from_a_page_shown_and_taken_away(tmp_path: Path) -> None:
    answers = tmp_path / "school.yaml"
    answers.write_bytes((schools.EXAMPLES / "hillside-primary.yaml").read_bytes())
    at = "/o/school.yaml/crest"
    with running(tmp_path) as site, Visitor(site) as visitor:
        assert "Your crest, for the cover" in visitor.page("/o/school.yaml").links
        assert visitor.get(f"{at}/picture").status_code == 404

        shown = visitor.post(at, files={"crest": ("holiday.docx", turned())})
        assert shown.status_code == 200 and "Crest of Hillside Primary School" in shown.text and "Saved:" in shown.text
        kept = beside(answers)
        assert kept and kept.name == "school.crest.png"
        image = visitor.get(f"{at}/picture")
        assert image.headers["content-type"] == "image/png" and image.content == read_crest(kept).png
        assert "change it" in visitor.page("/o/school.yaml/make").words

        before = kept.read_bytes()
        for wrong, said in (
            (picture(kind="GIF"), "this is a GIF picture; save the crest"),
            (b"", "No picture is chosen"),
        ):
            refused = visitor.post(at, files={"crest": ("crest.png", wrong)})
            assert refused.status_code == 422 and said in refused.text and kept.read_bytes() == before

        visitor.post(at, files={"crest": ("crest.svg", SHIELD)})
        assert sorted(path.name for path in tmp_path.glob("*crest*")) == ["school.crest.svg"]
        assert b"onload" not in (tmp_path / "school.crest.svg").read_bytes()

        visitor.post("/again", data={"from": "school.yaml"})
        assert [path.name for path in tmp_path.glob("hillside*.crest.svg")] == [
            "hillside-primary-school-2026.crest.svg"
        ]

        gone = visitor.post(f"{at}/remove")
        assert "The crest is taken away" in gone.text and beside(answers) is None
        assert visitor.post("/o/other.yaml/crest", files={"crest": ("a", SHIELD)}).status_code == 404
        assert not list(tmp_path.glob("*other*"))


def test_a_page_takes_a_crest_of_four_megabytes(tmp_path: Path) -> None:
    (tmp_path / "school.yaml").write_bytes((schools.EXAMPLES / "hillside-primary.yaml").read_bytes())
    with running(tmp_path) as site, Visitor(site) as visitor:
        sent = visitor.post("/o/school.yaml/crest", files={"crest": ("a.jpg", turned() + bytes(4_000_000))})
        assert sent.status_code == 200 and "Saved:" in sent.text
