"""GasLib files read for checking alone: nothing here is shared with the program."""

import xml.etree.ElementTree as ElementTree

ATMOSPHERE_PA = 101325.0
UNITS = {
    "m": 1.0, "meter": 1.0, "mm": 1e-3, "km": 1e3, "bar": 1e5, "Pa": 1.0, "K": 1.0,
    "1000m_cube_per_hour": 1e3 / 3600.0, "m_cube_per_s": 1.0, "kg_per_m_cube": 1.0,
    "kg_per_kmol": 1e-3, "kg_per_s": 1.0, "MJ_per_m_cube": 1e6, "W_per_m_square_per_K": 1.0,
}


def local(element):
    return element.tag.split("}")[-1]


def value_of(element):
    number = float(element.get("value"))
    unit = element.get("unit")
    if unit == "Celsius":
        return number + 273.15
    if unit == "barg":
        return number * 1e5 + ATMOSPHERE_PA
    if unit is None:
        return number
    return number * UNITS[unit]


def values_of(element):
    return {local(child): value_of(child) for child in element if child.get("value") is not None}


class Network:
    """Nodes, links and one gas: the plain mean over the nodes that state its values."""

    def __init__(self, net, scn):
        self.nodes, self.links, self.kinds = {}, {}, {}
        for group in ElementTree.parse(net).getroot():
            for element in group:
                if local(group) == "nodes":
                    self.nodes[element.get("id")] = values_of(element)
                    self.kinds[element.get("id")] = local(element)
                elif local(group) == "connections":
                    row = values_of(element)
                    row.update(kind=local(element), start=element.get("from"),
                               end=element.get("to"))
                    self.links[element.get("id")] = row
        self.density = self.mean("normDensity")
        self.read_nomination(scn)

    def mean(self, name):
        found = [node[name] for node in self.nodes.values() if name in node]
        return sum(found) / len(found)

    def read_nomination(self, scn):
        """Per node: lowest and highest supply in kg/s, and the pressure limits."""
        self.supply = {name: (0.0, 0.0) for name in self.nodes}
        self.pressure = {name: [node.get("pressureMin", 0.0), node.get("pressureMax", 3e7)]
                         for name, node in self.nodes.items()}
        for link in self.links.values():
            for end in (link["start"], link["end"]):
                most = link.get("pressureMax", 3e7)
                self.pressure[end][1] = min(self.pressure[end][1], most)
        for element in ElementTree.parse(scn).getroot().iter():
            if local(element) == "node":
                self.read_node(element)

    def read_node(self, element):
        name = element.get("id")
        sign = 1.0 if element.get("type") == "entry" else -1.0
        flow = [float("-inf"), float("inf")]
        for child in element:
            sides = {"lower": (0,), "upper": (1,), "both": (0, 1)}[child.get("bound")]
            for side in sides:
                if local(child) == "flow":
                    flow[side] = value_of(child) * self.density
                elif side == 0:
                    self.pressure[name][0] = max(self.pressure[name][0], value_of(child))
                else:
                    self.pressure[name][1] = min(self.pressure[name][1], value_of(child))
        self.supply[name] = tuple(sorted(sign * x for x in flow))
