#!/usr/bin/env python3
"""Checks an audit log from outside: Python's standard library and docs/audit.md, nothing of Melaju.

usage: audit-outside.py DATA_FILE [CHECKPOINT]
Builds the tree from the stored lines and compares it with every checkpoint in the file, and with one
kept elsewhere.  The Ed25519 signatures are left to `melaju audit verify`, or to any tool that knows them.
"""
import base64
import hashlib
import sqlite3
import sys


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """Roots of complete subtrees, biggest first, as a binary counter."""

    def __init__(self):
        self.stack = []
        self.size = 0

    def add(self, leaf):
        entry, height = hashlib.sha256(b"\x00" + leaf).digest(), 0
        while self.stack and self.stack[-1][1] == height:
            entry, height = node(self.stack.pop()[0], entry), height + 1
        self.stack.append((entry, height))
        self.size += 1

    def root(self):
        if not self.stack:
            return hashlib.sha256(b"").digest()
        parts = [h for h, _ in self.stack]
        root = parts.pop()
        while parts:
            root = node(parts.pop(), root)
        return root


def leaf_bytes(row):
    city, ident, at, actor, unit, obj, event, commitment = row[1:9]
    numbers = b"".join(n.to_bytes(8, "big", signed=True) for n in (city, ident, at, actor, unit, obj))
    return b"melaju-leaf/1\x00" + numbers + event.encode() + b"\x00" + (commitment or b"")


def fail(what):
    print("DOES NOT HOLD: " + what)
    sys.exit(1)


def read_note(path):
    lines = open(path, encoding="utf-8").read().split("\n")
    return int(lines[0].split("/")[1]), int(lines[1]), base64.b64decode(lines[2])


def check_city(db, city, note):
    heads = {}
    for size, root in db.execute("SELECT size, root FROM audit_checkpoint WHERE city = ?", (city,)):
        heads.setdefault(size, []).append(root)
    if note and note[0] == city:
        heads.setdefault(note[1], []).append(note[2])
    tree, seen = Tree(), 0
    for row in db.execute(
            "SELECT seq, city, id, at, actor_id, unit_id, object_id, event, commitment, salt, details "
            "FROM audit_leaf WHERE city = ? AND seq IS NOT NULL ORDER BY seq", (city,)):
        if row[0] != tree.size:
            fail(f"line {tree.size} is missing")
        if row[10] is not None and hashlib.blake2b(row[9] + row[10].encode(), digest_size=32).digest() != row[8]:
            fail(f"the details of line {row[0]} are not those it was committed to")
        tree.add(leaf_bytes(row))
        for root in heads.get(tree.size, []):
            seen += 1
            if root != tree.root():
                fail(f"the root of the first {tree.size} lines is another one")
    if seen < sum(len(r) for size, r in heads.items() if size > 0):
        fail(f"a checkpoint speaks of more lines than the {tree.size} that are there")
    print(f"city {city}: {tree.size} lines, {seen} checkpoints hold")


def main():
    db = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
    note = read_note(sys.argv[2]) if len(sys.argv) > 2 else None
    for (city,) in db.execute("SELECT city FROM audit_log ORDER BY city").fetchall():
        check_city(db, city, note)


main()
