"""Is a state that the program calls feasible really one? From the XML and the JSON alone."""

import pathlib

import laws
import stations
from network import Network

MASS_KG_S = 1e-6
PRESSURE_PA = 0.1  # 1e-6 bar
LAW_RELATIVE = 1e-8
FLOW_KG_S = 1e-6


class Checker:
    def __init__(self, net, scn, result, recirculation=0.0):
        self.recirculation = recirculation
        self.network = Network(net, scn)
        self.gas = laws.Gas(self.network)
        self.result = result
        self.complaints = []
        self.pressure = {n["id"]: n["pressure_bar"] * 1e5 for n in result["nodes"]}
        self.supply = {n["id"]: n["injection_kg_s"] for n in result["nodes"]}
        self.flow = {link["id"]: link["mass_flow_kg_s"] for link in result["links"]}
        self.controls = {c["id"]: c for c in result["controls"]}
        cs = pathlib.Path(net).with_suffix(".cs")
        self.stations = stations.read(cs) if cs.exists() else {}

    def complain(self, place, text):
        self.complaints.append(f"{place}: {text}")

    def run(self):
        if set(self.pressure) != set(self.network.nodes) or \
                set(self.flow) != set(self.network.links):
            self.complain("state", "does not have every node and link of the network")
            return self.complaints
        for name in self.network.nodes:
            self.check_node(name)
        for name, link in self.network.links.items():
            self.check_link(name, link)
        return self.complaints

    def check_node(self, name):
        low, high = self.network.pressure[name]
        pressure = self.pressure[name]
        if not low - PRESSURE_PA <= pressure <= high + PRESSURE_PA:
            self.complain(name, f"{pressure / 1e5} bar is not in {low / 1e5} .. {high / 1e5}")
        low, high = self.network.supply[name]
        if not low - MASS_KG_S <= self.supply[name] <= high + MASS_KG_S:
            self.complain(name, f"takes in {self.supply[name]} kg/s instead of {low} .. {high}")
        balance = self.supply[name]
        for link_name, link in self.network.links.items():
            balance -= (link["start"] == name) * self.flow[link_name]
            balance += (link["end"] == name) * self.flow[link_name]
        if not abs(balance) <= MASS_KG_S:
            self.complain(name, f"the mass balance misses {balance} kg/s")

    def check_link(self, name, link):
        flow = self.flow[name]
        low = link.get("flowMin", float("-inf")) * self.network.density
        high = link.get("flowMax", float("inf")) * self.network.density
        if not low - FLOW_KG_S <= flow <= high + FLOW_KG_S:
            self.complain(name, f"{flow} kg/s is not in {low} .. {high}")
        start, end = self.pressure[link["start"]], self.pressure[link["end"]]
        kind = link["kind"]
        if kind == "pipe":
            self.check_drop(name, start, end, laws.pipe_drop(self.gas, link, flow))
        elif kind == "shortPipe":
            self.check_equal(name, start, end)
        elif kind == "resistor" and "dragFactor" in link:
            self.check_drop(name, start, end, laws.drag_drop(self.gas, link["dragFactor"],
                                                             link["diameter"], flow))
        elif kind == "resistor":
            self.check_loss(name, start, end, flow, link.get("pressureLoss", 0.0))
        else:
            self.check_element(name, link, start, end, flow)

    def check_drop(self, name, start, end, drop):
        miss = self.gas.potential_between(end, start) - drop
        scale = self.gas.potential_between(0.0, max(start, end))
        if not abs(miss) <= LAW_RELATIVE * scale:
            self.complain(name, f"the law is missed by {miss / scale} of the potential")

    def check_equal(self, name, start, end):
        if not abs(start - end) <= PRESSURE_PA:
            self.complain(name, f"{start} Pa and {end} Pa should be equal")

    def check_loss(self, name, start, end, flow, loss):
        wanted = loss if flow > FLOW_KG_S else -loss if flow < -FLOW_KG_S else None
        if wanted is None and abs(start - end) <= loss + PRESSURE_PA:
            return
        if wanted is None or not abs(start - end - wanted) <= PRESSURE_PA:
            self.complain(name, f"loses {start - end} Pa instead of {loss}")

    def check_element(self, name, link, start, end, flow):
        control = self.controls[name]
        mode = control["mode"]
        if mode == "closed":
            if not abs(flow) <= FLOW_KG_S:
                self.complain(name, f"is closed and carries {flow} kg/s")
            most = link.get("pressureDifferentialMax")
            if link["kind"] == "valve" and most is not None and abs(start - end) > most + 0.1:
                self.complain(name, "is closed against more than its highest difference")
        elif mode in ("open", "bypass"):
            self.check_equal(name, start, end)
        elif mode == "active" and link["kind"] != "valve":
            self.check_active(name, link, start, end, flow, control)
        else:
            self.complain(name, f"has the setting {mode!r}")

    def check_side(self, name, link, side, outside, inside, flow):
        """A loss before (In) or behind (Out) the element; gas flows from `outside` to `inside`."""
        if link.get("dragFactor" + side, 0.0) > 0.0:
            drop = laws.drag_drop(self.gas, link["dragFactor" + side], link["diameter" + side],
                                  flow)
            self.check_drop(name, outside, inside, drop)
        else:
            self.check_loss(name, outside, inside, flow, link.get("pressureLoss" + side, 0.0))

    def check_active(self, name, link, start, end, flow, control):
        inlet = control["inlet_pressure_bar"] * 1e5
        outlet = control["outlet_pressure_bar"] * 1e5
        self.check_side(name, link, "In", start, inlet, flow)
        self.check_side(name, link, "Out", outlet, end, flow)
        if flow < -FLOW_KG_S:
            self.complain(name, f"runs with {flow} kg/s")
        if inlet < link.get("pressureInMin", 0.0) - PRESSURE_PA:
            self.complain(name, f"has {inlet / 1e5} bar at its inlet, below its limit")
        if outlet > link.get("pressureOutMax", float("inf")) + PRESSURE_PA:
            self.complain(name, f"has {outlet / 1e5} bar at its outlet, above its limit")
        if link["kind"] == "controlValve":
            low = max(0.0, link.get("pressureDifferentialMin", 0.0))
            high = link.get("pressureDifferentialMax", float("inf"))
            if not low - PRESSURE_PA <= inlet - outlet <= high + PRESSURE_PA:
                self.complain(name, f"lowers by {(inlet - outlet) / 1e5} bar")
            return
        if outlet < inlet - PRESSURE_PA:
            self.complain(name, "lowers the pressure")
        if name in self.stations:
            laws_used = self.result["laws"]
            for text in stations.complaints(self.stations[name], self.gas, laws_used, control,
                                            (inlet, outlet, flow, self.recirculation)):
                self.complain(name, text)


def complaints(net, scn, result, recirculation=0.0):
    return Checker(net, scn, result, recirculation).run()
