#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""session_times.py: when sessions open and close, by Python's zoneinfo instead of this project's time zones.

Writes session_times.csv: around every change of the clocks in 2024 to 2026, sessions of markets in five zones, among them
some over midnight and some of whole days. With --check says whether the file is what it would write.
"""
import datetime
import pathlib
import sys
import zoneinfo

UTC = datetime.timezone.utc
FILE = pathlib.Path(__file__).with_name("session_times.csv")
# zone, open, close, days later
MARKETS = [
    ("America/New_York", "09:30", "16:00", 0),
    ("America/New_York", "00:00", "24:00", 0),
    ("America/Chicago", "17:00", "16:00", 1),
    ("Europe/Berlin", "09:00", "17:30", 0),
    ("Europe/London", "20:00", "08:00", 1),
    ("Australia/Sydney", "22:00", "06:00", 1),
]


def changes(zone):
    """Days on whose UTC noon the offset differs from that of the noon before."""
    day, last = datetime.date(2024, 1, 1), None
    while day < datetime.date(2027, 1, 1):
        noon = datetime.datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        offset = noon.astimezone(zone).utcoffset()
        if last is not None and offset != last:
            yield day
        last, day = offset, day + datetime.timedelta(days=1)


def moment(zone, day, clock, days_later):
    hour, minute = map(int, clock.split(":"))
    day += datetime.timedelta(days=days_later + hour // 24)
    local = datetime.datetime(day.year, day.month, day.day, hour % 24, minute, tzinfo=zone)
    return local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def rows():
    yield "zone,open,close,day,opens,closes"
    for name, opens, closes, later in MARKETS:
        zone = zoneinfo.ZoneInfo(name)
        for change in changes(zone):
            for aside in range(-2, 3):
                day = change + datetime.timedelta(days=aside)
                yield ",".join([name, opens, closes + ("+1" if later else ""), day.isoformat(),
                                moment(zone, day, opens, 0), moment(zone, day, closes, later)])


text = "\n".join(rows()) + "\n"
if sys.argv[1:] == ["--check"]:
    sys.exit(0 if FILE.read_text() == text else f"{FILE.name} is not what {pathlib.Path(__file__).name} writes")
FILE.write_text(text)
