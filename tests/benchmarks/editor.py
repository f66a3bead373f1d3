"""What an editor shows, from the YAML language server itself: a transcript. Run by hand.

npm install yaml-language-server
python tests/benchmarks/editor.py node_modules/.bin/yaml-language-server
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
TEXT = """\
# yaml-language-server: $schema=../specs/schema/indicators.schema.json
- ref: A
  title: Contacts
  area: mash
  owner: jane-white
  unit: count
  measure: flow
  polarity: high is god
  polarty: low is good
  introduced: Aug 16
  decimals: 9
"""


class Server:
    """The language server over its standard streams (Language Server Protocol 3.17)."""

    def __init__(self, command: str) -> None:
        self._process = subprocess.Popen(
            [command, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._number = 0
        self.diagnostics: list[dict[str, Any]] = []

    def send(self, method: str, params: Any, *, wait: bool = True) -> Any:
        message: dict[str, Any] = {"jsonrpc": "2.0", "method": method, "params": params}
        if wait:
            self._number += 1
            message["id"] = self._number
        self._write(message)
        return self._answer(self._number) if wait else None

    def _write(self, message: dict[str, Any]) -> None:
        data = json.dumps(message).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        size = 0
        while line := self._process.stdout.readline().strip():
            if line.lower().startswith(b"content-length"):
                size = int(line.split(b":")[1])
        return json.loads(self._process.stdout.read(size))

    def _answer(self, number: int) -> Any:
        while True:
            message = self._read()
            if message.get("method") == "workspace/configuration":
                items = [
                    {"validate": True, "completion": True, "hover": True}
                    if item.get("section") == "yaml"
                    else {}
                    for item in message["params"]["items"]
                ]
                self._write({"jsonrpc": "2.0", "id": message["id"], "result": items})
            elif "id" in message and "method" in message:
                self._write({"jsonrpc": "2.0", "id": message["id"], "result": None})
            elif message.get("id") == number:
                return message.get("result")
            elif message.get("method") == "textDocument/publishDiagnostics":
                self.diagnostics = message["params"]["diagnostics"]
                if number == 0:
                    return None

    def wait_for_diagnostics(self) -> list[dict[str, Any]]:
        while not self.diagnostics:
            self._answer(0)
        return self.diagnostics

    def close(self) -> None:
        self._process.kill()


def main(command: str) -> None:
    server = Server(command)
    uri = (ROOT / "indicators" / "scratch.yaml").as_uri()
    server.send(
        "initialize",
        {
            "processId": None,
            "rootUri": ROOT.as_uri(),
            "capabilities": {
                "workspace": {"configuration": True},
                "textDocument": {"hover": {"contentFormat": ["plaintext"]}},
            },
        },
    )
    server.send("initialized", {}, wait=False)
    document = {"uri": uri, "languageId": "yaml", "version": 1, "text": TEXT}
    server.send("textDocument/didOpen", {"textDocument": document}, wait=False)
    for one in server.wait_for_diagnostics():
        place = one["range"]["start"]
        print(f"line {place['line'] + 1}, column {place['character'] + 1}: {one['message']}")
    at = {"textDocument": {"uri": uri}, "position": {"line": 7, "character": 12}}
    found = server.send("textDocument/completion", at)
    print("at polarity:", [item["label"] for item in found["items"]])
    at["position"] = {"line": 6, "character": 4}
    print("over measure:", server.send("textDocument/hover", at)["contents"]["value"])
    server.close()


if __name__ == "__main__":
    main(sys.argv[1])
