"""How docs/spec/vectors/attest.json was made: python3 attest.py OUT.

It needs the packages cbor2 and cryptography, and shares no code with phiward. Keys are random, so another run gives
another file with the same meaning. The committed file is frozen: this is here to be read, to be run into a file
of another name, and to be extended for a further file.
"""

import base64
import datetime
import hashlib
import json
import sys

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

NOW = 1_800_000_000
utc = lambda s: datetime.datetime.fromtimestamp(s, datetime.timezone.utc)
key = lambda curve=ec.SECP384R1(): ec.generate_private_key(curve)
name = lambda cn: x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "XX"), x509.NameAttribute(NameOID.COMMON_NAME, cn)])
usage = lambda sign, ca: x509.KeyUsage(digital_signature=sign, key_cert_sign=ca, crl_sign=ca, content_commitment=False,
    key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False)

def cert(subject, subject_key, issuer, issuer_key, begin, end, ca=False, path=None, use="default", basic=True, extra=(), alg=hashes.SHA384()):
    b = (x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name(issuer)).public_key(subject_key.public_key())
         .serial_number(x509.random_serial_number()).not_valid_before(utc(begin)).not_valid_after(utc(end)))
    if basic:
        b = b.add_extension(x509.BasicConstraints(ca=ca, path_length=path if ca else None), critical=True)
    if use == "default":
        use = usage(not ca, ca)
    if use is not None:
        b = b.add_extension(use, critical=True)
    for ext, critical in extra:
        b = b.add_extension(ext, critical)
    return b.sign(issuer_key, alg).public_bytes(Encoding.DER)

ROOT, INT, INT2, INT3, LEAF = key(), key(), key(), key(), key()
R, I, I2, I3, L = "PHIWARD INSECURE VECTOR ROOT", "insecure zonal", "insecure instance", "insecure further", "insecure enclave"
YEAR = 365 * 86400
root = cert(R, ROOT, R, ROOT, NOW - YEAR, NOW + 20 * YEAR, ca=True)
inter = cert(I, INT, R, ROOT, NOW - 86400, NOW + 86400, ca=True, path=1)
inter2 = cert(I2, INT2, I, INT, NOW - 7200, NOW + 20000, ca=True, path=0)
leaf = cert(L, LEAF, I2, INT2, NOW - 60, NOW + 10800)
BUNDLE = [root, inter, inter2]
pcr = lambda i: hashlib.sha384(b"phiward vector pcr %d" % i).digest()
NONCE = bytes(range(32))

def payload(**change):
    fields = {"module_id": "i-0f00ba4b00ba4b00b-enc018f00ba4b00ba4", "digest": "SHA384", "timestamp": NOW * 1000,
              "pcrs": {i: pcr(i) if i in (0, 1, 2, 4, 8) else bytes(48) for i in range(16)},
              "certificate": leaf, "cabundle": BUNDLE, "public_key": bytes([5]) * 32, "user_data": None, "nonce": NONCE}
    for k, v in change.items():
        if v is ...:
            del fields[k]
        else:
            fields[k] = v
    return fields

def sign(data, signer=LEAF, protected=cbor2.dumps({1: -35}), unprotected=None, tag=False, alg=hashes.SHA384(), array=None):
    if not isinstance(data, bytes):
        data = cbor2.dumps(data)
    tbs = cbor2.dumps(["Signature1", protected, b"", data])
    r, s = utils.decode_dss_signature(signer.sign(tbs, ec.ECDSA(alg)))
    size = (signer.curve.key_size + 7) // 8
    parts = [protected, unprotected or {}, data, r.to_bytes(size, "big") + s.to_bytes(size, "big")]
    if array:
        parts = array(parts)
    return cbor2.dumps(cbor2.CBORTag(18 if tag is True else tag, parts) if tag else parts)

EXPECTED = {"pcrs": {str(i): pcr(i).hex() for i in (0, 1, 2)}, "nonce_b64": base64.b64encode(NONCE).decode(), "max_age_s": 300}
OK = {"module_id": "i-0f00ba4b00ba4b00b-enc018f00ba4b00ba4", "timestamp_ms": NOW * 1000}
cases = []
def case(id, document, expect, at=NOW, expected=EXPECTED, root_der=root):
    c = {"id": id, "document_b64": base64.b64encode(document).decode(), "expected": expected, "at_unix": at}
    if root_der is not None:
        c["root_b64"] = base64.b64encode(root_der).decode()
    c["expect"] = OK if expect == "ok" else {"error": expect}
    cases.append(c)
without = lambda k: {a: b for a, b in EXPECTED.items() if a != k}
good = sign(payload())

# Accepted.
case("accepted", good, "ok")
case("accepted-tagged", sign(payload(), tag=True), "ok")
def indefinite(fields):
    out = b"\xbf"
    for k, v in fields.items():
        out += cbor2.dumps(k)
        if k == "pcrs":
            out += b"\xbf" + b"".join(cbor2.dumps(i) + cbor2.dumps(x) for i, x in v.items()) + b"\xff"
        elif k == "cabundle":
            out += b"\x9f" + b"".join(cbor2.dumps(x) for x in v) + b"\xff"
        else:
            out += cbor2.dumps(v)
    return out + b"\xff"
case("accepted-indefinite", sign(indefinite(payload())), "ok")
case("accepted-any-order", sign(dict(reversed(payload().items()))), "ok")
case("accepted-optional-fields-absent", sign(payload(public_key=..., user_data=..., nonce=...)), "ok", expected=without("nonce_b64"))
case("accepted-any-build", good, "ok", expected={**EXPECTED, "pcrs": {}})
case("accepted-pcr4-pcr8", good, "ok", expected={**EXPECTED, "pcrs": {str(i): pcr(i).hex() for i in (0, 1, 2, 4, 8)}})
case("accepted-at-age-limit", good, "ok", at=NOW + 300)
case("accepted-clock-a-minute-behind", good, "ok", at=NOW - 60)
case("accepted-no-age-limit", good, "ok", at=NOW + 10800, expected=without("max_age_s"))
case("accepted-leaf-ended-within-tolerance", good, "ok", at=NOW + 10860, expected=without("max_age_s"))
def rewrite(doc):
    a = cbor2.loads(doc)
    n = 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973
    s = int.from_bytes(a[3][48:], "big")
    a[3] = a[3][:48] + (n - s).to_bytes(48, "big")
    return cbor2.dumps(a)
case("accepted-other-s-of-the-same-signature", rewrite(good), "ok")

# Shape.
case("malformed-empty", b"", "malformed")
case("malformed-not-cbor", b"\x1c\x00attestation", "malformed")
case("malformed-cut", good[:-1], "malformed")
case("malformed-trailing", good + b"\x00", "malformed")
case("malformed-too-long", sign(payload(user_data=bytes(1024), cabundle=BUNDLE + [bytes(16384)])), "malformed")
case("malformed-other-tag", sign(payload(), tag=17), "malformed")
case("malformed-three-parts", sign(payload(), array=lambda p: p[:3]), "malformed")
case("malformed-five-parts", sign(payload(), array=lambda p: p + [b""]), "malformed")
case("malformed-es256-header", sign(payload(), protected=cbor2.dumps({1: -7})), "malformed")
case("malformed-no-algorithm", sign(payload(), protected=cbor2.dumps({})), "malformed")
case("malformed-further-protected-header", sign(payload(), protected=cbor2.dumps({1: -35, 4: b"k"})), "malformed")
case("malformed-unprotected-header", sign(payload(), unprotected={4: b"k"}), "malformed")
for field in ["module_id", "digest", "timestamp", "pcrs", "certificate", "cabundle"]:
    case(f"malformed-without-{field}", sign(payload(**{field: ...})), "malformed")
case("malformed-unknown-field", sign(payload(extra=1)), "malformed")
def twice(k, v):
    body = cbor2.dumps(payload())
    return bytes([body[0] + 1]) + body[1:] + cbor2.dumps(k) + cbor2.dumps(v)
case("malformed-field-twice", sign(twice("nonce", NONCE)), "malformed")
def pcr_twice():
    p = payload(); body = b"\xa9"
    for k, v in p.items():
        body += cbor2.dumps(k)
        body += b"\xa4" + b"".join(cbor2.dumps(i) + cbor2.dumps(pcr(i)) for i in (0, 1, 2, 0)) if k == "pcrs" else cbor2.dumps(v)
    return body
case("malformed-pcr-twice", sign(pcr_twice()), "malformed")
case("malformed-pcr-index-32", sign(payload(pcrs={**payload()["pcrs"], 32: bytes(48)})), "malformed")
case("malformed-payload-trailing", sign(cbor2.dumps(payload()) + b"\x00"), "malformed")
case("malformed-payload-is-an-array", sign(list(payload().values())), "malformed")
case("malformed-timestamp-text", sign(payload(timestamp=str(NOW * 1000))), "malformed")
case("malformed-nonce-text", sign(payload(nonce="nonce")), "malformed")
case("malformed-empty-cabundle", sign(payload(cabundle=[])), "malformed")
case("malformed-no-pcrs", sign(payload(pcrs={})), "malformed")

# Chain.
case("untrusted-root-aws-pinned", good, "untrusted_root", root_der=None)
case("untrusted-root-same-name-other-key", sign(payload(cabundle=[cert(R, key(), R, ROOT, NOW - YEAR, NOW + YEAR, ca=True)] + BUNDLE[1:])), "untrusted_root")
case("untrusted-root-absent", sign(payload(cabundle=BUNDLE[1:])), "untrusted_root")
case("untrusted-root-last", sign(payload(cabundle=BUNDLE[::-1])), "untrusted_root")
def chain(id, expect="certificate_invalid", bundle=BUNDLE, end=leaf, signer=LEAF, **kw):
    case(id, sign(payload(cabundle=bundle, certificate=end), signer=signer), expect, **kw)
flip = lambda der, at: der[:at] + bytes([der[at] ^ 1]) + der[at + 1:]
chain("certificate-not-der", end=b"certificate")
chain("certificate-trailing", end=leaf + b"\x00")
chain("certificate-signature-altered", end=flip(leaf, len(leaf) - 1))
chain("certificate-contents-altered", end=flip(leaf, leaf.index(b"insecure enclave") + 3))
chain("certificate-authority-signature-altered", bundle=[root, flip(inter, len(inter) - 1), inter2])
chain("certificate-by-another-key", end=cert(L, LEAF, I2, key(), NOW - 60, NOW + 10800))
chain("certificate-other-issuer-name", end=cert(L, LEAF, "somebody", INT2, NOW - 60, NOW + 10800))
chain("certificate-link-missing", bundle=[root, inter2])
chain("certificate-order", bundle=[root, inter2, inter])
chain("certificate-authority-repeated", bundle=[root, inter, inter, inter2])
chain("certificate-authority-is-no-ca", bundle=[root, inter, cert(I2, INT2, I, INT, NOW - 60, NOW + 7200)])
chain("certificate-authority-without-basic-constraints", bundle=[root, inter, cert(I2, INT2, I, INT, NOW - 60, NOW + 7200, basic=False, use=usage(False, True))])
chain("certificate-authority-may-not-sign", bundle=[root, inter, cert(I2, INT2, I, INT, NOW - 60, NOW + 7200, ca=True, use=usage(True, False))])
chain("certificate-authority-without-key-usage", bundle=[root, inter, cert(I2, INT2, I, INT, NOW - 60, NOW + 7200, ca=True, use=None)])
chain("certificate-path-too-long", bundle=[root, cert(I, INT, R, ROOT, NOW - 60, NOW + 7200, ca=True, path=0), inter2])
chain("certificate-leaf-is-ca", end=cert(L, LEAF, I2, INT2, NOW - 60, NOW + 10800, ca=True))
chain("certificate-leaf-may-not-sign-data", end=cert(L, LEAF, I2, INT2, NOW - 60, NOW + 10800, use=x509.KeyUsage(False, False, True, False, False, False, False, False, False)))
chain("certificate-unknown-critical-extension", end=cert(L, LEAF, I2, INT2, NOW - 60, NOW + 10800, extra=[(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00"), True)]))
chain("accepted-unknown-extension", "ok", end=cert(L, LEAF, I2, INT2, NOW - 60, NOW + 10800, extra=[(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00"), False)]))
chain("certificate-sha256", end=cert(L, LEAF, I2, INT2, NOW - 60, NOW + 10800, alg=hashes.SHA256()))
P256 = key(ec.SECP256R1())
chain("certificate-p256", end=cert(L, P256, I2, INT2, NOW - 60, NOW + 10800), signer=P256)
far3 = cert(I3, INT3, I2, INT2, NOW - 60, NOW + 7200, ca=True)
wide = [root, cert(I, INT, R, ROOT, NOW - 60, NOW + 7200, ca=True), cert(I2, INT2, I, INT, NOW - 60, NOW + 7200, ca=True), far3]
five = cert(L, LEAF, I3, INT3, NOW - 60, NOW + 10800)
chain("accepted-chain-of-five", "ok", bundle=wide, end=five)
INT4 = key()
chain("certificate-chain-of-six", bundle=wide + [cert("insecure fourth", INT4, I3, INT3, NOW - 60, NOW + 7200, ca=True)], end=cert(L, LEAF, "insecure fourth", INT4, NOW - 60, NOW + 10800))

# Time.
case("expired-leaf", good, "certificate_expired", at=NOW + 10862)
case("expired-not-yet", good, "certificate_expired", at=NOW - 122)
chain("expired-authority", "certificate_expired", bundle=[root, inter, cert(I2, INT2, I, INT, NOW - 7200, NOW - 120, ca=True)])
chain("expired-authority-not-yet", "certificate_expired", bundle=[root, inter, cert(I2, INT2, I, INT, NOW + 120, NOW + 7200, ca=True)])
case("expired-milliseconds-for-seconds", good, "certificate_expired", at=NOW * 1000)

# Signature.
case("signature-altered", flip(good, len(good) - 1), "bad_signature")
case("signature-by-another-key", sign(payload(), signer=key()), "bad_signature")
case("signature-by-the-authority", sign(payload(), signer=INT2), "bad_signature")
case("signature-sha256", sign(payload(), alg=hashes.SHA256()), "bad_signature")
case("signature-zero", sign(payload(), array=lambda p: p[:3] + [bytes(96)]), "bad_signature")
case("signature-short", sign(payload(), array=lambda p: p[:3] + [p[3][:95]]), "bad_signature")
def swap_payload():
    a = cbor2.loads(good); a[2] = cbor2.dumps(payload(user_data=b"planted")); return cbor2.dumps(a)
case("signature-of-another-payload", swap_payload(), "bad_signature")
case("signature-before-measurements", sign(payload(pcrs={i: bytes(48) for i in range(16)}), signer=key()), "bad_signature")

# Measurements.
case("digest-sha256", sign(payload(digest="SHA256")), "malformed")
case("pcr-of-32-bytes", sign(payload(pcrs={**payload()["pcrs"], 0: bytes([1]) * 32})), "malformed")
debug = payload(pcrs={**payload()["pcrs"], 0: bytes(48), 1: bytes(48), 2: bytes(48)})
case("debug-mode", sign(debug), "debug_mode")
case("debug-mode-though-the-policy-names-zeros", sign(debug), "debug_mode", expected={**EXPECTED, "pcrs": {"0": "00" * 48, "1": "00" * 48, "2": "00" * 48}})
case("debug-mode-allowed", sign(debug), "ok", expected={**EXPECTED, "pcrs": {}, "allow_debug": True})
for i in (0, 1, 2):
    case(f"pcr{i}-differs", sign(payload(pcrs={**payload()["pcrs"], i: pcr(99)})), "pcr_mismatch")
case("pcr8-differs", good, "pcr_mismatch", expected={**EXPECTED, "pcrs": {**EXPECTED["pcrs"], "8": pcr(99).hex()}})
case("pcr16-absent", good, "pcr_mismatch", expected={**EXPECTED, "pcrs": {**EXPECTED["pcrs"], "16": "00" * 48}})
case("pcr0-prefix-is-not-enough", good, "pcr_mismatch", expected={**EXPECTED, "pcrs": {"0": pcr(0).hex()[:64]}})

# Freshness.
case("nonce-differs", sign(payload(nonce=bytes(32))), "nonce_mismatch")
case("nonce-null", sign(payload(nonce=None)), "nonce_mismatch")
case("nonce-absent", sign(payload(nonce=...)), "nonce_mismatch")
case("nonce-prefix", sign(payload(nonce=NONCE[:16])), "nonce_mismatch")
case("nonce-empty", sign(payload(nonce=b"")), "nonce_mismatch")
case("too-old", good, "too_old", at=NOW + 301)
case("too-old-seconds-for-milliseconds", sign(payload(timestamp=NOW)), "too_old")
case("from-the-future", sign(payload(timestamp=(NOW + 61) * 1000)), "too_old")

# Order: each of these breaks two rules, and the earlier one is told.
case("order-root-before-debug", sign(debug), "untrusted_root", root_der=None)
case("order-expired-before-signature", flip(good, len(good) - 1), "certificate_expired", at=NOW + 30000)
case("order-debug-before-nonce", sign({**debug, "nonce": bytes(32)}), "debug_mode")
case("order-pcr-before-nonce", sign(payload(nonce=bytes(32))), "pcr_mismatch", expected={**EXPECTED, "pcrs": {**EXPECTED["pcrs"], "0": pcr(99).hex()}})
case("order-nonce-before-age", sign(payload(nonce=bytes(32))), "nonce_mismatch", at=NOW + 301)

json.dump({"kind": "attest", "cases": cases}, open(sys.argv[1], "w"), indent=1)
print(len(cases), "cases")
