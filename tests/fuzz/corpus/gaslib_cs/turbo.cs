<?xml version="1.0" encoding="UTF-8"?>
<!-- One gas turbine with one centrifugal machine; typical of its size, no maker's map. -->
<compressorStations xmlns="http://gaslib.zib.de/CompressorStations">
  <compressorStation id="pass_station">
    <compressors>
      <turboCompressor drive="turbine_1" id="machine_1">
        <speedMin value="3500" unit="per_min"/>
        <speedMax value="6500" unit="per_min"/>
        <n_isoline_coeff_1 value="0"/>
        <n_isoline_coeff_2 value="0"/>
        <n_isoline_coeff_3 value="1.95e-06"/>
        <n_isoline_coeff_4 value="0"/>
        <n_isoline_coeff_5 value="0"/>
        <n_isoline_coeff_6 value="0"/>
        <n_isoline_coeff_7 value="-4"/>
        <n_isoline_coeff_8 value="0"/>
        <n_isoline_coeff_9 value="0"/>
        <eta_ad_isoline_coeff_1 value="0.74"/>
        <eta_ad_isoline_coeff_2 value="0"/>
        <eta_ad_isoline_coeff_3 value="0"/>
        <eta_ad_isoline_coeff_4 value="0.08"/>
        <eta_ad_isoline_coeff_5 value="0"/>
        <eta_ad_isoline_coeff_6 value="0"/>
        <eta_ad_isoline_coeff_7 value="-0.02"/>
        <eta_ad_isoline_coeff_8 value="0"/>
        <eta_ad_isoline_coeff_9 value="0"/>
        <surgeline_coeff_1 value="-10"/>
        <surgeline_coeff_2 value="45"/>
        <surgeline_coeff_3 value="0"/>
        <chokeline_coeff_1 value="0"/>
        <chokeline_coeff_2 value="2"/>
        <chokeline_coeff_3 value="1"/>
      </turboCompressor>
    </compressors>
    <drives>
      <gasTurbine id="turbine_1">
        <energy_rate_fun_coeff_1 value="3000"/>
        <energy_rate_fun_coeff_2 value="2.6"/>
        <energy_rate_fun_coeff_3 value="0"/>
        <power_fun_coeff_1 value="7500"/>
        <power_fun_coeff_2 value="0"/>
        <power_fun_coeff_3 value="0"/>
        <power_fun_coeff_4 value="-40"/>
        <power_fun_coeff_5 value="0"/>
        <power_fun_coeff_6 value="0"/>
        <power_fun_coeff_7 value="0"/>
        <power_fun_coeff_8 value="0"/>
        <power_fun_coeff_9 value="0"/>
      </gasTurbine>
    </drives>
    <configurations>
      <configuration confId="single" nrOfSerialStages="1">
        <stage stageNr="1" nrOfParallelUnits="1">
          <compressor id="machine_1" nominalSpeed="5500"/>
        </stage>
      </configuration>
    </configurations>
  </compressorStation>
</compressorStations>
