"""Reads the fetched archives and keeps readable text: WORK/corpus.jsonl and the list sources.tsv.

Kept: unminified sources, documentation and small data files of permissively licensed packages, at most
MAX_PACKAGE bytes a package. Dropped: minified, vendored and generated files, translations, change logs,
licence files and headers, and near-duplicates (files most of whose longer lines were seen before, in any package).
The held-out part is chosen by package, so that no package is on both sides.
"""
import csv
import hashlib
import html
import json
import re
import subprocess
import tarfile
import zipfile
from email.parser import Parser
from pathlib import Path, PurePosixPath

from common import HERE, SEED, WORK

MAX_PACKAGE = 1_000_000
MAX_PER_KIND = {"script": 420_000, "python": 330_000, "markup": 70_000, "english": 480_000}
MAX_FILE, MIN_FILE = 100_000, 300
TOTALS = {"script": 40_000_000, "python": 11_500_000, "markup": 6_500_000, "english": 20_000_000}
HELD_OUT_SHARE, MAX_HELD_OUT = 0.03, 120_000

KIND_OF = {
    **dict.fromkeys((".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs", ".jsx", ".svelte", ".vue"), "script"),
    ".py": "python",
    **dict.fromkeys((".json", ".css", ".scss", ".less", ".html", ".yaml", ".yml", ".toml"), "markup"),
    **dict.fromkeys((".md", ".mdx", ".rst", ".txt"), "english"),
}
BAD_FOLDER = re.compile(
    r"(^|/)(node_modules|vendor|vendored|_vendor|_vendored|third[_-]?party|thirdparty|externals?|extern|umd|locales?|i18n|lang|langs|"
    r"translations?|l10n|min|bundles?|snapshots?|__snapshots__|testdata|fixtures?|\.git|_static|generated|gen|amd|system|es5|fesm5|fesm2015)/", re.I)
BAD_NAME = re.compile(
    r"(\.min\.|\.bundle\.|\.umd\.|\.prod\.|\.production\.|-min\.|\.global\.|\.iife\.|package-lock|npm-shrinkwrap|tsbuildinfo|composer\.json|"
    r"^(licen[sc]e|copying|copyright|notice|authors|contributors|credits|thanks|changelog|changes|history|news|release|third)|sources\.txt$|"
    r"top_level\.txt|entry_points\.txt|requires\.txt|record$|requirements.*\.txt|_pb2|\.pb\.|\.generated\.|cmakelists|manifest)", re.I)
GENERATED = re.compile(r"@generated|auto-?generated|generated (by|from|code|file)|do not (edit|modify)|automatically generated|this file is generated", re.I)
COPYRIGHT = re.compile(r"copyright|licen[sc]e|spdx|\(c\)\s*\d{4}|all rights reserved", re.I)
LEADING_COMMENT = re.compile(r"\A(?:#!.*\n)?\s*(?:(/\*.*?\*/)|((?:[ \t]*//[^\n]*\n)+)|((?:[ \t]*#[^\n]*\n)+)|(<!--.*?-->))\s*", re.S)
PERMISSIVE = ("mit", "isc", "apache-2.0", "apache 2.0", "apache license 2.0", "apache license, version 2.0", "apache2", "bsd", "bsd-2-clause",
              "bsd-3-clause", "3-clause bsd", "new bsd", "0bsd", "cc0-1.0", "unlicense", "psf-2.0", "python software foundation", "mit license",
              "mit no attribution", "apache software license", "bsd license", "the mit license", "apache", "apache license", "public domain", "modified bsd license",
              "bsd 3-clause", "mit-0", "bsd 3-clause license", "the unlicense (unlicense)", "bsd-0-clause", "python software foundation license", "isc license (iscl)",
              "bsd 2-clause", "the mit license (mit)", "apache software license 2.0", "bsd-3-clause license", "apache-2", "apache license version 2.0")
DEB_LICENCE = {"python3.11-doc": "PSF-2.0", "sqlite3-doc": "public domain", "nodejs-doc": "MIT", "rust-doc": "MIT OR Apache-2.0", "golang-1.19-doc": "BSD-3-Clause"}


def is_permissive(licence: str) -> bool:
    """`A OR B` needs one permitted part, `A AND B` needs both."""
    text = licence.strip().strip("()").lower()
    if re.search(r"\bor\b|/| \| ", text) and text not in PERMISSIVE:
        return any(is_permissive(part) for part in re.split(r"\s+or\s+|/|\s\|\s", text))
    if " and " in text and text not in PERMISSIVE:
        return all(is_permissive(part) for part in text.split(" and "))
    return text.strip().strip("()") in PERMISSIVE


def members(archive: Path):
    """(path inside without the archive's own top folder, bytes) of every plain file of an archive."""
    name = archive.name
    if name.endswith((".whl", ".zip")):
        with zipfile.ZipFile(archive) as zipped:
            for info in zipped.infolist():
                if not info.is_dir() and info.file_size < 2_000_000:
                    yield info.filename, zipped.read(info)
    elif name.endswith(".deb"):
        folder = archive.parent / "x"
        if not folder.exists():
            subprocess.run(["dpkg-deb", "-x", str(archive), str(folder)], check=True)
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink() and path.stat().st_size < 2_000_000:
                yield str(path.relative_to(folder)), path.read_bytes()
    else:
        with tarfile.open(archive) as tar:
            for info in tar:
                if info.isfile() and info.size < 2_000_000:
                    source = tar.extractfile(info)
                    yield info.name.partition("/")[2], source.read() if source else b""


def describe(kind: str, name: str, archive: Path, files: dict[str, bytes]) -> tuple[str, str]:
    """(version, licence as the package states it)."""
    if kind == "npm":
        manifest = json.loads(files.get("package.json", b"{}"))
        licence = manifest.get("license") or (manifest.get("licenses") or [{}])[0]
        return manifest.get("version", "?"), licence.get("type", "?") if isinstance(licence, dict) else str(licence)
    if kind == "deb":
        return archive.name.split("_")[1], DEB_LICENCE[name]
    wanted = "PKG-INFO" if kind == "sdist" else ".dist-info/METADATA"
    path = next((p for p in files if p == wanted or (kind == "wheel" and p.endswith(wanted))), None)
    if path is None:
        return "?", "?"
    data = Parser().parsestr(files[path].decode("utf8", "replace"), headersonly=True)
    classifiers = [c.split(" :: ")[-1] for c in data.get_all("Classifier", []) if c.startswith("License ::") and c != "License :: OSI Approved"]
    stated = data.get("License-Expression") or (classifiers[0] if len(classifiers) == 1 else None) or " AND ".join(classifiers) or (data.get("License") or "?")
    return data.get("Version", "?"), stated.splitlines()[0][:60]


def rank(path: str, has_sources: bool) -> int:
    """Lower first: sources before ES modules before CommonJS before type declarations."""
    if re.search(r"\.d\.[mc]?ts$", path):
        return 5
    if re.search(r"\.(ts|tsx|mts|svelte|vue)$", path):
        return 0
    if has_sources and re.match(r"(src|source|lib|packages)/", path):
        return 1
    if re.search(r"(^|/)(esm|es|es6|module|modern|fesm\w*)/|\.mjs$", path):
        return 2
    return 4 if re.search(r"(^|/)(cjs|commonjs|dist|build|out)/|\.cjs$", path) else 3


def from_html(text: str) -> str:
    """Documentation pages of the Debian packages: prose and code without tags."""
    text = re.sub(r"(?is)<(script|style|nav|header|footer|head)\b.*?</\1>", "", text)
    text = re.sub(r"(?i)</(p|div|h\d|li|tr|pre|table|ul|ol|dt|dd)>|<br\s*/?>", "\n", text)
    text = html.unescape(re.sub(r"<[^>]+>", "", text))
    return re.sub(r"[ \t]+\n", "\n", re.sub(r"\n\s*\n\s*\n+", "\n\n", text)).strip() + "\n"


def strip_licence_header(text: str) -> str:
    for _ in range(3):
        match = LEADING_COMMENT.match(text)
        if not match or not COPYRIGHT.search(match.group(0)):
            return text
        text = text[match.end():]
    return text


def is_readable(text: str, kind: str) -> bool:
    lines = text.split("\n")
    longest = max(map(len, lines))
    if longest > (3000 if kind == "english" else 400) or (kind != "english" and len(text) / len(lines) > 90):
        return False
    if GENERATED.search(text[:1500]) or re.search(r"\S{250}", text):
        return False
    digits = sum(c.isdigit() for c in text)
    foreign = sum(ord(c) > 127 for c in text)
    letters = sum(c.isalpha() for c in text)
    return digits < 0.15 * len(text) and foreign < 0.05 * len(text) and letters > 0.35 * len(text)


class SeenLines:
    """Near-duplicate test by hashes of the longer stripped lines of everything kept so far."""

    def __init__(self) -> None:
        self.seen: set[int] = set()

    def is_duplicate(self, text: str) -> bool:
        keys = {hash(line) for line in map(str.strip, text.split("\n")) if len(line) >= 18}
        if len(keys) < 4:
            return True
        if sum(key in self.seen for key in keys) > 0.4 * len(keys):
            return True
        self.seen |= keys
        return False


def texts_of(kind: str, name: str, files: dict[str, bytes]):
    """(kind of text, path, text) of a package's usable files, best first."""
    has_sources = any(re.match(r"(src|source)/.*\.([mc]?[jt]sx?)$", p) for p in files)
    candidates = []
    for path, data in files.items():
        pure = PurePosixPath(path)
        language = KIND_OF.get(pure.suffix.lower())
        if kind == "deb":
            language = "english" if pure.suffix in (".html", ".md") or path.endswith(".rst.txt") else None
            if name.startswith("python") and not path.endswith(".rst.txt"):
                continue
        elif kind in ("wheel", "sdist") and language in ("script",):
            continue
        if language is None or BAD_FOLDER.search(path) or BAD_NAME.search(pure.name):
            continue
        if not MIN_FILE <= len(data) <= (400_000 if kind == "deb" else MAX_FILE):
            continue
        if language == "markup" and pure.suffix == ".json" and len(data) > 12_000:
            continue
        order = rank(path, has_sources) if language == "script" else 0
        candidates.append((order, hashlib.sha1((str(SEED) + name + path).encode()).hexdigest(), language, path, data))
    for _, _, language, path, data in sorted(candidates):
        try:
            text = data.decode("utf8").replace("\r\n", "\n").lstrip("\ufeff")
        except UnicodeDecodeError:
            continue
        if kind == "deb" and path.endswith(".html"):
            text = from_html(text)
        text = strip_licence_header(text)
        if MIN_FILE <= len(text) <= MAX_FILE and "\0" not in text and is_readable(text, language):
            yield language, path, text


def is_held_out(name: str) -> bool:
    family = re.split(r"[/\-_.]", name.lstrip("@"))[0]
    return int(hashlib.sha1(f"{SEED}:{family}".encode()).hexdigest(), 16) % 1000 < HELD_OUT_SHARE * 1000


def main() -> None:
    seen, rows, documents = SeenLines(), [], []
    for folder in sorted((WORK / "packages").glob("*/*")):
        kind, name = folder.parent.name, folder.name.replace("__", "/")
        archive = next((p for p in sorted(folder.iterdir()) if p.is_file()), None)
        if archive is None:
            continue
        try:
            files = dict(members(archive))
        except (OSError, tarfile.TarError, zipfile.BadZipFile) as error:
            print(f"unreadable: {kind} {name}: {error}")
            continue
        version, licence = describe(kind, name, archive, files)
        if not is_permissive(licence):
            print(f"licence not on the list: {kind} {name}: {licence!r}")
            continue
        split = "heldout" if is_held_out(name) else "train"
        used = dict.fromkeys(MAX_PER_KIND, 0)
        for language, path, text in texts_of(kind, name, files):
            size = len(text.encode())
            if used[language] + size > MAX_PER_KIND[language] or sum(used.values()) + size > MAX_PACKAGE or seen.is_duplicate(text):
                continue
            used[language] += size
            documents.append({"kind": kind, "package": name, "version": version, "licence": licence, "language": language, "path": path, "split": split, "text": text})
    documents = balance(documents)
    write(documents)


def balance(documents: list[dict]) -> list[dict]:
    """In a shuffled order keeps at most TOTALS bytes of each kind of training text, MAX_HELD_OUT of a held-out package."""
    documents.sort(key=lambda d: hashlib.sha1(f"{SEED}:{d['kind']}:{d['package']}:{d['path']}".encode()).hexdigest())
    used, kept = {}, []
    for document in documents:
        size = len(document["text"].encode())
        held_out = document["split"] == "heldout"
        key, limit = (document["package"], MAX_HELD_OUT) if held_out else (document["language"], TOTALS[document["language"]])
        if used.get(key, 0) + size <= limit:
            used[key] = used.get(key, 0) + size
            kept.append(document)
    return kept


def write(documents: list[dict]) -> None:
    with (WORK / "corpus.jsonl").open("w") as file:
        for document in documents:
            file.write(json.dumps(document) + "\n")
    sizes: dict[tuple, int] = {}
    for d in documents:
        key = (d["kind"], d["package"], d["version"], d["licence"], d["language"], d["split"])
        sizes[key] = sizes.get(key, 0) + len(d["text"].encode())
    with (HERE / "sources.tsv").open("w", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(["kind", "package", "version", "licence", "text", "split", "bytes"])
        writer.writerows([*key, size] for key, size in sorted(sizes.items()))
    for split in ("train", "heldout"):
        for language in TOTALS:
            part = [d for d in documents if d["split"] == split and d["language"] == language]
            print(split, language, len(part), "files", sum(len(d["text"].encode()) for d in part), "bytes")


if __name__ == "__main__":
    main()
