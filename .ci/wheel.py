"""Hold a built wheel against the checkout: every file of clauses/ and templates/ is in it, and no program among them."""

import sys
from pathlib import Path
from zipfile import ZipFile

INSIDE = "policygen/_bundled/"
LICENCES = {"LICENSE", *(f"OFL-{font}.txt" for font in ("Noto", "Carlito", "Liberation", "Caladea"))}


def main(wheel: str) -> str:
    """What is wrong with the wheel, or empty."""
    with ZipFile(wheel) as archive:
        names = archive.namelist()
    held = {name.removeprefix(INSIDE) for name in names if name.startswith(INSIDE)}
    wanted = {
        path.as_posix()
        for folder in ("clauses", "templates")
        for path in Path(folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    programs = sorted(name for name in held if name.endswith((".py", ".pyc")))
    licences = {name.rpartition("/")[2] for name in names if ".dist-info/licenses/" in name}
    wrong = [
        *(f"missing: {name}" for name in sorted(wanted - held)),
        *(f"not in the checkout: {name}" for name in sorted(held - wanted)),
        *(f"a program among the data: {name}" for name in programs),
        *(f"licence missing: {name}" for name in sorted(LICENCES - licences)),
    ]
    if not wrong:
        print(f"{Path(wheel).name}: {len(held)} files of clauses and templates, {len(names)} files in all")
    return "\n".join(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) or 0)
