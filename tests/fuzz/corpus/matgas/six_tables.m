function mgc = small
mgc.gas_specific_gravity = 0.6;
mgc.specific_heat_capacity_ratio = 1.4;
mgc.temperature = 288.7;
mgc.compressibility_factor = 0.8;
mgc.units = 'si';
mgc.base_pressure = 1e6;
mgc.base_length = 5000;
mgc.base_flow = 100;
mgc.is_per_unit = 0;
mgc.economic_weighting = 0.95;
% id p_min p_max p_nominal type status
mgc.junction = [
1 3000000 6000000 5000000 1 1
2 3000000 6000000 4000000 0 1
3 3000000 6000000 4000000 0 1
];
mgc.pipe = [
1 1 2 0.6 50000 0.01 3000000 6000000 1
];
mgc.compressor = [
1 2 3 1 1.4 1e9 0 300 3e6 6e6 1 10 1 2
];
mgc.receipt = [
1 1 0 150 150 1 1
];
mgc.delivery = [
1 3 0 120 80 1 1
];
%column_names% offer_price
mgc.receipt_data = [
2.5
];
end
