"""What the Python peers share: texts of a file through one function, for a bounded processor time, or its spans."""

import json
import sys
import time
from importlib.metadata import version


def main(package, find):
    """Runs `PEER INPUT SECONDS`, or `PEER --spans NOTES`; `find` gives (start, end) pairs in a text."""
    if sys.argv[1] == "--spans":
        spans(find, sys.argv[2])
    else:
        measure(package, find, sys.argv[1], float(sys.argv[2]))


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def measure(package, find, path, limit):
    texts = [line["text"] for line in read(path)]
    # The first text compiles patterns and loads modules.
    find(texts[0])
    size = found = 0
    start = time.process_time()
    for text in texts:
        found += len(find(text))
        size += len(text.encode())
        if time.process_time() - start > limit:
            break
    seconds = time.process_time() - start
    print(json.dumps({"version": version(package), "bytes": size, "seconds": seconds, "found": found}))


def spans(find, path):
    for note in read(path):
        found = [{"start": start, "end": end, "type": "PHI"} for start, end in find(note["text"])]
        print(json.dumps({"id": note["id"], "spans": found}))
