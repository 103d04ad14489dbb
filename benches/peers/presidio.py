"""Presidio's pattern recognisers for the United States, without a language model."""

from presidio_analyzer import predefined_recognizers as predefined

from measure import main

NAMES = [
    "CreditCardRecognizer",
    "CryptoRecognizer",
    "DateRecognizer",
    "EmailRecognizer",
    "IbanRecognizer",
    "IpRecognizer",
    "MedicalLicenseRecognizer",
    "PhoneRecognizer",
    "UrlRecognizer",
    "UsBankRecognizer",
    "UsItinRecognizer",
    "UsLicenseRecognizer",
    "UsPassportRecognizer",
    "UsSsnRecognizer",
]
RECOGNISERS = [getattr(predefined, name)() for name in NAMES]


def find(text):
    results = []
    for recogniser in RECOGNISERS:
        results += recogniser.analyze(text, recogniser.supported_entities, None) or []
    return [(result.start, result.end) for result in results]


main("presidio-analyzer", find)
