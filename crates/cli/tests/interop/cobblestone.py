"""Seals and opens envelopes on the Cobblestone-256 of pyca/cryptography, which is not ours.

It reads a JSON array of jobs and writes one of results.
Header and context arrive as bytes, so only the chunked encryption is compared here.
"""

import base64
import json
import sys

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor


def run(job):
    data = base64.b64decode(job["data"])
    key, context = base64.b64decode(job["key"]), base64.b64decode(job["context"])
    kind = {"seal": Cobblestone256Encryptor, "open": Cobblestone256Decryptor}[job["op"]]
    cipher = kind(key, context)
    try:
        return {"ok": base64.b64encode(cipher.update(data) + cipher.finalize()).decode()}
    except Exception as error:  # whatever it is, the job was refused
        return {"error": type(error).__name__}


json.dump([run(job) for job in json.load(sys.stdin)], sys.stdout)
