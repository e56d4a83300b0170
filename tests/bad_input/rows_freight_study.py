"""Malformed [freight] of a study, read by `check`, and wrong words of `freight routes`."""

from row import Row, changed, line_of

STUDY = """[study]
name = "Two ways"
date = "2026-01-05"
currency = "USD"
price_year = 2025
seed = 7
draws = 1000
places = "places.csv"

[freight]
spread = "2 USD/t"
tables = { link = "links.csv", transfer = "transfers.csv" }

[[freight.pass]]
id = "canal"
toll = "2 USD/t"

[[freight.good]]
id = "boxes"
form = "container"
teu_load = "12 t"
value = "3000 USD/t"

[[freight.emission]]
id = "train"
mode = "rail"
factor = "0.02 kg/t/km"

[[freight.emission]]
id = "ship"
mode = "sea"
factor = "0.01 kg/t/km"

[[freight.service]]
id = "weekly"
link = "boat"
weekdays = "1;4"
departures = "06:00"
first = "2026-01-01"

[[freight.shock]]
id = "storm"
on = "link[boat]"
kind = "storm"
rate = "300 %/yr"
duration = "2 d"

[[freight.corridor]]
id = "land"
from = "a"
to = "b"
good = "boxes"
via = "rails"
rival = "water"

[[freight.corridor]]
id = "water"
from = "a"
to = "b"
good = "boxes"
modes = "sea"

[[freight.demand]]
id = "trade"
from = "a"
to = "b"
good = "boxes"
flow = "1 Mt/yr"
corridors = "land; water"

[[scenario]]
id = "today"
title = "As it is"
"""
PLACES = "id,name,lat [deg],lon [deg]\na,A,50,10\nb,B,45,12\n"
LINKS = ("id,from,to,mode,gauge,length [km],speed [km/h],tariff [USD/t/km],passes\n"
         "rails,a,b,rail,1435,600,30,0.02,\nboat,a,b,sea,,900,20,0.01,canal\n")
TRANSFERS = ("id,at,kind,to_mode,from_mode,time [h],cost [USD/t],opens [h],closes [h]\n"
             "load,*,loading,any,any,12,4,6,22\nunload,*,unloading,any,any,12,4,,\n")
FILES = {"study.toml": STUDY, "places.csv": PLACES, "links.csv": LINKS,
         "transfers.csv": TRANSFERS}


def study(name, old, new, phrase, *expects):
    text = changed(STUDY, old, new)
    line = line_of(text, phrase) - (1 if phrase.startswith("id =") else 0)  # of [[freight.…]]
    return Row(name, ["check", "."], [f"study.toml:{line}", *expects],
               {**FILES, "study.toml": text})


def table(name, file, text, place, *expects):
    return Row(name, ["check", "."], [file + place, *expects], {**FILES, file: text})


TABLES = [
    table("a link without time and speed", "links.csv", LINKS.replace(",600,30,", ",600,,"), ":2",
          "neither time nor speed"),
    table("a link of no length", "links.csv", LINKS.replace(",600,30,", ",0,30,"), ":2", "length"),
    table("a link whose length is not a number", "links.csv",
          LINKS.replace(",600,30,", ",nan,30,"), ":2", "length"),
    table("a link to a place that is not there", "links.csv",
          LINKS.replace("rails,a,b", "rails,a,c"), ":2", "'c'"),
    table("a link to where it begins", "links.csv", LINKS.replace("rails,a,b", "rails,a,a"), ":2",
          "ends where it begins"),
    table("a link twice", "links.csv", LINKS.replace("boat,", "rails,"), ":3", "twice"),
    table("a mode that nobody knows", "links.csv", LINKS.replace(",rail,", ",camel,"), ":2",
          "'camel'"),
    table("a ship with a gauge", "links.csv", LINKS.replace("sea,,", "sea,1435,"), ":3",
          "has no gauge"),
    table("a pass that is not there", "links.csv", LINKS.replace("canal", "kanal"), ":3",
          "'kanal'"),
    table("a transfer at no place", "transfers.csv",
          TRANSFERS.replace("load,*,loading", "load,x,loading"), ":2", "no place is called 'x'"),
    table("a gate that closes before it opens", "transfers.csv",
          TRANSFERS.replace(",6,22", ",22,6"), ":2", "closes before it opens"),
]

STUDIES = [
    study("a tariff without its unit", 'toll = "2 USD/t"', "toll = 2", "toll =", "unit"),
    study("a weekday that is none", '"1;4"', '"1;8"', 'id = "weekly"', "no days of the week"),
    study("an hour that is none", '"06:00"', '"26:00"', 'id = "weekly"', "is not an hour"),
    study("a date that is none", '"2026-01-01"', '"2026-02-30"', 'id = "weekly"', "is not a date"),
    study("a service of a link that is not there", 'link = "boat"', 'link = "boot"',
          'id = "weekly"', "boot"),
    study("a shock that strikes nothing", '"link[boat]"', '"link[ferry]"', 'id = "storm"',
          "strikes nothing"),
    study("a shock in another form", '"link[boat]"', '"boat"', 'id = "storm"', "strikes nothing"),
    study("a shock without a duration", 'duration = "2 d"\n', "", 'id = "storm"', "no duration"),
    study("a shock without rate and season", 'rate = "300 %/yr"\n', "", 'id = "storm"',
          "neither a rate nor a season"),
    study("half a season", 'duration = "2 d"', 'duration = "2 d"\nseason_from = "12-01"',
          'id = "storm"', "go together"),
    study("a day of the year that is none", 'duration = "2 d"',
          'duration = "2 d"\nseason_from = "12-01"\nseason_until = "13-01"', 'id = "storm"',
          "'13-01' is not a day"),
    study("a correlation without a group", 'duration = "2 d"',
          'duration = "2 d"\ncorrelation = 0.3', 'id = "storm"', "no group"),
    study("a via that is nothing", 'via = "rails"', 'via = "road"', 'id = "land"', "'road'"),
    study("a rival that is not there", 'rival = "water"', 'rival = "air"', 'id = "land"', "'air'"),
    study("a mode of a corridor that is none", 'modes = "sea"', 'modes = "see"', 'id = "water"',
          "'see'"),
    study("a demand by a corridor that is not there", '"land; water"', '"land; air"',
          'id = "trade"', "'air'"),
    Row("no emission for a mode", ["check", "."],
        ["links.csv:3", "no row of 'emission' is for sea"],
        {**FILES, "study.toml": changed(STUDY, 'id = "ship"\nmode = "sea"',
                                        'id = "ship"\nmode = "road"')}),
    study("gamma legs that go together", 'spread = "2 USD/t"',
          'spread = "2 USD/t"\nleg_law = "gamma"\nleg_correlation = 0.5', "[freight]",
          "lognormal legs only"),
    study("no spread", 'spread = "2 USD/t"', 'spread = "0 USD/t"', "spread =", "spread"),
    study("nothing is asked",
          STUDY[STUDY.index("[[freight.corridor]]"):STUDY.index("[[scenario]]")], "",
          "[freight]", "asks nothing"),
]

ROUTES = ["freight", "routes", "."]
WORDS = [
    Row("routes from a place that is not there", [*ROUTES, "--from", "x", "--to", "b"],
        ["--from", "'x'"], FILES),
    Row("routes to where they begin", [*ROUTES, "--from", "a", "--to", "a"], ["--to"], FILES),
    Row("routes of goods that are not there",
        [*ROUTES, "--from", "a", "--to", "b", "--goods", "coal"], ["--goods", "'coal'"], FILES),
    Row("routes on a day that is none",
        [*ROUTES, "--from", "a", "--to", "b", "--depart", "tomorrow"], ["--depart"], FILES),
    Row("routes in a scenario that is not there",
        [*ROUTES, "--from", "a", "--to", "b", "--scenario", "x"], ["--scenario", "'x'"], FILES),
    Row("routes with an amount that is none",
        [*ROUTES, "--from", "a", "--to", "b", "--fixed", "20 t"], ["--fixed"], FILES),
    Row("run of a domain that is not there", ["run", ".", "--domain", "gas"],
        ["--domain", "no domain 'gas'", "freight"], FILES),
]

ROWS = TABLES + STUDIES + WORDS

BASES = [Row("the base study of freight", ["run", "."], [], FILES)]
