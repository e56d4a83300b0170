#include "landbridge/io/netcdf_file.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <netcdf.h>
#include <netcdf_mem.h>

#include "landbridge/base/assert.hpp"
#include "landbridge/io/result_folder.hpp"

namespace landbridge::io {
namespace {

/// An error of the library, with what was being written.
struct Refusal {
  int status = NC_NOERR;
  std::string where;
};

/// Writes one file in memory; the first refusal ends it.
class Writer {
 public:
  explicit Writer(const NetcdfFile& file) : file_(file) {}
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() {
    if (is_open_) nc_abort(id_);
  }

  Result<std::string> write() {
    check(nc_create_mem("landbridge.nc", NC_64BIT_OFFSET | NC_CLOBBER, 0, &id_), "file");
    is_open_ = is_good();
    if (is_good()) define();
    if (is_good()) check(nc_enddef(id_), "file");
    if (is_good()) fill();
    return is_good() ? finish() : refused();
  }

 private:
  bool is_good() const { return refusal_.status == NC_NOERR; }

  void check(int status, const std::string& where) {
    if (is_good() && status != NC_NOERR) refusal_ = {status, where};
  }

  Result<std::string> refused() const {
    return fail(Fault::bad_input, fmt::format("netcdf.{}", refusal_.where),
                fmt::format("cannot be written as NetCDF: {}", nc_strerror(refusal_.status)),
                "names begin with a letter or digit and hold no '/'; a variable stays below 4 GiB");
  }

  void define() {
    for (const NetcdfDimension& dimension : file_.dimensions) add_dimension(dimension);
    for (const NetcdfAttribute& attribute : file_.attributes) put(NC_GLOBAL, "file", attribute);
    for (const NetcdfVariable& variable : file_.variables)
      if (!is_left_out(variable)) define(variable);
  }

  void add_dimension(const NetcdfDimension& dimension) {
    size_[dimension.name] = dimension.size;
    if (dimension.size == 0) return;
    int dimension_id = -1;
    check(nc_def_dim(id_, dimension.name.c_str(), dimension.size, &dimension_id), dimension.name);
    dimension_[dimension.name] = dimension_id;
  }

  bool is_left_out(const NetcdfVariable& variable) const {
    return std::ranges::any_of(variable.dimensions, [&](const std::string& name) {
      const auto hit = size_.find(name);
      LANDBRIDGE_ASSERT(hit != size_.end());
      return hit->second == 0;
    });
  }

  std::size_t size_of(const NetcdfVariable& variable) const {
    std::size_t size = 1;
    for (const std::string& name : variable.dimensions) size *= size_.at(name);
    return size;
  }

  void define(const NetcdfVariable& variable) {
    std::vector<int> dimensions;
    for (const std::string& name : variable.dimensions) dimensions.push_back(dimension_[name]);
    int type = NC_DOUBLE;
    if (const auto* texts = std::get_if<std::vector<std::string>>(&variable.values)) {
      type = NC_CHAR;
      std::size_t longest = 1;
      for (const std::string& text : *texts) longest = std::max(longest, text.size());
      const std::string name = variable.name + "_length";
      add_dimension({name, longest});
      dimensions.push_back(dimension_[name]);
    } else if (std::holds_alternative<std::vector<std::int32_t>>(variable.values)) {
      type = NC_INT;
    }
    int variable_id = -1;
    check(nc_def_var(id_, variable.name.c_str(), type, static_cast<int>(dimensions.size()),
                     dimensions.data(), &variable_id),
          variable.name);
    if (!is_good()) return;
    ids_.push_back(variable_id);
    describe(variable, variable_id);
  }

  void describe(const NetcdfVariable& variable, int variable_id) {
    if (!variable.long_name.empty())
      put(variable_id, variable.name, {"long_name", variable.long_name});
    if (!variable.units.empty()) put(variable_id, variable.name, {"units", variable.units});
    if (std::holds_alternative<std::vector<std::string>>(variable.values))
      put(variable_id, variable.name, {"_Encoding", std::string("utf-8")});
    const auto* numbers = std::get_if<std::vector<double>>(&variable.values);
    if (numbers != nullptr &&
        std::ranges::any_of(*numbers, [](double number) { return std::isnan(number); }))
      put(variable_id, variable.name, {"_FillValue", std::numeric_limits<double>::quiet_NaN()});
    for (const NetcdfAttribute& attribute : variable.attributes)
      put(variable_id, variable.name, attribute);
  }

  void put(int variable_id, const std::string& owner, const NetcdfAttribute& attribute) {
    const std::string where = fmt::format("{}:{}", owner, attribute.name);
    const char* name = attribute.name.c_str();
    if (const auto* text = std::get_if<std::string>(&attribute.value))
      check(nc_put_att_text(id_, variable_id, name, text->size(), text->data()), where);
    else
      check(nc_put_att_double(id_, variable_id, name, NC_DOUBLE, 1,
                              &std::get<double>(attribute.value)),
            where);
  }

  void fill() {
    std::size_t at = 0;
    for (const NetcdfVariable& variable : file_.variables)
      if (!is_left_out(variable)) fill(variable, ids_[at++]);
  }

  void fill(const NetcdfVariable& variable, int variable_id) {
    std::visit(
        [&](const auto& values) {
          LANDBRIDGE_ASSERT(values.size() == size_of(variable));
          put_values(variable, variable_id, values);
        },
        variable.values);
  }
  void put_values(const NetcdfVariable& variable, int variable_id,
                  const std::vector<double>& values) {
    // One quiet NaN, whatever sign and payload the arithmetic left.
    std::vector<double> clean = values;
    for (double& value : clean)
      if (std::isnan(value)) value = std::numeric_limits<double>::quiet_NaN();
    check(nc_put_var_double(id_, variable_id, clean.data()), variable.name);
  }
  void put_values(const NetcdfVariable& variable, int variable_id,
                  const std::vector<std::int32_t>& values) {
    check(nc_put_var_int(id_, variable_id, values.data()), variable.name);
  }
  void put_values(const NetcdfVariable& variable, int variable_id,
                  const std::vector<std::string>& values) {
    const std::size_t length = size_.at(variable.name + "_length");
    std::string chars;
    for (const std::string& text : values) chars += text + std::string(length - text.size(), '\0');
    check(nc_put_var_text(id_, variable_id, chars.data()), variable.name);
  }

  Result<std::string> finish() {
    NC_memio memory{};
    is_open_ = false;
    check(nc_close_memio(id_, &memory), "file");
    if (!is_good()) return refused();
    std::string bytes(static_cast<const char*>(memory.memory), memory.size);
    std::free(memory.memory);
    return bytes;
  }

  const NetcdfFile& file_;
  int id_ = -1;
  bool is_open_ = false;
  Refusal refusal_;
  std::map<std::string, std::size_t> size_;
  std::map<std::string, int> dimension_;
  std::vector<int> ids_;
};

}  // namespace

Result<std::string> to_netcdf(const NetcdfFile& file) { return Writer(file).write(); }

Result<void> write_netcdf(const std::filesystem::path& path, const NetcdfFile& file) {
  const auto bytes = to_netcdf(file);
  if (!bytes) return fail(bytes.error());
  return write_file_whole(path, *bytes);
}

}  // namespace landbridge::io
