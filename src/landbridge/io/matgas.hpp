#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/read.hpp"
#include "landbridge/io/text_file.hpp"

namespace landbridge::io {

/// One cell of a matgas table, as text without quotes.
struct MatgasCell {
  std::string text;
  int line = 0;
  int column = 0;
};

/// One table `mgc.pipe = [ … ];`. Columns are known by the format, or, for `…_data`, by the
/// comment `%column_names% a b` above it.
struct MatgasTable {
  std::string name;
  std::vector<std::string> columns;
  std::vector<std::vector<MatgasCell>> rows;
  int line = 0;

  /// The cell, or nothing where the row ends before that column.
  const MatgasCell* cell(std::size_t row, std::string_view column) const;
};

/// A `.m` file of the matgas format as it stands [gasmodels2016]: scalars and tables.
struct MatgasFile {
  TextFile source;
  std::map<std::string, MatgasCell> scalars;
  std::map<std::string, MatgasTable> tables;
};

/// Errors, all at once, with line and column: text that is no assignment, tables left open, rows
/// with too few or unknown cells, a table twice. Warnings: assignments to something else than mgc.
Read<MatgasFile> read_matgas(const std::filesystem::path& file);
Read<MatgasFile> parse_matgas(TextFile source);

struct MatgasJunction {
  std::string id;
  double pressure_min_pa = 0, pressure_max_pa = 0, pressure_nominal_pa = 0;
  bool holds_nominal = false;  ///< junction_type 1
  double elevation_m = 0;
  std::array<double, 2> position = unknown_position;
};
struct MatgasPipe {
  std::string id;
  std::size_t from = 0, to = 0;
  double diameter_m = 0, length_m = 0, friction_factor = 0;
  double drag = 0;  ///< resistors: instead of length and friction
  bool is_two_way = true;
  bool is_new = false;  ///< of ne_pipe: may be built
  double construction_cost = 0;
};
struct MatgasCompressor {
  std::string id;
  std::size_t from = 0, to = 0;
  double ratio_min = 1, ratio_max = 1, power_max_w = 0, flow_min_kg_s = 0, flow_max_kg_s = 0;
  double inlet_min_pa = 0, outlet_max_pa = 0;
  int directionality = 2;  ///< 0 compresses both ways, 1 forward only, 2 by-passes backwards
  bool is_new = false;
  double construction_cost = 0;
};
enum class MatgasLinkKind { short_pipe, valve, regulator };
struct MatgasLink {
  MatgasLinkKind kind = MatgasLinkKind::short_pipe;
  std::string id;
  std::size_t from = 0, to = 0;
  double flow_max_kg_s = 0;  ///< regulators; zero: none
};
/// A receipt, delivery, transfer or storage: injection into the network is positive.
struct MatgasTransaction {
  std::string id;  ///< "receipt:1"
  std::size_t junction = 0;
  double min_kg_s = 0, max_kg_s = 0, nominal_kg_s = 0;
  bool is_dispatchable = false;
  double price = 0;     ///< per kg/s injected: offered for receipts, bid for the others
  double priority = 1;  ///< of deliveries
};

/// The case in SI units: only what has status 1.
struct MatgasCase {
  std::string file;
  double temperature_k = 0, relative_density = 0, compressibility = 1, isentropic_exponent = 1.4;
  double sound_speed_m_s = 0;  ///< sqrt(Z R T/M), stated or from the others
  double economic_weighting = 1;
  std::vector<MatgasJunction> junctions;
  std::vector<MatgasPipe> pipes;
  std::vector<MatgasCompressor> compressors;
  std::vector<MatgasLink> links;
  std::vector<MatgasTransaction> transactions;
};

/// The case behind the tables: units (si, english, per unit) taken off, references checked.
Read<MatgasCase> matgas_case(const MatgasFile& file);

/// The steady problem: dispatchable and fixed transactions at their nominal values, held pressures
/// at junctions of type 1, compressors by-passing unless controlled, new elements left out.
Read<GasCase> read_matgas_case(const std::filesystem::path& file, const GasCaseOptions& options);

}  // namespace landbridge::io
