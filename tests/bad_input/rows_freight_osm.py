"""Malformed inputs of `freight osm`."""

from row import Row, changed

MAP = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
 <node id="1" version="1" lat="37.0" lon="49.0"/>
 <node id="2" version="1" lat="37.1" lon="49.0"/>
 <way id="10" version="1"><nd ref="1"/><nd ref="2"/><tag k="railway" v="rail"/></way>
</osm>
"""
COMMAND = ["freight", "osm", "map.osm", "--mode", "rail"]
BASES = [Row("a map of one railway", COMMAND, [], {"map.osm": MAP})]
ENTITY = '<!DOCTYPE osm [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n<osm'


def osm(name, old, new, *expects):
    return Row(name, COMMAND, ["map.osm", *expects], {"map.osm": changed(MAP, old, new)})


ROWS = [
    osm("XML that multiplies itself", "<osm", ENTITY, "cannot be read"),
    osm("a map that never ends", "</osm>", "", "cannot be read"),
    osm("a map of another version", '"0.6"', '"0.5"', "cannot be read"),
    osm("a map that is no map", "<osm version=", "<map version=", "cannot be read"),
    osm("a node in no place", 'lat="37.1"', 'lat="north"', "cannot be read"),
    osm("a node that is not a number", 'node id="2"', 'node id="two"', "cannot be read"),
    Row("a map under a false name", ["freight", "osm", "map.osm.pbf", "--mode", "rail"],
        ["map.osm.pbf", "cannot be read"], {"map.osm.pbf": MAP}),
    Row("a map of bytes", ["freight", "osm", "map.osm.bz2", "--mode", "rail"],
        ["map.osm.bz2", "cannot be read"], {"map.osm.bz2": b"BZh9\x00\xff\xfe"}),
    Row("a map in no format", ["freight", "osm", "map.txt", "--mode", "rail"],
        ["map.txt", "cannot be read"], {"map.txt": MAP}),
    Row("no map", ["freight", "osm", "none.osm", "--mode", "rail"], ["no such file"]),
    Row("a box of three sides", [*COMMAND, "--box", "1,2,3"], ["this is no box"],
        {"map.osm": MAP}),
    Row("a box upside down", [*COMMAND, "--box", "39,48,36,51"], ["this is no box"],
        {"map.osm": MAP}),
]
