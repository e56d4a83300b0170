"""The laws of steady gas flow, written anew for checking: Papay, Nikuradse, quadrature."""

import math

GAS_CONSTANT = 8.31446261815324  # J/(mol K), exact [bipm2019]
GRAVITY = 9.80665


class Gas:
    def __init__(self, network):
        self.temperature = network.mean("gasTemperature")
        self.molar_mass = network.mean("molarMass")
        self.specific = GAS_CONSTANT / self.molar_mass
        self.critical_pressure = network.mean("pseudocriticalPressure")
        self.critical_temperature = network.mean("pseudocriticalTemperature")

    def compressibility(self, pressure, temperature=None):
        """Papay: Z = 1 - 3.52 pr exp(-2.26 Tr) + 0.274 pr^2 exp(-1.878 Tr)."""
        reduced = pressure / self.critical_pressure
        warmth = (temperature or self.temperature) / self.critical_temperature
        return (1.0 - 3.52 * reduced * math.exp(-2.26 * warmth)
                + 0.274 * reduced ** 2 * math.exp(-1.878 * warmth))

    def potential_between(self, low, high, pieces=16):
        """Integral of p/Z dp by three-point Gauss-Legendre on equal pieces."""
        width = (high - low) / pieces
        total = 0.0
        for i in range(pieces):
            middle = low + (i + 0.5) * width
            for at, weight in ((-math.sqrt(0.6), 5 / 9), (0.0, 8 / 9), (math.sqrt(0.6), 5 / 9)):
                pressure = middle + 0.5 * width * at
                total += 0.5 * width * weight * pressure / self.compressibility(pressure)
        return total


def area(diameter):
    return math.pi / 4.0 * diameter ** 2


def pipe_drop(gas, link, flow):
    """phi_from - phi_to = lambda L Rs T / (2 D A^2) m|m|, lambda = (2 log10(D/k) + 1.138)^-2."""
    diameter = link["diameter"]
    friction = (2.0 * math.log10(diameter / link["roughness"]) + 1.138) ** -2
    return (friction * link["length"] * gas.specific * gas.temperature
            / (2.0 * diameter * area(diameter) ** 2) * flow * abs(flow))


def drag_drop(gas, drag, diameter, flow):
    """phi_from - phi_to = zeta Rs T / (2 A^2) m|m|."""
    return drag * gas.specific * gas.temperature / (2.0 * area(diameter) ** 2) * flow * abs(flow)
