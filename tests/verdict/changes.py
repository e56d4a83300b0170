"""Changes of GasLib files by regular expressions, each of which must match."""

import re


def substituted(pattern, replacement, in_net=False):
    """A change of one file by a regular expression that must match exactly once."""
    def change(net, scn):
        path = net if in_net else scn
        text, count = re.subn(pattern, replacement, path.read_text(), flags=re.DOTALL)
        if count != 1:
            raise ValueError(f"{pattern} matches {count} times")
        path.write_text(text)
    return change


def all_of(*changes):
    def change(net, scn):
        for one in changes:
            one(net, scn)
    return change


def scaled(factor):
    def change(_, scn):
        text = re.sub(r'(<flow bound="\w+" value=")([0-9.]+)',
                      lambda m: f"{m.group(1)}{float(m.group(2)) * factor!r}", scn.read_text())
        text = re.sub(r'(<flow value=")([0-9.]+)',
                      lambda m: f"{m.group(1)}{float(m.group(2)) * factor!r}", text)
        scn.write_text(text)
    return change


def flow(node, value):
    return substituted(rf'(<node type="\w+" id="{node}">).*?</node>',
                       rf'\1<flow bound="both" value="{value}" unit="1000m_cube_per_hour"/></node>')


def pressure(kind, node, name, value):
    return substituted(rf'(<{kind} [^>]*id="{node}".*?<{name} [^>]*?value=")[0-9.]+',
                       rf"\g<1>{value}", in_net=True)


def of_link(kind, link, name, value, unit):
    return substituted(rf'(<{kind} [^>]*id="{link}"[^>]*>.*?<{name} )[^/]*/>',
                       rf'\g<1>value="{value}" unit="{unit}"/>', in_net=True)


def machines(pattern, replacement):
    """A change of the .cs file, wherever the pattern matches."""
    def change(net, _):
        path = net.with_suffix(".cs")
        text, count = re.subn(pattern, replacement, path.read_text(), flags=re.DOTALL)
        if count < 1:
            raise ValueError(f"{pattern} matches nothing in {path.name}")
        path.write_text(text)
    return change


def power(kilowatt):
    """Every drive gives so much at any speed and air temperature."""
    return all_of(machines(r"(<power_fun_coeff_1 value=\")[-+0-9.eE]+", rf"\g<1>{kilowatt}"),
                  machines(r"(<power_fun_coeff_[2-9] value=\")[-+0-9.eE]+", r"\g<1>0"))


def decisions(groups):
    """A .cdf file: {group: {decision: {element: attributes}}}."""
    rows = ["<combinedDecisions>"]
    for group, choices in groups.items():
        rows.append(f'<decisionGroup id="{group}">')
        for name, elements in choices.items():
            rows.append(f'<decision id="{name}">')
            rows += [f'<{kind} id="{element}" {attributes}/>'
                     for (kind, element), attributes in elements.items()]
            rows.append("</decision>")
        rows.append("</decisionGroup>")
    rows.append("</combinedDecisions>")

    def change(net, _):
        net.with_suffix(".cdf").write_text("\n".join(rows))
    return change


STATION = "compressorStation"
CLOSED, ACTIVE = 'value="0"', 'value="1" mode="active" flowDirection="0"'
BACKWARDS = 'value="1" mode="bypass" flowDirection="1"'

PISTON = """<pistonCompressor drive="turbine_1" id="machine_1">
<speedMin value="300" unit="per_min"/><speedMax value="900" unit="per_min"/>
<operatingVolume value="0.4" unit="m_cube"/>
<additionalReductionVolFlow value="0.5" unit="m_cube_per_s"/>
<maximalTorque value="200000" unit="Nm"/><maximalCompressionRatio value="{ratio}"/>
<adiabaticEfficiency value="0.85"/></pistonCompressor>"""


def piston(ratio):
    """The valley's turbo machine replaced by a reciprocating one."""
    return machines(r"<turboCompressor .*?</turboCompressor>", PISTON.format(ratio=ratio))
