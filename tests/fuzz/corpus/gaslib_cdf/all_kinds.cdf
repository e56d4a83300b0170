<?xml version="1.0"?>
<combinedDecisions>
<decisionGroup id="west">
<decision id="through"><valve id="V1" value="1"/>
<controlValve id="R1" value="1" mode="active" flowDirection="0"/>
<compressorStation id="C1" value="1" mode="bypass" configuration="2"/></decision>
<decision id="shut"><valve id="V1" value="0"/></decision>
</decisionGroup></combinedDecisions>
