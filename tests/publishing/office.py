"""LibreOffice as a reader of workbooks: it works every formula out anew and prints the cells."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
#: commas, quotes, UTF-8, cells as shown, every sheet
_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"


def forgetful(data: bytes) -> bytes:
    """Give a workbook in which every formula's figure is 0 until somebody works it out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode()
            part = re.sub(r"(</f>)<v>[^<]*</v>", r"\1<v>0</v>", part)
            new.writestr(name, re.sub(r' t="str"(><f>)', r"\1", part))
    return buffer.getvalue()


def recalculated(
    books: Mapping[str, bytes], sheet: str, folder: Path
) -> dict[str, list[list[str]]]:
    """Give the cells of one sheet of each workbook as LibreOffice prints them."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_ALWAYS)
    for name, data in books.items():
        (folder / f"{name}.xlsx").write_bytes(forgetful(data))
    files = [str(folder / f"{name}.xlsx") for name in books]
    home = f"-env:UserInstallation=file://{folder / 'profile'}"
    out = folder / "out"
    subprocess.run(
        ["soffice", "--headless", home, "--convert-to", _CSV, "--outdir", str(out), *files],
        check=True, capture_output=True, timeout=500,
    )  # fmt: skip
    return {
        name: list(csv.reader(io.StringIO((out / f"{name}-{sheet}.csv").read_text("utf-8"))))
        for name in books
    }
