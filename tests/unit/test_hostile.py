"""Specs of strangers: a finding or a clear exit 2, never a traceback, a hang or a secret."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kpilib import read
from kpilib.commands import main
from kpilib.project.yaml.yaml_reader import read_yaml
from kpilib.values import files
from tests.conftest import BASE, indicator, lay
from tests.hostile import CASES


@pytest.mark.parametrize(("name", "write", "codes"), CASES, ids=[case[0] for case in CASES])
def test_a_hostile_project_gives_findings(
    name: str, write: Callable[[Path], None], codes: set[str], tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """The codes that belong to it, exit 0 or 1, and no word of what lies outside."""
    write(tmp_path / "p")
    code = main(["validate", "--project", str(tmp_path / "p"), "--format", "json"])
    out = capsys.readouterr().out
    found = {finding["code"] for finding in json.loads(out)["findings"]}
    assert codes <= found
    assert code == int(any(f["severity"] == "error" for f in json.loads(out)["findings"]))
    assert "topsecret" not in out


def test_a_file_that_vanishes_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between listing and opening, or while it is a project file."""
    lay(tmp_path, {**BASE, "indicators/a.yaml": indicator("A")})
    opened = files.os.open

    def gone(path: str, flags: int, *rest: int) -> int:
        if str(path).endswith("a.yaml"):
            raise FileNotFoundError(2, "No such file or directory")
        return opened(path, flags, *rest)

    monkeypatch.setattr(files.os, "open", gone)
    assert [finding.code for finding in read(tmp_path).findings] == ["KPI109"]


def test_a_project_file_that_is_a_link_or_too_large_ends_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing of what it leads to is quoted."""
    lay(tmp_path, {"secret.toml": 'topsecret = "x"\n', "p/x": "", "q/kpilib.toml": "#" * 1_000_002})
    (tmp_path / "p" / "kpilib.toml").symlink_to(tmp_path / "secret.toml")
    for name in ("p", "q"):
        assert main(["validate", "--project", str(tmp_path / name)]) == 2
        assert "topsecret" not in capsys.readouterr().err


def test_a_folder_behind_a_link_is_not_read(tmp_path: Path) -> None:
    """Also where the link is a folder above the one that the project file names."""
    lay(tmp_path, {"elsewhere/i/a.yaml": "- ref: topsecret\n", "p/kpilib.toml": "",
                   "p/specs/areas.yaml": ""})  # fmt: skip
    (tmp_path / "p" / "a").symlink_to(tmp_path / "elsewhere")
    lay(tmp_path / "p", {"kpilib.toml": 'indicators = "a/i"\n'})
    found = read(tmp_path / "p").findings
    assert "KPI109" in [finding.code for finding in found]
    assert "topsecret" not in str(found)


def test_at_each_limit_of_a_file_it_works() -> None:
    """4 MB, 100,000 values, 16 levels, 100,000 characters; past each there is a fault."""
    for fine, past in (
        (b"#" * 4_000_000, b"#" * 4_000_001),
        (b"- a\n" * 99_999, b"- a\n" * 100_000),
        (b"[" * 16 + b"]" * 16, b"[" * 17 + b"]" * 17),
        (b"- " + b"x" * 100_000, b"- " + b"x" * 100_001),
    ):
        assert read_yaml(fine, "x.yaml").faults == []
        assert [fault.code for fault in read_yaml(past, "x.yaml").faults] == ["KPI106"]


def test_validation_needs_no_numpy_no_thread_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a browser: these cannot be imported, and the shipped project is validated."""
    import subprocess
    import sys

    from tests.conftest import ROOT

    code = (
        "import sys\n"
        "class Refuse:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in ('numpy', 'subprocess', 'multiprocessing', 'concurrent',"
        " 'socket', 'ssl', '_posixsubprocess'):\n"
        "            raise ImportError(f'{name} is not to be had here')\n"
        "sys.meta_path.insert(0, Refuse())\n"
        "import _thread\n"
        "def refuse(*a, **k): raise RuntimeError('no threads here')\n"
        "_thread.start_new_thread = refuse\n"
        "from kpilib.commands import main\n"
        f"sys.exit(main(['validate', '--project', {str(ROOT)!r}]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_init_makes_a_project_that_validates(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a finding, with owners from the registers, and never over what is there."""
    folder = tmp_path / "new"
    assert main(["init", str(folder)]) == 0
    assert main(["validate", "--project", str(folder), "--fail-on", "warning"]) == 0
    assert main(["validate", "--project", str(folder), "--diff"]) == 0
    owners = (folder / ".github" / "CODEOWNERS").read_text("utf-8")
    assert "/indicators/front-door.yaml @jane-white" in owners
    assert "/specs/ @jane-white" in owners
    capsys.readouterr()
    assert main(["init", str(folder)]) == 2
    assert "is there already" in capsys.readouterr().err
    (tmp_path / "file").write_text("")
    assert main(["init", str(tmp_path / "file" / "x")]) == 2


def test_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    """`-o /dev/stdout` and the like: the device stays what it is."""
    from kpilib.values import atomic

    device = Path("/dev/null")
    atomic.write(device, b"x")
    assert device.is_char_device()


def test_what_a_project_file_holds_becomes_no_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its words are quoted on one line, without escapes."""
    for text in ('dataset = "\\n::error::x"', '"\\n::error::x" = 1', 'indicators = "a\\u0000b"',
                 '[rules]\nKPI101 = "\\n##[error]z\\u001b[31m"'):  # fmt: skip
        lay(tmp_path, {"kpilib.toml": text})
        assert main(["validate", "--project", str(tmp_path)]) == 2
        err = capsys.readouterr().err
        assert len(err.splitlines()) == 1
        assert err.startswith("kpilib: ")
        assert "\x1b" not in err
        assert "##[" not in err


def test_a_folder_with_a_slash_behind_is_the_same_folder(tmp_path: Path) -> None:
    """`specs/` and `./specs` mean specs."""
    lay(tmp_path, {**BASE, "indicators/a.yaml": indicator("A")})
    lay(tmp_path, {"kpilib.toml": 'specs = "specs/"\nindicators = "./indicators"\n'})
    assert read(tmp_path).findings == ()
