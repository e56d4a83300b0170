#include "landbridge/io/netcdf_file.hpp"

#include <cmath>
#include <fstream>
#include <limits>
#include <numeric>
#include <sstream>

#include <doctest/doctest.h>
#include <netcdf.h>
#include <netcdf_mem.h>

#include "scratch_folder.hpp"

using namespace landbridge;
using namespace landbridge::io;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

NetcdfFile two_nodes_three_times() {
  NetcdfFile file;
  file.attributes = {{"Conventions", std::string("CF-1.10")}, {"mean_flow", 2.5}};
  file.dimensions = {{"time", 3}, {"node", 2}, {"link", 0}};
  file.variables.push_back(
      {"time", {"time"}, "s", "time since the start", std::vector<double>{0.0, 60.0, 120.0}});
  file.variables.push_back(
      {"node_id", {"node"}, "", "name of the node", std::vector<std::string>{"A", "Köln"}});
  file.variables.push_back({"pressure",
                            {"time", "node"},
                            "Pa",
                            "absolute pressure",
                            std::vector<double>{8e6, 7.5e6, 8e6, nan, 8e6, 7.25e6}});
  file.variables.push_back({"lines", {"node"}, "1", "", std::vector<std::int32_t>{1, -7}});
  file.variables.push_back({"flow", {"time", "link"}, "kg s-1", "", std::vector<double>{}});
  file.variables.push_back({"cell_length", {}, "m", "", std::vector<double>{1000.0}});
  return file;
}

/// Reads with the library itself.
class Reader {
 public:
  explicit Reader(std::string& bytes) {
    REQUIRE(nc_open_mem("test.nc", NC_NOWRITE, bytes.size(), bytes.data(), &id_) == NC_NOERR);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() { nc_close(id_); }

  int variable(const char* name) const {
    int variable_id = -1;
    REQUIRE(nc_inq_varid(id_, name, &variable_id) == NC_NOERR);
    return variable_id;
  }
  bool has_variable(const char* name) const {
    int variable_id = -1;
    return nc_inq_varid(id_, name, &variable_id) == NC_NOERR;
  }
  std::vector<double> numbers(const char* name, std::size_t count) const {
    std::vector<double> values(count);
    REQUIRE(nc_get_var_double(id_, variable(name), values.data()) == NC_NOERR);
    return values;
  }
  std::string chars(const char* name, std::size_t count) const {
    std::string values(count, '?');
    REQUIRE(nc_get_var_text(id_, variable(name), values.data()) == NC_NOERR);
    return values;
  }
  std::string text_attribute(int variable_id, const char* name) const {
    std::size_t length = 0;
    REQUIRE(nc_inq_attlen(id_, variable_id, name, &length) == NC_NOERR);
    std::string text(length, '?');
    REQUIRE(nc_get_att_text(id_, variable_id, name, text.data()) == NC_NOERR);
    return text;
  }
  std::size_t dimension(const char* name) const {
    int dimension_id = -1;
    REQUIRE(nc_inq_dimid(id_, name, &dimension_id) == NC_NOERR);
    std::size_t length = 0;
    REQUIRE(nc_inq_dimlen(id_, dimension_id, &length) == NC_NOERR);
    return length;
  }
  int id() const { return id_; }

 private:
  int id_ = -1;
};

}  // namespace

TEST_CASE("the library reads back what was written") {
  auto bytes = to_netcdf(two_nodes_three_times());
  REQUIRE(bytes.has_value());
  const Reader read(*bytes);
  CHECK(read.dimension("time") == 3);
  CHECK(read.dimension("node") == 2);
  CHECK(read.numbers("time", 3) == std::vector<double>{0.0, 60.0, 120.0});
  CHECK(read.numbers("lines", 2) == std::vector<double>{1.0, -7.0});
  CHECK(read.numbers("cell_length", 1) == std::vector<double>{1000.0});
  const auto pressure_pa = read.numbers("pressure", 6);
  CHECK(pressure_pa[1] == 7.5e6);
  CHECK(std::isnan(pressure_pa[3]));
  CHECK(pressure_pa[5] == 7.25e6);
  CHECK(read.text_attribute(read.variable("pressure"), "units") == "Pa");
  CHECK(read.text_attribute(read.variable("pressure"), "long_name") == "absolute pressure");
  CHECK(read.text_attribute(NC_GLOBAL, "Conventions") == "CF-1.10");
}

TEST_CASE("texts are char arrays as long as the longest, in UTF-8") {
  auto bytes = to_netcdf(two_nodes_three_times());
  REQUIRE(bytes.has_value());
  const Reader read(*bytes);
  CHECK(read.dimension("node_id_length") == 5);
  CHECK(read.chars("node_id", 10) == std::string("A\0\0\0\0K\xC3\xB6ln", 10));
}

TEST_CASE("a value that does not exist is marked by the fill value, and only there") {
  auto bytes = to_netcdf(two_nodes_three_times());
  REQUIRE(bytes.has_value());
  const Reader read(*bytes);
  double fill = 0.0;
  CHECK(nc_get_att_double(read.id(), read.variable("pressure"), "_FillValue", &fill) == NC_NOERR);
  CHECK(std::isnan(fill));
  CHECK(nc_inq_att(read.id(), read.variable("time"), "_FillValue", nullptr, nullptr) == NC_ENOTATT);
}

TEST_CASE("a dimension without entries is left out together with its variables") {
  auto bytes = to_netcdf(two_nodes_three_times());
  REQUIRE(bytes.has_value());
  const Reader read(*bytes);
  CHECK_FALSE(read.has_variable("flow"));
  int unlimited = 0;
  CHECK(nc_inq_unlimdim(read.id(), &unlimited) == NC_NOERR);
  CHECK(unlimited == -1);
}

TEST_CASE("the same content gives the same bytes, in the classic format with 64-bit offsets") {
  const auto first = to_netcdf(two_nodes_three_times());
  const auto second = to_netcdf(two_nodes_three_times());
  REQUIRE(first.has_value());
  REQUIRE(second.has_value());
  CHECK(*first == *second);
  CHECK(first->substr(0, 4) == std::string("CDF\x02", 4));
  NetcdfFile other = two_nodes_three_times();
  std::get<std::vector<double>>(other.variables[0].values)[1] = 61.0;
  const auto third = to_netcdf(other);
  REQUIRE(third.has_value());
  CHECK(*third != *first);
  CHECK(third->size() == first->size());
}

TEST_CASE("a large array comes back whole") {
  NetcdfFile file;
  constexpr std::size_t count = 300'000;
  std::vector<double> values(count);
  std::iota(values.begin(), values.end(), 0.5);
  file.dimensions = {{"x", count}};
  file.variables.push_back({"y", {"x"}, "1", "", values});
  auto bytes = to_netcdf(file);
  REQUIRE(bytes.has_value());
  CHECK(bytes->size() < count * 8 + 200);
  CHECK(Reader(*bytes).numbers("y", count) == values);
}

TEST_CASE("names that the format does not allow are refused, with the name") {
  NetcdfFile file;
  file.dimensions = {{"x", 1}};
  file.variables.push_back({"a/b", {"x"}, "1", "", std::vector<double>{1.0}});
  const auto bytes = to_netcdf(file);
  REQUIRE_FALSE(bytes.has_value());
  CHECK(bytes.error().where == "netcdf.a/b");
  CHECK(bytes.error().fault == Fault::bad_input);
  file.variables[0].name = "y";
  file.variables.push_back(file.variables[0]);
  CHECK_FALSE(to_netcdf(file).has_value());
}

TEST_CASE("a NetCDF file appears as a whole and holds the same bytes") {
  const test::ScratchFolder scratch;
  const auto path = scratch.path / "series.nc";
  REQUIRE(write_netcdf(path, two_nodes_three_times()).has_value());
  std::ostringstream read;
  read << std::ifstream(path, std::ios::binary).rdbuf();
  CHECK(read.str() == *to_netcdf(two_nodes_three_times()));
  CHECK_FALSE(write_netcdf(scratch.path / "missing" / "x.nc", two_nodes_three_times()));
}
