"""Steady gas flow by scipy, apart from landbridge: reads the same tables, shares no code.

Needs numpy and scipy (Debian: python3-scipy). Squared pressures, constant Z, Nikuradse friction:

    pi_a - pi_b = R m |m|,   R = 16 lambda L Z Rs T / (pi^2 D^5)
    lambda = (2 log10(D/k) + 1.138)^-2

    pi  squared pressure [Pa^2]    m  mass flow [kg/s], positive from -> to

Source: [schmidt2017], the laws of the passive benchmark problem.
"""
import csv
import math
import pathlib
import tomllib

import numpy as np
import scipy.sparse as sparse
import scipy.sparse.linalg as linalg

STEPS_MAX = 100


class Network:
    """Nodes joined by links without loss are one vertex; every pipe is an edge."""

    def __init__(self, nodes, pipes, lossless, gas):
        number = {node: i for i, node in enumerate(nodes)}
        root = list(range(len(nodes)))

        def find(i):
            while root[i] != i:
                root[i] = root[root[i]]
                i = root[i]
            return i

        for a, b in lossless:
            root[find(number[a])] = find(number[b])
        vertex = {}
        for i in range(len(nodes)):
            vertex.setdefault(find(i), len(vertex))
        self.vertex_of_node = {node: vertex[find(i)] for node, i in number.items()}
        self.pipe_names = [name for name, *_ in pipes]
        self.tail = np.array([self.vertex_of_node[a] for _, a, *_ in pipes])
        self.head = np.array([self.vertex_of_node[b] for _, _, b, *_ in pipes])
        factor = 16.0 * gas["z"] * gas["rs"] * gas["t"] / math.pi ** 2
        self.resistance = np.array(
            [factor * length / d ** 5 * (2.0 * math.log10(d / roughness) + 1.138) ** -2
             for _, _, _, length, d, roughness in pipes])
        self.supply = np.zeros(len(vertex))
        self.held = None
        for node, (pressure, supply) in nodes.items():
            if pressure is not None:
                self.held, self.held_pa2 = self.vertex_of_node[node], pressure ** 2
            else:
                self.supply[self.vertex_of_node[node]] += supply
        self.free = np.array([v for v in range(len(vertex)) if v != self.held])
        edges = np.arange(len(pipes))
        self.incidence = sparse.csr_matrix(
            (np.concatenate([np.ones(len(pipes)), -np.ones(len(pipes))]),
             (np.concatenate([edges, edges]), np.concatenate([self.tail, self.head]))),
            shape=(len(pipes), len(vertex)))
        self.reduced = self.incidence[:, self.free].tocsr()
        self.transposed = self.reduced.T.tocsr()


def read(folder):
    """A folder that write_grid wrote."""
    folder = pathlib.Path(folder)
    words = tomllib.loads((folder / "network.toml").read_text())["gas"]
    gas = {"z": float(words["compressibility"]), "t": float(words["temperature"].split()[0]),
           "rs": float(words["specific_gas_constant"].split()[0])}

    def rows(name):
        with open(folder / name, newline="") as file:
            return list(csv.reader(file))[1:]

    nodes = {name: (float(p) if p else None, float(s or 0.0) - float(d or 0.0))
             for name, p, s, d in rows("nodes.csv")}
    pipes = [(name, a, b, float(x), float(d), float(k))
             for name, a, b, x, d, k in rows("pipes.csv")]
    lossless = [(a, b) for name in ("short_pipes.csv", "valves.csv") for _, a, b in rows(name)]
    return Network(nodes, pipes, lossless, gas)


def solve_in_extended_precision(network):
    """Flows and squared pressures as one sparse Newton system; the residuals in 80 bits, so that
    loops of almost lossless pipes keep their digits. Slow and careful."""
    long = np.longdouble
    n, m = len(network.free), len(network.resistance)
    resistance = network.resistance.astype(long)
    flow = np.zeros(m, dtype=long)
    level = np.full(len(network.supply), network.held_pa2, dtype=long)
    supply = network.supply[network.free].astype(long)
    typical = np.abs(network.supply).max()

    def balance_of(flows):
        total = np.zeros(len(network.supply), dtype=long)
        np.add.at(total, network.tail, -flows)
        np.add.at(total, network.head, flows)
        return supply + total[network.free]

    slope = resistance * typical
    last = np.inf
    for step in range(STEPS_MAX):
        drop = slope * flow if step == 0 else resistance * flow * np.abs(flow)
        law = level[network.tail] - level[network.head] - drop
        scale = np.asarray(slope, dtype=float)
        matrix = sparse.bmat([[sparse.diags(scale), -network.reduced],
                              [network.transposed, None]], format="csc")
        right = np.concatenate([law, balance_of(flow)]).astype(float)
        change = linalg.spsolve(matrix, right)
        flow = flow + change[:m]
        level[network.free] += change[m:]
        slope = 2.0 * resistance * np.maximum(np.abs(flow), 1e-12 * typical)
        size = float(np.abs(change[:m]).max())
        if step > 0 and size < 1e-9 and (size >= 0.5 * last or size < 1e-12):
            return np.sqrt(np.maximum(level, 0)).astype(float), flow.astype(float)
        last = size
    raise ArithmeticError(f"scipy: no solution in {STEPS_MAX} steps, the last is {last} kg/s")


def solve_fast(network):
    """As an engineer would write it with scipy: the global gradient method in doubles, SuperLU in
    each step, until no flow changes by more than 1e-6 of the largest."""
    resistance, reduced, transposed = network.resistance, network.reduced, network.transposed
    typical = np.abs(network.supply).max()
    supply = network.supply[network.free]
    level = np.full(len(network.supply), network.held_pa2)
    flow = np.zeros(len(resistance))
    slope, drop = resistance * typical, 0.0 * flow
    for step in range(STEPS_MAX):
        weight = 1.0 / slope
        law = level[network.tail] - level[network.head] - drop
        right = supply - transposed @ (flow + weight * law)
        matrix = (transposed @ sparse.diags(weight) @ reduced).tocsc()
        change = linalg.splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0,
                             options={"SymmetricMode": True}).solve(right)
        move = weight * (reduced @ change + law)
        flow = flow + move
        level[network.free] += change
        drop = resistance * flow * np.abs(flow)
        slope = 2.0 * resistance * np.maximum(np.abs(flow), 1e-6 * typical)
        if step > 0 and np.abs(move).max() < 1e-6 * np.abs(flow).max():
            return np.sqrt(np.maximum(level, 0.0)), flow
    raise ArithmeticError(f"scipy: no solution in {STEPS_MAX} steps")
