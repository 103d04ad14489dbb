"""`syntax.py FOLDER`: parses every Swift file below a folder, and fails when one does not parse.

Where there is no compiler this finds what breaks a file, and no error of types.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import tree_sitter
import tree_sitter_swift

# Swift takes an attribute in a conditional block of its own; the grammar takes declarations only.
CONDITIONAL_ATTRIBUTE = re.compile(rb"#if swift\(>=5\.8\)\n\s*@_documentation\(visibility: private\)\n#endif\n")
PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_swift.language()))


def faults(node: tree_sitter.Node) -> Iterator[tree_sitter.Node]:
    """The nodes that the grammar has no place for, and those that it misses."""
    if node.type == "ERROR" or node.is_missing:
        yield node
    elif node.has_error:
        for child in node.children:
            yield from faults(child)


def main() -> int:
    folder = Path(sys.argv[1])
    # A parser that accepts anything would prove nothing.
    assert list(faults(PARSER.parse(b"func broken( { let").root_node))
    files = sorted(file for file in folder.rglob("*.swift") if ".build" not in file.parts)
    broken = 0
    for file in files:
        source = CONDITIONAL_ATTRIBUTE.sub(b"\n\n\n", file.read_bytes())
        for node in faults(PARSER.parse(source).root_node):
            broken += 1
            row, column = node.start_point
            print(f"{file.relative_to(folder)}:{row + 1}:{column + 1}: does not parse", file=sys.stderr)
    if not any("gen" in file.parts for file in files):
        print("there is no generated Swift", file=sys.stderr)
        broken += 1
    print(f"{len(files)} files of Swift parse" if broken == 0 else f"{broken} places do not parse")
    return 1 if broken else 0


sys.exit(main())
