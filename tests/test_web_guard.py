"""The browser pages let in one person on this computer and nobody else: each way in is tried."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
import schools
from websites import Page, Visitor, running, seen

from policygen.answers_file import load_answers
from policygen.web import guard
from policygen.web.guard import DOCUMENT_POLICY, MOST_BODY, MOST_PICTURE
from policygen.web.server import PAGES, Site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("folder")
    (folder / "hillside.yaml").write_bytes((schools.EXAMPLES / "hillside-primary.yaml").read_bytes())
    (folder / "secret.txt").write_text("not for the browser")
    (folder.parent / "outside.yaml").write_text("policygen: 1\nanswers:\n  organisation: Outside School\n")
    with running(folder) as made:
        yield made


@pytest.fixture
def visitor(site: Site) -> Iterator[Visitor]:
    with Visitor(site) as made:
        yield made


def raw(site: Site, lines: list[str], body: bytes = b"", wait: float = 10) -> bytes:
    """What comes back for bytes sent as they are."""
    with socket.create_connection(("127.0.0.1", site.held.port), timeout=wait) as line:
        line.sendall("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
        line.settimeout(wait)
        got = b""
        try:
            while b"\r\n\r\n" not in got:
                part = line.recv(65536)
                if not part:
                    break
                got += part
        except TimeoutError:
            pass
        return got


def cookie(site: Site) -> str:
    return f"Cookie: {site.held.cookie}={site.held.session}"


ADDRESSES = [
    path.replace("{file}", "hillside.yaml")
    .replace("{id}", "lead")
    .replace("{job}", "1")
    .replace("{name:path}", "x")
    .replace("{document}", "x")
    .replace("{day}", "2026-11-22")
    .replace("{dimension}", "speaking")
    for path, method, _ in PAGES
    if method == "GET"
]


@pytest.mark.parametrize("address", [*ADDRESSES, "/site.css", "/site.js", "/icon.svg", "/nothing"])
def test_nobody_sees_anything_without_the_cookie(site: Site, address: str) -> None:
    with Visitor(site, enter=False) as stranger:
        answer = stranger.get(address)
    assert answer.status_code == 403 and "Hillside" not in answer.text


def test_the_address_that_was_printed_lets_in_and_any_other_key_does_not(site: Site) -> None:
    with Visitor(site, enter=False) as one:
        for key in ("", "?key=", "?key=wrong", f"?key={site.held.token[:-1]}", f"?key={site.held.session}", "?key=é"):
            assert one.get(f"/enter{key}").status_code == 403
        assert one.get("/").status_code == 403
        assert one.get(site.address).status_code == 200
        assert one.get("/").status_code == 200


def test_the_cookie_goes_to_no_other_site_and_no_page_can_read_it(site: Site) -> None:
    with Visitor(site, enter=False) as one:
        told = one.get(site.address, follow_redirects=False).headers["set-cookie"]
    assert "SameSite=Strict" in told and "HttpOnly" in told and "Domain" not in told
    assert site.held.token not in told


@pytest.mark.parametrize("value", ["", "wrong", '"', "x" * 5000, "é"])
def test_a_cookie_that_was_made_up_lets_nobody_in(site: Site, value: str) -> None:
    sent = raw(site, ["GET / HTTP/1.1", f"Host: 127.0.0.1:{site.held.port}", f"Cookie: {site.held.cookie}={value}"])
    assert sent.startswith(b"HTTP/1.1 403")


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:{port}.evil.example",
        "0.0.0.0:{port}",
        "[::1]:{port}",
        "",
        "127.0.0.1:1",
    ],
)
def test_a_name_that_was_pointed_at_this_computer_is_refused(site: Site, host: str) -> None:
    """DNS rebinding: the stranger's name resolves to 127.0.0.1, so that the browser takes us for that stranger."""
    name = host.format(port=site.held.port)
    sent = raw(site, ["GET / HTTP/1.1", f"Host: {name}", cookie(site)])
    assert sent.startswith((b"HTTP/1.1 421", b"HTTP/1.1 400")) and b"Hillside" not in sent


def test_two_names_or_none_are_refused(site: Site) -> None:
    ours = f"Host: 127.0.0.1:{site.held.port}"
    assert raw(site, ["GET / HTTP/1.1", ours, "Host: evil.example", cookie(site)]).startswith(
        (b"HTTP/1.1 421", b"HTTP/1.1 400")
    )
    assert raw(site, ["GET / HTTP/1.0", cookie(site)]).startswith((b"HTTP/1.1 421", b"HTTP/1.1 400"))


def test_localhost_is_this_computer_too(site: Site) -> None:
    assert raw(site, ["GET / HTTP/1.1", f"Host: localhost:{site.held.port}", cookie(site)]).startswith(b"HTTP/1.1 200")


FOREIGN = [
    {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
    {"origin": "http://127.0.0.1:1", "sec-fetch-site": "same-site"},
    {"origin": "null", "sec-fetch-site": "cross-site"},
    {"origin": "null"},
    {"origin": "https://evil.example"},
    {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_form_on_another_page_changes_nothing(site: Site, headers: dict[str, str]) -> None:
    before = (site.desk.shelf.folder / "hillside.yaml").read_bytes()
    with httpx.Client(
        base_url=f"http://127.0.0.1:{site.held.port}", cookies={site.held.cookie: site.held.session}
    ) as other:
        answer = other.post("/o/hillside.yaml/q/share_by", data={"pick": "=end-of-day"}, headers=headers)
    assert answer.status_code == 403
    assert (site.desk.shelf.folder / "hillside.yaml").read_bytes() == before


@pytest.mark.parametrize("told", ["cross-site", "same-site", "something-new"])
def test_a_page_of_ours_is_not_shown_inside_or_for_another(site: Site, told: str) -> None:
    with httpx.Client(
        base_url=f"http://127.0.0.1:{site.held.port}", cookies={site.held.cookie: site.held.session}
    ) as other:
        assert other.get("/", headers={"sec-fetch-site": told}).status_code == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"])
def test_only_looking_and_sending_forms_is_understood(site: Site, method: str) -> None:
    assert raw(site, [f"{method} / HTTP/1.1", f"Host: 127.0.0.1:{site.held.port}", cookie(site)]).split(b" ")[1] in (
        b"405",
        b"400",
        b"421",
    )


@pytest.mark.parametrize(
    "address", ["/", "/o/hillside.yaml", "/o/hillside.yaml/q/lead", "/o/nothing.yaml", "/site.css"]
)
def test_every_page_says_that_it_fetches_nothing_and_is_not_kept(visitor: Visitor, address: str) -> None:
    held = visitor.get(address).headers
    assert held["content-security-policy"].startswith("default-src 'none'")
    assert "unsafe" not in held["content-security-policy"] and "http" not in held["content-security-policy"]
    assert "frame-ancestors 'none'" in held["content-security-policy"] and held["x-frame-options"] == "DENY"
    assert held["cache-control"] == "no-store" and held["x-content-type-options"] == "nosniff"
    assert held["referrer-policy"] in ("same-origin", "no-referrer")
    assert "server" not in held


def test_no_page_names_another_site(visitor: Visitor) -> None:
    for address in [*ADDRESSES, "/site.css", "/site.js"]:
        found = visitor.get(address)
        if found.headers["content-type"] != "application/zip":  # packed files are no page, and looked at elsewhere
            assert "http://" not in found.text.replace("http://www.w3.org", "")
            assert "https://" not in found.text


@pytest.mark.parametrize(
    "name",
    ["..%2Foutside.yaml", "%2e%2e%2foutside.yaml", "..%5Coutside.yaml", "%2Fetc%2Fpasswd", "secret.txt", ".hillside.yaml.lock",
     "..", "hillside.yaml%00", "hillside.yaml%0d%0aX-Evil:1", "%2e%2e", "x/../../outside.yaml", "hillside.culture.yaml"],
)  # fmt: skip
def test_no_name_in_an_address_leads_out_of_the_folder(site: Site, name: str) -> None:
    for rest in ("", "/check", "/answers", "/q/lead", "/documents/pack", "/next"):
        sent = raw(site, [f"GET /o/{name}{rest} HTTP/1.1", f"Host: 127.0.0.1:{site.held.port}", cookie(site)])
        assert sent.split(b" ")[1] in (b"404", b"400"), sent
        assert b"Outside School" not in sent and b"not for the browser" not in sent and b"X-Evil" not in sent


@pytest.mark.parametrize(
    "name", ["..%2F..%2Fhillside.yaml", "manifest.json", "%2Fetc%2Fpasswd", "..", "staff-guide.pdf%00"]
)
def test_no_name_of_a_document_leads_out_of_its_folder(site: Site, name: str) -> None:
    for address in (f"/o/hillside.yaml/documents/file/{name}", f"/o/hillside.yaml/documents/read/{name}"):
        sent = raw(site, [f"GET {address} HTTP/1.1", f"Host: 127.0.0.1:{site.held.port}", cookie(site)])
        assert sent.split(b" ")[1] in (b"404", b"400")


def test_nothing_typed_becomes_a_header_or_a_mark_of_the_page(tmp_path: Path) -> None:
    nasty = "St. Mary's\r\nSet-Cookie: a=b <script>alert(1)</script> \"{{ 7*7 }}"
    with running(tmp_path) as made, Visitor(made) as one:
        page = one.page("/new").send(text=nasty)
        assert page.status == 200 and "set-cookie" not in page.response.headers
        assert "<script>alert" not in page.response.text and "49" not in page.words
        for address in ("/", page.links["All sections"], page.links["Check answers"]):
            assert "<script>alert" not in one.get(address).text
        (path,) = tmp_path.glob("*.yaml")
        assert path.name.isascii() and "script" in seen(path).answers.text("organisation")


def test_a_way_back_that_was_made_up_is_not_followed(visitor: Visitor) -> None:
    page = visitor.page("/o/hillside.yaml/q/share_by?way=https://evil.example&told=%0d%0ax")
    assert page.status == 200 and "evil" not in page.response.text


def test_what_is_larger_than_any_answers_file_is_refused_before_it_is_read(site: Site) -> None:
    head = [
        "POST /bring-in HTTP/1.1",
        f"Host: 127.0.0.1:{site.held.port}",
        cookie(site),
        f"Origin: http://127.0.0.1:{site.held.port}",
    ]
    assert raw(site, [*head, f"Content-Length: {MOST_BODY + 1}"]).startswith(b"HTTP/1.1 413")
    chunk = b"%x\r\n" % 400_000 + b"a" * 400_000 + b"\r\n"
    assert raw(site, [*head, "Transfer-Encoding: chunked"], chunk * 4).startswith(b"HTTP/1.1 413")
    assert raw(site, [*head, "Content-Length: many"]).split(b" ")[1] in (b"400", b"413")


def test_only_the_page_that_takes_a_crest_takes_a_picture_and_no_larger_one(site: Site) -> None:
    about = [f"Host: 127.0.0.1:{site.held.port}", cookie(site), f"Origin: http://127.0.0.1:{site.held.port}"]
    at = "/o/hillside.yaml/crest"
    refused = raw(site, [f"POST {at} HTTP/1.1", *about, f"Content-Length: {MOST_PICTURE + 1}"])
    assert refused.startswith(b"HTTP/1.1 413")
    for other in (f"{at}/remove", "/bring-in", "/o/hillside.yaml/make"):
        told = raw(site, [f"POST {other} HTTP/1.1", *about, f"Content-Length: {MOST_BODY + 1}"])
        assert told.startswith(b"HTTP/1.1 413")


def test_a_body_that_does_not_arrive_is_not_waited_for(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    before = site.server.config.app.slowest
    monkeypatch.setattr(site.server.config.app, "slowest", 0.4)
    start = time.perf_counter()
    head = [
        "POST /new HTTP/1.1",
        f"Host: 127.0.0.1:{site.held.port}",
        cookie(site),
        f"Origin: http://127.0.0.1:{site.held.port}",
    ]
    assert raw(site, [*head, "Content-Length: 50"], b"text=").startswith(b"HTTP/1.1 408")
    assert time.perf_counter() - start < 5 and before == guard.SLOWEST


def test_a_form_with_thousands_of_fields_is_refused_kindly(visitor: Visitor) -> None:
    answer = visitor.post("/o/hillside.yaml/q/share_by", data={f"x{n}": "1" for n in range(5000)})
    assert answer.status_code in (400, 422) and "Traceback" not in answer.text


@pytest.mark.parametrize(
    "data",
    [b"", b"\0\1\2", b"MZ\x90\0", b"\xff\xfe", b"[" * 100_000, b"&a [*a]", b"!!python/object:os.system {}", b"policygen: 99\nanswers: {}\n",
     b"<html></html>", b"answers: {nothing: known}", b"- a\n- b\n", b"policygen: 1\nanswers: {}\n", b"a: b\n" * 150_000],
    ids=lambda data: repr(data[:20]),
)  # fmt: skip
def test_only_an_answers_file_can_be_brought_in_whatever_its_name(site: Site, visitor: Visitor, data: bytes) -> None:
    before = sorted(path.name for path in site.desk.shelf.folder.iterdir())
    answer = visitor.post("/bring-in", files={"answers": ("fine.yaml", data, "application/yaml")})
    assert answer.status_code == 422 and "There is a problem" in answer.text
    assert sorted(path.name for path in site.desk.shelf.folder.iterdir()) == before


def test_the_name_of_a_file_brought_in_decides_nothing(tmp_path: Path) -> None:
    data = (schools.EXAMPLES / "hillside-primary.yaml").read_bytes()
    with running(tmp_path) as made, Visitor(made) as one:
        answer = one.post("/bring-in", files={"answers": ("../../../evil.exe", data, "text/html")})
        again = one.post("/bring-in", files={"answers": ("x", data, "")})
    assert answer.status_code == again.status_code == 200
    assert sorted(path.name for path in tmp_path.glob("*.yaml")) == [
        "hillside-primary-school-2.yaml",
        "hillside-primary-school.yaml",
    ]
    assert not list(tmp_path.parent.glob("evil*"))


def test_a_document_that_was_made_can_run_nothing(site: Site, visitor: Visitor) -> None:
    page = visitor.page("/o/hillside.yaml/make").send(format="html")
    for _ in range(200):
        if "/making/" not in page.address:
            break
        time.sleep(0.1)
        page = visitor.page(page.address)
    link = next(address for words, address in page.links.items() if words.startswith("Read it here"))
    answer = visitor.get(link)
    assert answer.status_code == 200 and answer.headers["content-security-policy"] == DOCUMENT_POLICY
    assert "sandbox" in DOCUMENT_POLICY and "allow-" not in DOCUMENT_POLICY
    assert answer.headers["x-frame-options"] == "DENY"


def test_two_hundred_answers_at_once_lose_nothing(tmp_path: Path) -> None:
    """Twenty people at ten questions of one file, all at the same moment: of each question one answer is in the file, and
    everybody else is shown it beside their own. Nothing else in the file changes."""
    path = tmp_path / "school.yaml"
    path.write_bytes((schools.EXAMPLES / "hillside-primary.yaml").read_bytes())
    before = load_answers(path, schools.library())
    ids = [
        id
        for id, held in before.answers.items()
        if held.state == "given" and schools.library().questions[id].kind in ("text", "phone")
    ]
    tasks = [(number, id) for number in range(20) for id in ids[1:11]]
    together = threading.Barrier(len(tasks))
    with running(path) as made:
        with Visitor(made) as first:
            pages = {id: first.page(f"/o/school.yaml/q/{id}").response for id in ids[1:11]}

        def one(task: tuple[int, str]) -> tuple[str, str, Page]:
            number, id = task
            value = f"01632 960{number:03}" if schools.library().questions[id].kind == "phone" else f"{id} by {number}"
            with Visitor(made) as visitor:
                page = Page(visitor, pages[id])
                together.wait(60)
                return id, value, page.send(text=value)

        with ThreadPoolExecutor(len(tasks)) as pool:
            told = list(pool.map(one, tasks))
    answers = load_answers(path, schools.library())
    assert len(told) == 200
    for id in ids[1:11]:
        saved = [value for key, value, page in told if key == id and page.status == 200]
        assert saved == [answers.text(id)], "one was first, and was told so"
    for id, value, page in told:
        if page.status != 200:
            assert page.status == 409 and value in page.words and answers.text(id) in page.words
    others = {id: held for id, held in before.answers.items() if id not in ids[1:11]}
    assert {id: held for id, held in answers.answers.items() if id not in ids[1:11]} == others
    assert answers.people == before.people
