"""The two pictures of the questionnaire in a browser that the README shows: `make picture`."""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path

import schools
from PIL import Image
from playwright.sync_api import sync_playwright
from websites import running

from policygen.answers import Answer
from policygen.saving import open_answers, save_answer

OPEN = (
    "share_by",
    "self_referral",
    "decision_partner",
    "premises",
    "unions",
    "publish",
    "version",
    "approved_on",
    "next_review",
)
UNSURE = {
    "lado_phone": Answer("unsure", note="Mrs Patel is asking"),
    "chair": Answer("vacant", note="election in January"),
}
PICTURES = schools.ROOT / "docs" / "pictures"


def main() -> None:
    """Hillside's answers, some of them taken out again, as they look on a desk."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder, "hillside.yaml")
        path.write_bytes((schools.EXAMPLES / "hillside-primary.yaml").read_bytes())
        for id, answer in (*((id, None) for id in OPEN), *UNSURE.items()):
            save_answer(path, schools.library(), id, open_answers(path, schools.library()).answers.get(id), answer)
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with running(path) as site:
            page = chromium.new_page(viewport={"width": 1180, "height": 860})
            page.goto(site.address)
            base = site.address.partition("/enter")[0]
            page.goto(f"{base}/o/hillside.yaml")
            _kept(page.screenshot(), "web-sections")
            page.goto(f"{base}/o/hillside.yaml/q/share_by")
            page.check('[value="=within-24-hours"]')
            page.wait_for_selector("#appears >> text=within 24 hours")
            _kept(page.screenshot(), "web-question")


def _kept(data: bytes, name: str) -> None:
    Image.open(io.BytesIO(data)).convert("RGB").quantize(128).save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
