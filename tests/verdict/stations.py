"""Compressor stations of a .cs file, checked unit by unit [fuegenschuh2015, sec. 2.3.5].

  H = Z Rs T k/(k-1) ((p_out/p_in)^((k-1)/k) - 1)      head of one unit [J/kg]
  H = F_H(n, Q),  eta = F_eta(n, Q)                     its map; H in kJ/kg, Q = m/rho in m3/s
  choke(Q) <= H <= surge(Q),  n_min <= n <= n_max       where a turbo compressor runs
  Q = V n / 60,  n_min V/60 - Q_red <= Q <= n_max V/60  piston machines: V volume of a turn [m3]
  V H rho / (2 pi eta) <= M_max,  p_out/p_in <= r_max   their torque and ratio
  P = m H / eta <= F_P(n, t)                            power of its drive; t ambient [deg C]
"""

import math
import xml.etree.ElementTree as ElementTree

from network import local

RELATIVE = 1e-6


def numbers_of(element):
    return {local(child): float(child.get("value")) for child in element
            if child.get("value") is not None}


def coefficients(element, prefix, count):
    """Those that a file leaves out (power over speed alone) are zero."""
    found = numbers_of(element)
    return [found.get(f"{prefix}_coeff_{i + 1}", 0.0) for i in range(count)]


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


def complaints(station, gas, used, control, state):
    """What the printed operating points of one running station break."""
    inlet, outlet, flow, share = state  # pressures, flow, and the share that may go round again
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
        returned = control["recirculated_kg_s"]
        if not 0.0 <= returned <= share * flow * (1 + RELATIVE):
            messages.append(f"{returned} kg/s go round, of {flow}")
        if not abs(total - returned - flow) <= 1e-6:
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
    """Head from the printed pressures alone; Z, volume flow and power computed anew."""
    element, name = machines[unit["machine"]], unit["machine"]
    inlet = unit["inlet_pressure_bar"] * 1e5
    ratio = unit["outlet_pressure_bar"] / unit["inlet_pressure_bar"]
    temperature = unit["inlet_temperature_k"]
    exponent = used["isentropic_exponent"]
    factor = gas.compressibility(inlet, temperature)
    messages = []
    if not abs(factor - unit["inlet_compressibility"]) <= RELATIVE:
        messages.append(f"{name} has Z {unit['inlet_compressibility']} instead of {factor}")
    if unit["stage"] == 1 and not abs(temperature - gas.temperature) <= 1e-6:
        messages.append(f"{name} starts at {temperature} K")
    work = factor * gas.specific * temperature
    head = work * exponent / (exponent - 1.0) * (ratio ** ((exponent - 1.0) / exponent) - 1.0)
    volume = unit["mass_flow_kg_s"] * work / inlet
    speed = unit["speed_per_min"]
    known = numbers_of(element)
    if not known["speedMin"] * (1 - RELATIVE) <= speed <= known["speedMax"] * (1 + RELATIVE):
        messages.append(f"{name} turns at {speed} 1/min")
    law = turbo_complaints if local(element) == "turboCompressor" else piston_complaints
    efficiency, more = law(element, speed, volume, head, ratio, inlet / work)
    messages += [f"{name}: {text}" for text in more]
    power = unit["mass_flow_kg_s"] * head / efficiency
    celsius = used["ambient_temperature_k"] - 273.15
    drive = drives[element.get("drive")]
    most = 1e3 * biquadratic(coefficients(drive, "power_fun", 9), speed, celsius)
    if not 0.0 <= power <= most * (1 + RELATIVE) or not math.isfinite(power):
        messages.append(f"{name} needs {power} W, and its drive gives {most}")
    return messages


def turbo_complaints(element, speed, volume, head, _ratio, _density):
    kilojoule = head / 1e3
    size = max(abs(kilojoule), 1.0)
    messages = []
    mapped = biquadratic(coefficients(element, "n_isoline", 9), speed, volume)
    if not abs(mapped - kilojoule) <= RELATIVE * size:
        messages.append(f"has the head {mapped} kJ/kg instead of {kilojoule}")
    surge = quadratic(coefficients(element, "surgeline", 3), volume)
    choke = quadratic(coefficients(element, "chokeline", 3), volume)
    if not choke - RELATIVE * size <= kilojoule <= surge + RELATIVE * size:
        messages.append(f"head {kilojoule} is not in {choke} .. {surge}")
    return biquadratic(coefficients(element, "eta_ad_isoline", 9), speed, volume), messages


def piston_complaints(element, speed, volume, head, ratio, density):
    known = numbers_of(element)
    efficiency, per_turn = known["adiabaticEfficiency"], known["operatingVolume"]
    reduction = known.get("additionalReductionVolFlow", 0.0)
    messages = []
    turned = per_turn * speed / 60.0
    if not turned - reduction - RELATIVE <= volume <= turned + RELATIVE:
        messages.append(f"{volume} m3/s do not go with {speed} turns per minute")
    torque = per_turn * head * density / (2.0 * math.pi * efficiency)
    if torque > known.get("maximalTorque", math.inf) * (1 + RELATIVE):
        messages.append(f"needs {torque} N m")
    if ratio > known.get("maximalCompressionRatio", math.inf) * (1 + RELATIVE):
        messages.append(f"has the ratio {ratio}")
    return efficiency, messages
