#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "landbridge/base/result.hpp"

namespace landbridge::io {

/// A note on a variable or on the file: text or one number.
struct NetcdfAttribute {
  std::string name;
  std::variant<std::string, double> value;
};

struct NetcdfDimension {
  std::string name;
  std::size_t size = 0;
};

/// One array, the last dimension running fastest. Its size is the product of its dimensions; a
/// variable without dimensions has one value.
struct NetcdfVariable {
  using Values =
      std::variant<std::vector<double>, std::vector<std::int32_t>, std::vector<std::string>>;

  std::string name;
  std::vector<std::string> dimensions;
  std::string units;      ///< as CF writes them: "Pa", "kg s-1", "s", "1"; empty: none
  std::string long_name;  ///< what it is, in words; empty: none
  Values values;          ///< numbers, whole numbers or texts
  std::vector<NetcdfAttribute> attributes = {};
};

/// What a NetCDF file holds.
///
///   NetcdfFile file;
///   file.attributes = {{"Conventions", "CF-1.10"}, {"title", "gas simulate"}};
///   file.dimensions = {{"time", times_s.size()}, {"node", names.size()}};
///   file.variables.push_back({"time", {"time"}, "s", "time since the start", times_s});
///   file.variables.push_back({"node_id", {"node"}, "", "name of the node", names});
///   file.variables.push_back({"pressure", {"time", "node"}, "Pa", "absolute pressure", p_pa});
///   if (const auto bytes = to_netcdf(file)) folder.write("series.nc", *bytes);
struct NetcdfFile {
  std::vector<NetcdfAttribute> attributes;
  std::vector<NetcdfDimension> dimensions;
  std::vector<NetcdfVariable> variables;
};

/// The bytes of a file in the classic format with 64-bit offsets (CDF-2): the same bytes for the
/// same content, as the format stores neither time nor version, and every NetCDF library reads it.
///
///   texts   a char array with one more dimension, "<variable>_length"; UTF-8, filled with NUL
///   NaN     gets the attribute _FillValue = NaN, so that readers take it as "no value"
///   empty   the format has no dimension of size 0: such a dimension and its variables are left out
///
/// Variables and dimensions stand in the order given; there are no unlimited dimensions. Errors:
/// names that the format does not allow or that are used twice, a variable of 4 GiB or more. Not to
/// be called from two threads at once: the library keeps global state.
Result<std::string> to_netcdf(const NetcdfFile& file);

/// Writes the file as a whole: beside its place, then renamed.
Result<void> write_netcdf(const std::filesystem::path& path, const NetcdfFile& file);

}  // namespace landbridge::io
