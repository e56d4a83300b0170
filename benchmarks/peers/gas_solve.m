% gas_solve.m NETWORK_FILE REPEATS: steady gas flow as an engineer would write it in Octave, for
% benchmarks/peers/gas_solve.py. Squared pressures; Newton's method with the sparse backslash.
%
% NETWORK_FILE: "vertices pipes held held_pa2", then one supply [kg/s] a vertex, then one line
% "tail head resistance" a pipe; vertices count from 1. Prints the median time [s] of the repeats,
% the steps, and the squared pressure [Pa^2] of every vertex.
1;

function [level, steps] = solve_network(tail, head, resistance, supply, held, held_pa2)
  n = numel(supply);
  m = numel(tail);
  edge = (1:m)';
  incidence = sparse([edge; edge], [tail; head], [ones(m, 1); -ones(m, 1)], m, n);
  is_free = true(n, 1);
  is_free(held) = false;
  reduced = incidence(:, is_free);
  level = held_pa2 * ones(n, 1);
  flow = zeros(m, 1);
  typical = max(abs(supply));
  slope = resistance * typical;
  drop = zeros(m, 1);
  for steps = 1:100
    weight = 1 ./ slope;
    law = level(tail) - level(head) - drop;
    scaled = spdiags(weight, 0, m, m) * reduced;
    change = (reduced' * scaled) \ (supply(is_free) - reduced' * (flow + weight .* law));
    move = weight .* (reduced * change + law);
    flow += move;
    level(is_free) += change;
    drop = resistance .* flow .* abs(flow);
    slope = 2 * resistance .* max(abs(flow), 1e-6 * typical);
    if steps > 1 && max(abs(move)) < 1e-6 * max(abs(flow))
      return;
    end
  end
  error("no solution in %d steps", steps);
end

arguments = argv();
file = fopen(arguments{1}, "r");
sizes = fscanf(file, "%f", 4);
supply = fscanf(file, "%f", sizes(1));
pipes = fscanf(file, "%f", [3, sizes(2)])';
fclose(file);
times = zeros(str2double(arguments{2}), 1);
for k = 1:numel(times)
  begin_s = tic;
  [level, steps] = solve_network(pipes(:, 1), pipes(:, 2), pipes(:, 3), supply, sizes(3), sizes(4));
  times(k) = toc(begin_s);
end
printf("%.9g %d\n", median(times), steps);
printf("%.17g\n", level);
