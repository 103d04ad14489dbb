"""scrubadub with the detectors that it has on by default."""

import scrubadub

from measure import main

SCRUBBER = scrubadub.Scrubber()


def find(text):
    return [(filth.beg, filth.end) for filth in SCRUBBER.iter_filth(text)]


main("scrubadub", find)
