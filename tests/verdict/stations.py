"""Compressor stations of a .cs file, checked unit by unit [fuegenschuh2015, sec. 2.3.5].

  H = Z Rs T k/(k-1) ((p_out/p_in)^((k-1)/k) - 1)      head of one unit [J/kg]
  H = F_H(n, Q),  eta = F_eta(n, Q)                     its map; H in kJ/kg, Q = m/rho in m3/s
  choke(Q) <= H <= surge(Q),  n_min <= n <= n_max       where a turbo compressor runs
  P = m H / eta <= F_P(n, t)                            power of its drive; t ambient [deg C]
"""

import math
import xml.etree.ElementTree as ElementTree

from network import local

RELATIVE = 1e-6


def coefficients(element, prefix, count):
    found = {local(child): float(child.get("value")) for child in element}
    return [found[f"{prefix}_coeff_{i + 1}"] for i in range(count)]


def quadratic(c, x):
    return c[0] + c[1] * x + c[2] * x * x


def biquadratic(c, x, y):
    return quadratic(c[0:3], x) + y * quadratic(c[3:6], x) + y * y * quadratic(c[6:9], x)


def read(path):
    """Station id -> (machines, drives, configurations)."""
    found = {}
    for station in ElementTree.parse(path).getroot():
        machines, drives, configurations = {}, {}, {}
        for element in station.iter():
            kind = local(element)
            if kind in ("turboCompressor", "pistonCompressor"):
                machines[element.get("id")] = element
            elif kind == "configuration":
                configurations[element.get("confId")] = [
                    [unit.get("id") for unit in stage if local(unit) == "compressor"]
                    for stage in element]
            elif any(local(child).startswith("power_fun_coeff") for child in element):
                drives[element.get("id")] = element
        found[station.get("id")] = (machines, drives, configurations)
    return found


def complaints(station, gas, used, control, inlet, outlet, flow):
    """What the printed operating points of one running station break."""
    machines, drives, configurations = station
    wanted = configurations.get(control.get("configuration"))
    if wanted is None:
        return [f"runs in no configuration of its file: {control.get('configuration')!r}"]
    units = control["units"]
    stages = [[u for u in units if u["stage"] == i + 1] for i in range(len(wanted))]
    messages = []
    pressure = inlet
    for names, running in zip(wanted, stages):
        if sorted(names) != sorted(u["machine"] for u in running):
            return [f"runs {[u['machine'] for u in running]} instead of {names}"]
        behind = running[0]["outlet_pressure_bar"] * 1e5
        total = sum(u["mass_flow_kg_s"] for u in running)
        if not abs(total - flow) <= 1e-6:
            messages.append(f"its machines take {total} kg/s of {flow}")
        for unit in running:
            for side, value in (("inlet", pressure), ("outlet", behind)):
                if not abs(unit[f"{side}_pressure_bar"] * 1e5 - value) <= 1.0:
                    messages.append(f"{unit['machine']} has another {side} pressure than its stage")
            messages += unit_complaints(machines, drives, gas, used, unit)
        pressure = behind
    if not abs(pressure - outlet) <= 1.0:
        messages.append(f"its last stage ends at {pressure} Pa, the station at {outlet}")
    return messages


def unit_complaints(machines, drives, gas, used, unit):
    element = machines[unit["machine"]]
    inlet = unit["inlet_pressure_bar"] * 1e5
    ratio = unit["outlet_pressure_bar"] / unit["inlet_pressure_bar"]
    temperature = unit["inlet_temperature_k"]
    exponent = used["isentropic_exponent"]
    factor = unit["inlet_compressibility"]
    work = factor * gas.specific * temperature
    head = work * exponent / (exponent - 1.0) * (ratio ** ((exponent - 1.0) / exponent) - 1.0)
    volume = unit["mass_flow_kg_s"] * work / inlet
    speed = unit["speed_per_min"]
    messages = []
    if local(element) != "turboCompressor":
        return [f"{unit['machine']} is no turbo compressor: this check has no law for it"]
    limits = {local(child): float(child.get("value")) for child in element
              if local(child).startswith("speed")}
    if not limits["speedMin"] * (1 - RELATIVE) <= speed <= limits["speedMax"] * (1 + RELATIVE):
        messages.append(f"{unit['machine']} turns at {speed} 1/min")
    kilojoule = head / 1e3
    size = max(abs(kilojoule), 1.0)
    mapped = biquadratic(coefficients(element, "n_isoline", 9), speed, volume)
    if not abs(mapped - kilojoule) <= RELATIVE * size:
        messages.append(f"{unit['machine']} has the head {mapped} kJ/kg instead of {kilojoule}")
    surge = quadratic(coefficients(element, "surgeline", 3), volume)
    choke = quadratic(coefficients(element, "chokeline", 3), volume)
    if not choke - RELATIVE * size <= kilojoule <= surge + RELATIVE * size:
        messages.append(f"{unit['machine']}: head {kilojoule} is not in {choke} .. {surge}")
    efficiency = biquadratic(coefficients(element, "eta_ad_isoline", 9), speed, volume)
    power = unit["mass_flow_kg_s"] * head / efficiency
    drive = drives[element.get("drive")]
    celsius = used["ambient_temperature_k"] - 273.15
    most = 1e3 * biquadratic(coefficients(drive, "power_fun", 9), speed, celsius)
    if not 0.0 <= power <= most * (1 + RELATIVE) or not math.isfinite(power):
        messages.append(f"{unit['machine']} needs {power} W, and its drive gives {most}")
    return messages
